from collections.abc import Iterator
from datetime import date

from opscheck import ContingencyPlan, Pass, Period, Plan, Problem, Result, Results, Rule, by_id, parameter
from opscheck_drill.exercises import held_by_then


class PlanExercised(
    Rule,
    id="drill/plan-exercised",
    severity="error",
    clauses=["C6.4i"],
    requires=["contingency_plans", "drills"],
    reads=[
        "contingency_plans[*].created",
        "contingency_plans[*].updated",
        "drills[*].plan",
        "drills[*].date",
        "actuals.drills_held[*].drill",
        "actuals.drills_held[*].held",
        "actuals.activations[*].plan",
        "actuals.activations[*].on",
    ],
):
    """Each contingency plan is exercised once a year at least; a real activation counts.

    Looking back from the given day, a drill of it was held or it was set off in earnest. For a contingency plan that is
    younger than that, by `created` or else `updated`, a drill planned within its first 12 months will do; when that one
    is missed, drill/overdue says so. One that says neither how old it is counts as old.

    Why: a plan that nobody has tried is a guess, and after a year the people and systems in it are others.

    Good, as of 2026-07-01:
        contingency_plans:
          - {id: outage-plan, created: 2024-01-10, updated: 2026-05-20}
          - {id: leak-plan, created: 2024-01-10}
          - {id: pr-plan, created: 2026-03-12}
        drills:
          - {id: q1, plan: outage-plan, date: 2026-03-25}
          - {id: q4, plan: pr-plan, date: 2026-11-11}
        actuals:
          drills_held: [{drill: q1, held: 2026-03-25}]
          activations: [{plan: leak-plan, "on": 2025-08-19}]
    Bad, as of 2026-07-01:
        contingency_plans:
          - {id: outage-plan, created: 2024-01-10}  # <- outage-plan was last exercised 2025-06-25
          - {id: leak-plan, created: 2024-01-10}  # <- leak-plan was never exercised
          - {id: pr-plan, updated: 2026-03-12}  # <- pr-plan was not exercised, and no drill of it is planned
          - {id: cash-plan}  # <- cash-plan was never exercised
        drills:
          - {id: q2, plan: outage-plan, date: 2025-06-25}
          - {id: q4, plan: leak-plan, date: 2026-11-11}
          - {id: q5, plan: pr-plan, date: 2027-04-14}
          - {id: q6, plan: cash-plan, date: 2026-09-16}
        actuals:
          drills_held: [{drill: q2, held: 2025-06-25}]
    Bad:
        contingency_plans: [{id: outage-plan}]  # <- the plan has no drills
    """

    maximum: Period = parameter(
        Period("P12M"),
        "the longest time between two exercises of a contingency plan",
        ours="PCI DSS 12.10.2 asks for a test of the incident response plan every 12 months",
    )

    def check(self, plan: Plan) -> Results:
        exercised = dict(sorted(_exercised(plan), key=lambda exercise: exercise[1]))
        planned: dict[str | None, list[date]] = {}
        for drill in plan.drills:
            if drill.date is not None:
                planned.setdefault(drill.plan, []).append(drill.date)
        for contingency in plan.contingency_plans:
            last = exercised.get(contingency.id)
            yield self._judge(contingency, last, planned.get(contingency.id, []), plan.as_of)

    def _judge(self, contingency: ContingencyPlan, last: date | None, planned: list[date], as_of: date) -> Result:
        if last is not None and as_of <= self.maximum.after(last):
            return Pass(
                contingency.at(),
                "{plan} was last exercised {last}, within {maximum}",
                plan=contingency.id,
                last=last,
                maximum=self.maximum,
            )
        created = contingency.created or contingency.updated
        until = self.maximum.after(created) if created else as_of
        if as_of < until:
            return _judge_young(contingency, created, until, planned)
        return Problem(
            contingency.at(),
            "{plan} was last exercised {last}, more than {maximum} ago" if last else "{plan} was never exercised",
            key="exercise",
            help="hold a drill of it every {maximum}",
            plan=contingency.id,
            last=last,
            maximum=self.maximum,
        )


def _judge_young(contingency: ContingencyPlan, created: date, until: date, planned: list[date]) -> Result:
    drills = [day for day in planned if created <= day <= until]
    if drills:
        return Pass(contingency.at(), "{plan} is new, and is exercised {day}", plan=contingency.id, day=min(drills))
    return Problem(
        contingency.at(),
        "{plan} was not exercised, and no drill of it is planned by {until}",
        key="exercise",
        help="plan a drill of it by {until}",
        plan=contingency.id,
        until=until,
    )


def _exercised(plan: Plan) -> Iterator[tuple[str | None, date]]:
    """Contingency plans with the days on which they were exercised or set off, by the given day."""
    drills = by_id(plan.drills)
    for record in held_by_then(plan):
        if record.drill in drills:
            yield drills[record.drill].plan, record.held
    for activation in plan.actuals.activations:
        if activation.on is not None and activation.on <= plan.as_of:
            yield activation.plan, activation.on
