"""A line of a plan with one value underlined, cut to what fits on a screen."""

from typing import NamedTuple

from opscheck.display import pieces, width
from opscheck.finding import Finding, Related

WIDEST = 100
MOST_RELATED = 10  # contributing lines that are shown; nobody reads more
MORE_LINE = "and {count} more line"
MORE_LINES = "and {count} more lines"
_LEFT_OF_VALUE = 40
_CUT = "…"
_TAB = "    "


class Excerpt(NamedTuple):
    """A printable part of a line, and the columns of the screen that the value takes in it."""

    text: str
    offset: int
    length: int

    @property
    def parts(self) -> tuple[str, str, str]:
        """What stands before the value, the value, and what stands after it."""
        start = self._index(self.offset, 0)
        end = self._index(self.length, start)
        return self.text[:start], self.text[start:end], self.text[end:]

    def _index(self, columns: int, start: int) -> int:
        """The index of the first character that is so many columns right of the one at ``start``."""
        end = start
        while end < len(self.text) and width(self.text[start : end + 1]) <= columns:
            end += 1
        return end


def excerpt(line: str, column: int, end_column: int | None = None, widest: int = WIDEST) -> Excerpt:
    """The part of a line around the value from ``column`` up to ``end_column`` (None: up to the line's end).

    Columns count characters from 1. A value that is too wide is cut, and so is the line left and right of it. At least
    one column is underlined.
    """
    line = line.rstrip()
    start = min(column - 1, len(line))
    end = len(line) if end_column is None else min(end_column - 1, len(line))
    first = max(0, start - widest)
    looks = [_TAB if piece == "\\t" else piece for piece in pieces(line[first : start + widest + 1])]
    left, right = _window([width(look) for look in looks], start - first, widest)
    before = (_CUT if first + left else "") + "".join(looks[left : start - first])
    shown = "".join(looks[start - first : right])
    rest = _CUT if first + right < len(line) else ""
    value = "".join(looks[start - first : min(end - first, right)])
    return Excerpt(before + shown + rest, width(before), max(1, width(value)))


def _window(widths: list[int], start: int, widest: int) -> tuple[int, int]:
    """Which characters to show: from the first index up to the second."""
    room = max(_LEFT_OF_VALUE, widest - sum(widths[start:]))
    left = start
    while left > 0 and widths[left - 1] <= room:
        left -= 1
        room -= widths[left]
    while left < start and widths[left] == 0:  # an accent whose letter is cut off
        left += 1
    room = widest - sum(widths[left:start])
    right = start
    while right < len(widths) and widths[right] <= room:
        room -= widths[right]
        right += 1
    return left, right


def contributing(finding: Finding) -> list[Related]:
    """The related lines without those that would only repeat what is shown."""
    shown = {(finding.span.file, finding.span.line)}
    distinct = []
    for related in finding.related:
        line = related.span.file, related.span.line
        if related.message.template or line not in shown:
            distinct.append(related)
        shown.add(line)
    return distinct
