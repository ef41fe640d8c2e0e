from math import ceil

from opscheck import At, Pass, Percent, Plan, Result, Results, Rule, at_least, lacking, parameter, share, verdict
from opscheck_drill.exercises import held_by_then


class ImprovementsClosed(
    Rule,
    id="drill/improvements-closed",
    severity="warning",
    clauses=["C6.4f"],
    reads=[
        "actuals.drills_held[*].held",
        "actuals.drills_held[*].review.improvements[*].due",
        "actuals.drills_held[*].review.improvements[*].closed",
    ],
):
    """Nearly all improvements that are due are closed.

    The improvements of all drills held by the given day count together, each from its due date on; it is closed when it
    was closed by the given day. An improvement that is still open says by when it is due.

    Why: a review whose improvements stay open teaches everybody that reviews are for the file.

    Good, as of 2026-07-01:
        actuals:
          drills_held:
            - drill: q1
              held: 2026-03-25
              review:
                improvements:
                  - {action: a script, due: 2026-05-15, closed: 2026-06-01}
                  - {action: a contact, due: 2026-07-31}
    Good, as of 2026-07-01:
        actuals: {drills_held: []}
    Bad, as of 2026-07-01:
        actuals:
          drills_held:
            - drill: q1
              held: 2026-03-25
              review:
                improvements:
                  - {action: a script, due: 2026-05-15, closed: 2026-06-01}
                  - {action: a contact, due: 2026-06-30}  # <- 1 of 3 improvements due by 2026-07-01 are closed, 33.3 %
                  - {action: a spare line, due: 2026-07-01, closed: 2026-07-02}
                  - {action: a new form}  # <- has no due
    """

    minimum: Percent = parameter(
        Percent("95%"),
        "the smallest share of the improvements due that are closed",
        case="one company's case that the framework reports",
    )

    def check(self, plan: Plan) -> Results:
        improvements = [item for record in held_by_then(plan) for item in record.review.improvements]
        for item in improvements:
            if item.due is None and item.closed is None:
                yield lacking(item, "due")
        due = [item for item in improvements if item.due is not None and item.due <= plan.as_of]
        still_open = [item.at("due") for item in due if item.closed is None or item.closed > plan.as_of]
        if due:
            yield self._judge(plan, len(due), still_open)
        else:
            yield Pass(plan.at("actuals", "drills_held"), "no improvement is due by {as_of}", as_of=plan.as_of)

    def _judge(self, plan: Plan, due: int, still_open: list[At]) -> Result:
        part = share(due - len(still_open), due)
        return verdict(
            at_least("improvements closed", part, self.minimum),
            still_open[0] if still_open else plan.at("actuals", "drills_held"),
            "{closed} of {due} improvements due by {as_of} are closed, {share}, at least {minimum}",
            "{closed} of {due} improvements due by {as_of} are closed, {share}, less than {minimum}",
            key="closed",
            related=still_open[1:],
            arithmetic="{closed} / {due} = {share}",
            help="{needed} of them closed would be enough",
            closed=due - len(still_open),
            due=due,
            as_of=plan.as_of,
            share=part,
            minimum=self.minimum,
            needed=ceil(self.minimum * due),
        )
