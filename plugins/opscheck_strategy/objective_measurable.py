from typing import Any

from opscheck import Kpi, Objective, Pass, Plan, Problem, Result, Results, Rule, by_id, lacking, verdict

_IN_PLACE = ("baseline", "target", "direction")
_BETTER = {
    "up": "{kpi}: from {baseline} up to {target}",
    "down": "{kpi}: from {baseline} down to {target}",
}
_NO_BETTER = {
    "up": "the target of {kpi} is {target}, not above its baseline {baseline}, and higher is better",
    "down": "the target of {kpi} is {target}, not below its baseline {baseline}, and lower is better",
}


class ObjectiveMeasurable(
    Rule,
    id="strategy/objective-measurable",
    severity="error",
    clauses=["C1.3b"],
    requires=["objectives", "kpis"],
    reads=["objectives[*].kpi", "kpis[*].id"],
):
    """Each objective can be measured: by a KPI that is to become better, and by a day inside the plan.

    The KPI has a baseline, a direction, and a target that lies in this direction from the baseline. The plan's first
    and last days are inside it.

    Why: of an objective without a number and a day anybody can say at any time that it is nearly reached.

    Good:
        plan: {id: example, start: 2026-01-05, finish: 2027-07-31}
        objectives: [{id: o-value, kpi: ltv, due: 2027-07-31}, {id: o-cost, kpi: labor-cost, due: 2027-05-31}]
        kpis:
          - {id: ltv, unit: EUR, direction: up, baseline: 620, target: 940}
          - {id: labor-cost, unit: EUR, direction: down, baseline: 3.20, target: 2.35}
    Bad:
        plan: {id: example, start: 2026-01-05, finish: 2027-07-31}
        objectives:
          - {id: o-value, kpi: ltv, due: 2027-08-01}  # <- o-value is due 2027-08-01, after the plan finishes
          - {id: o-cost, kpi: labor-cost}  # <- objectives[o-cost] has no due
          - {id: o-speed, kpi: ltv, due: 2026-01-04}  # <- o-speed is due 2026-01-04, before the plan starts
        kpis:
          - {id: ltv, unit: EUR, direction: up, target: 940}  # <- kpis[ltv] has no baseline
          - {id: labor-cost, unit: EUR, direction: down, baseline: 3.20, target: 3.50}  # <- not below its baseline 3.20
    Bad:
        plan: {id: example, start: 2026-01-05, finish: 2027-07-31}
        objectives:
          - {id: o-speed, due: 2027-03-31}  # <- objectives[o-speed] has no kpi
        kpis: [{id: ltv}]
    Bad:
        plan: {id: example, start: 2026-01-05}  # <- plan has no finish
        objectives: [{id: o-value, kpi: ltv, due: 2027-07-31}]
        kpis: [{id: ltv, direction: up, baseline: 620, target: 940}]
    Bad:
        objectives: [{id: o-value}]  # <- the plan has no kpis
    """

    def check(self, plan: Plan) -> Results:
        header, kpis = plan.header, by_id(plan.kpis)
        yield from (lacking(header, field) for field in ("start", "finish") if header.get(field) is None)
        for objective in plan.objectives:
            if objective.kpi is None:
                yield lacking(objective, "kpi")
            elif objective.kpi in kpis:  # else opscheck itself reports the unknown id
                yield from _measured(kpis[objective.kpi], objective)
            yield _due(objective, plan) if objective.due is not None else lacking(objective, "due")


def _measured(kpi: Kpi, objective: Objective) -> Results:
    absent = [field for field in _IN_PLACE if kpi.get(field) is None]
    yield from (lacking(kpi, field) for field in absent)
    if absent:
        return
    yield verdict(
        kpi.target > kpi.baseline if kpi.direction == "up" else kpi.target < kpi.baseline,
        kpi.at("target"),
        _BETTER[kpi.direction],
        _NO_BETTER[kpi.direction],
        related=[kpi.at("baseline"), objective.at("kpi")],
        kpi=kpi.id,
        baseline=kpi.baseline,
        target=kpi.target,
    )


def _due(objective: Objective, plan: Plan) -> Result:
    start, finish = plan.header.start, plan.header.finish
    at = objective.at("due")
    values: dict[str, Any] = {"objective": objective.id, "due": objective.due, "start": start, "finish": finish}
    if start is not None and objective.due < start:
        template = "{objective} is due {due}, before the plan starts {start}"
        return Problem(at, template, related=[plan.header.at("start")], **values)
    if finish is not None and objective.due > finish:
        template = "{objective} is due {due}, after the plan finishes {finish}"
        return Problem(at, template, related=[plan.header.at("finish")], **values)
    return Pass(at, "{objective} is due {due}, inside the plan", **values)
