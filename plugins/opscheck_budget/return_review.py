from opscheck import Period, Plan, Results, Rule, at_most, parameter, verdict


class ReturnReview(
    Rule,
    id="budget/return-review",
    severity="warning",
    clauses=["C3.3f"],
    requires=["budget.return_review"],
):
    """Return on spend is reviewed at a declared cadence during the middle stage.

    Why: most of the money goes out in the middle stage, and what does not pay off must be noticed while it does.

    Good:
        budget: {return_review: P2W}
    Bad:
        budget: {return_review: P3M}  # <- return on spend is reviewed every 3 months
    Bad:
        budget: {return_review: P0D}  # <- return on spend is reviewed every 0 days
    Bad:
        budget: {total: 100}  # <- budget has no return_review
    """

    maximum: Period = parameter(
        Period("P1M"),
        "the longest time between two reviews",
        ours="the framework asks for regular reviews; a month is how often budgets are closed and the steering "
        "committee meets",
    )

    def check(self, plan: Plan) -> Results:
        cadence = plan.budget.return_review
        yield verdict(
            bool(cadence) and at_most("time between two reviews", cadence, self.maximum),
            plan.budget.at("return_review"),
            "return on spend is reviewed every {cadence}, at most {maximum} apart",
            "return on spend is reviewed every {cadence}, not within {maximum}",
            cadence=cadence,
            maximum=self.maximum,
        )
