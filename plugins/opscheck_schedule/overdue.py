from collections.abc import Iterable
from datetime import date

from opscheck import Deliverable, Pass, Plan, Problem, Result, Results, Rule, Task, lacking
from opscheck_schedule.days import in_days


class Overdue(
    Rule,
    id="schedule/overdue",
    severity="error",
    clauses=["C3.4h"],
    reads=[
        "tasks",
        "deliverables",
        "tasks[*].kind",
        "actuals.progress[*].task",
        "actuals.progress[*].finished",
        "actuals.deliveries[*].deliverable",
        "actuals.deliveries[*].date",
    ],
):
    """No milestone or deliverable is past its due date without being done or planned anew.

    Judged as of the given day: the due date itself is still in time, and what is recorded for a later day has not yet
    happened. A milestone is done when it is finished, a deliverable when it is delivered. An item that is planned anew
    keeps its old date as `baseline` and says in `approved_by` who approved; without that the old date stands.

    Why: a date that has passed in silence is the first sign of a plan that nobody steers by.

    Good, as of 2026-07-01:
        tasks:
          - {id: done, kind: milestone, finish: 2026-03-04}
          - {id: today, kind: milestone, finish: 2026-07-01}
          - {id: moved, kind: milestone, finish: 2026-09-30, baseline: 2026-05-29, approved_by: lin-mei}
        deliverables:
          - {id: report, due: 2026-02-27}
        actuals:
          progress: [{task: done, finished: 2026-03-10}]
          deliveries: [{deliverable: report, date: 2026-02-26}]
    Bad, as of 2026-07-01:
        tasks:
          - {id: late, kind: milestone, finish: 2026-06-30}  # <- late was due 2026-06-30 and is not done
          - {id: later, kind: milestone, finish: 2026-05-29}  # <- later was due 2026-05-29 and is not done
          - {id: open, kind: milestone}  # <- tasks[open] has no finish
        deliverables:
          - id: report
            due: 2026-09-30
            baseline: 2026-02-27  # <- report was moved from 2026-02-27 to 2026-09-30, and nobody approved it
        actuals:
          progress: [{task: later, finished: 2026-07-02}]
    Bad, as of 2026-07-01:
        deliverables:  # <- the plan has no tasks
          - {id: report, due: 2026-06-30}  # <- report was due 2026-06-30 and is not done
    """

    def check(self, plan: Plan) -> Results:
        yield from (lacking(plan, section) for section in ("tasks", "deliverables") if not plan.get(section))
        finished = _earliest((record.task, record.finished) for record in plan.actuals.progress)
        delivered = _earliest((record.deliverable, record.date) for record in plan.actuals.deliveries)
        for task in plan.tasks:
            if task.kind == "milestone":
                yield _judge(task, "finish", finished.get(task.id), plan.as_of)
        for deliverable in plan.deliverables:
            yield _judge(deliverable, "due", delivered.get(deliverable.id), plan.as_of)


def _earliest(records: Iterable[tuple[str | None, date | None]]) -> dict[str | None, date]:
    """The first day that is recorded for each id."""
    days: dict[str | None, date] = {}
    for id_, day in records:
        if day is not None:
            days[id_] = min(day, days.get(id_, day))
    return days


def _judge(item: Task | Deliverable, field: str, done: date | None, as_of: date) -> Result:
    due = item.get(field)
    if done is not None and done <= as_of:
        return Pass(item.at(field), "{item} was done on {done}", item=item.id, done=done)
    if due is None:
        return lacking(item, field)
    if item.baseline not in (None, due) and item.approved_by is None:
        return _unapproved(item, due)
    if due < as_of:
        return _late(item, field, due, as_of)
    return Pass(item.at(field), "{item} is due {due}", item=item.id, due=due)


def _late(item: Task | Deliverable, field: str, due: date, as_of: date) -> Problem:
    return Problem(
        item.at(field),
        "{item} was due {due} and is not done",
        arithmetic="as of {as_of}, {late} late",
        help="record when it was done, or plan it anew: the old date as baseline, and who approved the new one",
        item=item.id,
        due=due,
        as_of=as_of,
        late=in_days((as_of - due).days),
    )


def _unapproved(item: Task | Deliverable, due: date) -> Problem:
    return Problem(
        item.at("baseline"),
        "{item} was moved from {baseline} to {due}, and nobody approved it",
        key="approved_by",
        help="say in approved_by who approved the new date",
        item=item.id,
        baseline=item.baseline,
        due=due,
    )
