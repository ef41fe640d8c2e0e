from datetime import date

from opscheck import DrillHeld, NotApplicable, Pass, Period, Plan, Problem, Results, Rule, lacking, parameter


class AfterAction(
    Rule,
    id="drill/after-action",
    severity="error",
    clauses=["C6.4e"],
    each="actuals.drills_held[*]",
    requires=["actuals.drills_held[*].held"],
    reads=["actuals.drills_held[*].review"],
):
    """Each drill held has an after-action review with improvements, soon after it.

    Judged as of the given day: a review that can still be held in time is not missed. A drill that is recorded for a
    later day has not been held.

    Why: a drill that nobody looks back on has shown the weak points to those who forget them first.

    Good, as of 2026-07-01:
        actuals:
          drills_held:
            - {drill: q1, held: 2026-03-25, review: {date: 2026-04-02, improvements: [{action: a second contact}]}}
            - {drill: q2, held: 2026-06-17}
            - {drill: q3, held: 2026-09-16}
    Bad, as of 2026-07-01:
        actuals:
          drills_held:
            - {drill: q1, held: 2026-03-25}  # <- q1 was held 2026-03-25 and not reviewed by 2026-04-24
            - {drill: q2, held: 2026-05-20, review: {date: 2026-05-28}}  # <- has no improvements
            - {drill: q3, held: 2026-05-28, review: {improvements: [{action: a contact}]}}  # <- has no date
            - drill: q4
              held: 2026-03-25
              review:
                date: 2026-05-05  # <- the review of q4 was held 2026-05-05, later than 2026-04-24
                improvements: [{action: a second contact}]
            - {drill: q5, review: {date: 2026-05-28, improvements: [{action: a contact}]}}  # <- has no held
    """

    within: Period = parameter(
        Period("P30D"),
        "the time from a drill to its review",
        ours="the framework, like NIST SP 800-84, asks for a review of each exercise and names no time; within a month "
        "people still remember it",
    )

    def check(self, record: DrillHeld, plan: Plan) -> Results:
        due = self.within.after(record.held)
        drill = record.drill or record.at()
        if record.held > plan.as_of:
            yield NotApplicable(record.at("held"), "{drill} is recorded for {held}", drill=drill, held=record.held)
        elif record.review.date is not None and record.review.date <= plan.as_of:
            yield from _reviewed(record, due)
        elif plan.as_of <= due:
            yield Pass(record.at("held"), "{drill} is to be reviewed by {due}", drill=drill, due=due)
        elif record.review.given and record.review.date is None:
            yield lacking(record.review, "date")
        else:
            yield Problem(
                record.at("review") if record.review.given else record.at(),
                "{drill} was held {held} and not reviewed by {due}",
                key="review",
                arithmetic="{held} and {within}: by {due}, and it is {as_of}",
                help="hold the review, and record its date and improvements",
                drill=drill,
                held=record.held,
                due=due,
                within=self.within,
                as_of=plan.as_of,
            )


def _reviewed(record: DrillHeld, due: date) -> Results:
    review = record.review
    problems = [lacking(item, "action") for item in review.improvements if not item.action]
    if not review.improvements:
        problems.append(lacking(review, "improvements"))
    if not record.held <= review.date <= due:
        problems.append(_untimely(record, due))
    yield from problems
    if not problems:
        yield Pass(
            review.at("date"),
            "{drill} was reviewed {date}, improvements: {count}",
            drill=record.drill or record.at(),
            date=review.date,
            count=len(review.improvements),
        )


def _untimely(record: DrillHeld, due: date) -> Problem:
    late = record.review.date > due
    return Problem(
        record.review.at("date"),
        "the review of {drill} was held {date}, later than {due}"
        if late
        else "the review of {drill} was held {date}, before the drill itself, {held}",
        help="from {held} to {due} would have been in time",
        drill=record.drill or record.at(),
        date=record.review.date,
        held=record.held,
        due=due,
    )
