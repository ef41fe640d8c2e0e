from collections.abc import Collection
from typing import Any

from opscheck import At, Department, Pass, Plan, Problem, Result, Results, Rule, lacking, verdict


class SteeringCommittee(
    Rule,
    id="organization/steering-committee",
    severity="error",
    clauses=["C4.2a"],
    requires=["organization.departments", "governance.steering_committee"],
    reads=["organization.departments[*].head", "governance.steering_committee.members[*]"],
):
    """A steering committee with the head of every department meets at a declared cadence.

    Its chair is one of its members. Each department that takes part needs a head who can sit on it.

    Why: a decision that one department's head has not taken part in is not carried out there.

    Good:
        organization:
          departments: [{id: operations, head: chen-yu}, {id: marketing, head: lin-mei}]
        governance:
          steering_committee: {chair: chen-yu, members: [lin-mei, sun-jia], cadence: P1M}
    Bad:
        organization:
          departments:
            - {id: operations, head: chen-yu}
            - {id: marketing, head: lin-mei}
            - {id: finance}  # <- organization.departments[finance] has no head
        governance:
          steering_committee:  # <- governance.steering_committee has no cadence
            members: [chen-yu, sun-jia]  # <- lin-mei, the head of marketing, is not on the steering committee
    Bad:
        organization: {departments: [{id: operations, head: chen-yu}]}
        governance:
          steering_committee: {members: [chen-yu], cadence: P0D}  # <- the steering committee meets every 0 days
    Bad:
        organization: {departments: [{id: operations, head: chen-yu}]}
        governance: {team_building: P3M}  # <- governance has no steering_committee
    Bad:
        organization: {people: [{id: chen-yu}]}  # <- organization has no departments
        governance: {steering_committee: {members: [chen-yu], cadence: P1M}}
    """

    def check(self, plan: Plan) -> Results:
        committee = plan.governance.steering_committee
        if committee.members:
            members = {committee.chair, *committee.members}
            for department in plan.organization.departments:
                yield _represented(department, members, committee.at("members"))
        else:
            yield lacking(committee, "members")
        if committee.cadence is None:
            yield lacking(committee, "cadence")
        else:
            yield verdict(
                bool(committee.cadence),
                committee.at("cadence"),
                "the steering committee meets every {cadence}",
                "the steering committee meets every {cadence}: that is no cadence",
                cadence=committee.cadence,
            )


def _represented(department: Department, members: Collection[str | None], at: At) -> Result:
    if department.head is None:
        return lacking(department, "head")
    values: dict[str, Any] = {"department": department.id, "head": department.head}
    if department.head in members:
        return Pass(at, "{head}, the head of {department}, is on the steering committee", **values)
    return Problem(
        at,
        "{head}, the head of {department}, is not on the steering committee",
        key=department.id,
        related=[department.at("head")],
        help="add {head} to its members",
        **values,
    )
