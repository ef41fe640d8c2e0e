from collections.abc import Sequence
from typing import Any

from opscheck import At, Budget, Money, Pass, Plan, Problem, Result, Results, Rule, Stage, lacking
from opscheck_budget.amounts import difference, total


class AddsUp(
    Rule,
    id="budget/adds-up",
    severity="error",
    clauses=["C3.3c"],
    requires=["budget.total", "budget.stages[*].amount"],
    reads=[
        "budget.stages[*].lines[*].amount",
        "budget.reserves.contingency.amount",
        "budget.reserves.management.amount",
    ],
):
    """Stages and reserves add up to the total, and lines to their stage.

    Exactly, to the minor unit of the currency. Every stage is broken down into lines; a reserve that the plan does not
    have adds nothing.

    Why: where the parts and the whole differ, nobody knows which of them was approved.

    Good:
        plan: {id: example, currency: EUR}
        budget:
          total: 100.00
          stages:
            - {id: early, amount: 35.00, lines: [{id: people, amount: 20.50}, {id: tools, amount: 14.50}]}
            - {id: middle, amount: 48.00, lines: [{id: roll-out, amount: 48.00}]}
          reserves: {contingency: {amount: 15.00}, management: {amount: 2.00}}
    Bad:
        budget:
          total: 100.00  # <- the stages and reserves add up to 99.99, 0.01 less than the total
          stages: [{id: early, amount: 84.99, lines: [{id: people, amount: 84.99}]}]
          reserves: {contingency: {amount: 15.00}}
    Bad:
        budget:
          total: 35.00
          stages:
            - id: early
              amount: 35.00  # <- the lines of early add up to 35.50, 0.50 more than its amount
              lines: [{id: people, amount: 20.50}, {id: tools, amount: 15.00}]
    Bad:
        budget:
          total: 35.00
          stages:
            - {id: early, amount: 35.00}  # <- budget.stages[early] has no lines
    Bad:
        budget:  # <- budget has no total
          stages: [{id: early, amount: 35.00, lines: [{id: people, amount: 35.00}]}]
    """

    def check(self, plan: Plan) -> Results:
        yield _whole(plan.budget)
        for stage in plan.budget.stages:
            incomplete = [line for line in stage.lines if line.amount is None]
            if not stage.lines:
                yield lacking(stage, "lines")
            elif incomplete:
                yield from (lacking(line, "amount") for line in incomplete)
            else:
                yield _stage(stage)


def _whole(budget: Budget) -> Result:
    reserves = (budget.reserves.contingency, budget.reserves.management)
    return _compared(
        budget.total,
        budget.at("total"),
        [
            *((stage.amount, stage.at("amount")) for stage in budget.stages),
            *((reserve.amount, reserve.at("amount")) for reserve in reserves if reserve.amount is not None),
        ],
        "the stages and reserves add up to the total, {whole}",
        "the stages and reserves add up to {added}, {gap} more than the total",
        "the stages and reserves add up to {added}, {gap} less than the total",
    )


def _stage(stage: Stage) -> Result:
    return _compared(
        stage.amount,
        stage.at("amount"),
        [(line.amount, line.at("amount")) for line in stage.lines],
        "the lines of {stage} add up to its amount, {whole}",
        "the lines of {stage} add up to {added}, {gap} more than its amount",
        "the lines of {stage} add up to {added}, {gap} less than its amount",
        stage=stage.id,
    )


def _compared(
    whole: Money, at: At, parts: Sequence[tuple[Money, At]], equal: str, more: str, less: str, **values: Any
) -> Result:
    amounts = tuple(amount for amount, _ in parts)
    added = total(amounts)
    if not difference(added, whole).rounded():
        return Pass(at, equal, whole=whole, **values)
    return Problem(
        at,
        more if added > whole else less,
        related=[place for _, place in parts],
        arithmetic="the sum of {amounts} is {added}",
        help="change the parts by {gap}, or make this {added}",
        amounts=amounts,
        added=added,
        whole=whole,
        gap=difference(max(added, whole), min(added, whole)),
        **values,
    )
