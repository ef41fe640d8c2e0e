from opscheck import Pass, Plan, Results, Rule


class Incentives(
    Rule,
    id="organization/incentives",
    severity="info",
    clauses=["C4.2d"],
    by_declaration=True,
    requires=["governance.incentives"],
):
    """An incentive for work across departments is declared.

    Why: people do what they are thanked for, and departments thank their own.

    Good:
        governance: {incentives: [prize for joint innovation]}
    Bad:
        governance: {incentives: []}  # <- governance has no incentives
    Bad:
        governance: {team_building: P3M}  # <- governance has no incentives
    """

    def check(self, plan: Plan) -> Results:
        incentives = plan.governance.incentives
        yield Pass(
            plan.governance.at("incentives"), "work across departments earns {incentives}", incentives=incentives
        )
