from opscheck import NotApplicable, Plan, Result, Results, Risk, Rule, lacking, parameter, verdict


class Fallback(
    Rule,
    id="risk/fallback",
    severity="warning",
    clauses=["C2.3a"],
    by_declaration=True,
    requires=["risks"],
    reads=["risks[*].category"],
):
    """Technical risks have an alternative supplier or solution, regulatory risks a recurring legal consultation.

    One of the alternatives is enough. Each risk of these two categories has its own.

    Why: where the work hangs on one supplier or on one reading of the law, somebody must know the other way.

    Good:
        risks:
          - {id: outage, category: technical, fallback: [alternative-supplier]}
          - {id: privacy, category: regulatory, fallback: [legal-consultation]}
          - {id: churn, category: market}
    Bad:
        risks:
          - id: outage
            category: technical
            fallback: [hope]  # <- outage is technical and falls back on hope, none of alternative-supplier,
          - {id: privacy, category: regulatory}  # <- risks[privacy] has no fallback
    Bad:
        risks: []  # <- the plan has no risks
    """

    technical: tuple[str, ...] = parameter(
        ("alternative-supplier", "alternative-solution"), "the fallbacks of a technical risk, of which it has one"
    )
    regulatory: tuple[str, ...] = parameter(
        ("legal-consultation",), "the fallbacks of a regulatory risk, of which it has one"
    )

    def check(self, plan: Plan) -> Results:
        wanted = {"technical": self.technical, "regulatory": self.regulatory}
        judged = [risk for risk in plan.risks if wanted.get(risk.category)]
        for risk in judged:
            yield _judge(risk, wanted[risk.category])
        if not judged:
            yield NotApplicable(plan.at("risks"), "no risk is in the categories {categories}", categories=tuple(wanted))


def _judge(risk: Risk, wanted: tuple[str, ...]) -> Result:
    if not risk.fallback:
        return lacking(risk, "fallback")
    return verdict(
        not set(wanted).isdisjoint(risk.fallback),
        risk.at("fallback"),
        "{risk} falls back on {fallback}",
        "{risk} is {category} and falls back on {fallback}, none of {wanted}",
        help="any one of {wanted} fits",
        risk=risk.id,
        category=risk.category,
        fallback=risk.fallback,
        wanted=wanted,
    )
