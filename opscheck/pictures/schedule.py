"""The phases with their buffers, and what is due in them (a Gantt chart)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from opscheck.finding import Message
from opscheck.pictures.days import Days, after, spanned
from opscheck.pictures.places import LeftOut, Marks, Named, Places, few, named
from opscheck.plan import Plan
from opscheck.plan.base import Model
from opscheck.plan.quantities import Percent, Period, share
from opscheck.plan.schedule import Deliverable, Phase, Task

NO_PHASES = "the plan has no phases with dates"
NOW_IN = "{phase} is under way until {finish}"
NOW_IN_BUFFER = "{phase} is in its buffer, which ends on {finish}"
NOW_USED = "{phase} is under way until {finish}, and {used} of its buffer is used"
NOW_BEFORE = "{phase} begins on {start}"
NOW_AFTER = "the last phase ended on {finish}"
ON_TIME = "{now}; of {count} milestones and deliverables, none overdue"
OVERDUE = "{now}; of {count} milestones and deliverables, {late} overdue: {names}"
NO_START = "no start is given"
NO_FINISH = "no finish is given"
NO_DAY = "no day is given"
BACKWARDS = "it ends before it begins: {start} to {finish}"
FAR_OFF = "{start} to {finish} is too far from the other dates to be drawn"

ItemKind = Literal["milestone", "deliverable"]


@dataclass(frozen=True, slots=True)
class Due:
    """A milestone or a deliverable: the day it is due, and the day it was done; ``overdue`` as of the picture's day."""

    name: str
    kind: ItemKind
    phase: str | None
    day: date
    done: date | None
    overdue: bool
    path: str
    marks: Marks


@dataclass(frozen=True, slots=True)
class PhaseBar:
    """A phase from its first day to its last, and its buffer after that; all days are inclusive.

    ``used_until`` is the last day of the buffer that is used, ``used`` that part as a share (above 100 % where more is
    used than there was). None where the phase has no buffer, or nothing is recorded.
    """

    name: str
    start: date
    finish: date
    buffer_end: date | None
    used_until: date | None
    used: Percent | None
    dues: tuple[Due, ...]
    path: str
    marks: Marks

    @property
    def last(self) -> date:
        """The last day, that of the buffer where there is one."""
        return self.buffer_end or self.finish


@dataclass(frozen=True, slots=True)
class Schedule:
    """The phases in the order of the plan, each with what is due in it; ``others`` belong to no phase that is drawn.

    ``days`` is what the picture spans; None where nothing can be drawn. ``today`` may be outside of it.
    """

    days: Days | None
    today: date
    phases: tuple[PhaseBar, ...]
    others: tuple[Due, ...]
    left_out: tuple[LeftOut, ...]
    marks: Marks
    reading: Message


def schedule(plan: Plan, places: Places) -> Schedule:
    """The picture of the schedule as of the report's day."""
    today = places.report.as_of
    phases, dues = named(plan.phases, "phases"), list(_dues(plan, places, today))
    shown = [due for due in dues if isinstance(due, Due)]
    days = spanned([*_phase_days(phases), *(due.day for due in shown)], today)
    bars, left_out = _bars(plan, phases, days, [due for due in shown if days and due.day in days], places)
    drawn = {bar.name for bar in bars}
    others = [due for due in shown if days and due.day in days and due.phase not in drawn]
    left_out += [due for due in dues if isinstance(due, LeftOut)]
    left_out += [
        _far_off(due.name, due.day, due.day, due.path, due.marks) for due in shown if days and due.day not in days
    ]
    reading = _reading(bars, [*(due for bar in bars for due in bar.dues), *others], today)
    marks = places.rest("phases", "deliverables", "tasks", "actuals.buffer_used", "actuals.progress")
    return Schedule(days, today, tuple(bars), tuple(others), tuple(left_out), marks, reading)


def _phase_days(phases: Iterable[Named[Phase]]) -> Iterator[date]:
    for phase in phases:
        start, finish = phase.model.start, phase.model.finish
        if start is not None and finish is not None and start <= finish:
            yield from (start, finish)
            if phase.model.buffer:
                yield after(finish, phase.model.buffer)


# --- bars


def _bars(
    plan: Plan, phases: Sequence[Named[Phase]], days: Days | None, dues: Iterable[Due], places: Places
) -> tuple[list[PhaseBar], list[LeftOut]]:
    of_phase: dict[str | None, list[Due]] = defaultdict(list)
    for due in dues:
        of_phase[due.phase].append(due)
    used, tasks = _used(plan), _paths_by_phase(plan)
    bars: list[PhaseBar] = []
    left_out: list[LeftOut] = []
    for phase in phases:
        longest, recorded_at = used.get(phase.model.id, (None, []))
        name = phase.model.id
        marks = places.marks(phase.path, *recorded_at, *tasks.get(name, ()))
        why = _why_not(phase.model, days)
        start, finish = phase.model.start, phase.model.finish
        if why or start is None or finish is None:
            why = why or Message(NO_FINISH)
            left_out.append(LeftOut(name, why, phase.path, marks))
        else:
            here = tuple(sorted(of_phase.pop(name, ()), key=lambda due: due.day))
            bars.append(_bar(phase, start, finish, longest, here, marks))
    return bars, left_out


