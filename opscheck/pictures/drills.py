"""The drills by scenario and day: planned, held and overdue."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from opscheck.finding import Message
from opscheck.pictures.days import Days, spanned
from opscheck.pictures.places import LeftOut, Marks, Named, Places, few, named
from opscheck.plan import Plan
from opscheck.plan.actuals import DrillHeld
from opscheck.plan.risks import Drill

NO_DRILLS = "the plan has no drills"
NEXT = "of {count} drills, {held} held; the next is {scenario} on {day}"
NO_NEXT = "of {count} drills, {held} held, and no other planned"
OVERDUE = "of {count} drills, {held} held and {late} overdue: {names}"
NO_DAY = "no day is given"
FAR_OFF = "{day} is too far from the other dates to be drawn"
SET_OFF = "it was set off in earnest on {day}, of which no scenario is recorded"

State = Literal["planned", "held", "overdue"]


@dataclass(frozen=True, slots=True)
class Exercise:
    """A drill on a day: that on which it was held, else that for which it is planned.

    ``scenario`` and ``form`` are None where the plan does not say; ``planned`` is the day of the plan.
    """

    name: str
    scenario: str | None
    form: str | None
    day: date
    planned: date | None
    state: State
    path: str
    marks: Marks


@dataclass(frozen=True, slots=True)
class Scenario:
    """The exercises of one scenario, by day."""

    name: str | None
    exercises: tuple[Exercise, ...]


@dataclass(frozen=True, slots=True)
class DrillCalendar:
    """A row for each scenario, in the order of the plan; ``forms`` are the forms that occur, sorted."""

    days: Days | None
    today: date
    scenarios: tuple[Scenario, ...]
    forms: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    marks: Marks
    reading: Message


def drill_calendar(plan: Plan, places: Places) -> DrillCalendar:
    """The picture of the drills as of the report's day."""
    today = places.report.as_of
    found = list(_exercises(plan, places, today))
    exercises = [entry for entry in found if isinstance(entry, Exercise)]
    days = spanned((entry.day for entry in exercises), today)
    near = [entry for entry in exercises if days and entry.day in days]
    left_out = [entry for entry in found if isinstance(entry, LeftOut)]
    left_out += [
        LeftOut(entry.name, Message(FAR_OFF, {"day": entry.day}), entry.path, entry.marks)
        for entry in exercises
        if days and entry.day not in days
    ]
    left_out += _activations(plan, places, today)
    forms = tuple(sorted({entry.form for entry in near if entry.form}))
    marks = places.rest("drills", "actuals.drills_held", "actuals.activations")
    reading = _reading(near)
    return DrillCalendar(days, today, tuple(_by_scenario(near)), forms, tuple(left_out), marks, reading)


def _exercises(plan: Plan, places: Places, today: date) -> Iterator[Exercise | LeftOut]:
    held: dict[str | None, list[Named[DrillHeld]]] = defaultdict(list)
    for record in named(plan.actuals.drills_held, "actuals.drills_held"):
        held[record.model.drill].append(record)
    for drill in named(plan.drills, "drills"):
        records = held.get(drill.model.id, [])
        marks = places.marks(drill.path, *(record.path for record in records))
        days = sorted(record.model.held for record in records if record.model.held and record.model.held <= today)
        for day in days:
            yield _exercise(drill, day, "held", marks)
        if not days and drill.model.date is None:
            yield LeftOut(drill.model.id, Message(NO_DAY), drill.path, marks)
        elif not days and drill.model.date is not None:
            yield _exercise(drill, drill.model.date, "overdue" if drill.model.date < today else "planned", marks)


def _exercise(drill: Named[Drill], day: date, state: State, marks: Marks) -> Exercise:
    model = drill.model
    return Exercise(model.id, model.scenario, model.form, day, model.date, state, drill.path, marks)


def _activations(plan: Plan, places: Places, today: date) -> Iterator[LeftOut]:
    """The contingency plans set off in earnest: they count as drills."""
    for record in named(plan.actuals.activations, "actuals.activations"):
        if record.model.plan and record.model.on is not None and record.model.on <= today:
            why = Message(SET_OFF, {"day": record.model.on})
            yield LeftOut(record.model.plan, why, record.path, places.marks(record.path))


def _by_scenario(exercises: Iterable[Exercise]) -> Iterator[Scenario]:
    rows: dict[str | None, list[Exercise]] = defaultdict(list)
    for entry in exercises:
        rows[entry.scenario].append(entry)
    for name, entries in rows.items():
        yield Scenario(name, tuple(sorted(entries, key=lambda entry: entry.day)))


def _reading(exercises: Sequence[Exercise]) -> Message:
    if not exercises:
        return Message(NO_DRILLS)
    late = tuple(entry.name for entry in exercises if entry.state == "overdue")
    held = sum(entry.state == "held" for entry in exercises)
    values = {"held": held, "count": len(exercises), "late": len(late), "names": few(late)}
    if late:
        return Message(OVERDUE, values)
    planned = [entry for entry in exercises if entry.state == "planned"]
    if not planned:
        return Message(NO_NEXT, values)
    following = min(planned, key=lambda entry: entry.day)
    return Message(NEXT, {**values, "scenario": following.scenario or following.name, "day": following.day})
