from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from opscheck import Drill, NotApplicable, Pass, Plan, Problem, Results, by_id
from opscheck_portfolio.across import AcrossPlans, running


class DrillCollision(AcrossPlans, id="portfolio/drill-collision", severity="warning", scope="portfolio"):
    """Nobody takes part in drills of two plans on one day.

    One id is one person in all plans. A drill that two plans have in common, with the same id, day and participants and
    all else alike, is one drill. Judged as of the given day: drills of days that have passed are left alone, and so are
    those of closed plans.

    Why: on the day itself one of the two drills is held without the people whom it was planned for.

    Good, as of 2026-07-01:
        plan: {id: shops}
        drills:
          - {id: outage, date: 2026-09-16, participants: [wang-lei, operations]}
          - {id: joint, date: 2026-12-16, participants: [wang-lei]}
          - {id: past, date: 2026-06-17, participants: [wang-lei]}
        ---
        plan: {id: web}
        organization: {departments: [{id: operations}]}
        drills:
          - {id: leak, date: 2026-09-16, participants: [lin-mei, operations]}
          - {id: joint, date: 2026-12-16, participants: [wang-lei]}
          - {id: earlier, date: 2026-06-17, participants: [wang-lei]}
    Good, as of 2026-07-01:
        plan: {id: shops}
        ---
        plan: {id: web}
    Bad, as of 2026-07-01:
        plan: {id: shops}
        drills: [{id: outage, date: 2026-09-16, participants: [wang-lei, he-tao, lin-mei]}]
        ---
        plan: {id: web}
        drills:
          - id: leak
            date: 2026-09-16  # <- leak and outage of shops are both on 2026-09-16, with lin-mei, wang-lei
            participants: [lin-mei, wang-lei]
    """

    def compare(self, plans: Sequence[Plan]) -> Results:
        taken: dict[tuple[date, str], _Engagement] = {}
        collisions = False
        for engagement in _engagements(plans):
            elsewhere: dict[tuple[int, str], list[str]] = defaultdict(list)
            for person in engagement.people:
                other = taken.setdefault((engagement.drill.date, person), engagement)
                if other.order != engagement.order and other.drill != engagement.drill:
                    elsewhere[other.order, other.drill.id].append(person)
            for people in elsewhere.values():
                collisions = True
                yield _collision(engagement, taken[engagement.drill.date, people[0]], people)
        if not taken:
            yield NotApplicable(None, "no drill with participants is planned any more")
        elif not collisions:
            yield Pass(None, "nobody takes part in drills of two plans on one day")


class _Engagement(NamedTuple):
    """A drill that is still to come, with the people in it."""

    order: int
    plan: str
    drill: Drill
    people: tuple[str, ...]


def _engagements(plans: Sequence[Plan]) -> Iterator[_Engagement]:
    current = running(plans)
    departments = {each.id for plan in current for each in plan.organization.departments}
    people = {person.id for plan in current for person in plan.organization.people}
    no_person = departments - people
    for order, plan in enumerate(current):
        for drill in by_id(plan.drills).values():
            if drill.date is not None and drill.date >= plan.as_of:
                named = tuple(dict.fromkeys(party for party in drill.participants if party not in no_person))
                yield _Engagement(order, plan.header.id, drill, named)


def _collision(engagement: _Engagement, other: _Engagement, people: Sequence[str]) -> Problem:
    return Problem(
        engagement.drill.at("date"),
        "{drill} and {other} of {plan} are both on {date}, with {people}",
        key=f"{other.plan}/{other.drill.id}",
        related=[other.drill.at("date")],
        help="hold one of the two on another day, or as one drill of both plans",
        drill=engagement.drill.id,
        people=tuple(sorted(people)),
        other=other.drill.id,
        plan=other.plan,
        date=engagement.drill.date,
    )
