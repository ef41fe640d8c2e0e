from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from opscheck import At, Fact, Facts, NotApplicable, Pass, Plan, Problem, Results, by_id
from opscheck_portfolio.across import AcrossPlans, Time, at_one_time, is_running, time_of


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
            departments += len(same) > 1
            for named, other in _contradictions([_Named(fact.at, *fact.value) for fact in same]):
                differing = True
                yield _problem(str(department), named, other)
        if not departments:
            yield NotApplicable(None, "no two plans name the head of one department")
        elif not differing:
            yield Pass(None, "departments in several plans: {count}, none with two heads", count=departments)


class _Named(NamedTuple):
    """The head that a plan gives a department, with what tells whether another plan speaks of the same one."""

    at: At
    head: str
    plan: str
    time: Time
    people: str


def _contradictions(same: Sequence[_Named]) -> Iterator[tuple[_Named, _Named]]:
    """Each plan that names another head than one before it, with the first of these."""
    heads = {head: order for order, head in enumerate(dict.fromkeys(named.head for named in same))}
    if len(heads) == 1:
        return
    by_person: dict[str, dict[str, list[_Entry]]] = defaultdict(lambda: defaultdict(list))
    for order, named in enumerate(same):
        entry = _Entry(heads[named.head], order, named)
        people = [by_person[person] for person in named.people.split()]
        if other := min((found for of_person in people for found in _others(named, of_person)), default=None):
            yield named, other.named
        for of_person in people:
            of_person[named.head].append(entry)


class _Entry(NamedTuple):
    """What a plan names, in the order of the heads and then of the plans."""

    head: int
    order: int
    named: _Named


def _others(named: _Named, of_person: Mapping[str, Sequence[_Entry]]) -> Iterator[_Entry]:
    """Of each other head that was named for one person, the first that is named for the same time."""
    for head, entries in of_person.items():
        if head != named.head:
            yield from islice((entry for entry in entries if at_one_time(named.time, entry.named.time)), 1)


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
