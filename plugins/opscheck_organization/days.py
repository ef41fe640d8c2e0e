"""The days on which people are there, and the day that counts for whoever is to be there all along."""

from datetime import date

from opscheck import Person, Plan


def day_that_counts(plan: Plan) -> date:
    """The day by which the plan is judged; its first day before it begins, and its last when it is over."""
    day = plan.as_of
    if plan.header.finish is not None:
        day = min(day, plan.header.finish)
    return day if plan.header.start is None else max(day, plan.header.start)


def has_left(person: Person, plan: Plan) -> bool:
    """Whether the person is no longer there."""
    return person.until is not None and person.until < day_that_counts(plan)
