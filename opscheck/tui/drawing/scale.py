"""A scale of days above the rows of a picture."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from opscheck.pictures import Days

_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600)
_WIDEST = 8


class Tick(NamedTuple):
    """The first day of a month or a year, its column, and what is written there."""

    column: int
    text: str


def ticks(days: Days, columns: int) -> list[Tick]:
    """As many months or years as have room for their names."""
    for step in _STEPS:
        found = [Tick(_column(days, day, columns), _name(day, step)) for day in _firsts(days, step)]
        if all(after.column - before.column >= _WIDEST for before, after in pairwise(found)):
            break
    return [tick for tick in found if tick.column + len(tick.text) <= columns]


def line(days: Days, columns: int) -> str:
    """The names of the ticks as one text."""
    text = ""
    for tick in ticks(days, columns):
        text = text.ljust(tick.column) + tick.text
    return text.ljust(columns)


def _firsts(days: Days, step: int) -> Iterator[date]:
    """Every so many months' first day within the days; the first day itself where none is."""
    found = False
    month = (days.first.year * 12 + days.first.month - 1) // step * step
    while month // 12 <= days.last.year:
        year, rest = divmod(month, 12)
        if year >= 1 and date(year, rest + 1, 1) in days:
            found = True
            yield date(year, rest + 1, 1)
        month += step
    if not found:
        yield days.first


def _name(day: date, step: int) -> str:
    return f"{day.year:04}" if step >= 12 else f"{day.year:04}-{day.month:02}"


def _column(days: Days, day: date, columns: int) -> int:
    return min(int(days.place(day) * columns), max(columns - 1, 0))
