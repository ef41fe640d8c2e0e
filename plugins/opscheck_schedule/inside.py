"""Starts and ends: each in its order, phases inside the plan, tasks and deliverables inside their phase."""

from collections.abc import Iterator
from datetime import date

from opscheck import Deliverable, Item, Phase, Plan, Problem, Task, by_id, lacking
from opscheck_schedule.days import last_day, runs


def backwards(plan: Plan) -> Iterator[Problem]:
    """A problem for whatever ends before it starts."""
    for item in (plan.header, *plan.phases, *plan.tasks, *plan.deliverables):
        start, end = item.get("start"), item.get(_end(item))
        if _is_backwards(start, end):
            yield Problem(
                item.at(_end(item)),
                "{item} ends {end}, before it starts {start}",
                key="start",
                related=[item.at("start")],
                item=item.id,
                start=start,
                end=end,
            )


def _end(item: Item) -> str:
    return "due" if isinstance(item, Deliverable) else "finish"


def _is_backwards(start: date | None, end: date | None) -> bool:
    return start is not None and end is not None and end < start


def outside_plan(plan: Plan) -> Iterator[Problem]:
    """A problem for each phase that starts before the plan, or whose buffer ends after it."""
    start, finish = plan.header.start, plan.header.finish
    if _is_backwards(start, finish):
        return
    for phase in filter(runs, plan.phases):
        if phase.start < start:
            yield Problem(
                phase.at("start"),
                "{phase} starts {start}, before the plan starts {bound}",
                key="plan",
                related=[plan.header.at("start")],
                help="a start on {bound} or later fits",
                phase=phase.id,
                start=phase.start,
                bound=start,
            )
        if last_day(phase) > finish:
            yield Problem(
                phase.at("finish" if phase.finish > finish or not phase.buffer else "buffer"),
                "{phase} and its buffer last until {last}, after the plan finishes {bound}",
                key="plan",
                related=[plan.header.at("finish")],
                help="an end by {bound} fits",
                phase=phase.id,
                last=last_day(phase),
                bound=finish,
            )


def outside_phases(plan: Plan) -> Iterator[Problem]:
    """A problem for each task and deliverable that has no phase, or lies outside of it."""
    phases = by_id(plan.phases)
    items: list[Task | Deliverable] = [*plan.tasks, *plan.deliverables]
    for item in items:
        if item.phase is None:
            yield lacking(item, "phase")
        elif item.phase in phases and not _is_backwards(item.start, item.get(_end(item))):
            yield from _outside(item, phases[item.phase])


def _outside(item: Task | Deliverable, phase: Phase) -> Iterator[Problem]:
    given = [key for key in ("start", _end(item)) if item.get(key) is not None]
    if not given or _is_backwards(phase.start, phase.finish):
        return
    first, last = item.get(given[0]), item.get(given[-1])
    if phase.start is not None and first < phase.start:
        yield Problem(
            item.at(given[0]),
            "{item} starts {first}, before its phase {phase} starts {bound}",
            key=phase.id,
            related=[phase.at("start")],
            help="from {bound} on it lies inside",
            item=item.id,
            first=first,
            phase=phase.id,
            bound=phase.start,
        )
    bound = _last_for(item, phase)
    if bound is not None and last > bound:
        yield Problem(
            item.at(given[-1]),
            "{item} ends {last}, after its phase {phase} ends {bound}",
            key=phase.id,
            related=[phase.at("finish")],
            help="up to {bound} it lies inside",
            item=item.id,
            last=last,
            phase=phase.id,
            bound=bound,
        )


def _last_for(item: Task | Deliverable, phase: Phase) -> date | None:
    """The last day on which the item may end: what was planned anew with approval may use the buffer."""
    if phase.finish is not None and item.baseline is not None and item.approved_by is not None:
        return last_day(phase)
    return phase.finish
