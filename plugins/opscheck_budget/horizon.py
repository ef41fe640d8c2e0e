from datetime import date

from opscheck import Period, Plan, Results, Rule, at_least, parameter, verdict

_MOST_DAYS = 365_000  # a Period is at most a thousand years


class Horizon(Rule, id="budget/horizon", severity="error", clauses=["C2.4a"], requires=["budget.horizon"]):
    """The budget covers at least a year.

    Where the plan has a start, both times are counted from there, so that 365 days can be a year.

    Why: a plan that is paid for month by month is given up at the first bad month.

    Good:
        budget: {horizon: P19M}
    Good:
        plan: {id: example, start: 2026-01-05}
        budget: {horizon: P365D}
    Bad:
        budget: {horizon: P11M}  # <- the budget covers 11 months, less than 12 months
    Bad:
        budget: {total: 100}  # <- budget has no horizon
    """

    minimum: Period = parameter(Period("P12M"), "the shortest time that the budget may cover")

    def check(self, plan: Plan) -> Results:
        horizon, start = plan.budget.horizon, plan.header.start
        covered = at_least("time covered", horizon, self.minimum)
        if start and not covered:
            covered = at_least("time covered", _in_days(horizon, start), _in_days(self.minimum, start)) or covered
        yield verdict(
            covered,
            plan.budget.at("horizon"),
            "the budget covers {horizon}, at least {minimum}",
            "the budget covers {horizon}, less than {minimum}",
            horizon=horizon,
            minimum=self.minimum,
        )


def _in_days(period: Period, start: date) -> Period:
    return Period(f"P{min((period.after(start) - start).days, _MOST_DAYS)}D")
