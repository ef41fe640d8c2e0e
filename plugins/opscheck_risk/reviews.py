"""What is looked at again at a declared cadence: the responses to risks, and the indicators."""

from opscheck import At, Indicator, Message, Period, Plan, Result, Results, Rule, at_most, parameter, verdict


def _regular(what: str | Message, cadence: Period, maximum: Period, at: At) -> Result:
    return verdict(
        bool(cadence) and at_most("time between two reviews", cadence, maximum),
        at,
        "{what}: reviewed every {cadence}, at least every {maximum}",
        "{what}: reviewed every {cadence}, not at least every {maximum}",
        help="{maximum} or less fits",
        what=what,
        cadence=cadence,
        maximum=maximum,
    )


class StrategyReview(
    Rule,
    id="risk/strategy-review",
    severity="warning",
    clauses=["C6.2b"],
    requires=["governance.strategy_review"],
):
    """Response strategies are reviewed at a declared cadence.

    Why: a response is right for the day on which it was chosen; what has changed since is only seen by looking.

    Good:
        governance: {strategy_review: P3M}
    Bad:
        governance: {strategy_review: P6M}  # <- reviewed every 6 months, not at least every 3 months
    Bad:
        governance: {strategy_review: P0D}  # <- reviewed every 0 days
    Bad:
        governance: {team_building: P3M}  # <- governance has no strategy_review
    """

    maximum: Period = parameter(
        Period("P3M"),
        "the longest time between two reviews",
        ours="the framework asks for regular reviews; a quarter is the usual interval of management reviews",
    )

    def check(self, plan: Plan) -> Results:
        governance = plan.governance
        at = governance.at("strategy_review")
        yield _regular(Message("response strategies"), governance.strategy_review, self.maximum, at)


class IndicatorReview(
    Rule,
    id="risk/indicator-review",
    severity="warning",
    clauses=["C6.3f"],
    each="indicators[*]",
    requires=["indicators", "indicators[*].review"],
):
    """Indicators and their thresholds are re-evaluated at a declared cadence.

    Why: a threshold from last year is either never passed or always, and both teach people to look away.

    Good:
        indicators: [{id: latency, review: P6M}]
    Bad:
        indicators:
          - {id: latency, review: P12M}  # <- latency: reviewed every 12 months, not at least every 6 months
          - {id: balance}  # <- indicators[balance] has no review
    Bad:
        indicators: []  # <- the plan has no indicators
    """

    maximum: Period = parameter(
        Period("P6M"),
        "the longest time between two reviews",
        ours="the framework asks for regular re-evaluation; half a year sees an indicator through a season and is soon "
        "enough to correct its threshold within the plan",
    )

    def check(self, indicator: Indicator, _plan: Plan) -> Results:
        yield _regular(indicator.id, indicator.review, self.maximum, indicator.at("review"))
