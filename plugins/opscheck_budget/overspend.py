from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from opscheck import At, Model, Money, NeedsData, Pass, Plan, Problem, Result, Results, Rule, at_most, lacking
from opscheck_budget.amounts import difference, total


class Overspend(
    Rule,
    id="budget/overspend",
    severity="error",
    clauses=["C3.3g"],
    reads=[
        "budget.stages[*].amount",
        "budget.stages[*].lines[*]",
        "budget.reserves.contingency.amount",
        "budget.reserves.management.amount",
        "actuals.spend[*].line",
        "actuals.spend[*].month",
        "actuals.spend[*].amount",
        "actuals.reserve_draws[*].reserve",
        "actuals.reserve_draws[*].amount",
        "actuals.reserve_draws[*].on",
        "actuals.reserve_draws[*].approved_by",
    ],
):
    """Recorded spend stays within its stage's budget, and draws on a reserve are approved and within the reserve.

    What is recorded for the month of the given date or before counts, and what is recorded without a date.

    Why: an overspent stage is paid for by the next one, and mostly nobody decided that.

    Good:
        budget:
          stages: [{id: early, amount: 35, lines: [{id: staff}, {id: crm}]}]
          reserves: {contingency: {amount: 15}}
        actuals:
          spend: [{line: staff, month: 2026-05, amount: 20}, {line: crm, month: 2026-06, amount: 15}]
          reserve_draws: [{reserve: contingency, amount: 5, "on": 2026-06-02, approved_by: lin-mei}]
    Good, as of 2026-05-31:
        budget:
          stages: [{id: early, amount: 35, lines: [{id: staff}]}]
        actuals:
          spend: [{line: staff, month: 2026-05, amount: 35}, {line: staff, month: 2026-06, amount: 1}]
    Bad:
        budget:
          stages: [{id: early, amount: 35, lines: [{id: staff}, {id: crm}]}]
        actuals:
          spend:
            - {line: crm, month: 2026-06, amount: 16}  # <- early has spent 36.00, 1.00 more than its budget of 35.00
            - {line: staff, month: 2026-05, amount: 20}
    Bad:
        budget:
          reserves: {contingency: {amount: 15}}
        actuals:
          reserve_draws:
            - {reserve: contingency, amount: 5, "on": 2026-06-02}  # <- this draw on a reserve is not approved
            - {reserve: contingency, amount: 11, "on": 2026-06-09, approved_by: lin-mei}  # <- 1.00 more than it holds
    Bad:
        budget: {total: 100}  # <- spend is recorded on staff, which the budget does not have
        actuals: {spend: [{line: staff, month: 2026-05, amount: 20}]}
    Bad:
        budget:
          stages:
            - {id: early, lines: [{id: staff}]}  # <- budget.stages[early] has no amount
        actuals: {spend: [{line: staff, month: 2026-05, amount: 20}]}
    """

    def check(self, plan: Plan) -> Results:
        this_month = plan.as_of.isoformat()[:7]
        spend = [entry for entry in plan.actuals.spend if (entry.month or "") <= this_month]
        draws = [draw for draw in plan.actuals.reserve_draws if draw.on is None or draw.on <= plan.as_of]
        if not spend and not draws:
            nothing = "no spend and no draw on a reserve is recorded by {as_of}"
            yield NeedsData(None, nothing, as_of=plan.as_of)
        yield from _spend(plan, spend)
        yield from _draws(plan, draws)


class _Payment(NamedTuple):
    """Money that went out, by a day or month that sorts."""

    when: str
    amount: Money
    at: At


def _incomplete(record: Model, *fields: str) -> list[Problem]:
    return [lacking(record, field) for field in fields if record.get(field) is None]


def _spend(plan: Plan, spend: Iterable[Any]) -> Results:
    on_line: dict[str, list[_Payment]] = defaultdict(list)
    for entry in spend:
        incomplete = _incomplete(entry, "line", "amount")
        yield from incomplete
        if not incomplete:
            on_line[entry.line].append(_Payment(entry.month or "", entry.amount, entry.at("amount")))
    yield from _on_no_line(plan, on_line)
    for stage in plan.budget.stages:
        payments = [payment for line in stage.lines for payment in on_line.get(line.id, ())]
        if payments and stage.amount is None:
            yield lacking(stage, "amount")
        elif payments:
            yield _judge(
                payments,
                stage.amount,
                stage.at("amount"),
                "spend of {stage}",
                "{stage} has spent {paid} of {limit}",
                "{stage} has spent {paid}, {excess} more than its budget of {limit}",
                stage=stage.id,
            )


def _on_no_line(plan: Plan, on_line: dict[str, list[_Payment]]) -> Results:
    """Where the budget has any lines, opscheck/unknown-reference says this."""
    known = {line.id for stage in plan.budget.stages for line in stage.lines}
    unknown = tuple(line for line in on_line if line not in known)
    if unknown:
        yield Problem(
            plan.budget.at("stages"),
            "spend is recorded on {lines}, which the budget does not have",
            key="lines",
            related=[payment.at for line in unknown for payment in on_line[line]],
            lines=unknown,
        )


def _draws(plan: Plan, draws: Iterable[Any]) -> Results:
    from_reserve: dict[str, list[_Payment]] = defaultdict(list)
    for draw in draws:
        incomplete = _incomplete(draw, "reserve", "amount")
        yield from incomplete
        if not draw.approved_by:
            yield Problem(draw.at(), "this draw on a reserve is not approved", key="approved_by")
        if not incomplete:
            when = draw.on.isoformat() if draw.on else ""
            from_reserve[draw.reserve].append(_Payment(when, draw.amount, draw.at("amount")))
    for name, payments in from_reserve.items():
        reserve = plan.budget.reserves.get(name)
        if reserve.amount is None:
            yield lacking(reserve, "amount")
        else:
            yield _judge(
                payments,
                reserve.amount,
                reserve.at("amount"),
                "draws on the {reserve} reserve",
                "{paid} of {limit} is drawn from the {reserve} reserve",
                "{paid} is drawn from the {reserve} reserve, {excess} more than it holds",
                reserve=name,
            )


def _judge(
    payments: list[_Payment], limit: Money, limit_at: At, what: str, good: str, bad: str, **values: Any
) -> Result:
    """What goes beyond the limit is found at the payment that went beyond it."""
    paid = total(payment.amount for payment in payments)
    spent = at_most(what, paid, limit)
    if spent:
        return Pass(limit_at, good, measure=spent, paid=paid, limit=limit, **values)
    beyond = _first_beyond(sorted(payments, key=lambda payment: payment.when), limit)
    return Problem(
        beyond.at,
        bad,
        key="beyond",
        related=[limit_at, *(payment.at for payment in payments if payment is not beyond)],
        measure=spent,
        arithmetic="{paid} - {limit} = {excess}",
        paid=paid,
        limit=limit,
        excess=difference(paid, limit),
        **values,
    )


def _first_beyond(payments: list[_Payment], limit: Money) -> _Payment:
    paid = Money(0, limit.currency)
    for payment in payments:
        paid = total([paid, payment.amount])
        if paid > limit:
            break
    return payment
