"""Tasks that start or finish before the tasks they wait for allow it."""

from collections.abc import Iterator, Sequence
from datetime import date

from opscheck import Dependency, Problem, Task, by_id
from opscheck_schedule.days import shifted

_ENDS = {"FS": ("finish", "start"), "SS": ("start", "start"), "FF": ("finish", "finish"), "SF": ("start", "finish")}
_STARTS_EARLY = "{task} starts {planned}, before {predecessor} allows it: {earliest} at the earliest"
_FINISHES_EARLY = "{task} finishes {planned}, before {predecessor} allows it: {earliest} at the earliest"


def early_successors(tasks: Sequence[Task]) -> Iterator[Problem]:
    """A problem for each dependency that the dates break, one for each pair of tasks and date of the successor.

    Each dependency is looked at by itself: of tasks that wait for each other in a circle, one is always too early.
    """
    known = by_id(tasks)
    for task in tasks:
        problems: dict[tuple[str, str], Problem] = {}
        for dependency in task.depends_on:
            predecessor = known.get(dependency.task)
            waiting = _ENDS[dependency.type or "FS"][1]
            if predecessor is not None and (dependency.task, waiting) not in problems:
                for problem in _problems(task, predecessor, dependency):
                    problems[dependency.task, waiting] = problem
        yield from problems.values()


def _problems(task: Task, predecessor: Task, dependency: Dependency) -> Iterator[Problem]:
    if predecessor is task:
        yield Problem(task.at("depends_on"), "{task} waits for itself", key=task.id, task=task.id)
        return
    link = dependency.type or "FS"
    allowing, waiting = _ENDS[link]
    allowed, planned = _day(predecessor, allowing), _day(task, waiting)
    if allowed is None or planned is None:
        return
    if link == "FS" and "milestone" not in (task.kind, predecessor.kind):
        allowed = shifted(allowed, 1)
    earliest = dependency.lag.after(allowed) if dependency.lag else allowed
    if planned < earliest:
        yield Problem(
            task.at(waiting if task.get(waiting) else "finish"),
            _STARTS_EARLY if waiting == "start" else _FINISHES_EARLY,
            key=predecessor.id,
            related=[predecessor.at(allowing), dependency.at()],
            task=task.id,
            planned=planned,
            predecessor=predecessor.id,
            earliest=earliest,
        )


def _day(task: Task, end: str) -> date | None:
    """The day on which a task starts or finishes; those of a milestone are one day, whichever is given."""
    day: date | None = task.get(end)
    return task.finish or task.start if day is None and task.kind == "milestone" else day
