"""When contingency plans were exercised: by a drill that was held, or by a real activation."""

from collections.abc import Iterator
from datetime import date

from opscheck import Plan, by_id

READS = [
    "drills[*].plan",
    "actuals.drills_held[*].drill",
    "actuals.drills_held[*].held",
    "actuals.activations[*].plan",
    "actuals.activations[*].on",
]


def last_exercises(plan: Plan) -> dict[str, date]:
    """The last day, up to the one that the plan is judged by, on which each contingency plan was exercised."""
    last: dict[str, date] = {}
    for contingency_plan, day in _exercises(plan):
        if day <= plan.as_of:
            last[contingency_plan] = max(day, last.get(contingency_plan, day))
    return last


def _exercises(plan: Plan) -> Iterator[tuple[str, date]]:
    drills = by_id(plan.drills)
    for record in plan.actuals.drills_held:
        drill = drills.get(record.drill or "")
        if drill and drill.plan and record.held:
            yield drill.plan, record.held
    for activation in plan.actuals.activations:
        if activation.plan and activation.on:
            yield activation.plan, activation.on
