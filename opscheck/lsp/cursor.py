"""Where a cursor stands in a text that is being written, and so may be no YAML yet.

The indentation tells of what a line is a part of, and brackets are followed from the line that opens them; nothing has
to be complete. Paths have 0 for any item of a list: which one it is does not matter to what may stand there.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from opscheck.lsp.brackets import Brackets, in_comment, plain
from opscheck.plan.select import Path

_TOP = re.compile(r"(?:^|(?<=[\r\n]))(?=[A-Za-z_\"'])")
_DASH = re.compile(r"-(?:[ \t]+|$)")
_KEY = re.compile(
    r"""(?P<key> "(?:\\.|[^"\\])*" | '(?:''|[^'])*' | [^\s\#\[\]{},"'&*!|>%@`-][^\#]{0,200}? | -[^\s\#][^\#]{0,200}? )
        [ \t]{0,200} : (?:[ \t]+|$)""",
    re.VERBOSE,
)
_PROPERTIES = re.compile(r"(?:[&!][^\s\[\]{},]*[ \t]+)+")
_BLOCK_TEXT = re.compile(r"[|>][-+0-9]*[ \t]*(?:#.*)?$")
_BREAK = re.compile(r"\r\n|\r|\n")


class Cursor(NamedTuple):
    """What is being written: a key or a value at a path, and the part of it that stands before the cursor.

    Where a word alone may be either, as behind a dash, ``is_key`` and ``is_value`` both hold. For a key the path is
    that of its mapping, ``siblings`` are the keys that this has already; ``has_colon`` if the key has its colon.
    ``start`` is the offset at which the word begins.
    """

    path: Path
    word: str
    start: int
    is_key: bool = False
    is_value: bool = False
    siblings: tuple[str, ...] = ()
    has_colon: bool = False


class _Entry(NamedTuple):
    """A dash or a key of the block style, at its column; what stands behind it begins at ``rest``."""

    column: int
    key: str | None  # None for a dash
    rest: int = 0


def cursor_at(text: str, offset: int) -> Cursor | None:
    """Where the cursor is; None in a comment or inside of a text of several lines.

    Inside of a line break it is before it, beyond the end of the text at its end.
    """
    offset = min(offset, len(text))
    offset -= text[max(offset - 1, 0) : offset + 1] == "\r\n"
    top = max((found.start() for found in _TOP.finditer(text, 0, offset)), default=0)
    scan = _Scan(text, top)
    scan.until(offset)
    if scan.is_text:
        return None
    return scan.in_flow(offset) if scan.brackets.frames else scan.in_block(offset)


class _Scan:
    """Reads lines from one that begins in the first column, up to the cursor."""

    def __init__(self, text: str, start: int) -> None:
        self.text = text
        self.at = start
        self.entries: list[_Entry] = []
        self.brackets = Brackets(text)
        self.line: list[_Entry] = []
        self.rest = start
        self.is_text = False

    def until(self, offset: int) -> None:
        """Read the lines up to the one with the cursor, and that one up to the cursor."""
        hidden: int | None = None  # the indentation of the key whose text of several lines is being passed over
        while True:
            end = _line_end(self.text, self.at)
            is_last = end >= offset
            line = self.text[self.at : min(end, offset)]
            self.is_text = False
            indent = len(line) - len(line.lstrip(" "))
            if hidden is not None and (not line.strip() or indent > hidden):
                self.is_text = is_last and (bool(line.strip()) or indent > hidden)
                if is_last and not self.is_text:
                    self._read_line(line)
            else:
                hidden = None
                if self.brackets.frames:
                    self.is_text = self.brackets.read(self.at, min(end, offset))
                else:
                    self._read_line(line)
                    rest = self.text[self.rest : min(end, offset)]
                    if self.line and not is_last and _BLOCK_TEXT.match(rest):
                        hidden = self.line[0].column if self.line[0].key else self.line[-1].column
            if is_last:
                return
            self.at = _next_line(self.text, end)

    def _read_line(self, line: str) -> None:
        """Take the dashes and the key of a line, and what brackets it opens behind them."""
        column = len(line) - len(line.lstrip(" "))
        self.line = []
        while found := _DASH.match(line, column):
            self.line.append(_Entry(column, None, self.at + found.end()))
            column = found.end()
        if found := _KEY.match(line, column):
            self.line.append(_Entry(column, plain(found["key"]), self.at + found.end()))
            column = found.end()
        if found := _PROPERTIES.match(line, column):
            column = found.end()
        self.entries += self.line
        self.rest = self.at + column
        if line[column : column + 1] in ("[", "{"):
            self.is_text = self.brackets.read(self.rest, self.at + len(line))
        elif in_comment(line, column):
            self.is_text = True

    def in_flow(self, offset: int) -> Cursor:
        *outer, frame = self.brackets.frames
        path = (*self._block_path(), *(step for each in outer for step in each.step))
        if frame.bracket == "{" and frame.key is None:
            after, has_colon = self.brackets.keys_after(offset)
            return Cursor(path, frame.word, frame.start, True, False, (*frame.keys, *after), has_colon)
        return Cursor((*path, *frame.step), frame.word, frame.start, is_value=True)

    # --- lines

    def in_block(self, offset: int) -> Cursor:
        word = self.text[self.rest : offset]
        start = self.rest + len(word) - len(word.lstrip())
        word = word.lstrip()
        last = self.line[-1] if self.line else None
        if last is not None and last.key is not None:
            return Cursor(self._block_path(), word, start, is_value=True)
        column = start - self.at
        path = self._path_of(column, len(self.entries), is_dash=False)
        before, after = self._siblings(column), self._siblings_after(offset, column)
        line_end = self.text[offset : _line_end(self.text, offset)]
        has_colon = bool(re.match(r"[^\s:#]*[ \t]*:(?:\s|$)", line_end))
        own = after[:1] if has_colon else []
        return Cursor(
            path,
            word,
            start,
            is_key=True,
            is_value=last is not None or bool(path),
            siblings=tuple(key for key in (*before, *after) if key not in own),
            has_colon=has_colon,
        )

    def _block_path(self) -> Path:
        """The path of what stands behind the last key or dash."""
        last = self.entries[-1] if self.entries else None
        if last is None:
            return ()
        step: Path = (0,) if last.key is None else (last.key,)
        return (*self._path_of(last.column, len(self.entries) - 1, is_dash=last.key is None), *step)

    def _path_of(self, column: int, before: int, *, is_dash: bool) -> Path:
        """The path of the collection that has an entry at a column; only entries ``before`` that index count."""
        steps: list[str | int] = []
        for entry in reversed(self.entries[:before]):
            belongs = entry.column < column or (is_dash and entry.key is not None and entry.column == column)
            if belongs:
                steps.append(0 if entry.key is None else entry.key)
                column, is_dash = entry.column, entry.key is None
        return tuple(reversed(steps))

    def _siblings(self, column: int) -> list[str]:
        """The keys above at this column in the same mapping."""
        found = []
        for entry in reversed(self.entries):
            if entry.column < column:
                break
            if entry.column == column and entry.key is not None:
                found.append(entry.key)
        return found[::-1]

    def _siblings_after(self, offset: int, column: int) -> list[str]:
        """The keys at this column that follow in the same mapping, the cursor's own line among them."""
        found: list[str] = []
        for number, line in enumerate(_lines_from(self.text, self.at)):
            bare = line.lstrip(" ")
            if not bare or bare.startswith("#"):
                continue
            indent = len(line) - len(bare)
            if number and indent < column:
                break
            if number and indent == column and _DASH.match(bare):
                break
            key = _KEY.match(line, column)
            if key and (indent == column or not number):
                found.append(plain(key["key"]))
        return found


def _line_end(text: str, start: int) -> int:
    found = _BREAK.search(text, start)
    return found.start() if found else len(text)


def _next_line(text: str, end: int) -> int:
    found = _BREAK.match(text, end)
    return found.end() if found else len(text)


def _lines_from(text: str, start: int) -> Iterator[str]:
    while start < len(text):
        end = _line_end(text, start)
        yield text[start:end]
        following = _next_line(text, end)
        if following == end:
            return
        start = following
