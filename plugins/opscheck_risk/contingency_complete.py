from opscheck import ContingencyPlan, Pass, Plan, Results, Rule


class ContingencyComplete(
    Rule,
    id="risk/contingency-complete",
    severity="error",
    clauses=["C4.4c"],
    fixable=True,
    each="contingency_plans[*]",
    requires=[
        "contingency_plans",
        "contingency_plans[*].trigger",
        "contingency_plans[*].responsible",
        "contingency_plans[*].steps",
        "contingency_plans[*].resources",
    ],
):
    """Each contingency plan has a trigger, a responsible party, steps and resources.

    Why: when it happens there is no time to find out who begins, with what, and whether it is bad enough yet.

    Good:
        contingency_plans:
          - id: outage-plan
            trigger: payments fail for 5 minutes
            responsible: wang-lei
            steps: [switch to the second provider, tell customer service]
            resources: [contract with the second provider]
    Bad:
        contingency_plans:
          - {id: outage-plan, responsible: wang-lei, steps: [switch], resources: [contract]}  # <- has no trigger
          - {id: leak-plan, trigger: a leak, steps: [isolate], resources: [counsel]}  # <- has no responsible
          - {id: pr-plan, trigger: an outcry, responsible: lin-mei, steps: [], resources: [adviser]}  # <- has no steps
          - {id: cash-plan, trigger: a low balance, responsible: zhao-min, steps: [stop]}  # <- has no resources
    Bad:
        contingency_plans: []  # <- the plan has no contingency_plans
    """

    def check(self, contingency: ContingencyPlan, _plan: Plan) -> Results:
        yield Pass(
            contingency.at(),
            "{plan} has a trigger, steps: {steps}, resources: {resources}, and {responsible} leads it",
            plan=contingency.id,
            steps=len(contingency.steps),
            resources=len(contingency.resources),
            responsible=contingency.responsible,
        )
