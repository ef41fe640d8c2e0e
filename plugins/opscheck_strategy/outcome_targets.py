from opscheck import Pass, Plan, Problem, Result, Results, Rule, lacking, of_kind, parameter

_KPIS = ("ltv", "conversion", "labor-cost", "marketing-roi", "nps", "satisfaction")


class OutcomeTargets(
    Rule,
    id="strategy/outcome-targets",
    severity="warning",
    clauses=["C5.1a"],
    requires=["kpis"],
    reads=["kpis[*].kind", "kpis[*].target"],
):
    """The expected effects are quantified, from the value of a customer to satisfaction.

    Each of them is a KPI of that kind with a target; of several of a kind, one with a target is enough. Whether the
    target is high enough is the business of strategy/outcome-floor.

    Why: an effect that is promised without a number is always delivered.

    Good:
        kpis:
          - {id: member-value, kind: ltv, target: 940}
          - {id: conversion, target: 3.2%}
          - {id: labor-cost, target: 2.35}
          - {id: marketing-roi, target: 2.8}
          - {id: nps, target: 52}
          - {id: satisfaction, target: 90}
          - {id: shop-satisfaction, kind: satisfaction}
    Bad:
        kpis:  # <- no KPI is of kind marketing-roi
          - {id: ltv, target: 940}
          - {id: conversion, target: 3.2%}
          - {id: labor-cost, target: 2.35}
          - {id: nps}  # <- kpis[nps] has no target
          - {id: satisfaction, target: 90}
    Bad:
        kpis: []  # <- the plan has no kpis
    """

    required_kpis: tuple[str, ...] = parameter(_KPIS, "the kinds of KPI that have a target")

    def check(self, plan: Plan) -> Results:
        for kind in self.required_kpis:
            yield _quantified(plan, kind)


def _quantified(plan: Plan, kind: str) -> Result:
    kpis = of_kind(plan.kpis, kind)
    if not kpis:
        help_ = "name a KPI of kind {kind}, with the target that is expected"
        return Problem(plan.at("kpis"), "no KPI is of kind {kind}", key=kind, help=help_, kind=kind)
    aimed = next((kpi for kpi in kpis if kpi.target is not None), None)
    if aimed is None:
        return lacking(kpis[0], "target")
    return Pass(aimed.at("target"), "{kpi} is to reach {target}", kpi=aimed.id, target=aimed.target)
