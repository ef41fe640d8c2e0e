"""A time line: months, the day by which is judged, and where a day is."""

from collections.abc import Iterator
from datetime import date

from opscheck.pictures import Days
from opscheck.reports.html.pictures.drawing import LABEL, WIDTH, Drawing

LEFT = LABEL + 6
RIGHT = WIDTH - 8
TOP = 18.0
_MOST_TICKS = 9
_LABEL_WIDE = 44


def at(day: date, days: Days) -> float:
    """Where a day begins."""
    return LEFT + (RIGHT - LEFT) * days.place(day)


def end(day: date, days: Days) -> float:
    """Where a day is over."""
    return LEFT + (RIGHT - LEFT) * days.end(day)


def axis(drawing: Drawing, days: Days, today: date, bottom: float, today_said: str) -> None:
    """The months above, and today's line."""
    free = LEFT
    for month in _ticks(days):
        x = at(month, days)
        drawing.line(x, TOP - 4, x, bottom, "grid")
        if x >= free and x + _LABEL_WIDE <= WIDTH:
            drawing.text(x + 2, TOP - 8, f"{month:%Y-%m}", "small")
            free = x + _LABEL_WIDE
    if today in days:
        x = at(today, days)
        drawing.line(x, TOP - 4, x, bottom + 4, "today")
        drawing.text(x, bottom + 15, today_said, "small today-text " + ("end" if x > WIDTH / 2 else "start"))


def _ticks(days: Days) -> Iterator[date]:
    """The first days of months, of quarters, of years, or of more years, so that they are not too many."""
    months = (days.last.year - days.first.year) * 12 + days.last.month - days.first.month
    step = next(size for size in (1, 3, 6, 12, 24, 60, 120, 240, 600, 120_000) if months <= size * _MOST_TICKS)
    number = days.first.year * 12 + days.first.month - 1
    for month in range(number + -number % step, days.last.year * 12 + days.last.month, step):
        day = date(month // 12, month % 12 + 1, 1) if month >= 12 else date.min
        if day in days:
            yield day
