from collections.abc import Sequence
from decimal import Decimal

from opscheck import Kpi, NotApplicable, Percent, Plan, Results, Rule, of_kind, parameter
from opscheck_strategy.change import changes_by
from opscheck_strategy.level import POINTS, reaches

_CASE = "the gain of one company that the framework reports"


class OutcomeFloor(
    Rule,
    id="strategy/outcome-floor",
    severity="warning",
    clauses=["C5.1b"],
    requires=["kpis"],
    reads=["kpis[*].kind", "kpis[*].segment"],
):
    """A quantified effect is not set below its level.

    Each level but one is a change from the KPI's baseline to its target, as a part of the baseline: 2.4 % to 3.2 % is a
    rise by a third. A level below zero is a fall. From a baseline of zero, any change in the right direction will do.
    The net promoter score is to reach its level in points; as a percentage or a ratio it counts times hundred.

    The levels of satisfaction, inventory turnover and repurchase are those that one company reached.

    Each KPI of a kind is judged that has a target; one without a target, or that the plan does not have, is the
    business of strategy/outcome-targets. Customer value is read for the high-value users and conversion for the others:
    of several, those KPIs count whose segment says so, else those for all users, else all.

    Why: a target that is reached by doing nothing is no reason to spend the money.

    Good:
        kpis:
          - {id: ltv, segment: high-value, unit: EUR, direction: up, baseline: 620, target: 930}
          - {id: ltv-of-all, kind: ltv, unit: EUR, direction: up, baseline: 300, target: 330}
          - {id: conversion, segment: general, unit: percent, direction: up, baseline: 2.0%, target: 2.6%}
          - {id: labor-cost, unit: EUR, direction: down, baseline: 3.20, target: 2.40}
          - {id: marketing-roi, unit: ratio, direction: up, baseline: 2.0, target: 2.7}
          - {id: satisfaction, unit: points, direction: up, baseline: 80, target: 92}
          - {id: nps, unit: points, direction: up, baseline: 32, target: 50}
    Good:
        kpis: [{id: retention, unit: percent, direction: up, baseline: 31%, target: 38%}]
    Bad:
        kpis:
          - {id: ltv, unit: EUR, baseline: 620, target: 900}  # <- ltv is to rise by 45.2 %, less than 50 %
          - {id: labor-cost, unit: EUR, baseline: 3.20, target: 2.50}  # <- labor-cost is to fall by 21.9 %, less than
          - {id: satisfaction, unit: points, baseline: 80, target: 79}  # <- by 1.25 %, and not to rise by 15 %
          - {id: nps, unit: points, baseline: 32, target: 49}  # <- nps is to reach 49, less than 50
          - {id: conversion, unit: percent, target: 3.2%}  # <- kpis[conversion] has no baseline
    Bad:
        kpis:
          - {id: cost-per-order, kind: labor-cost, direction: up, baseline: 3.20, target: 2.40}  # <- higher is better
          - {id: nps, unit: hours, target: 52}  # <- nps is measured in hours, which cannot be compared with 50
    Bad:
        kpis: []  # <- the plan has no kpis
    """

    ltv: Percent = parameter(Percent("50%"), "the smallest change of the lifetime value of high-value users")
    conversion: Percent = parameter(Percent("30%"), "the smallest change of the conversion of the other users")
    labor_cost: Percent = parameter(
        Percent("-25%"), "the smallest change of the labour cost of an order; below zero, a fall"
    )
    marketing_roi: Percent = parameter(Percent("35%"), "the smallest change of the return on marketing")
    satisfaction: Percent = parameter(Percent("15%"), "the smallest change of customers' satisfaction", case=_CASE)
    nps: Decimal = parameter(
        Decimal(50), "the lowest net promoter score, in points; the framework names 30 as the industry's reference"
    )
    brand_value: Percent = parameter(Percent("30%"), "the smallest change of the brand's value")
    inventory_turnover: Percent = parameter(Percent("40%"), "the smallest change of inventory turnover", case=_CASE)
    repurchase: Percent = parameter(Percent("30%"), "the smallest change of the repurchase rate", case=_CASE)
    high_value: tuple[str, ...] = parameter(
        ("high-value",),
        "the segments whose users are the high-value ones",
        ours="the framework speaks of high-value users and leaves it to the plan what it calls them",
    )

    def check(self, plan: Plan) -> Results:
        aimed = [kpi for kpi in plan.kpis if kpi.target is not None]
        floors: dict[str, Percent] = {
            "ltv": self.ltv,
            "conversion": self.conversion,
            "labor-cost": self.labor_cost,
            "marketing-roi": self.marketing_roi,
            "satisfaction": self.satisfaction,
            "brand-value": self.brand_value,
            "inventory-turnover": self.inventory_turnover,
            "repurchase": self.repurchase,
        }
        kinds = (*floors, "nps")
        for kind, floor in floors.items():
            yield from (changes_by(kpi, floor) for kpi in self._of_segment(kind, of_kind(aimed, kind)))
        yield from (reaches(kpi, self.nps, POINTS) for kpi in of_kind(aimed, "nps"))
        if not any(kpi.kind in kinds for kpi in aimed):
            yield NotApplicable(plan.at("kpis"), "no KPI of the kinds {kinds} has a target", kinds=kinds)

    def _of_segment(self, kind: str, kpis: Sequence[Kpi]) -> Sequence[Kpi]:
        """The KPIs of a kind that are read for the users of whom the framework speaks."""
        if kind not in ("ltv", "conversion"):
            return kpis
        segmented = [kpi for kpi in kpis if kpi.segment is not None]
        named = [kpi for kpi in segmented if (kpi.segment in self.high_value) == (kind == "ltv")]
        return named or [kpi for kpi in kpis if kpi.segment is None] or kpis
