from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from opscheck import At, Fact, Facts, NotApplicable, Pass, Plan, Problem, Results, by_id
from opscheck_portfolio.across import AcrossPlans, Time, Times, is_running, time_of

_NOBODY = ""  # in the place of a person, where a plan has none
_MOST = 1_000  # contradictions: more than anybody reads


class DepartmentHead(AcrossPlans, id="portfolio/department-head", severity="warning", scope="portfolio"):
    """A department has the same head in all plans.

    Plans of one organization are compared, that is, plans that have a person in common, as far as they run at the same
    time and are not closed.

    Why: where two plans name two heads, one of them asks somebody who can no longer decide.

    Good:
        plan: {id: shops}
        organization: {departments: [{id: operations, head: chen-yu}], people: [{id: chen-yu}]}
        ---
        plan: {id: web}
        organization: {departments: [{id: operations, head: chen-yu}], people: [{id: chen-yu}]}
        ---
        plan: {id: of-another-company}
        organization: {departments: [{id: operations, head: ida-holm}], people: [{id: ida-holm}]}
    Good:
        plan: {id: shops}
        ---
        plan: {id: web}
    Bad:
        plan: {id: shops, start: 2026-01-05, finish: 2026-12-31}
        organization: {departments: [{id: operations, head: chen-yu}], people: [{id: chen-yu}, {id: lin-mei}]}
        ---
        plan: {id: web, start: 2026-06-01, finish: 2027-05-31}
        organization:
          departments: [{id: operations, head: lin-mei}]  # <- operations is led by lin-mei, and in shops by chen-yu
          people: [{id: lin-mei}]
    """

    def gather(self, plan: Plan) -> Iterator[Fact]:
        people = {person.id for person in plan.organization.people}
        for department in by_id(plan.organization.departments).values() if is_running(plan) else ():
            if department.head is not None:
                value = (department.head, plan.header.id, time_of(plan))
                for person in sorted(people) or [
                    _NOBODY
                ]:  # two plans speak of one department where they share a person
                    yield Fact((department.id, person), department.at("head"), value)

    def judge(self, facts: Facts) -> Results:
        in_plans: dict[str, int | None] = {}  # the plan that has a department, None where several do
        others: dict[At, tuple[str, _Named, _Named]] = {}
        for key, same in facts:
            department, person = tuple(key)
            for fact in same:
                if in_plans.setdefault(department, fact.plan) != fact.plan:
                    in_plans[department] = None
            for named, other in _contradictions(same) if person != _NOBODY else ():
                known = others.get(named.at)
                if (known is None and len(others) < _MOST) or (known is not None and other.order < known[2].order):
                    others[named.at] = department, named, other
        yield from (_problem(*found) for found in sorted(others.values(), key=_order))
        departments = sum(plan is None for plan in in_plans.values())
        if not departments:
            yield NotApplicable(None, "no two plans name the head of one department")
        elif not others:
            yield Pass(None, "departments in several plans: {count}, none with two heads", count=departments)


class _Named(NamedTuple):
    """The head that a plan gives a department; ``order`` is the number of the plan."""

    order: int
    at: At
    head: str
    plan: str
    time: Time


def _order(found: tuple[str, _Named, _Named]) -> tuple[str, int]:
    department, named, _ = found
    return department, named.order


def _contradictions(same: Iterable[Fact]) -> Iterator[tuple[_Named, _Named]]:
    """Each plan that names another head than one before it for the same time, with the first of these."""
    by_head: dict[str, Times[_Named]] = defaultdict(Times)
    for named in (_Named(fact.plan, fact.at, *fact.value) for fact in same):
        firsts = (times.first_with(named.time) for head, times in by_head.items() if head != named.head)
        if other := min((first for first in firsts if first is not None), key=lambda one: one.order, default=None):
            yield named, other
        by_head[named.head].add(named.time, named)


def _problem(department: str, named: _Named, other: _Named) -> Problem:
    return Problem(
        named.at,
        "{department} is led by {head}, and in {plan} by {other}",
        related=[other.at],
        help="name the one who leads it in both plans",
        department=department,
        head=named.head,
        plan=other.plan,
        other=other.head,
    )
