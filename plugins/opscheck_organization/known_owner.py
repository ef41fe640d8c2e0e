from collections.abc import Collection, Iterable, Iterator
from datetime import date

from opscheck import (
    At,
    Department,
    NotApplicable,
    Pass,
    Person,
    Plan,
    Problem,
    Result,
    Results,
    Rule,
    by_id,
    lacking,
)
from opscheck_organization.duties import Calendar, Duty, duty_at
from opscheck_organization.meant import Meant
from opscheck_organization.parties import Named, named_parties
from opscheck_organization.posts import holders

_UNKNOWN = "{party} is neither a person nor a department of the plan"
_UNKNOWN_MEANT = "{party} is neither a person nor a department of the plan: did you mean {meant}?"


class KnownOwner(
    Rule,
    id="organization/known-owner",
    severity="error",
    clauses=["C3.1f"],
    requires=["organization"],
    reads=["organization.people[*].id", "organization.departments[*].id"],
):
    """Everybody named anywhere is a declared person or department, and there on the days concerned.

    A person is there from `from` until `until`, both included. The days concerned are

    - of a task or deliverable its dates: its owner, and whoever is accountable for it or for a phase, is there from the
      first to the last of them; whoever is responsible, consulted or informed on at least one;
    - of a budget line those of the phases that its stage pays for;
    - of what happens on one day (a drill, an approval, a response that is due, everything that is recorded) that day;
      what is recorded as done concerns the day on which it was done, and not the one for which it was planned;
    - of all other duties, such as a KPI, what is left of the plan: whoever has left by the given day has them no more,
      and whoever joins later takes them over then.

    Who is there when the plan begins may have acted before. Outside parties (a mediator, an external reviewer) need not
    be declared.

    Why: work that belongs to nobody, or to somebody who has left, is missed when it should have been done.

    Good, as of 2026-07-01:
        organization:
          departments: [{id: finance, head: zhao-min}]
          people:
            - {id: zhao-min}
            - {id: he-tao, from: 2026-09-01}
        deliverables: [{id: report, owner: he-tao, start: 2026-09-01, due: 2026-09-28}]
        kpis: [{id: retention, owner: finance}, {id: nps, owner: he-tao}]
        governance: {mediation: {party: an outside adviser}}
    Bad:
        organization:
          departments: [{id: finance, head: zhao-min}]  # <- zhao-min is neither a person nor a department of the plan
          people: [{id: he-tao}, {id: sun-jia, name: Sun Jia}]
        kpis:
          - {id: retention, owner: he-tap}  # <- did you mean he-tao?
          - {id: nps, owner: Sun Jia}  # <- did you mean sun-jia?
    Bad, as of 2026-07-01:
        organization:
          people:
            - {id: he-tao, from: 2026-03-01}
            - {id: sun-jia, until: 2026-06-30}
        tasks:
          - {id: survey, owner: he-tao, start: 2026-02-16, finish: 2026-03-20}  # <- he-tao joins 2026-03-01, after
          - {id: analysis, owner: sun-jia, start: 2026-05-04, finish: 2026-06-30}
        kpis:
          - {id: nps, owner: sun-jia}  # <- sun-jia leaves 2026-06-30, before 2026-07-01
    Bad:
        organization: {training: [{kind: external}]}  # <- organization has no people
        kpis: [{id: nps, owner: sun-jia}]
    Bad:
        kpis: [{id: nps, owner: sun-jia}]  # <- the plan has no organization
    """

    def check(self, plan: Plan) -> Results:
        organization = plan.organization
        if not organization.people and not organization.departments:
            yield lacking(organization, "people")
            return
        named = list(named_parties(plan))
        problem = None
        for problem in _problems(named, plan):
            yield problem
        if problem is None:
            yield _all_known(plan, {entry.party for entry in named}, len(named))


def _all_known(plan: Plan, parties: Collection[str], places: int) -> Result:
    at = plan.organization.at()
    if not places:
        return NotApplicable(at, "the plan names nobody")
    template = "everybody named is declared and there on the days concerned: {places} places, {parties} parties"
    return Pass(at, template, places=places, parties=len(parties))


def _problems(named: Iterable[Named], plan: Plan) -> Iterator[Problem]:
    people, departments = by_id(plan.organization.people), by_id(plan.organization.departments)
    calendar = Calendar(plan)
    meant = Meant(_names(plan))
    for entry in named:
        person = people.get(entry.party)
        if person is None:
            if entry.party not in departments:
                yield _unknown(entry, meant.by(entry.party))
        elif person.start_date is not None or person.until is not None:
            duty = duty_at(entry.place, calendar, entry.mention.owner, entry.above)
            yield from _absent(entry, person, duty, plan.header.start)


def _absent(entry: Named, person: Person, duty: Duty, begin: date | None) -> Iterator[Problem]:
    by = max(duty.by, begin) if duty.by and begin else duty.by
    if by is not None and person.start_date is not None and person.start_date > by:
        yield _away(entry, "{party} joins {away}, after {day}", by, person.at("from"), person.start_date)
    elif duty.until is not None and person.until is not None and person.until < duty.until:
        yield _away(entry, "{party} leaves {away}, before {day}", duty.until, person.at("until"), person.until)


def _away(entry: Named, template: str, day: date, at: At, away: date) -> Problem:
    return Problem(
        entry.mention.at,
        template,
        related=[at],
        help="name somebody who is there on {day}, or correct the dates of {party}",
        party=entry.party,
        away=away,
        day=day,
    )


def _unknown(entry: Named, meant: str | None) -> Problem:
    return Problem(
        entry.mention.at,
        _UNKNOWN_MEANT if meant else _UNKNOWN,
        help="name the id of a declared person or department, or declare {party}",
        party=entry.party,
        meant=meant,
    )


def _names(plan: Plan) -> dict[str, str]:
    """The id for each id, for each name, and for each post that one person holds."""
    ids: dict[str, str] = {}
    members: list[Person | Department] = [*plan.organization.people, *plan.organization.departments]
    for member in members:
        ids.setdefault(member.id, member.id)
        ids.setdefault(member.name or member.id, member.id)
    for post, people in holders(plan).items():
        if len(people) == 1:
            ids.setdefault(post, people[0].id)
    return ids
