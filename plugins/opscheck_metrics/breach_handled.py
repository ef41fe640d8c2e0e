from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import takewhile
from typing import Any, NamedTuple

from opscheck import (
    At,
    Indicator,
    NeedsData,
    NotApplicable,
    Pass,
    Percent,
    Plan,
    Problem,
    Reading,
    Result,
    Results,
    Rule,
    lacking,
)
from opscheck_metrics.comparison import comparable, fails
from opscheck_metrics.readings import Watched, next_due, watched

_ARITHMETIC = {"up": "{value} on {day} is below {threshold}", "down": "{value} on {day} is above {threshold}"}


class BreachHandled(
    Rule,
    id="metrics/breach-handled",
    severity="error",
    clauses=["C4.3i"],
    requires=["kpis"],
    reads=[
        "kpis[*].direction",
        "kpis[*].unit",
        "kpis[*].alert",
        "kpis[*].cadence",
        "indicators[*].direction",
        "indicators[*].unit",
        "indicators[*].threshold",
        "indicators[*].cadence",
        "indicators[*].alert.starts",
        "plan.start",
        "actuals.readings[*].kpi",
        "actuals.readings[*].indicator",
        "actuals.readings[*].date",
        "actuals.readings[*].value",
        "actuals.adjustments[*]",
        "actuals.activations[*]",
    ],
):
    """Something was done about every KPI and indicator that is beyond its threshold.

    Judged as of the given day by the latest reading until then: beyond is below the threshold where higher is better
    (`direction: up`), else above it. The breach began with the first of the readings that have been beyond it ever
    since; an adjustment on that day or later, with the day and the action, answers it, and so does setting off the
    contingency plan that the indicator's alert starts. One answer is enough for a breach, however long it lasts. What
    has no threshold is the business of metrics/alert-threshold and risk/indicator-alert.

    Why: an alarm that nobody answers teaches everybody that alarms need no answer.

    Good, as of 2026-07-01:
        kpis: [{id: retention, direction: up, alert: 29%}, {id: cac, direction: down, alert: 98.00}]
        indicators: [{id: latency, direction: down, threshold: 800, alert: {starts: outage-plan}}]
        contingency_plans: [{id: outage-plan}]
        actuals:
          readings:
            - {kpi: retention, date: 2026-06-22, value: 28%}
            - {kpi: retention, date: 2026-06-29, value: 29%}
            - {kpi: cac, date: 2026-06-22, value: 99.00}
            - {kpi: cac, date: 2026-06-29, value: 101.00}
            - {indicator: latency, date: 2026-06-30, value: 1200}
          adjustments: [{kpi: cac, "on": 2026-06-24, action: stop the dearest channel}]
          activations: [{plan: outage-plan, "on": 2026-06-30}]
    Good, as of 2026-01-09:
        plan: {id: example, start: 2026-01-05}
        kpis: [{id: retention, direction: up, alert: 29%, cadence: P1W}]
    Good:
        kpis: [{id: retention, direction: up, target: 38%}]
        actuals: {readings: [{kpi: retention, date: 2026-06-29, value: 28%}]}
    Bad, as of 2026-07-01:
        kpis:
          - {id: retention, direction: up, alert: 29%}
          - {id: cac, direction: down, alert: 98.00}
          - {id: nps, target: 52}
          - {id: share, direction: up, alert: 5.5%}  # <- kpis[share] has no unit
        indicators:
          - {id: balance, threshold: 100000}  # <- indicators[balance] has no direction
        actuals:
          readings:
            - {kpi: retention, date: 2026-06-29, value: 28.9%}  # <- retention is beyond its threshold of 29 %
            - {kpi: cac, date: 2026-06-08, value: 99.00}
            - {kpi: cac, date: 2026-06-15, value: 97.00}
            - {kpi: cac, date: 2026-06-22, value: 98.01}  # <- cac is beyond its threshold of 98.00 since 2026-06-22
            - {kpi: cac, date: 2026-06-29, value: 104.00}
            - {kpi: share, date: 2026-06-29, value: 6}
          adjustments:
            - {kpi: cac, "on": 2026-06-10, action: stop the dearest channel}
            - {kpi: cac, "on": 2026-07-02, action: stop the next one}
            - {kpi: retention, action: call the customers}
    Bad:
        kpis: []  # <- the plan has no kpis
    """

    def check(self, plan: Plan) -> Results:
        items = watched(plan)
        answers = _answers(plan)
        judged = [result for entry in items for result in _judge(entry, answers)]
        yield from judged
        if not any(entry.readings for entry in items):
            yield _nothing_read(plan, items)
        elif not judged:
            yield NotApplicable(plan.at("kpis"), "nothing that was read has a threshold and a direction")


