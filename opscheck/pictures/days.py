"""The days that a picture spans: a date in the year 9999 must not make a dot of everything else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from opscheck.plan.quantities import Period

ONE_DAY = timedelta(days=1)
FAR = 25 * 366
"""How many days from the middle of all dates one may be and still be drawn."""


@dataclass(frozen=True, slots=True)
class Days:
    """From the first day of a picture to its last, both inclusive."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def count(self) -> int:
        """How many days these are; one at least."""
        return (self.last - self.first).days + 1

    def place(self, day: date) -> float:
        """Where a day begins, from 0.0 (the first day) to 1.0 (the end of the last); days outside are at the edge."""
        return min(max((day - self.first).days / self.count, 0.0), 1.0)

    def end(self, day: date) -> float:
        """Where a day is over, in the same terms."""
        return min(max(((day - self.first).days + 1) / self.count, 0.0), 1.0)


def spanned(days: Iterable[date], today: date) -> Days | None:
    """The days from the earliest to the latest, but for those far from most of them; None of none."""
    ordered = sorted(days)
    if not ordered:
        return None
    middle = sorted([*ordered, today])[(len(ordered) + 1) // 2]
    near = _near(ordered, middle) or _near(ordered, ordered[0])
    return Days(near[0], near[-1])


def _near(days: Iterable[date], middle: date) -> list[date]:
    return [day for day in days if abs((day - middle).days) <= FAR]


def after(day: date, length: Period) -> date:
    """The last day of a period that begins on the day after this one, within the calendar."""
    if day == date.max:
        return day
    return max(day, length.after(day + ONE_DAY) - ONE_DAY)
