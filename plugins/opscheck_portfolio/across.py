"""Plans beside each other: which of them run, and which at the same time."""

from datetime import date
from typing import Generic, TypeAlias, TypeVar

from opscheck import Facts, NotApplicable, Plan, Results, Rule


class AcrossPlans(Rule):
    """A rule that compares plans. One plan alone has nothing to be compared with."""

    def compare(self, facts: Facts) -> Results:
        if facts.plans < 2:
            yield NotApplicable(None, "there is no second plan to compare with")
        else:
            yield from self.judge(facts)

    def judge(self, facts: Facts) -> Results:
        """Say what there is to say about the facts of at least two plans."""
        raise TypeError(f"{type(self).__qualname__} has no judge()")


Time: TypeAlias = tuple[date, date]
"""A first and a last day."""

Kept = TypeVar("Kept")


def is_running(plan: Plan) -> bool:
    """Whether the plan is not closed: what it claims, nobody else can have."""
    return plan.header.status != "closed"


def time_of(plan: Plan) -> Time:
    """The plan's first and last day; where it does not say, the calendar's."""
    return plan.header.start or date.min, plan.header.finish or date.max


class Times(Generic[Kept]):
    """Remembers what holds for a time: as much as it takes to find the first that holds for a day of another time."""

    def __init__(self) -> None:
        self._kept: list[tuple[Time, Kept]] = []

    def first_with(self, time: Time) -> Kept | None:
        """The first one that was added for a time that has a day of this one."""
        return next((kept for other, kept in self._kept if at_one_time(time, other)), None)

    def add(self, time: Time, one: Kept) -> None:
        """One more; what lies within an earlier time would never be the first."""
        if not any(other[0] <= time[0] and time[1] <= other[1] for other, _ in self._kept):
            self._kept.append((time, one))


def at_one_time(time: Time, other: Time) -> bool:
    """Whether there is a day that both times have."""
    return max(time[0], other[0]) <= min(time[1], other[1])
