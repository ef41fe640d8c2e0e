"""Dates that a task is held to, whatever its predecessors allow: ``x-constraint`` beside the date that it fixes."""

from typing import NamedTuple

from opscheck import Task
from opscheck_schedule_quality.workdays import closes, opens

CONSTRAINT = "x-constraint"
ENDS = {
    "must-start-on": "start",
    "must-finish-on": "finish",
    "start-no-later-than": "start",
    "finish-no-later-than": "finish",
}
"""The hard constraints, with the date of the task that each of them fixes."""
SOFT = ("start-no-earlier-than", "finish-no-earlier-than")
"""Constraints that only push a task on: its planned start does so without any word."""


class Bounds(NamedTuple):
    """Between which instants a task has to start and finish; None where nothing says so."""

    earliest_start: int | None = None
    latest_start: int | None = None
    latest_finish: int | None = None


def constraint_of(task: Task) -> str | None:
    """The hard constraint of a task, if it has one and the date that goes with it."""
    name = task.get(CONSTRAINT)
    end = ENDS.get(name) if isinstance(name, str) else None
    return name if end and task.get(end) is not None else None


def bounds_of(task: Task, length: int) -> Bounds:
    """What the hard constraint of a task means, if it takes ``length`` working days.

    A milestone takes no time, so it may be at the beginning of its day as well as at the end.
    """
    constraint = constraint_of(task)
    if constraint is None:
        return Bounds()
    day = task.get(ENDS[constraint])
    is_start = ENDS[constraint] == "start"
    if task.kind == "milestone":
        first, last = opens(day), closes(day)
    else:
        first = last = opens(day) if is_start else closes(day) - length
    if constraint.startswith("must"):
        return Bounds(first, last, last + length)
    return Bounds(latest_start=last) if is_start else Bounds(latest_finish=last + length)
