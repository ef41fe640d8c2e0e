"""An edit: some bytes of a file, and what stands in their place afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any, NamedTuple

from opscheck.finding import Message
from opscheck.source import Document

_OVERLAP = "two changes touch the same place"
_MOVED = "the file is not what it was when it was read"


class Refused(Exception):  # noqa: N818 - it is a decision to leave the file as it is, not a failure of the program
    """A change that is not made, and why: the file stays as it was."""

    def __init__(self, template: str, **values: Any) -> None:
        super().__init__(template.format(**values))
        self.message = Message(template, values)


class Edit(NamedTuple):
    """Bytes of a file from ``start`` up to ``end``, which are ``old``, become ``new``.

    The offsets count bytes of the file as it is on the disk, a byte order mark included.
    """

    start: int
    end: int
    old: bytes
    new: bytes

    @classmethod
    def replace(cls, document: Document, start: int, end: int, new: str) -> Edit:
        """The edit that puts ``new`` in place of the characters from ``start`` up to ``end`` of a document's text."""
        first, old = document.offset_in_file(start), document.text[start:end].encode()
        return cls(first, first + len(old), old, new.encode())

    @classmethod
    def insert(cls, document: Document, offset: int, new: str) -> Edit:
        """The edit that puts ``new`` before the character at ``offset`` of a document's text."""
        return cls.replace(document, offset, offset, new)


def apply(raw: bytes, edits: Iterable[Edit]) -> bytes:
    """The bytes after all edits. Raises Refused where two touch the same place, or the bytes are not what they were."""
    ordered = sorted(edits)
    if any(before.end > after.start or before[:2] == after[:2] for before, after in pairwise(ordered)):
        raise Refused(_OVERLAP)
    for edit in reversed(ordered):
        if not 0 <= edit.start <= edit.end <= len(raw) or raw[edit.start : edit.end] != edit.old:
            raise Refused(_MOVED)
        raw = raw[: edit.start] + edit.new + raw[edit.end :]
    return raw
