"""The record of what really happened: append-only, usually kept in fragments."""

from typing import ClassVar, Literal

from opscheck.plan.base import Model, field, section
from opscheck.plan.quantities import Money, Period
from opscheck.plan.types import (
    Amount,
    ContingencyPlanRef,
    Day,
    DeliverableRef,
    DrillRef,
    IndicatorRef,
    KpiRef,
    LineRef,
    Many,
    Month,
    Number,
    One,
    PartyRef,
    PhaseRef,
    Portion,
    Quantity,
    RiskRef,
    TaskRef,
    Text,
)


class Progress(Model):
    """When a task began and ended."""

    identity: ClassVar[tuple[str, ...]] = ("task",)

    task: TaskRef | None = field("The task or milestone")
    started: Day | None = field("The day on which it began")
    finished: Day | None = field("The day on which it was done")


class Delivery(Model):
    """A deliverable that was handed over."""

    identity: ClassVar[tuple[str, ...]] = ("deliverable",)

    deliverable: DeliverableRef | None = field("What was delivered")
    date: Day | None = field("The day of delivery")
    accepted_by: PartyRef | None = field("Who accepted it")


class BufferUse(Model):
    """How much of a phase's buffer is used."""

    identity: ClassVar[tuple[str, ...]] = ("phase",)

    phase: PhaseRef | None = field("The phase")
    used: Period | None = field("How much of its buffer is used")


class Spend(Model):
    """What was spent on a line in one month; the entries of a line are added up."""

    identity: ClassVar[tuple[str, ...]] = ("line", "month")

    line: LineRef | None = field("The budget line")
    month: Month | None = field("The month")
    amount: Money | None = field("What was spent in that month")


class ReserveDraw(Model):
    """Money taken from a reserve."""

    identity: ClassVar[tuple[str, ...]] = ("reserve", "on")

    reserve: Literal["contingency", "management"] | None = field("contingency or management")
    amount: Amount | None = field("How much was drawn")
    on: Day | None = field("The day")
    reason: Text | None = field("What for")
    approved_by: PartyRef | None = field("Who approved")


class Reading(Model):
    """The value of a KPI or an indicator on a day."""

    identity: ClassVar[tuple[str, ...]] = ("kpi", "indicator", "date")

    kpi: KpiRef | None = field("The KPI that was read")
    indicator: IndicatorRef | None = field("The indicator that was read")
    date: Day | None = field("The day that the value stands for")
    value: Quantity | None = field("The value, in the unit of its KPI or indicator")


class Adjustment(Model):
    """What was done when a value was beyond its threshold."""

    identity: ClassVar[tuple[str, ...]] = ("kpi", "indicator", "on")

    kpi: KpiRef | None = field("The KPI that called for it")
    indicator: IndicatorRef | None = field("The indicator that called for it")
    on: Day | None = field("The day")
    action: Text | None = field("What was done")
    owner: PartyRef | None = field("Who did it")
    effect: Text | None = field("What came of it")


class Improvement(Model):
    """Something that a drill showed to be in need of improvement."""

    identity: ClassVar[tuple[str, ...]] = ("action",)

    action: Text | None = field("What is to be improved")
    owner: PartyRef | None = field("Who does it")
    due: Day | None = field("By when")
    closed: Day | None = field("The day on which it was done")


class AfterActionReview(Model):
    """The review that follows a drill."""

    date: Day | None = field("The day on which it was held")
    improvements: Many[Improvement] = section("What is to be improved")


class DrillHeld(Model):
    """A drill that was held."""

    identity: ClassVar[tuple[str, ...]] = ("drill", "held")

    drill: DrillRef | None = field("The drill")
    held: Day | None = field("The day on which it was held")
    review: One[AfterActionReview] = section("The after-action review")


class Activation(Model):
    """A contingency plan that was set off in earnest; it counts as a drill."""

    identity: ClassVar[tuple[str, ...]] = ("plan", "on")

    plan: ContingencyPlanRef | None = field("The contingency plan")
    on: Day | None = field("The day")
    outcome: Text | None = field("What came of it")


class Retrospective(Model):
    """A retrospective that was held."""

    identity: ClassVar[tuple[str, ...]] = ("phase",)

    phase: PhaseRef | None = field("The phase")
    date: Day | None = field("The day on which it was held")
    lessons: Many[Text] = section("What was learned")


class RiskReview(Model):
    """A risk that was looked at again."""

    identity: ClassVar[tuple[str, ...]] = ("risk", "date")

    risk: RiskRef | None = field("The risk")
    date: Day | None = field("The day on which it was looked at")
    by: PartyRef | None = field("Who reviewed it")
    probability: Portion | None = field("How likely it is now")
    impact: Number | None = field("How bad it would be now")


class Actuals(Model):
    """What really happened."""

    progress: Many[Progress] = section("When tasks began and ended")
    deliveries: Many[Delivery] = section("What was delivered, and accepted by whom")
    buffer_used: Many[BufferUse] = section("How much of each buffer is used")
    spend: Many[Spend] = section("What was spent, by line and month")
    reserve_draws: Many[ReserveDraw] = section("What was taken from the reserves")
    readings: Many[Reading] = section("The values of KPIs and indicators")
    adjustments: Many[Adjustment] = section("What was done when a value was beyond its threshold")
    drills_held: Many[DrillHeld] = section("The drills that were held, with their reviews")
    activations: Many[Activation] = section("Contingency plans set off in earnest")
    retrospectives: Many[Retrospective] = section("Retrospectives held, with their lessons")
    risk_reviews: Many[RiskReview] = section("When each risk was looked at again")
