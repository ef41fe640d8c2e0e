from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from opscheck import At, Fact, Facts, NotApplicable, Pass, Plan, Problem, Results, by_id
from opscheck_portfolio.across import AcrossPlans, Time, Times, is_running, time_of

_MOST_PEOPLE = 20_000  # that are in memory
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
        if is_running(plan):
            people = " ".join(sorted({person.id for person in plan.organization.people}))  # in little: many are kept
            for department in by_id(plan.organization.departments).values():
                if department.head is not None:
                    value = (department.head, plan.header.id, time_of(plan), people)
                    yield Fact(department.id, department.at("head"), value)

    def judge(self, facts: Facts) -> Results:
        departments = 0
        differing = False
        for department, same in facts:
            if len(same) > 1:
                departments += 1
                for named, other in _contradictions(same):
                    differing = True
                    yield _problem(str(department), named, other)
        if not departments:
            yield NotApplicable(None, "no two plans name the head of one department")
        elif not differing:
            yield Pass(None, "departments in several plans: {count}, none with two heads", count=departments)


class _Named(NamedTuple):
    """The head that a plan gives a department, with what tells whether another plan speaks of the same one."""

    order: int
    at: At
    head: str
    plan: str
    time: Time
    people: str


def _contradictions(same: Collection[Fact]) -> Iterator[tuple[_Named, _Named]]:
    """Each plan that names another head than one before it for the same people and time, with the first of these.

    All the people of very many plans would fill the memory: they are looked at in several parts, one after the other.
    """
    parts = sum(len(fact.value[3].split()) for fact in same) // _MOST_PEOPLE + 1
    found: dict[int, tuple[_Named, _Named]] = {}
    for part in range(parts):
        for named, other in _among(same, part, parts):
            known = found.get(named.order)
            if (known is None and len(found) < _MOST) or (known is not None and other.order < known[1].order):
                found[named.order] = named, other
    return (found[order] for order in sorted(found))


def _among(same: Iterable[Fact], part: int, parts: int) -> Iterator[tuple[_Named, _Named]]:
    """The contradictions between plans that share somebody of one part of all people."""
    by_person: dict[str, dict[str, Times[_Named]]] = defaultdict(lambda: defaultdict(Times))
    for named in (_Named(fact.plan, fact.at, *fact.value) for fact in same):
        for by_head in [by_person[person] for person in named.people.split() if hash(person) % parts == part]:
            firsts = [times.first_with(named.time) for head, times in by_head.items() if head != named.head]
            yield from ((named, first) for first in firsts if first is not None)
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
