from decimal import Decimal

from opscheck import Plan, Results, Risk, Rule, verdict


class Assessed(
    Rule,
    id="risk/assessed",
    severity="error",
    clauses=["C4.4a"],
    each="risks[*]",
    requires=["risks", "risks[*].probability", "risks[*].impact"],
    reads=["risk_model.impact_scale"],
):
    """Each risk has a probability and an impact.

    The impact lies on the plan's scale, `risk_model.impact_scale`: from 0 to 5 where the plan says nothing else.

    Why: a risk that nobody has measured cannot be compared with the others, so nobody knows which to prevent first.

    Good:
        risks: [{id: outage, probability: 60%, impact: 5}]
    Good:
        risk_model: {impact_scale: 10}
        risks: [{id: outage, probability: 0%, impact: 9}]
    Bad:
        risks:
          - {id: outage, impact: 5}  # <- risks[outage] has no probability
          - {id: churn, probability: 20%}  # <- risks[churn] has no impact
    Bad:
        risks:
          - {id: outage, probability: 60%, impact: 6}  # <- the impact of outage is 6, outside the scale of 0 to 5
    Bad:
        risks: []  # <- the plan has no risks
    """

    def check(self, risk: Risk, plan: Plan) -> Results:
        scale = plan.risk_model.scale
        yield verdict(
            Decimal(0) <= risk.impact <= scale,
            risk.at("impact"),
            "{risk}: probability {probability}, impact {impact} of {scale}",
            "the impact of {risk} is {impact}, outside the scale of 0 to {scale}",
            help="put it on the scale, or declare another one in risk_model.impact_scale",
            risk=risk.id,
            probability=risk.probability,
            impact=risk.impact,
            scale=scale,
        )