def _why_not(phase: Phase, days: Days | None) -> Message | None:
    """Why a phase cannot be drawn."""
    if phase.start is None:
        return Message(NO_START)
    if phase.finish is None:
        return Message(NO_FINISH)
    ends = {"start": phase.start, "finish": phase.finish}
    if phase.finish < phase.start:
        return Message(BACKWARDS, ends)
    return None if days and phase.start in days and phase.finish in days else Message(FAR_OFF, ends)


def _bar(
    phase: Named[Phase], start: date, finish: date, longest: Period | None, dues: tuple[Due, ...], marks: Marks
) -> PhaseBar:
    buffer_end = after(finish, phase.model.buffer) if phase.model.buffer else None
    used_until = after(finish, longest) if longest and buffer_end else None
    used = _share_of_buffer(finish, buffer_end, used_until or finish) if longest is not None else None
    return PhaseBar(phase.model.id, start, finish, buffer_end, used_until, used, dues, phase.path, marks)


def _share_of_buffer(finish: date, buffer_end: date | None, used_until: date) -> Percent | None:
    if buffer_end is None or buffer_end <= finish:
        return None
    return share((used_until - finish).days, (buffer_end - finish).days)


def _used(plan: Plan) -> dict[str, tuple[Period, list[str]]]:
    """How much of each phase's buffer is used: of several records the largest; and where all of them stand."""
    found: dict[str, tuple[Period, list[str]]] = {}
    for record in named(plan.actuals.buffer_used, "actuals.buffer_used"):
        phase, used = record.model.phase, record.model.used
        if phase is not None and used is not None:
            before, places = found.get(phase, (used, []))
            found[phase] = max(before, used), [*places, record.path]
    return found


def _paths_by_phase(plan: Plan) -> dict[str, list[str]]:
    """Where each phase's ordinary tasks stand: they have no bar of their own."""
    progress = _records(plan.actuals.progress, "actuals.progress", "task")
    paths: dict[str, list[str]] = defaultdict(list)
    for task in named(plan.tasks, "tasks"):
        if task.model.kind != "milestone" and task.model.phase is not None:
            paths[task.model.phase] += [task.path, *(record.path for record in progress.get(task.model.id, ()))]
    return paths


# --- what is due


def _dues(plan: Plan, places: Places, today: date) -> Iterator[Due | LeftOut]:
    progress = _records(plan.actuals.progress, "actuals.progress", "task")
    deliveries = _records(plan.actuals.deliveries, "actuals.deliveries", "deliverable")
    for task in named(plan.tasks, "tasks"):
        if task.model.kind == "milestone":
            records = progress.get(task.model.id, [])
            done = [record.model.get("finished") for record in records]
            yield _due(task, "milestone", task.model.finish or task.model.start, done, records, places, today)
    for item in named(plan.deliverables, "deliverables"):
        records = deliveries.get(item.model.id, [])
        done = [record.model.get("date") for record in records]
        yield _due(item, "deliverable", item.model.due, done, records, places, today)


def _due(
    item: Named[Task] | Named[Deliverable],
    kind: ItemKind,
    day: date | None,
    done: Iterable[date | None],
    records: Iterable[Named[Model]],
    places: Places,
    today: date,
) -> Due | LeftOut:
    marks = places.marks(item.path, *(record.path for record in records))
    if day is None:
        return LeftOut(item.model.id, Message(NO_DAY), item.path, marks)
    first = min((when for when in done if when is not None and when <= today), default=None)
    return Due(item.model.id, kind, item.model.phase, day, first, first is None and day < today, item.path, marks)


def _records(records: Sequence[Model], section: str, key: str) -> Mapping[str, list[Named[Model]]]:
    """The records of each item."""
    found: dict[str, list[Named[Model]]] = defaultdict(list)
    for record in named(records, section):
        found[str(record.model.get(key))].append(record)
    return found


def _far_off(name: str, start: date, finish: date, path: str, marks: Marks) -> LeftOut:
    return LeftOut(name, Message(FAR_OFF, {"start": start, "finish": finish}), path, marks)


# --- what it says


def _reading(bars: Sequence[PhaseBar], dues: Sequence[Due], today: date) -> Message:
    if not bars:
        return Message(NO_PHASES)
    late = tuple(due.name for due in dues if due.overdue)
    values = {"now": _now(bars, today), "late": len(late), "count": len(dues), "names": few(late)}
    return Message(OVERDUE if late else ON_TIME, values)


def _now(bars: Sequence[PhaseBar], today: date) -> Message:
    running = [bar for bar in bars if bar.start <= today <= bar.finish]
    if running:
        values = {"phase": running[0].name, "finish": running[0].finish, "used": running[0].used}
        return Message(NOW_IN if running[0].used is None else NOW_USED, values)
    buffered = [bar for bar in bars if bar.finish < today <= bar.last]
    if buffered:
        return Message(NOW_IN_BUFFER, {"phase": buffered[-1].name, "finish": buffered[-1].last})
    following = [bar for bar in bars if bar.start > today]
    if following:
        following.sort(key=lambda bar: bar.start)
        return Message(NOW_BEFORE, {"phase": following[0].name, "start": following[0].start})
    return Message(NOW_AFTER, {"finish": max(bar.last for bar in bars)})
