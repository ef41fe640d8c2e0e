from opscheck import Pass, Plan, Problem, Result, Results, Rule, lacking, of_kind, parameter


class Competitiveness(
    Rule,
    id="strategy/competitiveness",
    severity="info",
    clauses=["C5.3a"],
    requires=["kpis"],
    reads=["kpis[*].kind", "kpis[*].dimension"],
):
    """Competitiveness is measured in several dimensions: brand, market share, and the partners around the company.

    A KPI says in `dimension` which one it measures; KPIs of further dimensions are welcome.

    Why: a market share that is bought with the brand, or at the partners' expense, is lost again.

    Good:
        kpis:
          - {id: brand-value, dimension: brand-value}
          - {id: market-share, dimension: market-share}
          - {id: partner-health, dimension: ecosystem-health}
    Bad:
        kpis:  # <- no KPI measures ecosystem-health
          - {id: awareness, dimension: brand-value}
          - {id: market-share}  # <- kpis[market-share] has no dimension
    Bad:
        kpis: []  # <- the plan has no kpis
    """

    required_dimensions: tuple[str, ...] = parameter(
        ("brand-value", "market-share", "ecosystem-health"), "the dimensions that are measured"
    )

    def check(self, plan: Plan) -> Results:
        for dimension in self.required_dimensions:
            yield _measured(plan, dimension)


def _measured(plan: Plan, dimension: str) -> Result:
    measuring = next((kpi for kpi in plan.kpis if kpi.dimension == dimension), None)
    if measuring is not None:
        values = {"kpi": measuring.id, "dimension": dimension}
        return Pass(measuring.at("dimension"), "{kpi} measures {dimension}", **values)
    meant = next((kpi for kpi in of_kind(plan.kpis, dimension) if kpi.dimension is None), None)
    if meant is not None:
        return lacking(meant, "dimension")
    return Problem(
        plan.at("kpis"),
        "no KPI measures {dimension}",
        key=dimension,
        help="give the KPI that measures it `dimension: {dimension}`",
        dimension=dimension,
    )
