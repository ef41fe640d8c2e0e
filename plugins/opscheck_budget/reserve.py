from opscheck import (
    Budget,
    Fix,
    Money,
    Percent,
    Plan,
    Problem,
    Results,
    Rule,
    SetValue,
    at_least,
    parameter,
    share,
    unsafe_fix,
    verdict,
)
from opscheck_budget.amounts import difference, portion, rounded_up, total


class Reserve(
    Rule,
    id="budget/reserve",
    severity="error",
    clauses=["C3.3b"],
    fixable=True,
    requires=["budget.total", "budget.reserves.contingency.amount"],
):
    """A share of the budget is held as a contingency reserve.

    It alone counts; the management reserve, for what nobody foresaw, does not.

    Why: a plan without a reserve pays for its first surprise out of the work that was planned.

    Good:
        budget: {total: 100, reserves: {contingency: {amount: 15}}}
    Bad:
        budget:
          total: 100
          reserves:
            contingency: {amount: 14}  # <- the contingency reserve is 14.0 % of the total, less than 15 %
            management: {amount: 5}
    Bad:
        budget:
          total: 100
          reserves:  # <- budget.reserves has no contingency
            management: {amount: 20}
    Bad:
        budget:  # <- budget has no reserves
          total: 100
    Bad:
        budget:
          total: 0  # <- of a total of 0.00 nothing can be held back
          reserves: {contingency: {amount: 0}}
    """

    minimum: Percent = parameter(Percent("15%"), "the smallest share of the total that is held back")

    def check(self, plan: Plan) -> Results:
        whole, reserve = plan.budget.total, plan.budget.reserves.contingency
        if not whole:
            yield Problem(plan.budget.at("total"), "of a total of {total} nothing can be held back", total=whole)
            return
        part, needed = share(reserve.amount, whole), portion(self.minimum, whole)
        fix, grown = _raised(plan.budget, self.minimum, needed)
        yield verdict(
            at_least("contingency reserve", part, self.minimum),
            reserve.at("amount"),
            "the contingency reserve is {share} of the total, at least {minimum}",
            "the contingency reserve is {share} of the total, less than {minimum}",
            related=[plan.budget.at("total")],
            arithmetic="{amount} / {total} = {share}",
            help="hold back at least {needed}",
            fix=fix,
            share=part,
            minimum=self.minimum,
            amount=reserve.amount,
            total=whole,
            needed=needed,
            **grown,
        )


def _raised(budget: Budget, minimum: Percent, needed: Money) -> tuple[Fix | None, dict[str, Money]]:
    """The reserve raised to its minimum, and the values that its description needs.

    Where the budget adds up, the total grows with the reserve: else it would add up no more.
    """
    reserves = budget.reserves
    parts = [*(stage.amount for stage in budget.stages), reserves.contingency.amount, reserves.management.amount]
    gap = difference(needed, reserves.contingency.amount)
    if total(part for part in parts if part is not None) != budget.total:
        template = "raise the reserve from {amount} to {raised}: {minimum} of {total}"
        raised = rounded_up(needed)
        return unsafe_fix(template, SetValue(reserves.contingency.at("amount"), raised)), {"raised": raised}
    if minimum >= 1 or gap <= 0:
        return None, {}
    more = rounded_up(Money(gap / (1 - minimum), gap.currency))
    raised, grown = total([reserves.contingency.amount, more]), total([budget.total, more])
    template = "raise the reserve from {amount} by {more} to {raised}, and the total with it: {minimum} of {grown}"
    changes = SetValue(reserves.contingency.at("amount"), raised), SetValue(budget.at("total"), grown)
    return unsafe_fix(template, *changes), {"more": more, "raised": raised, "grown": grown}
