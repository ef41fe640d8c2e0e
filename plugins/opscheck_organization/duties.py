"""When a party has to be there: which days concern it, by the place that names it."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, NamedTuple

from opscheck import Deliverable, Drill, Model, Person, Plan, Responsibility, Risk, Stage, Task
from opscheck_organization.days import day_that_counts, has_left


class Duty(NamedTuple):
    """Who has it is there by one day at the latest, and still on another; None asks for nothing."""

    by: date | None
    until: date | None


class Span(NamedTuple):
    """The first and the last day of something, as far as they are known."""

    first: date | None
    last: date | None

    def throughout(self) -> Duty:
        """There from the first day to the last."""
        first, last = self.first or self.last, self.last or self.first
        return Duty(min(first, last), last) if first and last else Duty(None, None)

    def at_some_time(self) -> Duty:
        """There on at least one of the days."""
        return Duty(self.last, self.first)


class Calendar:
    """The days of what a plan's parties do. What is recorded as done has taken its days from the record."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.rest_of_plan = Span(day_that_counts(plan), plan.header.finish).at_some_time()
        self._finished = _days((record.task, record.finished) for record in plan.actuals.progress)
        self._delivered = _days((record.deliverable, record.date) for record in plan.actuals.deliveries)
        self._held = _days((record.drill, record.held) for record in plan.actuals.drills_held)
        self._phases = {phase.id: Span(phase.start, phase.finish) for phase in plan.phases}
        self._deliverables = {item.id: self.deliverable(item) for item in plan.deliverables}

    def task(self, task: Task) -> Span:
        return Span(task.start, max(self._finished.get(task.id, ()), default=task.finish))

    def deliverable(self, deliverable: Deliverable) -> Span:
        return Span(deliverable.start, max(self._delivered.get(deliverable.id, ()), default=deliverable.due))

    def drill(self, drill: Drill) -> Span:
        days = self._held.get(drill.id, ())
        return Span(min(days, default=drill.date), max(days, default=drill.date))

    def row(self, row: Responsibility) -> Span:
        """The days of the phase or deliverable that a row of the responsibility matrix is about."""
        known = self._phases.get(row.phase or "") or self._deliverables.get(row.deliverable or "")
        return known or Span(None, None)

    def line(self, stage: Stage) -> Duty:
        """The days of the phases that a budget line's stage pays for."""
        spans = [self._phases[phase] for phase in stage.phases if phase in self._phases]
        if not spans:
            return self.rest_of_plan
        firsts = [span.first for span in spans if span.first is not None]
        lasts = [span.last for span in spans if span.last is not None]
        return Span(min(firsts, default=None), max(lasts, default=None)).at_some_time()

    def risk(self, risk: Risk) -> Duty:
        """The days on which a risk was open, of one that still is the rest of the plan."""
        return self.rest_of_plan if risk.closed is None else Span(risk.identified, risk.closed).at_some_time()

    def backup(self, person: Person) -> Duty:
        """As long as there is somebody to stand in for."""
        return Duty(None, None) if has_left(person, self.plan) else self.rest_of_plan


def _days(records: Iterable[tuple[str | None, date | None]]) -> dict[str, list[date]]:
    found: dict[str, list[date]] = {}
    for id_, day in records:
        if id_ is not None and day is not None:
            found.setdefault(id_, []).append(day)
    return found


When = Callable[[Calendar, Any, Any], Duty]
"""The duty at a place, from the model that names the party and the one above it."""


def _on(*keys: str) -> When:
    """On the day of the first of these keys that is given."""

    def when(_calendar: Calendar, owner: Model, _above: Model | None) -> Duty:
        day = next((day for day in map(owner.get, keys) if day is not None), None)
        return Duty(day, day)

    return when


def _rest_of_plan(calendar: Calendar, _owner: Model, _above: Model | None) -> Duty:
    return calendar.rest_of_plan


def _any_day(_calendar: Calendar, _owner: Model, _above: Model | None) -> Duty:
    """The plan does not say when."""
    return Duty(None, None)


def _in_its_item(calendar: Calendar, row: Responsibility, _above: Model | None) -> Duty:
    return calendar.row(row).at_some_time()


PLACES: dict[str, When] = {
    "plan.owner": _rest_of_plan,
    "plan.approvals[*].by": _on("date"),
    "budget.stages[*].lines[*].owner": lambda calendar, _line, stage: calendar.line(stage),
    "budget.reserves.contingency.holder": _rest_of_plan,
    "budget.reserves.management.holder": _rest_of_plan,
    "organization.departments[*].head": _rest_of_plan,
    "organization.people[*].backup": lambda calendar, person, _above: calendar.backup(person),
    "organization.responsibilities[*].accountable": lambda calendar, row, _above: calendar.row(row).throughout(),
    "organization.responsibilities[*].responsible": _in_its_item,
    "organization.responsibilities[*].consulted": _in_its_item,
    "organization.responsibilities[*].informed": _in_its_item,
    "governance.steering_committee.chair": _rest_of_plan,
    "governance.steering_committee.members": _rest_of_plan,
    "tools[*].compatibility.by": _on("assessed"),
    "data.quality.owner": _rest_of_plan,
    "data.adjustment_loop[*].owner": _rest_of_plan,
    "kpis[*].owner": _rest_of_plan,
    "deliverables[*].owner": lambda calendar, item, _above: calendar.deliverable(item).throughout(),
    "deliverables[*].approved_by": _any_day,
    "tasks[*].owner": lambda calendar, task, _above: calendar.task(task).throughout(),
    "tasks[*].approved_by": _any_day,
    "risks[*].owner": lambda calendar, risk, _above: calendar.risk(risk),
    "risks[*].response.owner": _on("done", "due"),
    "contingency_plans[*].responsible": _rest_of_plan,
    "indicators[*].alert.channels[*].to": _rest_of_plan,
    "drills[*].participants": lambda calendar, drill, _above: calendar.drill(drill).at_some_time(),
    "drills[*].approved_by": _any_day,
    "actuals.deliveries[*].accepted_by": _on("date"),
    "actuals.reserve_draws[*].approved_by": _on("on"),
    "actuals.adjustments[*].owner": _on("on"),
    "actuals.drills_held[*].review.improvements[*].owner": _on("closed", "due"),
    "actuals.risk_reviews[*].by": _on("date"),
    "applicability[*].approved_by": _any_day,
    "waivers[*].approved_by": _on("created"),
}


def duty_at(place: str, calendar: Calendar, owner: Model, above: Model | None) -> Duty:
    """When the party has to be there whom ``owner``, below ``above``, names at a place such as ``tasks[*].owner``."""
    return PLACES.get(place, _any_day)(calendar, owner, above)
