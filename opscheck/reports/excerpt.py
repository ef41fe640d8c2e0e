"""A line of a plan with one value underlined, cut to what fits on a screen."""

from typing import NamedTuple

from opscheck.display import pieces, width

WIDEST = 100
_LEFT_OF_VALUE = 40
_CUT = "…"
_TAB = "    "


class Excerpt(NamedTuple):
    """A printable part of a line, and the columns of the screen that the value takes in it."""

    text: str
    offset: int
    length: int


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
