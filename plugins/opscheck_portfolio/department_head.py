from collections import defaultdict
from collections.abc import Iterator, Sequence

from opscheck import Department, NotApplicable, Pass, Plan, Problem, Results, by_id
from opscheck_portfolio.across import AcrossPlans, at_one_time, running


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

    def compare(self, plans: Sequence[Plan]) -> Results:
        departments = 0
        differing = False
        for same in _by_department(running(plans)).values():
            departments += len(same) > 1
            for entry, other in _contradictions(same):
                differing = True
                yield _problem(*entry, *other)
        if not departments:
            yield NotApplicable(None, "no two plans name the head of one department")
        elif not differing:
            yield Pass(None, "departments in several plans: {count}, none with two heads", count=departments)


_Named = tuple[Plan, Department]


def _by_department(plans: Sequence[Plan]) -> dict[str, list[_Named]]:
    found: dict[str, list[_Named]] = defaultdict(list)
    for plan in plans:
        for department in by_id(plan.organization.departments).values():
            if department.head is not None:
                found[department.id].append((plan, department))
    return found


def _contradictions(same: Sequence[_Named]) -> Iterator[tuple[_Named, _Named]]:
    """Each plan that names another head than one before it, with the first of these."""
    by_head: dict[str, list[_Named]] = {}
    for plan, department in same:
        others = (entry for head, entries in by_head.items() if head != department.head for entry in entries)
        other = next((entry for entry in others if _comparable(plan, entry[0])), None)
        if other is not None:
            yield (plan, department), other
        by_head.setdefault(department.head or "", []).append((plan, department))


def _comparable(plan: Plan, other: Plan) -> bool:
    people = {person.id for person in plan.organization.people}
    return at_one_time(plan, other) and not people.isdisjoint(person.id for person in other.organization.people)


def _problem(_plan: Plan, department: Department, other: Plan, there: Department) -> Problem:
    return Problem(
        department.at("head"),
        "{department} is led by {head}, and in {plan} by {other}",
        related=[there.at("head")],
        help="name the one who leads it in both plans",
        department=department.id,
        head=department.head,
        plan=other.header.id,
        other=there.head,
    )
