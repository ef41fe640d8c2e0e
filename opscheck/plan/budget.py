"""The money: stages, lines, reserves, cash flow."""

from typing import ClassVar

from opscheck.plan.base import Item, Kinded, Model, field, section
from opscheck.plan.quantities import Money, Percent, Period
from opscheck.plan.types import (
    Amount,
    KpiRef,
    Many,
    Month,
    Number,
    One,
    PartyRef,
    PhaseRef,
    Portion,
    Quantity,
    Text,
    Word,
)


class Line(Item):
    """One line of a stage's budget."""

    category: Word | None = field("people, technology, finance or another kind of resource")
    amount: Amount | None = field("The line's amount")
    owner: PartyRef | None = field("Who answers for the line")


class Stage(Kinded):
    """A stage of the budget: early, middle, late or another kind."""

    amount: Amount | None = field("The stage's budget, reserves not included")
    phases: Many[PhaseRef] = section("The phases that the stage pays for")
    covers: Many[Word] = section("The purposes that the stage pays for")
    lines: Many[Line] = section("The stage's budget line by line")


class Reserve(Model):
    """Money held back."""

    amount: Amount | None = field("The amount held back")
    holder: PartyRef | None = field("Who releases it")
    method: Text | None = field("How the amount was found, such as expected-value")
    confidence: Portion | None = field("How sure it is that the reserve suffices")


class Reserves(Model):
    """The two reserves: contingency for known risks, management for unknown ones."""

    contingency: One[Reserve] = section("For the risks in the register")
    management: One[Reserve] = section("For what nobody foresaw; it does not count as contingency")


class KpiLink(Model):
    """How far the budget follows a KPI."""

    identity: ClassVar[tuple[str, ...]] = ("kpi",)

    kpi: KpiRef | None = field("The KPI that the budget follows")
    per: Quantity | None = field("For each step of this size that the KPI gains …")
    adjust: Percent | None = field("… the operating budget may rise by this share")


class CashPeriod(Model):
    """The cash that comes in and goes out in one month."""

    identity: ClassVar[tuple[str, ...]] = ("month",)

    month: Month | None = field("The month, such as 2026-01")
    inflow: Money | None = field("Cash received in the month")
    outflow: Money | None = field("Cash paid in the month")


class CashFlow(Model):
    """The cash plan, month by month."""

    floor: Money | None = field("The balance never falls below this amount")
    opening: Money | None = field("The balance before the first month")
    periods: Many[CashPeriod] = section("What comes in and goes out, by month")


class Budget(Model):
    """What the plan may cost, and what it is to return."""

    total: Amount | None = field("Everything: stages and both reserves")
    horizon: Period | None = field("The time that the budget covers")
    expected_return: Number | None = field("The value returned per unit spent")
    return_review: Period | None = field("How often the return on spend is reviewed")
    stages: Many[Stage] = section("The budget by stage")
    reserves: One[Reserves] = section("What is held back")
    kpi_links: Many[KpiLink] = section("How the budget follows KPIs")
    cash_flow: One[CashFlow] = section("The cash plan, where there is one")
