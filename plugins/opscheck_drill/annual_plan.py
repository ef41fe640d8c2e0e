from opscheck import Drill, Pass, Plan, Results, Rule


class AnnualPlan(
    Rule,
    id="drill/annual-plan",
    severity="error",
    clauses=["C6.4a"],
    each="drills[*]",
    requires=["drills", "drills[*].date", "drills[*].participants", "drills[*].criteria"],
):
    """Each planned drill has a date, participants and evaluation criteria.

    Why: a drill without a date is not held, without names nobody comes, and without criteria it always succeeds.

    Good:
        drills: [{id: q1, date: 2026-03-25, participants: [wang-lei], criteria: service is back within 30 minutes}]
    Bad:
        drills:
          - {id: q1, participants: [wang-lei], criteria: back within 30 minutes}  # <- drills[q1] has no date
          - {id: q2, date: 2026-06-17, criteria: back within 30 minutes}  # <- drills[q2] has no participants
          - {id: q3, date: 2026-09-16, participants: [wang-lei]}  # <- drills[q3] has no criteria
    Bad:
        drills: []  # <- the plan has no drills
    """

    def check(self, drill: Drill, _plan: Plan) -> Results:
        yield Pass(
            drill.at("date"),
            "{drill} is planned for {date} with {participants}: {criteria}",
            drill=drill.id,
            date=drill.date,
            participants=drill.participants,
            criteria=drill.criteria,
        )
