"""Who and what the plan is, and what its amounts are in."""

from typing import ClassVar, Literal

from opscheck.plan.base import Item, Model, field, section
from opscheck.plan.types import Currency, Day, ExchangeRate, Many, Mapped, One, PartyRef, Text, Timezone


class Rate(Model):
    """What one unit of a foreign currency is worth in the plan's own."""

    rate: ExchangeRate | None = field("Units of the plan's currency for one unit of the foreign one")
    date: Day | None = field("The day of the rate")


class Approval(Model):
    """Who approved which version, and when: a claim that the repository guards."""

    identity: ClassVar[tuple[str, ...]] = ("by", "date")

    by: PartyRef | None = field("The person who approved")
    date: Day | None = field("The day of the approval")
    version: Text | None = field("The version approved")


class Header(Item):
    """The plan itself: identity, owner, time and currency."""

    title: Text | None = field("The plan's title")
    version: Text | None = field('The plan\'s version, in quotes: "1.3"')
    status: Literal["draft", "review", "approved", "closed"] | None = field("draft, review, approved or closed")
    owner: PartyRef | None = field("The person or department who answers for the plan")
    timezone: Timezone | None = field("An IANA time zone, such as Asia/Shanghai; it decides what today is")
    currency: Currency | None = field("The ISO 4217 code of every amount that names no other")
    rates: Mapped[dict[Currency, One[Rate]]] | None = field("Exchange rates, by currency code")
    start: Day | None = field("The plan's first day")
    finish: Day | None = field("The plan's last day, inclusive")
    data_date: Day | None = field("Actuals are recorded up to and including this day")
    approvals: Many[Approval] = section("Who approved which version")
