"""Plans beside each other: which of them run, and which at the same time."""

from collections.abc import Sequence
from datetime import date

from opscheck import NotApplicable, Plan, Results, Rule


class AcrossPlans(Rule):
    """A rule that compares plans. One plan alone has nothing to be compared with."""

    def check(self, plans: Sequence[Plan]) -> Results:
        if len(plans) < 2:
            yield NotApplicable(None, "there is no second plan to compare with")
        else:
            yield from self.compare(plans)

    def compare(self, plans: Sequence[Plan]) -> Results:
        """Say what there is to say about these plans, of which there are at least two."""
        raise TypeError(f"{type(self).__qualname__} has no compare()")


def running(plans: Sequence[Plan]) -> list[Plan]:
    """The plans that are not closed: what they claim, nobody else can have."""
    return [plan for plan in plans if plan.header.status != "closed"]


def time_of(plan: Plan) -> tuple[date, date]:
    """The plan's first and last day; where it does not say, the calendar's."""
    return plan.header.start or date.min, plan.header.finish or date.max


def at_one_time(plan: Plan, other: Plan) -> bool:
    """Whether there is a day on which both plans run."""
    (start, finish), (begin, end) = time_of(plan), time_of(other)
    return max(start, begin) <= min(finish, end)