class _Answer(NamedTuple):
    """Something that was done."""

    day: date
    what: str
    at: At


_Answers = Mapping[tuple[str, str | None], Sequence[_Answer]]


def _answers(plan: Plan) -> _Answers:
    """What was done by the given day, by what it was about: a KPI, an indicator or a contingency plan."""
    answers: dict[tuple[str, str | None], list[_Answer]] = defaultdict(list)
    for record in plan.actuals.adjustments:
        if record.on is not None and record.on <= plan.as_of and record.action:
            answer = _Answer(record.on, record.action, record.at("on"))
            answers["kpi", record.kpi].append(answer)
            answers["indicator", record.indicator].append(answer)
    for activation in plan.actuals.activations:
        if activation.plan and activation.on is not None and activation.on <= plan.as_of:
            answers["plan", activation.plan].append(_Answer(activation.on, activation.plan, activation.at("on")))
    return answers


def _judge(entry: Watched, answers: _Answers) -> Results:
    item = entry.item
    if entry.threshold is None:
        return
    if item.direction is None:
        if isinstance(item, Indicator):  # of a KPI, metrics/alert-threshold says so
            yield lacking(item, "direction")
    elif entry.readings and not comparable(entry.readings[-1].value, entry.threshold):
        yield lacking(item, "unit")
    elif entry.readings:
        yield _compared(entry, answers)


def _compared(entry: Watched, answers: _Answers) -> Result:
    item, threshold, latest = entry.item, entry.threshold, entry.readings[-1]
    breach = list(takewhile(lambda read: fails(read.value, threshold, item.direction), reversed(entry.readings)))
    if not breach:
        message = "{item} is {value} on {day}, not beyond its threshold of {threshold}"
        at = latest.at("value")
        return Pass(at, message, item=item.id, value=latest.value, day=latest.date, threshold=threshold)
    if isinstance(item, Indicator):
        done = [*answers.get(("indicator", item.id), ()), *answers.get(("plan", item.alert.starts), ())]
    else:
        done = [*answers.get(("kpi", item.id), ())]
    return _answered(entry, breach, [answer for answer in done if answer.day >= breach[-1].date])


def _answered(entry: Watched, breach: Sequence[Reading], answers: Sequence[_Answer]) -> Result:
    """Whether something was done since the breach began; its readings are given from the latest back."""
    latest, first = breach[0], breach[-1]
    values: dict[str, Any] = {"item": entry.item.id, "threshold": entry.threshold, "since": first.date}
    if answers:
        answer = min(answers, key=lambda answer: answer.day)
        message = "{item} is beyond its threshold of {threshold} since {since}; {answered}: {action}"
        return Pass(answer.at, message, answered=answer.day, action=answer.what, **values)
    return Problem(
        first.at("value"),
        "{item} is beyond its threshold of {threshold} since {since}, and nothing is recorded that was done",
        related=[entry.item.at(entry.bound), *([latest.at("value")] if latest is not first else [])],
        arithmetic=_ARITHMETIC[entry.item.direction],
        help="record in actuals.adjustments what was done: the day, the action and its owner",
        value=latest.value,
        day=latest.date,
        **values,
    )


def _nothing_read(plan: Plan, items: Sequence[Watched]) -> Result:
    """A plan that has just begun has nothing to record yet."""
    start = plan.header.start
    cadences = [entry.item.cadence for entry in items if entry.item.cadence]
    if start is not None and cadences:
        first = min(next_due(start, cadence, Percent("0%")) for cadence in cadences)
        if plan.as_of <= first:
            return NotApplicable(None, "the first reading is due {first}", first=first)
    return NeedsData(None, "no reading is recorded by {as_of}", as_of=plan.as_of)
