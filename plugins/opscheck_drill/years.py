"""Any 12 months of a plan, and how much happens in them."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from opscheck import Period, Plan

_YEAR = Period("P12M")
_DAY = Period("P1D")


class Stretch(NamedTuple):
    """A part of the plan's time, both days included, and how many drills lie in it."""

    first: date
    last: date
    drills: int


def span(plan: Plan, days: Sequence[date]) -> tuple[date, date]:
    """The plan's first and last day.

    A plan that does not say when it starts starts with the first of ``days`` (sorted). One that does not say when it
    ends, or that ends before it starts, lasts to the last of them, and a year at least.
    """
    start = plan.header.start or (days[0] if days else plan.as_of)
    finish = plan.header.finish
    if finish is None or finish < start:
        finish = max([_year_from(start), *days[-1:]])
    return start, finish


def emptiest_year(start: date, finish: date, days: Sequence[date]) -> Stretch:
    """The 12 months between start and finish in which the fewest of ``days`` lie, the earliest of several.

    ``days`` are sorted. Where less than 12 months lie between start and finish, all of that time.
    """
    # Between one of the days and the next, a year that begins later ends later: the first one holds the fewest.
    firsts = [start, *(_DAY.after(day) for day in days if day >= start)]
    years = [(first, _year_from(first)) for first in firsts]
    inside = [year for year in years if year[1] <= finish] or [(start, finish)]
    stretches = [Stretch(first, last, bisect_right(days, last) - bisect_left(days, first)) for first, last in inside]
    return min(stretches, key=lambda stretch: stretch.drills)


def _year_from(first: date) -> date:
    """The last day of the 12 months that begin with this one."""
    return _DAY.before(_YEAR.after(first))
