from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from opscheck import (
    At,
    Message,
    NotApplicable,
    Percent,
    Period,
    Plan,
    Problem,
    Result,
    Results,
    Risk,
    Rule,
    at_most,
    by_id,
    parameter,
    verdict,
)
from opscheck_risk.rating import is_open, rating, stricter

_MOST_DAYS = 365_000  # a Period is at most a thousand years
_MATRIX = (
    "where the framework says nothing: half of the worst possible is high, as in risk/priority, and a fifth medium"
)
_INTERVALS = (
    "the framework asks for regular updates, and ISO 31000 6.6 for monitoring in keeping with the risk: a month, "
    "a quarter and a year are the steps of ordinary reporting"
)
_REVIEWED = (
    "{risk}, a {level} risk, was reviewed {day}, and is to be by {due}",
    "{risk}, a {level} risk, was last reviewed {day}, more than {interval} ago",
)
_IDENTIFIED = (
    "{risk}, a {level} risk, was identified {day}, and is to be reviewed by {due}",
    "{risk}, a {level} risk, was not reviewed since it was identified {day}, more than {interval} ago",
)


class _Look(NamedTuple):
    """The last time that somebody looked at a risk, and what was found then."""

    at: At
    day: date
    probability: Percent | None
    impact: Decimal | None


class RegisterCurrent(
    Rule,
    id="risk/register-current",
    severity="warning",
    clauses=["C4.4d"],
    requires=["risks"],
    reads=[
        "risks[*].identified",
        "risks[*].closed",
        "risk_model.high",
        "risk_model.medium",
        "risk_model.impact_scale",
        "actuals.risk_reviews[*].risk",
        "actuals.risk_reviews[*].date",
    ],
):
    """Each open risk was reviewed within its interval: the higher it is rated, the sooner.

    Judged as of the given day by the latest review until then, which also says how the risk is rated now; where it has
    not been reviewed yet, by the day on which it was identified. A risk that nobody has rated counts as low. The plan's
    own bounds of high and medium are used where they are stricter than the rule's.

    Why: a register that was right in January describes in June a world that has gone.

    Good, as of 2026-07-01:
        risks:
          - {id: outage, probability: 60%, impact: 5, identified: 2026-01-20}
          - {id: churn, probability: 40%, impact: 3, identified: 2026-04-10}
          - {id: flood, probability: 5%, impact: 3, identified: 2025-07-01}
          - {id: tender, probability: 60%, impact: 5, identified: 2026-01-20, closed: 2026-03-31}
        actuals:
          risk_reviews: [{risk: outage, date: 2026-06-20}]
    Bad, as of 2026-07-01:
        risks:
          - {id: outage, probability: 60%, impact: 5}
          - {id: churn, probability: 10%, impact: 3}
          - {id: rival, probability: 40%, impact: 3, identified: 2026-01-20}  # <- was not reviewed since
          - {id: fire, probability: 10%, impact: 5}  # <- fire was never reviewed
        actuals:
          risk_reviews:
            - {risk: outage, date: 2026-05-31}  # <- outage, a high risk, was last reviewed 2026-05-31
            - {risk: churn, date: 2026-03-31, probability: 50%, impact: 3}  # <- churn, a medium risk,
            - {risk: outage, date: 2026-07-02}
    Bad:
        risks: []  # <- the plan has no risks
    """

    high: Period = parameter(Period("P1M"), "the longest time between reviews of a high risk", ours=_INTERVALS)
    medium: Period = parameter(Period("P3M"), "the longest time between reviews of a medium risk", ours=_INTERVALS)
    low: Period = parameter(Period("P12M"), "the longest time between reviews of a low risk", ours=_INTERVALS)
    high_from: Decimal = parameter(Decimal("0.5"), "the rating from which on a risk is high", ours=_MATRIX)
    medium_from: Decimal = parameter(Decimal("0.2"), "the rating from which on a risk is medium", ours=_MATRIX)

    def check(self, plan: Plan) -> Results:
        latest = _latest_reviews(plan)
        open_risks = [risk for risk in by_id(plan.risks).values() if is_open(risk, plan)]
        for risk in open_risks:
            yield self._judge(risk, latest, plan)
        if not open_risks:
            yield NotApplicable(plan.at("risks"), "no risk is open as of {as_of}", as_of=plan.as_of)

    def _judge(self, risk: Risk, latest: Mapping[str, _Look], plan: Plan) -> Result:
        look = latest.get(risk.id)
        if look is None and risk.identified is None:
            return Problem(risk.at(), "{risk} was never reviewed", key="review", risk=risk.id)
        good, bad = _IDENTIFIED if look is None else _REVIEWED
        look = look or _Look(risk.at("identified"), risk.identified, None, None)
        level = self._level(risk, look, plan)
        interval: Period = getattr(self, level)
        due = interval.after(look.day)
        return verdict(
            at_most("time without a review of {risk}", _days(look.day, plan.as_of), _days(look.day, due)),
            look.at,
            good,
            bad,
            related=[risk.at()],
            arithmetic="{day} and {interval}: by {due}, and it is {as_of}",
            help="review it every {interval}, and record that in actuals.risk_reviews",
            risk=risk.id,
            level=Message(level),
            day=look.day,
            interval=interval,
            due=due,
            as_of=plan.as_of,
        )

    def _level(self, risk: Risk, look: _Look, plan: Plan) -> str:
        model = plan.risk_model
        probability = risk.probability if look.probability is None else look.probability
        impact = risk.impact if look.impact is None else look.impact
        rated = rating(probability, impact, model.scale)
        if rated is None or rated < stricter(model.medium, self.medium_from):
            return "low"
        return "medium" if rated < stricter(model.high, self.high_from) else "high"


def _days(start: date, finish: date) -> Period:
    return Period(f"P{min(max((finish - start).days, 0), _MOST_DAYS)}D")


def _latest_reviews(plan: Plan) -> dict[str, _Look]:
    """The latest review of each risk by the day that the plan is judged by."""
    dated = [review for review in plan.actuals.risk_reviews if review.date is not None and review.date <= plan.as_of]
    return {
        review.risk: _Look(review.at("date"), review.date, review.probability, review.impact)
        for review in sorted(dated, key=lambda review: review.date)
    }
