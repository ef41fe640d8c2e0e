"""The front door: bytes to a Document, whatever the bytes."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

from ruamel.yaml.error import YAMLError

from opscheck.source.builder import Builder, Counted
from opscheck.source.comments import Comment, find_comments
from opscheck.source.complaints import refusal
from opscheck.source.decode import decode, decode_loosely
from opscheck.source.flaws import SYNTAX, Flaw, Flaws, Refusal
from opscheck.source.parser import ODD_CHARACTERS, parse_events
from opscheck.source.spans import Node, Path, Positions, Span, Text

_OLD_BREAK = "the character {code} ends a line in YAML 1.1 and not in YAML 1.2: delete it, or put the text in quotes"
_STRAY_MARK = "the invisible character {code}, a byte order mark, stands in the middle of the text: delete it"
_ODD_BEFORE = "an invisible character stands here, which YAML 1.2 does not read as a new line"


class Limits(NamedTuple):
    """How much a text may hold: levels of nesting, and values after alias expansion for every megabyte.

    Files below one megabyte may hold as much as one of a megabyte. Beyond that the allowance grows with the file: a
    plan that is honestly large is allowed, a small one that aliases blow up is not.
    """

    depth: int = 64
    nodes_per_megabyte: int = 250_000

    def for_size(self, size: int) -> Counted:
        """The limits for a file of `size` bytes."""
        return Counted(self.depth, max(self.nodes_per_megabyte, self.nodes_per_megabyte * size // 1_000_000))


_LIMITS = Limits()


class Document:
    """One file: its bytes, its text, the data in it, and where everything stands.

    Values that aliases share are one object at several places of `data`: copy before changing anything.
    """

    def __init__(
        self,
        raw: bytes,
        source: Text,
        built: tuple[Any, Node | None] = (None, None),
        flaws: Sequence[Flaw] = (),
        opaque: Sequence[tuple[int, int]] = (),
    ) -> None:
        self.raw = raw
        self.source = source
        self.data, self.root = built
        self.flaws = list(flaws)
        self.positions = Positions(self.root, source)
        self._opaque = opaque

    @property
    def file(self) -> str:
        """The display name of the file."""
        return self.source.file

    @property
    def text(self) -> str:
        """The decoded text without a byte order mark; line ends are as they were."""
        return self.source.content

    @property
    def fatal(self) -> bool:
        """Whether no data could be built."""
        return any(flaw.fatal for flaw in self.flaws)

    @cached_property
    def comments(self) -> tuple[Comment, ...]:
        """Every comment in order; none for a text that was refused."""
        return () if self.fatal else tuple(find_comments(self.source, self._opaque))

    def span(self, path: Path) -> Span:
        """Where the value at a path stands; see Positions.span."""
        return self.positions.span(path)

    def key_span(self, path: Path) -> Span | None:
        """Where the key at a path stands, if there is one."""
        return self.positions.key_span(path)

    def offset_in_file(self, offset: int) -> int:
        """The byte of the file, a byte order mark included, at which a character of the text begins."""
        return len(self.raw) - len(self.text[offset:].encode())

    def line(self, number: int) -> str:
        """The text of a line, counted from 1, without its line end."""
        return self.source.line(number)


def load(raw: bytes, file: str, limits: Limits = _LIMITS, *, pure: bool = False) -> Document:
    """Read a file's bytes; what is wrong with them is in `flaws`. Never raises. `pure` forces the pure parser."""
    try:
        text = Text(file, decode(raw))
    except Refusal as refused:
        text = Text(file, decode_loosely(raw))
        return Document(raw, text, flaws=[refused.flaw(text)])
    try:
        return _built(raw, text, limits, pure)
    except Refusal as refused:
        return Document(raw, text, flaws=[_with_odd_characters(text, refused).flaw(text)])


def _built(raw: bytes, text: Text, limits: Limits, pure: bool) -> Document:
    """The document of a decoded text; raises Refusal."""
    flaws = Flaws(text)
    try:
        builder = Builder(text, parse_events(text.content, pure=pure), limits.for_size(len(raw)), flaws)
        built = builder.first_document()
    except (YAMLError, UnicodeError) as error:
        raise refusal(text.content, error) from None
    _complain_odd_characters(text, builder.opaque, flaws)
    return Document(raw, text, built, flaws.all(), builder.opaque)


def _complain_odd_characters(text: Text, opaque: Sequence[tuple[int, int]], flaws: Flaws) -> None:
    """One flaw for the first odd character that stands outside of quotes."""
    offsets = _odd_characters(text.content)
    if not offsets:
        return
    quoted = [(start, end) for start, end in opaque if text.content.startswith(("'", '"'), start)]
    for offset in offsets:
        before = bisect_right(quoted, (offset, len(text.content))) - 1
        if before < 0 or quoted[before][1] <= offset:
            code = f"U+{ord(text.content[offset]):04X}"
            template = _STRAY_MARK if text.content[offset] == "\ufeff" else _OLD_BREAK
            flaws.note_flaw(SYNTAX, template, {"code": code}, offset, offset + 1)
            return


def _with_odd_characters(text: Text, refused: Refusal) -> Refusal:
    """The refusal, with the first odd character before it, which may be what confused the author."""
    offsets = _odd_characters(text.content)
    if offsets and offsets[0] < refused.end:
        refused.related += ((offsets[0], offsets[0] + 1, _ODD_BEFORE),)
    return refused


def _odd_characters(content: str) -> list[int]:
    if not any(character in content for character in ODD_CHARACTERS):
        return []
    return [found.start() for found in re.finditer(f"[{ODD_CHARACTERS}]", content)]
