from opscheck import Pass, Plan, Results, Rule


class RephasingTrigger(
    Rule, id="schedule/rephasing-trigger", severity="info", clauses=["C4.1e"], requires=["governance.rephasing"]
):
    """The conditions on which the phases are planned anew are written down.

    Why: agreed beforehand, a new plan is a decision; without that it is an argument.

    Good:
        governance:
          rephasing: [a change of law touches an approved plan, the pilot's KPI is below its alert for two weeks]
    Bad:
        governance:  # <- governance has no rephasing
          decision_limit: PT72H
    """

    def check(self, plan: Plan) -> Results:
        conditions = plan.governance.rephasing
        yield Pass(
            plan.governance.at("rephasing"), "the phases are planned anew on: {conditions}", conditions=conditions
        )
