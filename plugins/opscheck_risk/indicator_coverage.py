from opscheck import Plan, Results, Rule, parameter, verdict


class IndicatorCoverage(
    Rule, id="risk/indicator-coverage", severity="error", clauses=["C6.3a"], requires=["indicators[*].dimension"]
):
    """Risk indicators cover the technical, market, operational and financial dimension.

    Why: a risk shows itself in figures before it strikes, if somebody reads the figures of every side.

    Good:
        indicators:
          - {id: latency, dimension: technical}
          - {id: competitor-price, dimension: market}
          - {id: order-anomaly, dimension: operational}
          - {id: balance, dimension: financial}
    Bad:
        indicators:  # <- no indicator watches the operational dimension
          - {id: latency, dimension: technical}
          - {id: competitor-price, dimension: market}
          - {id: balance, dimension: financial}
    Bad:
        indicators:
          - {id: latency}  # <- indicators[latency] has no dimension
    Bad:
        indicators: []  # <- the plan has no indicators
    """

    required: tuple[str, ...] = parameter(
        ("technical", "market", "operational", "financial"), "the dimensions that are to be watched"
    )

    def check(self, plan: Plan) -> Results:
        for dimension in self.required:
            found = [indicator for indicator in plan.indicators if indicator.dimension == dimension]
            yield verdict(
                bool(found),
                found[0].at("dimension") if found else plan.at("indicators"),
                "{indicators}: {dimension}",
                "no indicator watches the {dimension} dimension",
                key=dimension,
                help="add an indicator of dimension {dimension}",
                dimension=dimension,
                indicators=tuple(indicator.id for indicator in found),
            )
