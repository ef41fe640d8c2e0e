from typing import ClassVar

from opscheck import Period, Plan, Problem, Results, Rule, at_most, lacking, of_kind, parameter, verdict


class _RegularMeeting(Rule):
    """A meeting of one kind is held often enough: where there are several, the most frequent one counts."""

    kind: ClassVar[str]
    maximum: Period

    def check(self, plan: Plan) -> Results:
        meetings = of_kind(plan.governance.meetings, self.kind)
        regular = [meeting for meeting in meetings if meeting.cadence is not None]
        if not meetings:
            yield Problem(
                plan.governance.at("meetings"),
                "there is no {kind} meeting",
                key=self.kind,
                help="a meeting of kind {kind} that is held every {maximum} or more often fits",
                kind=self.kind,
                maximum=self.maximum,
            )
        elif not regular:
            yield lacking(meetings[0], "cadence")
        else:
            best = min(regular, key=lambda meeting: (not meeting.cadence, meeting.cadence))
            yield verdict(
                bool(best.cadence) and at_most("interval of {meeting}", best.cadence, self.maximum),
                best.at("cadence"),
                "{meeting} is held every {cadence}, at least every {maximum}",
                "{meeting} is held every {cadence}, not at least every {maximum}",
                help="{maximum} or less fits",
                meeting=best.id,
                cadence=best.cadence,
                maximum=self.maximum,
            )


class WeeklyMeeting(
    _RegularMeeting,
    id="schedule/weekly-meeting",
    severity="warning",
    clauses=["C3.4e"],
    requires=["governance.meetings"],
    reads=["governance.meetings[*].kind"],
):
    """A weekly coordination meeting is held.

    Why: what one department does not know about another is found out within a week, not at the next milestone.

    Good:
        governance:
          meetings: [{id: monday, kind: weekly, cadence: P1W}]
    Bad:
        governance:
          meetings:
            - {id: weekly, cadence: P2W}  # <- weekly is held every 2 weeks, not at least every 1 week
    Bad:
        governance:
          meetings:
            - {id: weekly, date: 2026-02-02}  # <- governance.meetings[weekly] has no cadence
    Bad:
        governance:
          meetings: [{id: board, cadence: P1W}]  # <- there is no weekly meeting
    """

    kind = "weekly"
    maximum: Period = parameter(Period("P1W"), "the longest time from one weekly meeting to the next")


class MonthlyReview(
    _RegularMeeting,
    id="schedule/monthly-review",
    severity="warning",
    clauses=["C3.4f"],
    requires=["governance.meetings"],
    reads=["governance.meetings[*].kind"],
):
    """A monthly retrospective is held.

    Why: what went wrong in one month is cheap to put right in the next, and dear to repeat until the plan is over.

    Good:
        governance:
          meetings: [{id: month-end, kind: retrospective, cadence: P1M}]
    Bad:
        governance:
          meetings:
            - {id: look-back, kind: retrospective, cadence: P3M}  # <- look-back is held every 3 months, not at least
    Bad:
        governance:
          meetings: [{id: weekly, cadence: P1W}]  # <- there is no retrospective meeting
    Bad:
        governance: {}  # <- the plan has no governance
    """

    kind = "retrospective"
    maximum: Period = parameter(
        Period("P1M"),
        "the longest time from one retrospective to the next",
        case="one company's monthly retrospective, which the framework reports",
    )
