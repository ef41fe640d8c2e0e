from opscheck import Percent, Plan, Problem, Results, Rule, at_least, parameter, share, verdict
from opscheck_budget.amounts import portion


class Reserve(
    Rule,
    id="budget/reserve",
    severity="error",
    clauses=["C3.3b"],
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
        total, reserve = plan.budget.total, plan.budget.reserves.contingency
        if not total:
            yield Problem(plan.budget.at("total"), "of a total of {total} nothing can be held back", total=total)
            return
        part = share(reserve.amount, total)
        yield verdict(
            at_least("contingency reserve", part, self.minimum),
            reserve.at("amount"),
            "the contingency reserve is {share} of the total, at least {minimum}",
            "the contingency reserve is {share} of the total, less than {minimum}",
            related=[plan.budget.at("total")],
            arithmetic="{amount} / {total} = {share}",
            help="hold back at least {needed}",
            share=part,
            minimum=self.minimum,
            amount=reserve.amount,
            total=total,
            needed=portion(self.minimum, total),
        )
