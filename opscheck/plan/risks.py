"""Risks, the plans for when they strike, and the indicators that warn."""

from decimal import Decimal
from typing import ClassVar

from opscheck.plan.base import Item, Kinded, Model, field, section
from opscheck.plan.quantities import Period
from opscheck.plan.types import (
    Amount,
    ContingencyPlanRef,
    Day,
    Direction,
    Many,
    Number,
    One,
    PartyRef,
    Portion,
    Quantity,
    Text,
    Unit,
    Word,
)


class Identification(Model):
    """The methods by which the risks were found."""

    qualitative: Many[Text] = section("Interviews, brainstorming and the like")
    quantitative: Many[Text] = section("Analysis of past data and the like")


class RiskModel(Model):
    """How risks are rated: probability x impact / impact_scale."""

    impact_scale: Number | None = field("The highest impact; 5 where nothing is said")
    high: Number | None = field("From this rating on a risk is high")
    medium: Number | None = field("From this rating on a risk is medium")
    identified_by: One[Identification] = section("The methods by which the risks were found")

    @property
    def scale(self) -> Decimal:
        """The highest impact: 5 where the plan gives none that is above zero."""
        return self.impact_scale if self.impact_scale is not None and self.impact_scale > 0 else Decimal(5)


class RiskStatement(Model):
    """A risk in three parts."""

    cause: Text | None = field("Because of this …")
    event: Text | None = field("… this may happen …")
    effect: Text | None = field("… with this consequence")


class Response(Model):
    """What is done about a risk."""

    kind: Word | None = field("avoid, mitigate, transfer, accept or another kind")
    action: Text | None = field("What is done")
    owner: PartyRef | None = field("Who does it")
    due: Day | None = field("By when")
    done: Day | None = field("The day on which it was done")


class Risk(Item):
    """An entry of the risk register."""

    category: Word | None = field("technical, market, operational, regulatory, supply-chain, financial, reputational …")
    statement: One[RiskStatement] = section("Cause, event and effect")
    probability: Portion | None = field("How likely it is")
    impact: Number | None = field("How bad it would be, on the scale of the risk model")
    cost: Amount | None = field("What it would cost if it struck")
    owner: PartyRef | None = field("Who watches it")
    identified: Day | None = field("The day on which it was found")
    closed: Day | None = field("The day on which it ceased to be a risk; open until then")
    priority: Number | None = field("The priority; 1 is the highest")
    strategies: Many[Word] = section("The strategies followed")
    fallback: Many[Word] = section("The alternative at hand")
    scenarios: Many[Text] = section("The scenario plans prepared")
    response: One[Response] = section("What is done about it")
    contingency_plan: ContingencyPlanRef | None = field("The contingency plan for when it strikes")


class ContingencyPlan(Item):
    """What is done when a risk strikes."""

    purpose: Word | None = field("decision, cooperation or technical")
    trigger: Text | None = field("What sets the plan off")
    responsible: PartyRef | None = field("Who leads it")
    steps: Many[Text] = section("What is done, in order")
    resources: Many[Text] = section("What must be at hand")
    version: Text | None = field("The version of the contingency plan")
    created: Day | None = field("The day on which it came into being; by default the day it was updated")
    updated: Day | None = field("The day of the last change")


class Channel(Model):
    """A way of telling somebody."""

    identity: ClassVar[tuple[str, ...]] = ("kind", "to")

    kind: Word | None = field("sms, app-push, email and the like")
    to: PartyRef | None = field("Who is told")


class Alert(Model):
    """What happens when an indicator passes its threshold."""

    channels: Many[Channel] = section("Who is told, and how")
    starts: ContingencyPlanRef | None = field("The contingency plan that is started")


class IndicatorForecast(Model):
    """The model that forecasts an indicator."""

    model: Text | None = field("The model")


class Indicator(Kinded):
    """A risk indicator under watch."""

    dimension: Word | None = field("technical, market, operational, financial or another dimension")
    unit: Unit | None = field("percent, ratio, count, points, index, hours, days, ms or a currency code")
    direction: Direction | None = field("up: higher is better; down: lower is better")
    threshold: Quantity | None = field("Beyond this value something is wrong")
    cadence: Period | None = field("How often it is read")
    review: Period | None = field("How often the indicator and its threshold are reconsidered")
    forecast: One[IndicatorForecast] = section("The model that forecasts it")
    alert: One[Alert] = section("What happens when the threshold is passed")


class Drill(Kinded):
    """An exercise of a contingency plan."""

    scenario: Word | None = field("system-failure, data-leak, natural-disaster, safety-incident or another")
    form: Word | None = field("tabletop, role-play or live")
    purpose: Word | None = field("decision, cooperation or technical; by default its plan's")
    plan: ContingencyPlanRef | None = field("The contingency plan that is exercised")
    date: Day | None = field("The day for which it is planned")
    baseline: Day | None = field("The day before it was planned anew")
    approved_by: PartyRef | None = field("Who approved the new day")
    participants: Many[PartyRef] = section("Who takes part")
    criteria: Text | None = field("When the drill has succeeded")
