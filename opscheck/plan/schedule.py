"""Phases, deliverables and tasks. Finish dates are inclusive; a buffer follows its phase's finish."""

from typing import ClassVar, Literal

from opscheck.plan.base import Item, Kinded, Model, field, section
from opscheck.plan.quantities import Period
from opscheck.plan.types import Day, KpiRef, Many, One, PartyRef, PhaseRef, Portion, TaskRef, Text, Word


class Review(Model):
    """A review of the design."""

    identity: ClassVar[tuple[str, ...]] = ("kind", "date")

    kind: Word | None = field("internal or external")
    date: Day | None = field("The day of the review")
    by: Text | None = field("Who reviews; outside experts need not be declared people")


class Experiment(Item):
    """An A/B test of the pilot."""

    hypothesis: Text | None = field("What the test is to show")
    metric: KpiRef | None = field("The KPI that decides it")


class PlannedRetrospective(Model):
    """The retrospective that closes a phase."""

    planned: Day | None = field("The day for which it is planned")


class Phase(Kinded):
    """A phase: diagnosis, design, pilot, rollout or another kind. Its finish excludes the buffer, which follows it."""

    start: Day | None = field("The first day")
    finish: Day | None = field("The last day, inclusive, before the buffer")
    buffer: Period | None = field("Calendar time kept free after the finish")
    overlap: Period | None = field("How far the phase may begin before the one before it, with its buffer, is over")
    methods: Many[Word] = section("The methods of a diagnosis")
    content: Many[Word] = section("What a design covers")
    reviews: Many[Review] = section("The reviews of a design")
    coverage: Portion | None = field("The share of users reached: of core users in a pilot, of all in a rollout")
    scenarios: Many[Text] = section("What a pilot tries")
    experiments: Many[Experiment] = section("The A/B tests of a pilot")
    retrospective: One[PlannedRetrospective] = section("The retrospective that closes the phase")


class Deliverable(Kinded):
    """Something that a phase hands over."""

    phase: PhaseRef | None = field("The phase that delivers it")
    goal: Text | None = field("What it is for")
    owner: PartyRef | None = field("Who delivers it")
    start: Day | None = field("The first day of work")
    due: Day | None = field("The day on which it is due")
    acceptance: Text | None = field("When it counts as accepted")
    baseline: Day | None = field("The due date before it was planned anew")
    approved_by: PartyRef | None = field("Who approved the new date")


class Dependency(Model):
    """A task that another one waits for."""

    identity: ClassVar[tuple[str, ...]] = ("task",)

    task: TaskRef | None = field("The predecessor")
    type: Literal["FS", "SS", "FF", "SF"] | None = field("FS (the default), SS, FF or SF")
    lag: Period | None = field("The time between the two")


class Task(Item):
    """A task, or a milestone that lasts no time."""

    declared_kind: Literal["task", "milestone"] | None = field("task (the default) or milestone", alias="kind")
    phase: PhaseRef | None = field("The phase it belongs to")
    goal: Text | None = field("What is reached by it")
    owner: PartyRef | None = field("Who does it")
    start: Day | None = field("The first day")
    finish: Day | None = field("The last day, inclusive")
    acceptance: Text | None = field("When it counts as done")
    depends_on: Many[Dependency] = section("The tasks it waits for")
    baseline: Day | None = field("The finish before it was planned anew")
    approved_by: PartyRef | None = field("Who approved the new date")

    @property
    def kind(self) -> str:
        return self.declared_kind or "task"
