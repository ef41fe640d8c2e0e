from collections import defaultdict
from decimal import Decimal
from typing import Any

from opscheck import At, Pass, Percent, Plan, Problem, Result, Results, Rule, at_most, parameter, verdict

_ONE_PERCENT = Decimal("0.01")


class KpiLinkage(
    Rule,
    id="budget/kpi-linkage",
    severity="warning",
    clauses=["C3.3e"],
    requires=["kpis", "budget.kpi_links[*].kpi", "budget.kpi_links[*].per", "budget.kpi_links[*].adjust"],
):
    """The budget follows at least one KPI, and a gain in retention raises it within bounds.

    A link is measured for each 1 % gained: 10 % for each 2 % is 5 % for each 1 %. Several links to one KPI add up.
    Links to KPIs of other kinds are not bounded, since what 1 % is worth differs from one to the next.

    Why: money that follows results moves to what works; without a bound one good month commits the year.

    Good:
        kpis: [{id: retention, unit: percent}, {id: conversion, unit: percent}]
        budget:
          kpi_links:
            - {kpi: retention, per: 2%, adjust: 10%}
            - {kpi: conversion, per: 1%, adjust: 8%}
    Bad:
        kpis: [{id: month-two-retention, kind: retention, unit: percent}]
        budget:
          kpi_links:
            - {kpi: month-two-retention, per: 1%, adjust: 6%}  # <- raises the budget by 6 %, more than 5 %
    Bad:
        kpis: [{id: retention, unit: percent}]
        budget:
          kpi_links:
            - {kpi: retention, per: 0%, adjust: 5%}  # <- a step of 0 % in retention is no gain
            - {kpi: retention, per: 1%, adjust: 0%}  # <- changes nothing
    Bad:
        kpis: [{id: retention, unit: percent}]
        budget:
          kpi_links:
            - {kpi: retention, per: 1%}  # <- budget.kpi_links[retention] has no adjust
    Bad:
        kpis: [{id: retention, unit: percent}]
        budget: {total: 100}  # <- budget has no kpi_links
    """

    maximum_per_percent: Percent = parameter(
        Percent("5%"),
        "the most by which 1 % gained may raise the operating budget",
        case="the link of one company that the framework reports",
    )
    kpi: str = parameter(
        "retention",
        "the kind of KPI whose gains are bounded",
        case="the link of one company that the framework reports",
    )

    def check(self, plan: Plan) -> Results:
        bounded = {kpi.id for kpi in plan.kpis if kpi.kind == self.kpi}
        raised: dict[str, Decimal] = defaultdict(Decimal)
        for link in plan.budget.kpi_links:
            values = {"kpi": link.kpi, "per": link.per, "adjust": link.adjust}
            if link.per <= 0:
                yield Problem(link.at("per"), "a step of {per} in {kpi} is no gain", **values)
            elif not link.adjust:
                yield Problem(link.at("adjust"), "a gain of {per} in {kpi} changes nothing", **values)
            elif link.kpi in bounded:
                by_earlier = Percent(raised[link.kpi])
                raised[link.kpi] += link.adjust * _ONE_PERCENT / link.per
                yield self._judge(link.at("adjust"), Percent(raised[link.kpi]), by_earlier, **values)
            else:
                yield Pass(link.at("kpi"), "the budget follows {kpi}", kpi=link.kpi)

    def _judge(self, at: At, per_percent: Percent, by_earlier: Percent, **values: Any) -> Result:
        alone = "{adjust} for each {per} is {per_percent} for each 1 %"
        added = "{by_earlier} by earlier links and {adjust} for each {per} is {per_percent} for each 1 %"
        return verdict(
            at_most("raise for 1 % of {kpi}", per_percent, self.maximum_per_percent),
            at,
            "1 % gained in {kpi} raises the budget by {per_percent}, at most {maximum}",
            "1 % gained in {kpi} raises the budget by {per_percent}, more than {maximum}",
            arithmetic=added if by_earlier else alone,
            per_percent=per_percent,
            by_earlier=by_earlier,
            maximum=self.maximum_per_percent,
            **values,
        )
