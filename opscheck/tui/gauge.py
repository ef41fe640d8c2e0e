"""A measure as a picture of one line: where the value is, and where its bound.

░░░░░░░░░░░░░░░[███████]▓▓▓   42.0 %, within 30–40 %
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from opscheck.display import say, width
from opscheck.finding import Measure, Message
from opscheck.wrapping import wrap

_WIDTH = 30
_GAP = "  "
SAYS = {
    "at-least": "{value}, at least {bound}",
    "at-most": "{value}, at most {bound}",
    "within": "{value}, within {bound}",
}


def gauge(measure: Measure, lang: str) -> Iterator[str]:
    """The lines of the picture: none where there is nothing to draw to scale, as with negative values."""
    said = say(Message(SAYS[measure.direction], {"value": measure.value, "bound": measure.bound}), lang)
    low, high = _bounds(measure)
    value = _number(measure.value)
    top = max(value, high if high is not None else low or Decimal(0)) * Decimal("1.15")
    if value < 0 or top <= 0 or (low or 0) < 0:
        yield said
        return
    yield f"{_bar(_column(value, top), _column(low, top), _column(high, top))}{_GAP}{said}"


def fitted(line: str, columns: int) -> list[str]:
    """A line of the picture in so many columns: what is said beneath the bar, where there is no room beside it."""
    bar, gap, said = line.rpartition(_GAP)
    return [line] if width(line) <= columns else [bar] * bool(gap) + wrap(said, columns)


def _bar(value: int | None, low: int | None, high: int | None) -> str:
    """Solid up to the value, the allowed stretch in brackets."""
    cells = ["▓" if column < (value or 0) else "░" for column in range(_WIDTH)]
    for column in range(low or 0, _WIDTH if high is None else high):
        cells[column] = "█" if column < (value or 0) else "▒"
    if low is not None:
        cells[min(low, _WIDTH - 1)] = "["
    if high is not None:
        cells[min(high, _WIDTH - 1)] = "]"
    return "".join(cells)


def _bounds(measure: Measure) -> tuple[Decimal | None, Decimal | None]:
    if measure.direction == "within":
        return _number(measure.bound.low), _number(measure.bound.high)
    bound = _number(measure.bound)
    return (bound, None) if measure.direction == "at-least" else (None, bound)


def _column(number: Decimal | None, top: Decimal) -> int | None:
    return None if number is None else min(int(number / top * _WIDTH), _WIDTH - 1)


def _number(value: Any) -> Decimal:
    days = getattr(value, "average_days", None)
    return days if isinstance(days, Decimal) else Decimal(repr(value) if isinstance(value, float) else value)
