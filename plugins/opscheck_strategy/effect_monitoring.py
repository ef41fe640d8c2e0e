from collections.abc import Sequence
from datetime import date

from opscheck import Meeting, Pass, Plan, Problem, Result, Results, Rule, lacking, of_kind

_KIND = "effect-review"


class EffectMonitoring(
    Rule,
    id="strategy/effect-monitoring",
    severity="info",
    clauses=["C5.1c"],
    requires=["governance.meetings", "plan.finish"],
    reads=[
        "governance.meetings[*].kind",
        "governance.meetings[*].date",
        "governance.meetings[*].start",
        "governance.meetings[*].cadence",
    ],
):
    """A review of the effect is scheduled for after the plan's finish.

    It is a meeting of kind `effect-review` that is held on a later day, or one that repeats: the format gives a
    repeated meeting no end, so it goes on. One such meeting is enough.

    Why: an effect that is gone half a year after the last workshop was none, and only a review after the end sees it.

    Good:
        plan: {id: example, finish: 2027-07-31}
        governance: {meetings: [{id: afterwards, kind: effect-review, date: 2027-10-29}]}
    Good:
        plan: {id: example, finish: 2027-07-31}
        governance: {meetings: [{id: effect-review, start: 2027-09-01, cadence: P6M}]}
    Good:
        plan: {id: example, finish: 2027-07-31}
        governance: {meetings: [{id: effect-review, cadence: P3M}]}
    Bad:
        plan: {id: example, finish: 2027-07-31}
        governance:
          meetings:
            - {id: close, kind: effect-review, date: 2027-07-31}  # <- close is held 2027-07-31, not after the plan
    Bad:
        plan: {id: example, finish: 2027-07-31}
        governance:
          meetings:
            - {id: effect-review}  # <- governance.meetings[effect-review] has no date
    Bad:
        plan: {id: example, finish: 2027-07-31}
        governance:
          meetings: [{id: weekly, cadence: P1W}]  # <- there is no effect-review meeting
    Bad:
        plan: {id: example}  # <- plan has no finish
        governance: {meetings: [{id: effect-review, date: 2027-10-29}]}
    """

    def check(self, plan: Plan) -> Results:
        reviews = of_kind(plan.governance.meetings, _KIND)
        if reviews:
            yield _afterwards(reviews, plan.header.finish)
        else:
            yield Problem(
                plan.governance.at("meetings"),
                "there is no {kind} meeting",
                key=_KIND,
                help="plan a meeting of kind {kind} for after {finish}",
                kind=_KIND,
                finish=plan.header.finish,
            )


def _afterwards(reviews: Sequence[Meeting], finish: date) -> Result:
    days = {_day(review): review for review in reviews if _day(review) is not None}
    last = max(days, default=None)
    repeated = next((review for review in reviews if review.cadence), None)
    if last is not None and last > finish:
        review = days[last]
        template = "{review} is held {day}, after the plan finishes {finish}"
        return Pass(review.at(), template, review=review.id, day=last, finish=finish)
    if repeated is not None:
        template = "{review} goes on every {cadence} after the plan finishes {finish}"
        values = {"review": repeated.id, "cadence": repeated.cadence, "finish": finish}
        return Pass(repeated.at("cadence"), template, **values)
    if last is None:
        return lacking(reviews[0], "date")
    review = days[last]
    return Problem(
        review.at("date") if review.date else review.at("start"),
        "{review} is held {day}, not after the plan finishes {finish}",
        help="a day after {finish} fits",
        review=review.id,
        day=last,
        finish=finish,
    )


def _day(meeting: Meeting) -> date | None:
    """The day of a single meeting, or the first one of a repeated meeting."""
    return meeting.date or meeting.start
