from opscheck import TODO, Fix, InsertItem, Plan, Results, Rule, free_id, of_kind, parameter, unsafe_fix, verdict
from opscheck_metrics.core import CORE_KINDS


class CoreKpis(
    Rule,
    id="metrics/core-kpis",
    severity="error",
    clauses=["C4.3c"],
    fixable=True,
    requires=["kpis"],
    reads=["kpis[*].kind"],
):
    """The plan tracks four core KPIs: retention, conversion, average order value and acquisition cost.

    The kind says what a KPI is, whatever its id and its group.

    Why: who stays, who buys, for how much and what it cost to win them: every other figure can improve while the
    business fails, if one of these four is not watched.

    Good:
        kpis: [{id: month-two-retention, kind: retention}, {id: conversion}, {id: average-order-value}, {id: cac}]
    Bad:
        kpis:  # <- there is no KPI of kind cac
          - {id: retention}
          - {id: conversion}
          - {id: average-order-value}
          - {id: nps}
    Bad:
        kpis: []  # <- the plan has no kpis
    """

    required: tuple[str, ...] = parameter(CORE_KINDS, "the kinds of KPI that the plan tracks")

    def check(self, plan: Plan) -> Results:
        for kind in self.required:
            kpis = of_kind(plan.kpis, kind)
            yield verdict(
                bool(kpis),
                kpis[0].at() if kpis else plan.at("kpis"),
                "{kind}: {kpis}",
                "there is no KPI of kind {kind}",
                key=kind,
                help="declare the KPI that measures this, with kind {kind}",
                kind=kind,
                fix=None if kpis else _draft(plan, kind),
                kpis=tuple(kpi.id for kpi in kpis),
            )


def _draft(plan: Plan, kind: str) -> Fix:
    """A KPI of the kind, for its author to say how it is measured and what it is to reach."""
    open_ = ("unit", "direction", "baseline", "target", "alert", "cadence", "owner", "source")
    kpi = {"id": free_id(plan.kpis, kind), "kind": kind, "group": "core", **dict.fromkeys(open_, TODO)}
    return unsafe_fix("add the KPI {kind} with TODO, to be filled in", InsertItem(plan.at("kpis"), kpi))
