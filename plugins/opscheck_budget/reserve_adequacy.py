from typing import Any

from opscheck import NeedsData, Pass, Plan, Problem, Results, Risk, Rule, at_least, lacking
from opscheck_budget.amounts import portion, total


class ReserveAdequacy(
    Rule,
    id="budget/reserve-adequacy",
    severity="warning",
    clauses=["C4.4f"],
    requires=["budget.reserves.contingency.amount", "risks"],
    reads=["risks[*].probability", "risks[*].cost", "risks[*].closed"],
):
    """The contingency reserve covers the expected loss of the open risks.

    The expected loss is the sum of probability x cost over the risks that are not closed by the given date (expected
    monetary value, as in the PMBOK Guide). Each open risk needs a cost; one without a probability is the finding of
    risk/assessed, and until it has one the sum is only known to be no smaller than that of the others.

    Why: a reserve that is smaller than what the register itself expects to lose is known to be too small.

    Good:
        budget: {reserves: {contingency: {amount: 40}}}
        risks:
          - {id: outage, probability: 50%, cost: 60}
          - {id: price-war, probability: 20%, cost: 50}
          - {id: moved, probability: 90%, cost: 100, closed: 2026-05-04}
    Bad:
        budget:
          reserves:
            contingency: {amount: 39}  # <- the contingency reserve is 39.00, less than the expected loss of 40.00
        risks:
          - {id: outage, probability: 50%, cost: 60}
          - {id: price-war, probability: 20%, cost: 50, closed: 2026-08-01}
    Bad:
        budget: {reserves: {contingency: {amount: 40}}}
        risks:
          - {id: outage, probability: 50%}  # <- risks[outage] has no cost
    Bad:
        budget: {reserves: {contingency: {amount: 40}}}  # <- the plan has no risks
    """

    def check(self, plan: Plan) -> Results:
        open_risks = [risk for risk in plan.risks if risk.closed is None or risk.closed > plan.as_of]
        yield from (lacking(risk, "cost") for risk in open_risks if risk.cost is None)
        yield from _compared(plan, [risk for risk in open_risks if risk.cost is not None])


def _compared(plan: Plan, risks: list[Risk]) -> Results:
    reserve = plan.budget.reserves.contingency
    rated = [risk for risk in risks if risk.probability is not None]
    loss = total(portion(risk.probability, risk.cost) for risk in rated)
    covered = at_least("contingency reserve", reserve.amount, loss)
    values: dict[str, Any] = {"amount": reserve.amount, "loss": loss, "count": len(rated), "measure": covered}
    if not covered:
        yield Problem(
            reserve.at("amount"),
            "the contingency reserve is {amount}, less than the expected loss of {loss}",
            related=[risk.at("cost") for risk in rated],
            arithmetic="probability x cost of the open risks ({count}) adds up to {loss}",
            help="hold back at least {loss}",
            **values,
        )
    elif len(rated) < len(risks):
        unrated = tuple(risk.id for risk in risks if risk.probability is None)
        yield NeedsData(None, "the expected loss of {risks} is not known: they have no probability", risks=unrated)
    else:
        message = "the contingency reserve is {amount}, the expected loss of the open risks {loss}"
        yield Pass(reserve.at("amount"), message, **values)
