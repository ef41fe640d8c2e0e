from collections.abc import Iterator
from itertools import groupby, pairwise
from typing import NamedTuple

from opscheck import At, Budget, Model, Money, Pass, Plan, Problem, Results, Rule, at_least
from opscheck_budget.amounts import difference, total


class CashFlow(
    Rule,
    id="budget/cash-flow",
    severity="warning",
    clauses=["C2.4d"],
    given=["budget.cash_flow.periods"],
    requires=[
        "budget.cash_flow.opening",
        "budget.cash_flow.periods[*].month",
        "budget.cash_flow.periods[*].inflow",
        "budget.cash_flow.periods[*].outflow",
    ],
    reads=["budget.cash_flow.floor"],
):
    """The running cash balance never falls below zero, nor below the declared floor.

    Months may stand in any order; a month that is given twice is added up. A month left out of the middle leaves the
    balance unknown. Each fall below the floor is one finding, at its first month.

    Why: a plan can be profitable and still stop in the month in which salaries cannot be paid.

    Good:
        budget:
          cash_flow:
            floor: 50
            opening: 100
            periods:
              - {month: 2026-02, inflow: 10, outflow: 60}
              - {month: 2026-01, inflow: 20, outflow: 20}
    Bad:
        budget:
          cash_flow:
            floor: 50
            opening: 100
            periods:
              - {month: 2026-01, inflow: 0, outflow: 60}  # <- the balance falls to 40.00 in 2026-01, below 50.00
              - {month: 2026-02, inflow: 0, outflow: 10}
              - {month: 2026-03, inflow: 60, outflow: 10}
    Bad:
        budget:
          cash_flow:
            opening: -5  # <- the opening balance is -5.00, below 0.00
            periods: [{month: 2026-01, inflow: 50, outflow: 0}]
    Bad:
        budget:
          cash_flow:
            opening: 100
            periods:
              - {month: 2026-01, inflow: 20, outflow: 20}
              - {month: 2026-03, inflow: 20, outflow: 20}  # <- between 2026-01 and 2026-03
    Bad:
        budget:
          cash_flow:  # <- budget.cash_flow has no opening
            periods:
              - {month: 2026-01, inflow: 20}  # <- budget.cash_flow.periods[2026-01] has no outflow
    """

    def check(self, plan: Plan) -> Results:
        budget = plan.budget
        opening, floor = budget.cash_flow.opening, budget.cash_flow.floor
        least = Money(max(floor or 0, 0), opening.currency)
        declared = [] if floor is None else [budget.at("cash_flow.floor")]
        months = list(_months(budget))
        problems = [*_gaps(months), *_falls(months, least, declared)]
        if opening < least:
            at = budget.at("cash_flow.opening")
            message = "the opening balance is {opening}, below {least}"
            yield Problem(at, message, related=declared, opening=opening, least=least)
        elif not problems:
            lowest = min(months, key=lambda month: month.balance)
            yield Pass(
                lowest.last.at("outflow"),
                "the balance is lowest in {month}: {balance}, not below {least}",
                measure=at_least("balance in {month}", lowest.balance, least),
                month=lowest.name,
                balance=lowest.balance,
                least=least,
            )
        yield from problems


class _Month(NamedTuple):
    """All that comes in and goes out in a month, and the balances before and after; ``last`` is its last entry."""

    name: str
    before: Money
    inflow: Money
    outflow: Money
    balance: Money
    last: Model

    @property
    def number(self) -> int:
        """The month counted from year 0."""
        year, month = self.name.split("-")
        return int(year) * 12 + int(month)


def _months(budget: Budget) -> Iterator[_Month]:
    balance = budget.cash_flow.opening
    in_order = sorted(budget.cash_flow.periods, key=lambda period: period.month)
    for name, group in groupby(in_order, key=lambda period: period.month):
        periods = list(group)
        inflow = total(period.inflow for period in periods)
        outflow = total(period.outflow for period in periods)
        before, balance = balance, difference(total([balance, inflow]), outflow)
        yield _Month(name, before, inflow, outflow, balance, periods[-1])


def _gaps(months: list[_Month]) -> Iterator[Problem]:
    for earlier, later in pairwise(months):
        if later.number > earlier.number + 1:
            yield Problem(
                later.last.at("month"),
                "what lies between {earlier} and {later} is left out of the cash plan",
                key="gap",
                related=[earlier.last.at("month")],
                earlier=earlier.name,
                later=later.name,
            )


def _falls(months: list[_Month], least: Money, declared: list[At]) -> Iterator[Problem]:
    for month in months:
        if month.balance < least <= month.before:
            yield Problem(
                month.last.at("outflow"),
                "the balance falls to {balance} in {month}, below {least}",
                measure=at_least("balance in {month}", month.balance, least),
                key="balance",
                related=declared,
                arithmetic="{before} + {inflow} - {outflow} = {balance}",
                help="{shortfall} more must be there by {month}",
                month=month.name,
                before=month.before,
                inflow=month.inflow,
                outflow=month.outflow,
                balance=month.balance,
                least=least,
                shortfall=difference(least, month.balance),
            )
