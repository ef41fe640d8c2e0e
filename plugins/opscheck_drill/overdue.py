from datetime import date

from opscheck import Drill, Pass, Plan, Problem, Result, Results, Rule
from opscheck_drill.exercises import held_by_then


class Overdue(
    Rule,
    id="drill/overdue",
    severity="error",
    clauses=["C6.4j"],
    requires=["drills"],
    reads=["actuals.drills_held[*].drill", "actuals.drills_held[*].held"],
):
    """No planned drill is past its date without having been held or planned anew.

    Judged as of the given day: the day itself is still in time, and a drill that is recorded for a later day has not
    been held. A drill that is planned anew keeps its old date as `baseline` and says in `approved_by` who approved;
    without that the old date stands. A drill without a date is the business of drill/annual-plan.

    Why: a drill that is put off in silence is put off for good.

    Good, as of 2026-07-01:
        drills:
          - {id: q1, date: 2026-03-25}
          - {id: q2, date: 2026-07-01}
          - {id: q3, date: 2026-09-16, baseline: 2026-06-17, approved_by: lin-mei}
        actuals: {drills_held: [{drill: q1, held: 2026-04-01}]}
    Bad, as of 2026-07-01:
        drills:
          - {id: q1, date: 2026-03-25}  # <- q1 was planned for 2026-03-25 and was not held
          - {id: q2, date: 2026-06-17}  # <- q2 was planned for 2026-06-17 and was not held
          - id: q3
            date: 2026-09-16
            baseline: 2026-06-10  # <- q3 was moved from 2026-06-10 to 2026-09-16, and nobody approved it
        actuals: {drills_held: [{drill: q2, held: 2026-07-02}]}
    Bad:
        drills: []  # <- the plan has no drills
    """

    def check(self, plan: Plan) -> Results:
        held = {record.drill: record.held for record in held_by_then(plan)}
        for drill in plan.drills:
            if drill.id in held:
                yield Pass(drill.at("date"), "{drill} was held {held}", drill=drill.id, held=held[drill.id])
            elif drill.date is not None:
                yield _judge(drill, plan.as_of)


def _judge(drill: Drill, as_of: date) -> Result:
    if drill.baseline not in (None, drill.date) and drill.approved_by is None:
        return Problem(
            drill.at("baseline"),
            "{drill} was moved from {baseline} to {date}, and nobody approved it",
            key="approved_by",
            help="say in approved_by who approved the new date",
            drill=drill.id,
            baseline=drill.baseline,
            date=drill.date,
        )
    if drill.date < as_of:
        return _late(drill, as_of)
    return Pass(drill.at("date"), "{drill} is planned for {date}", drill=drill.id, date=drill.date)


def _late(drill: Drill, as_of: date) -> Problem:
    return Problem(
        drill.at("date"),
        "{drill} was planned for {date} and was not held",
        arithmetic="as of {as_of}, {days} days late",
        help="record when it was held, or plan it anew: the old date as baseline, and who approved the new one",
        drill=drill.id,
        date=drill.date,
        as_of=as_of,
        days=(as_of - drill.date).days,
    )
