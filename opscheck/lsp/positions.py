"""Places in a text as an editor counts them: lines from 0, and columns in the units of an encoding.

The protocol lets client and server agree on UTF-8, UTF-16 (what every client can do) or UTF-32. We count characters,
so that only lines with characters outside of ASCII have to be counted at all. A byte order mark is no part of our
texts; an editor that sends it counts it.
"""

from collections.abc import Callable
from functools import cached_property

from lsprotocol.types import Position, PositionEncodingKind, Range

from opscheck.source import Span, Text

MARK = "\ufeff"

_UNITS: dict[str, Callable[[str], int]] = {
    PositionEncodingKind.Utf8.value: lambda text: len(text.encode("utf-8", "surrogatepass")),
    PositionEncodingKind.Utf16.value: lambda text: len(text) + sum(character > "\uffff" for character in text),
    PositionEncodingKind.Utf32.value: len,
}


class Positions:
    """Turns offsets and spans of a text into the editor's positions and back.

    ``marked`` says that the editor's text begins with a byte order mark, which ours does not have.
    """

    def __init__(self, text: Text, encoding: str = PositionEncodingKind.Utf16, *, marked: bool = False) -> None:
        self.text = text
        self._units = _UNITS[PositionEncodingKind(encoding).value]
        self._before = self._units(MARK) if marked else 0

    @cached_property
    def _lines(self) -> int:
        return self.text.place(len(self.text.content))[0]

    def position(self, offset: int) -> Position:
        """The position of a character."""
        return self._position(*self.text.place(min(max(offset, 0), len(self.text.content))))

    def offset(self, position: Position) -> int:
        """The offset of a position; behind the end of a line or of the text, the end of it.

        A position inside of a character is that of the character.
        """
        if position.line >= self._lines:
            return len(self.text.content)
        line = self.text.line(position.line + 1)
        units = max(position.character - (0 if position.line else self._before), 0)
        if line.isascii():
            return self.text.offset(position.line + 1, units + 1)
        column = 0
        for column, character in enumerate(line):  # noqa: B007 - how far it came is what is asked for
            units -= self._units(character)
            if units < 0:
                break
        else:
            column = len(line)
        return self.text.offset(position.line + 1, column + 1)

    def range(self, start: int, end: int) -> Range:
        """The range of the characters from ``start`` up to ``end``."""
        return Range(self.position(start), self.position(end))

    def range_of(self, span: Span) -> Range:
        """The range of a span of the text; one that ends before it begins, as that of a broken text may, is empty."""
        start, end = self._position(span.line, span.column), self._position(span.end_line, span.end_column)
        return Range(start, max(start, end))

    def _position(self, line: int, column: int) -> Position:
        """The position of a line and a column that count from 1."""
        text = self.text.line(line)
        before = text[: column - 1]
        units = len(before) if before.isascii() else self._units(before)
        return Position(line - 1, units + (self._before if line == 1 else 0))
