from opscheck import Department, Person, Plan, Results, Rule, verdict


class Mediation(
    Rule,
    id="organization/mediation",
    severity="warning",
    clauses=["C4.2f"],
    by_declaration=True,
    requires=["governance.mediation.party", "governance.mediation.steps"],
    reads=["organization.people[*].id", "organization.departments[*].id"],
):
    """Conflicts between departments have a mediation path through a third party.

    The mediator comes from outside: who is a person or department of the plan is a party to it.

    Why: in a conflict between two departments, whoever belongs to one of them is no judge of it.

    Good:
        governance: {mediation: {party: an outside adviser, steps: [the heads talk, the adviser hears both]}}
    Bad:
        organization: {departments: [{id: finance, name: Finance department}]}
        governance:
          mediation:
            party: Finance department  # <- Finance department is part of the plan's organization, and no third party
            steps: [the heads talk]
    Bad:
        governance:
          mediation: {party: an outside adviser}  # <- governance.mediation has no steps
    Bad:
        governance: {mediation: {steps: [the heads talk]}}  # <- governance.mediation has no party
    Bad:
        governance: {team_building: P3M}  # <- governance has no mediation
    """

    def check(self, plan: Plan) -> Results:
        mediation = plan.governance.mediation
        members: list[Person | Department] = [*plan.organization.people, *plan.organization.departments]
        insiders = {name.casefold() for member in members for name in (member.id, member.name) if name}
        yield verdict(
            mediation.party.casefold() not in insiders,
            mediation.at("party"),
            "{party} mediates, steps: {steps}",
            "{party} is part of the plan's organization, and no third party",
            help="name somebody from outside",
            party=mediation.party,
            steps=len(mediation.steps),
        )
