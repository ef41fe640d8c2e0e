from decimal import Decimal

from opscheck import Plan, Results, Rule, at_least, parameter, verdict


class ExpectedReturn(
    Rule,
    id="budget/expected-return",
    severity="warning",
    clauses=["C2.4b"],
    requires=["budget.expected_return"],
):
    """The expected return on the investment is declared, and high enough.

    Why: whoever releases the money should know what is to come back, before it is gone.

    Good:
        budget: {expected_return: 1.5}
    Bad:
        budget: {expected_return: 1.4}  # <- the budget is to return 1.4 per unit spent, less than 1.5
    Bad:
        budget: {total: 100}  # <- budget has no expected_return
    """

    minimum: Decimal = parameter(
        Decimal("1.5"),
        "the lowest return per unit spent",
        case="the return of one company that the framework reports",
    )

    def check(self, plan: Plan) -> Results:
        returned = plan.budget.expected_return
        yield verdict(
            at_least("return per unit spent", returned, self.minimum),
            plan.budget.at("expected_return"),
            "the budget is to return {returned} per unit spent, at least {minimum}",
            "the budget is to return {returned} per unit spent, less than {minimum}",
            returned=returned,
            minimum=self.minimum,
        )
