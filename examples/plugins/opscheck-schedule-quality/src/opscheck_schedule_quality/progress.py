"""What has been done by the status date, and what should have been."""

from collections.abc import Iterable
from datetime import date

from opscheck import Plan, Task, by_id

READS = [
    "plan.data_date",
    "tasks[*].kind",
    "tasks[*].finish",
    "tasks[*].baseline",
    "actuals.progress[*].task",
    "actuals.progress[*].started",
    "actuals.progress[*].finished",
]


def status_date(plan: Plan) -> date:
    """The day up to which the record goes: the plan's data date, or the day of the run where that is earlier."""
    return min(plan.header.data_date or plan.as_of, plan.as_of)


def baseline(task: Task) -> date | None:
    """The finish that was promised: before the task was planned anew, if it was."""
    return task.baseline or task.finish


class Progress:
    """When tasks began and finished. What is recorded for a day after the status date has not happened."""

    def __init__(self, plan: Plan) -> None:
        records = plan.actuals.progress
        self.status = status_date(plan)
        self.started = _first((record.task, record.started) for record in records)
        self.finished = _first((record.task, record.finished) for record in records)
        self.started = {task: day for task, day in self.started.items() if day <= self.status}
        self.finished = {task: day for task, day in self.finished.items() if day <= self.status}
        self.tasks = list(by_id(plan.tasks).values())
        self.unfinished = [task for task in self.tasks if task.id not in self.finished]

    @property
    def done(self) -> int:
        """How many tasks are done."""
        return len(self.tasks) - len(self.unfinished)

    @property
    def due(self) -> list[Task]:
        """The tasks that should be done."""
        return [task for task in self.tasks if self._is_due(task)]

    def is_missed(self, task: Task) -> bool:
        """Whether a task was done later than promised, or should be done and is not."""
        promised, finished = baseline(task), self.finished.get(task.id, date.max)
        return promised is not None and finished > promised

    def _is_due(self, task: Task) -> bool:
        """Whether a task should be done: promised for a day before the status date, or for that day and done."""
        promised = baseline(task)
        if promised is None:
            return False
        return promised < self.status or (promised == self.status and task.id in self.finished)


def _first(records: Iterable[tuple[str | None, date | None]]) -> dict[str, date]:
    """The first day that is recorded for each task."""
    days: dict[str, date] = {}
    for task, day in records:
        if task is not None and day is not None:
            days[task] = min(day, days.get(task, day))
    return days
