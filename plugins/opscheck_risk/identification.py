from opscheck import Pass, Plan, Results, Rule


class Identification(
    Rule,
    id="risk/identification",
    severity="info",
    clauses=["C6.1c"],
    by_declaration=True,
    requires=["risk_model.identified_by.qualitative", "risk_model.identified_by.quantitative"],
):
    """Risks were identified by at least one qualitative and one quantitative method.

    Why: people know what the figures do not show, and the figures show what people have got used to.

    Good:
        risk_model: {identified_by: {qualitative: [interviews], quantitative: [incidents of three years]}}
    Bad:
        risk_model:
          identified_by: {qualitative: [interviews]}  # <- risk_model.identified_by has no quantitative
    Bad:
        risk_model:
          identified_by: {qualitative: [], quantitative: [incidents of three years]}  # <- has no qualitative
    Bad:
        risk_model: {high: 0.5}  # <- risk_model has no identified_by
    """

    def check(self, plan: Plan) -> Results:
        methods = plan.risk_model.identified_by
        yield Pass(
            methods.at(),
            "identified by {qualitative} and by {quantitative}",
            qualitative=methods.qualitative,
            quantitative=methods.quantitative,
        )
