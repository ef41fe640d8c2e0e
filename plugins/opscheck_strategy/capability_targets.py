from collections.abc import Callable
from decimal import Decimal
from functools import partial

from opscheck import (
    Kpi,
    Percent,
    Period,
    Plan,
    Problem,
    Result,
    Results,
    Rule,
    at_most,
    lacking,
    of_kind,
    parameter,
    verdict,
)
from opscheck_strategy.change import changes_by, speeds_up_by
from opscheck_strategy.level import COUNT, SHARE, reaches, takes_at_most

_CASE = "the level of one company that the framework reports"
_DECISIONS = "decision-cycle"


class CapabilityTargets(
    Rule,
    id="strategy/capability-targets",
    severity="warning",
    clauses=["C5.2a"],
    requires=["kpis"],
    reads=["kpis[*].kind", "governance.decision_limit"],
):
    """What the organisation is to be capable of has targets, none of them weaker than asked for.

    Each capability is a KPI of that kind with a target; of several of a kind, each one with a target is judged. The
    decision cycle may also be a rule, `governance.decision_limit`: where both are there, both are judged.

    Shares are measured in percent or as a ratio, the decision cycle in hours or days. The speed of response and the
    time of onboarding are changes from the KPI's baseline, as a part of it. A speed that is measured as a time counts
    as its inverse: from 48 to 30 hours is 60 % faster.

    The levels of on-time delivery and onboarding are those that one company reached.

    Why: results fade where the organisation has not learned anything by reaching them.

    Good:
        kpis:
          - {id: decision-cycle, unit: days, direction: down, baseline: 5, target: 3}
          - {id: response-speed, unit: index, direction: up, baseline: 100, target: 160}
          - {id: cross-department-completion, unit: percent, direction: up, target: 90%}
          - {id: on-time-delivery, unit: ratio, direction: up, target: 0.98}
          - {id: improvements-per-year, unit: count, direction: up, target: 6}
          - {id: training-coverage, unit: percent, direction: up, target: 85%}
          - {id: onboarding-time, unit: days, direction: down, baseline: 50, target: 30}
    Good:
        governance: {decision_limit: PT72H}
        kpis:
          - {id: time-to-answer, kind: response-speed, unit: hours, direction: down, baseline: 48, target: 30}
          - {id: cross-department-completion, unit: percent, target: 91%}
          - {id: on-time-delivery, unit: percent, target: 98%}
          - {id: improvements-per-year, unit: count, target: 8}
          - {id: training-coverage, unit: percent, target: 90%}
          - {id: onboarding-time, unit: days, baseline: 50, target: 29}
    Bad:
        governance:
          decision_limit: P4D  # <- a decision may take 4 days, longer than 72 hours
        kpis:  # <- no KPI is of kind improvements-per-year
          - {id: decision-cycle, unit: hours, target: 80}  # <- decision-cycle is to take 80 hours, longer than 72 hours
          - {id: response-speed, unit: index, baseline: 100, target: 150}  # <- is to rise by 50.0 %, less than 60 %
          - {id: cross-department-completion, unit: percent, target: 89%}  # <- is to reach 89 %, less than 90 %
          - {id: on-time-delivery, unit: points, target: 99}  # <- is measured in points, which cannot be compared
          - {id: training-coverage, unit: percent}  # <- kpis[training-coverage] has no target
          - {id: onboarding-time, unit: days, direction: up, baseline: 50, target: 29}  # <- that higher is better
    Bad:
        kpis: []  # <- the plan has no kpis
    """

    decision_cycle: Period = parameter(Period("PT72H"), "the longest time that a decision takes")
    response_speed: Percent = parameter(Percent("60%"), "the smallest change of the speed of response")
    cross_department_completion: Percent = parameter(
        Percent("90%"), "the smallest share of work across departments that is completed"
    )
    on_time_delivery: Percent = parameter(
        Percent("98%"), "the smallest share of deliveries that are on time", case=_CASE
    )
    improvements_per_year: int = parameter(6, "the smallest number of adopted improvements in a year: more than five")
    training_coverage: Percent = parameter(Percent("85%"), "the smallest share of the people who are trained")
    onboarding_time: Percent = parameter(
        Percent("-40%"),
        "the smallest change of the time until a new colleague works alone; below zero, a fall",
        case=_CASE,
    )

    def check(self, plan: Plan) -> Results:
        limit = plan.governance.decision_limit
        if limit is not None:
            yield self._limited(plan, limit)
        judges: dict[str, Callable[[Kpi], Result]] = {
            _DECISIONS: partial(takes_at_most, maximum=self.decision_cycle),
            "response-speed": partial(speeds_up_by, floor=self.response_speed),
            "cross-department-completion": partial(reaches, minimum=self.cross_department_completion, scale=SHARE),
            "on-time-delivery": partial(reaches, minimum=self.on_time_delivery, scale=SHARE),
            "improvements-per-year": partial(reaches, minimum=Decimal(self.improvements_per_year), scale=COUNT),
            "training-coverage": partial(reaches, minimum=self.training_coverage, scale=SHARE),
            "onboarding-time": partial(changes_by, floor=self.onboarding_time),
        }
        for kind, judge in judges.items():
            kpis = of_kind(plan.kpis, kind)
            aimed = [kpi for kpi in kpis if kpi.target is not None]
            yield from map(judge, aimed)
            if not aimed and not (kind == _DECISIONS and limit):
                yield lacking(kpis[0], "target") if kpis else _no_kpi(plan, kind)

    def _limited(self, plan: Plan, limit: Period) -> Result:
        return verdict(
            at_most("time for a decision", limit, self.decision_cycle),
            plan.governance.at("decision_limit"),
            "a decision may take {limit}, at most {maximum}",
            "a decision may take {limit}, longer than {maximum}",
            help="at most {maximum} fits",
            limit=limit,
            maximum=self.decision_cycle,
        )


def _no_kpi(plan: Plan, kind: str) -> Problem:
    help_ = "name a KPI of kind {kind}, with its target"
    return Problem(plan.at("kpis"), "no KPI is of kind {kind}", key=kind, help=help_, kind=kind)
