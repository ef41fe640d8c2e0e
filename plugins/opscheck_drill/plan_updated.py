from opscheck import ContingencyPlan, DrillHeld, NotApplicable, Plan, Result, Results, Rule, by_id, lacking, verdict
from opscheck_drill.exercises import held_by_then


class PlanUpdated(
    Rule,
    id="drill/plan-updated",
    severity="warning",
    clauses=["C6.4h"],
    reads=[
        "contingency_plans[*].updated",
        "drills[*].plan",
        "actuals.drills_held[*].drill",
        "actuals.drills_held[*].held",
        "actuals.drills_held[*].review",
    ],
):
    """A contingency plan whose drill found improvements was updated after that drill.

    Judged as of the given day by the last such drill. An update on the day of the drill counts.

    Why: a lesson that does not reach the plan is learned again in earnest.

    Good, as of 2026-07-01:
        contingency_plans: [{id: outage-plan, updated: 2026-05-20}, {id: leak-plan, updated: 2026-01-10}]
        drills: [{id: q1, plan: outage-plan}, {id: q2, plan: leak-plan}]
        actuals:
          drills_held:
            - {drill: q1, held: 2026-03-25, review: {date: 2026-04-02, improvements: [{action: a contact}]}}
            - {drill: q2, held: 2026-06-17, review: {date: 2026-06-25}}
    Bad, as of 2026-07-01:
        contingency_plans:
          - {id: outage-plan, updated: 2026-03-20}  # <- outage-plan was updated 2026-03-20, before
          - {id: leak-plan}  # <- contingency_plans[leak-plan] has no updated
        drills: [{id: q1, plan: outage-plan}, {id: q2, plan: leak-plan}]
        actuals:
          drills_held:
            - {drill: q1, held: 2026-03-25, review: {date: 2026-04-02, improvements: [{action: a contact}]}}
            - {drill: q2, held: 2026-06-17, review: {date: 2026-06-25, improvements: [{action: a contact}]}}
    """

    def check(self, plan: Plan) -> Results:
        latest = _latest_with_improvements(plan)
        judged = [contingency for contingency in by_id(plan.contingency_plans).values() if contingency.id in latest]
        for contingency in judged:
            yield _judge(contingency, latest[contingency.id], plan)
        if not judged:
            nothing = "no drill held by {as_of} has found improvements"
            yield NotApplicable(plan.at("actuals", "drills_held"), nothing, as_of=plan.as_of)


def _latest_with_improvements(plan: Plan) -> dict[str, DrillHeld]:
    """For each contingency plan its last drill whose review, held by the given day, found improvements."""
    drills = by_id(plan.drills)
    latest: dict[str, DrillHeld] = {}
    for record in sorted(held_by_then(plan), key=lambda record: record.held):
        reviewed = record.review.date is None or record.review.date <= plan.as_of
        if reviewed and record.review.improvements and record.drill in drills:
            latest[drills[record.drill].plan] = record
    return latest


def _judge(contingency: ContingencyPlan, record: DrillHeld, plan: Plan) -> Result:
    updated = contingency.updated
    if updated is None:
        return lacking(contingency, "updated")
    in_future = updated > plan.as_of
    return verdict(
        record.held <= updated <= plan.as_of,
        contingency.at("updated"),
        "{plan} was updated {updated}, after its drill of {held}",
        "{plan} is said to be updated {updated}, which is after {as_of}"
        if in_future
        else "{plan} was updated {updated}, before its drill of {held} found improvements",
        related=[record.at("held")],
        help="put the improvements into the contingency plan, then the day of that into updated",
        plan=contingency.id,
        updated=updated,
        held=record.held,
        as_of=plan.as_of,
    )
