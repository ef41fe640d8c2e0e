from opscheck import Kpi, Plan, Results, Rule, lacking, verdict
from opscheck_metrics.comparison import comparable, fails

_GOOD = {
    "up": "{kpi} alerts below {alert}, and its target is {target}",
    "down": "{kpi} alerts above {alert}, and its target is {target}",
}
_BAD = {
    "up": "{kpi} alerts at {alert}, which is not below its target of {target}",
    "down": "{kpi} alerts at {alert}, which is not above its target of {target}",
}
_HELP = {"up": "an alert below {target} fits", "down": "an alert above {target} fits"}


class AlertThreshold(
    Rule,
    id="metrics/alert-threshold",
    severity="error",
    clauses=["C4.3d"],
    each="kpis[*]",
    requires=["kpis", "kpis[*].alert", "kpis[*].target", "kpis[*].direction"],
    reads=["kpis[*].unit"],
):
    """Every KPI has an alert threshold, on the failing side of its target.

    Where higher is better (`direction: up`) the alert is below the target, else above it. On which side of the baseline
    it is, is left to the plan: a KPI may start in alarm.

    Why: an alert beyond the target rings while all is well, and is switched off before it is needed.

    Good:
        kpis:
          - {id: retention, unit: percent, direction: up, baseline: 31%, target: 38%, alert: 29%}
          - {id: cac, unit: CNY, direction: down, baseline: 92.00, target: 78.00, alert: 90.00}
    Bad:
        kpis:
          - {id: retention, unit: percent, direction: up, target: 38%, alert: 40%}  # <- not below its target of 38 %
          - {id: cac, unit: CNY, direction: down, target: 78.00, alert: 78.00}  # <- not above its target of 78.00
    Bad:
        kpis:
          - {id: retention, direction: up, target: 38%}  # <- kpis[retention] has no alert
          - {id: conversion, direction: up, alert: 2.2%}  # <- kpis[conversion] has no target
          - {id: cac, target: 78.00, alert: 98.00}  # <- kpis[cac] has no direction
          - {id: share, direction: up, target: 38, alert: 29%}  # <- kpis[share] has no unit
    Bad:
        kpis: []  # <- the plan has no kpis
    """

    def check(self, kpi: Kpi, _plan: Plan) -> Results:
        if not comparable(kpi.alert, kpi.target):
            yield lacking(kpi, "unit")
            return
        yield verdict(
            fails(kpi.alert, kpi.target, kpi.direction),
            kpi.at("alert"),
            _GOOD[kpi.direction],
            _BAD[kpi.direction],
            related=[kpi.at("target")],
            help=_HELP[kpi.direction],
            kpi=kpi.id,
            alert=kpi.alert,
            target=kpi.target,
        )
