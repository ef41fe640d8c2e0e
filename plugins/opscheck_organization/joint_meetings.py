from datetime import date
from operator import attrgetter
from typing import Any

from opscheck import Meeting, Pass, Period, Plan, Problem, Result, Results, Rule, at_most, lacking, of_kind, parameter


class JointMeetings(
    Rule,
    id="organization/joint-meetings",
    severity="warning",
    clauses=["C4.1c"],
    requires=["governance.meetings"],
    reads=["governance.meetings[*].kind", "governance.meetings[*].start", "phases[*].kind", "phases[*].start"],
):
    """From the pilot on, the departments hold joint meetings at a declared cadence.

    A meeting without a start is held from the beginning. Of several pilots the first one counts; a plan without a pilot
    is the finding of schedule/phases. Of several joint meetings one that is held often enough, and early enough, is
    enough.

    Why: the pilot is where the work of all departments meets for the first time, and so do their mistakes.

    Good:
        phases: [{id: pilot, start: 2026-06-15}]
        governance: {meetings: [{id: all-hands, kind: joint, cadence: P1M, start: 2026-06-15}]}
    Bad:
        phases: [{id: pilot, start: 2026-06-15}]
        governance:
          meetings:
            - id: joint
              cadence: P1M
              start: 2026-06-16  # <- joint starts 2026-06-16, after pilot begins 2026-06-15
    Bad:
        phases: [{id: pilot, start: 2026-06-15}]
        governance:
          meetings:
            - {id: joint, cadence: P3M}  # <- joint is held every 3 months, not at least every 1 month
    Bad:
        governance:
          meetings: [{id: joint, date: 2026-06-15}]  # <- governance.meetings[joint] has no cadence
    Bad:
        governance:
          meetings: [{id: weekly, cadence: P1W}]  # <- there is no joint meeting
    Bad:
        governance: {team_building: P3M}  # <- governance has no meetings
    """

    maximum: Period = parameter(
        Period("P1M"),
        "the longest time from one joint meeting to the next",
        ours="the framework asks for joint meetings and names no interval; a month, like that of the retrospective, "
        "brings the departments together at least three times in a pilot of a quarter",
    )

    phase_kind: str = parameter("pilot", "the kind of the phases from the first of which on they are held")

    def check(self, plan: Plan) -> Results:
        meetings = of_kind(plan.governance.meetings, "joint")
        regular = [meeting for meeting in meetings if meeting.cadence is not None]
        if not meetings:
            yield Problem(
                plan.governance.at("meetings"),
                "there is no joint meeting",
                key="joint",
                help="a meeting of kind joint that is held every {maximum} or more often fits",
                maximum=self.maximum,
            )
        elif not regular:
            yield lacking(meetings[0], "cadence")
        else:
            yield self._judge(regular, plan)

    def _judge(self, meetings: list[Meeting], plan: Plan) -> Result:
        starts = [phase for phase in of_kind(plan.phases, self.phase_kind) if phase.start is not None]
        pilot = min(starts, key=attrgetter("start"), default=None)
        often = [meeting for meeting in meetings if meeting.cadence and meeting.cadence <= self.maximum]
        best = min(often or meetings, key=lambda meeting: meeting.start or date.min)
        values: dict[str, Any] = {"meeting": best.id, "cadence": best.cadence, "maximum": self.maximum}
        if best.cadence:
            values["measure"] = at_most("interval of {meeting}", best.cadence, self.maximum)
        if not often:
            bad = "{meeting} is held every {cadence}, not at least every {maximum}"
            return Problem(best.at("cadence"), bad, help="{maximum} or less fits", **values)
        if pilot is None or best.start is None or best.start <= pilot.start:
            return Pass(best.at("cadence"), "{meeting} is held every {cadence}, at least every {maximum}", **values)
        return Problem(
            best.at("start"),
            "{meeting} starts {start}, after {phase} begins {begin}",
            related=[pilot.at("start")],
            help="a start on {begin} or earlier fits",
            start=best.start,
            phase=pilot.id,
            begin=pilot.start,
            **values,
        )
