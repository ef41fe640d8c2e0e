"""When each drill takes place: on the day it was held, else on the day for which it is planned."""

from datetime import date
from typing import NamedTuple

from opscheck import At, Drill, DrillHeld, Plan


class Exercise(NamedTuple):
    """A drill on a day; ``at`` is where the plan says so."""

    day: date
    drill: Drill
    at: At


def held_by_then(plan: Plan) -> list[DrillHeld]:
    """The drills recorded as held by the day that the plan is judged by, in the order of the record."""
    return [record for record in plan.actuals.drills_held if record.held is not None and record.held <= plan.as_of]


def exercises(plan: Plan) -> list[Exercise]:
    """All drills by their day. One that was held several times is there as often; one without a date is left out."""
    held: dict[str | None, list[DrillHeld]] = {}
    for record in held_by_then(plan):
        held.setdefault(record.drill, []).append(record)
    found: list[Exercise] = []
    for drill in plan.drills:
        if drill.id in held:
            found.extend(Exercise(record.held, drill, record.at("held")) for record in held[drill.id])
        elif drill.date is not None:
            found.append(Exercise(drill.date, drill, drill.at("date")))
    return sorted(found, key=lambda exercise: exercise.day)
