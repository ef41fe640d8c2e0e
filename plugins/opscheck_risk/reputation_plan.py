from opscheck import NotApplicable, Plan, Results, Rule, by_id, lacking, verdict


class ReputationPlan(
    Rule,
    id="risk/reputation-plan",
    severity="warning",
    clauses=["C6.2c"],
    requires=["risks"],
    reads=["risks[*].category", "contingency_plans[*].id"],
):
    """Each reputational risk has a contingency plan for answering in public.

    The risk names the contingency plan; whether that is one for the public is for its readers to say.

    Why: an outcry grows by the hour, and an answer that is only then thought about comes too late.

    Good:
        risks: [{id: complaint, category: reputational, contingency_plan: pr-plan}]
        contingency_plans: [{id: pr-plan}]
    Bad:
        risks:
          - {id: complaint, category: reputational}  # <- risks[complaint] has no contingency_plan
    Bad:
        risks:
          - id: complaint
            category: reputational
            contingency_plan: pr-plan  # <- complaint is reputational, and the plan has no contingency plan pr-plan
    Bad:
        risks: []  # <- the plan has no risks
    """

    def check(self, plan: Plan) -> Results:
        declared = by_id(plan.contingency_plans)
        risks = [risk for risk in plan.risks if risk.category == "reputational"]
        for risk in risks:
            if risk.contingency_plan is None:
                yield lacking(risk, "contingency_plan")
                continue
            yield verdict(
                risk.contingency_plan in declared,
                risk.at("contingency_plan"),
                "{risk} is answered by {plan}",
                "{risk} is reputational, and the plan has no contingency plan {plan}",
                risk=risk.id,
                plan=risk.contingency_plan,
            )
        if not risks:
            yield NotApplicable(plan.at("risks"), "no risk is reputational")
