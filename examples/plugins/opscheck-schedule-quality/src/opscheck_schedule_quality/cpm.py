"""The critical path method: how early and how late each task can be, and the float between the two."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import NamedTuple

from opscheck import Plan, Task
from opscheck_schedule_quality.constraints import bounds_of
from opscheck_schedule_quality.network import Link, Network
from opscheck_schedule_quality.progress import Progress
from opscheck_schedule_quality.workdays import closes, day_before, opens

NO_DELAYS: Mapping[str, int] = {}


class Span(NamedTuple):
    """From the instant at which a task starts to the one at which it finishes, in working days."""

    start: int
    finish: int

    @property
    def length(self) -> int:
        return self.finish - self.start


def duration(task: Task) -> int | None:
    """The working days of a task: none of a milestone, and None where its dates do not say."""
    if task.kind == "milestone":
        return 0
    if task.start is None or task.finish is None or task.finish < task.start:
        return None
    return max(0, closes(task.finish) - opens(task.start))


class Schedule:
    """The early dates of all tasks, and the late dates of the unfinished ones.

    Early: what is done stands where it was done. The rest is done on the status date at the earliest, and starts
    neither before its planned start nor before its predecessors allow; what has begun goes on whatever its start should
    have waited for.

    Late: the latest dates by which the network still ends when it does, or when the plan has to where that is earlier,
    and by which every hard constraint is kept.

    The network has no circles, and every unfinished task has a duration.
    """

    def __init__(self, plan: Plan, network: Network, progress: Progress) -> None:
        self._network = network
        self._progress = progress
        self._deadline = closes(plan.header.finish) if plan.header.finish else None
        self.now = opens(progress.status)
        self.early = self.delayed(NO_DELAYS)

    # --- forward

    def delayed(self, delays: Mapping[str, int]) -> dict[str, Span]:
        """The early spans if some unfinished tasks took so many working days longer."""
        early: dict[str, Span] = {}
        for id_ in self._network.order:
            task = self._network.tasks[id_]
            if id_ in self._progress.finished:
                early[id_] = self._done(task)
            else:
                length = (duration(task) or 0) + delays.get(id_, 0)
                early[id_] = self._to_do(task, length, early)
        return early

    def _done(self, task: Task) -> Span:
        finished = self._progress.finished[task.id]
        started = self._progress.started.get(task.id) or task.start or finished
        finish = closes(finished)
        return Span(min(opens(started), finish), finish)

    def _to_do(self, task: Task, length: int, early: Mapping[str, Span]) -> Span:
        links = self._network.incoming[task.id]
        finish = max((_allowed(link, early) for link in links if not link.to_start), default=self.now)
        if task.id in self._progress.started:
            start = opens(self._progress.started[task.id])
            least_left = min(length, 1)
            return Span(start, max(start + length, self.now + least_left, finish))
        allowed = (_allowed(link, early) for link in links if link.to_start)
        start = max(self.now, _planned_start(task, self.now), finish - length, *allowed)
        bounds = bounds_of(task, length)
        if bounds.earliest_start is not None and bounds.latest_start is not None:
            start = min(max(start, bounds.earliest_start), bounds.latest_start)
        return Span(start, start + length)

    # --- backward

    @cached_property
    def last(self) -> Task:
        """The unfinished task that ends the network; of several that end together one that no other waits for."""
        unfinished = (id_ for id_ in reversed(self._network.order) if id_ not in self._progress.finished)
        return self._network.tasks[max(unfinished, key=lambda id_: self.early[id_].finish)]

    @property
    def finish(self) -> int:
        """The instant at which the network ends."""
        return self.early[self.last.id].finish

    @property
    def last_day(self) -> date:
        """The day on which the network ends: that of a milestone which keeps its day, else the last that is worked."""
        planned = self.last.finish or self.last.start
        if self.last.kind == "milestone" and planned and opens(planned) <= self.finish <= closes(planned):
            return planned
        return day_before(self.finish)

    @cached_property
    def late(self) -> dict[str, Span]:
        """The late spans of the unfinished tasks."""
        target = self.finish if self._deadline is None else min(self.finish, self._deadline)
        late: dict[str, Span] = {}
        for id_ in reversed(self._network.order):
            if id_ not in self._progress.finished:
                finish = min([target, *self._latest(self._network.tasks[id_], late)])
                late[id_] = Span(finish - self.early[id_].length, finish)
        return late

    def _latest(self, task: Task, late: Mapping[str, Span]) -> Iterable[int]:
        """Each finish of a task that its hard constraint or one of its successors asks for."""
        length = self.early[task.id].length
        has_started = task.id in self._progress.started
        bounds = bounds_of(task, length)
        if bounds.latest_finish is not None:
            yield bounds.latest_finish
        if bounds.latest_start is not None and not has_started:
            yield bounds.latest_start + length
        for link in filter(self._still_holds, self._network.outgoing[task.id]):
            successor = late[link.successor]
            latest = link.delay.before(successor.start if link.to_start else successor.finish)
            yield latest if link.from_finish else latest + length

    def _still_holds(self, link: Link) -> bool:
        """Whether both ends of a link are still to come."""
        started, finished = self._progress.started, self._progress.finished
        waits = link.successor not in (started if link.to_start else finished)
        is_waited_for = link.from_finish or link.predecessor not in started
        return waits and is_waited_for and link.successor not in finished

    @cached_property
    def floats(self) -> dict[str, int]:
        """The total float of each unfinished task, in working days: how much later it may be. Below zero it is late."""
        unfinished = (task.id for task in self._progress.unfinished)
        return {id_: self.late[id_].finish - self.early[id_].finish for id_ in unfinished}


def _allowed(link: Link, early: Mapping[str, Span]) -> int:
    """The earliest instant that a link allows the end of its successor that waits."""
    before = early[link.predecessor]
    return link.delay.after(before.finish if link.from_finish else before.start)


def _planned_start(task: Task, default: int) -> int:
    """The instant at which a task is to start; the day of a milestone may be given as either of its dates."""
    day = task.start or (task.finish if task.kind == "milestone" else None)
    return opens(day) if day else default
