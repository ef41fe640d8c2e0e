from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Context, Decimal
from hashlib import sha256
from typing import NamedTuple

from opscheck import At, Drill, Fact, Facts, NotApplicable, Pass, Plan, Problem, Results, by_id
from opscheck_portfolio.across import AcrossPlans, is_running

_MOST = 1000  # pairs of drills: more than anybody reads
_EXACT = Context(prec=1000)


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

    def gather(self, plan: Plan) -> Iterator[Fact]:
        if is_running(plan):
            at = plan.header.at("id")
            people = {person.id for person in plan.organization.people}
            yield from (Fact(person, at, (_PERSON,)) for person in sorted(people))
            departments = {each.id for each in plan.organization.departments}
            yield from (Fact(department, at, (_DEPARTMENT,)) for department in sorted(departments - people))
            for drill in by_id(plan.drills).values():
                if drill.participants and drill.date is not None and drill.date >= plan.as_of:
                    value = (_DRILL, plan.header.id, drill.id, drill.date, _fingerprint(drill))
                    yield from (Fact(party, drill.at("date"), value) for party in dict.fromkeys(drill.participants))

    def judge(self, facts: Facts) -> Results:
        planned = False
        collisions: dict[tuple[At, At], _Collision] = {}
        for party, of_party in facts:
            kinds = {fact.value[0] for fact in of_party}
            if _DEPARTMENT in kinds and _PERSON not in kinds:
                continue  # what is a department in some plan and a person in none is nobody
            planned = planned or _DRILL in kinds
            drills = (fact for fact in of_party if fact.value[0] == _DRILL)
            engagements = (_Engagement(fact.plan, fact.at, *fact.value[1:]) for fact in drills)
            for pair in _at_one_time(engagements):
                where = (pair[0].at, pair[1].at)
                if where in collisions or len(collisions) < _MOST:
                    collisions.setdefault(where, _Collision(*pair, [])).people.append(str(party))
        yield from map(_problem, collisions.values())
        if not planned:
            yield NotApplicable(None, "no drill with participants is planned any more")
        elif not collisions:
            yield Pass(None, "nobody takes part in drills of two plans on one day")


_PERSON, _DEPARTMENT, _DRILL = "person", "department", "drill"


class _Engagement(NamedTuple):
    """A drill that is still to come, of one who takes part."""

    order: int
    at: At
    plan: str
    drill: str
    day: date
    fingerprint: str


class _Collision(NamedTuple):
    """Two drills that are held at one time, with the people who are in both."""

    drill: _Engagement
    other: _Engagement
    people: list[str]


def _at_one_time(drills: Iterable[_Engagement]) -> Iterator[tuple[_Engagement, _Engagement]]:
    """Each drill with the first one of its day, where that is another plan's and another drill."""
    first: dict[date, _Engagement] = {}
    for drill in drills:
        other = first.setdefault(drill.day, drill)
        if other.order != drill.order and other.fingerprint != drill.fingerprint:
            yield drill, other


def _fingerprint(drill: Drill) -> str:
    """The same for two drills of which the plans say the same."""
    return sha256(repr(_plain(drill.model_dump())).encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: object) -> object:
    """A value such that equal ones look alike, in whatever order or with how many zeros they are written."""
    if isinstance(value, Mapping):
        return sorted((str(key), _plain(below)) for key, below in value.items())
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, int | Decimal):
        return str(_EXACT.normalize(_EXACT.plus(Decimal(value))))
    return value


def _problem(collision: _Collision) -> Problem:
    drill, other, people = collision
    return Problem(
        drill.at,
        "{drill} and {other} of {plan} are both on {date}, with {people}",
        key=f"{other.plan}/{other.drill}",
        related=[other.at],
        help="hold one of the two on another day, or as one drill of both plans",
        drill=drill.drill,
        people=tuple(sorted(people)),
        other=other.drill,
        plan=other.plan,
        date=drill.day,
    )
