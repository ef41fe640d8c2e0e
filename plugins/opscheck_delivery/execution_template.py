from opscheck import Deliverable, Pass, Plan, Results, Rule, Task, lacking

_OF_TASKS = ("goal", "owner", "start", "finish", "acceptance")
_OF_DELIVERABLES = ("goal", "owner", "start", "due", "acceptance")


class ExecutionTemplate(
    Rule, id="delivery/execution-template", severity="error", clauses=["C4.1b"], reads=["tasks", "deliverables"]
):
    """Every task and deliverable has a goal, an owner, dates and acceptance criteria.

    Milestones are tasks: theirs start and finish on one day.

    Why: what nobody owns, or nobody can call done, is not done.

    Good:
        tasks:
          - {id: survey, goal: 1000 answers, owner: he-tao, start: 2026-01-12, finish: 2026-02-06, acceptance: no gaps}
        deliverables:
          - {id: report, goal: say why, owner: he-tao, start: 2026-01-12, due: 2026-02-27, acceptance: signed}
    Bad:
        tasks:
          - {id: survey, goal: 1000 answers, owner: he-tao, start: 2026-01-12, finish: 2026-02-06}  # <- no acceptance
        deliverables:
          - {id: report, goal: say why, start: 2026-01-12, due: 2026-02-27, acceptance: signed}  # <- no owner
    Bad:
        deliverables:  # <- the plan has no tasks
          - {id: report, owner: he-tao, start: 2026-01-12, due: 2026-02-27, acceptance: signed}  # <- has no goal
    """

    def check(self, plan: Plan) -> Results:
        yield from (lacking(plan, section) for section in ("tasks", "deliverables") if not plan.get(section))
        for task in plan.tasks:
            yield from _complete(task, _OF_TASKS)
        for deliverable in plan.deliverables:
            yield from _complete(deliverable, _OF_DELIVERABLES)


def _complete(item: Task | Deliverable, fields: tuple[str, ...]) -> Results:
    absent = [field for field in fields if item.get(field) is None]
    for field in absent:
        yield lacking(item, field)
    if not absent:
        yield Pass(item.at(), "{item} has {fields}", item=item.id, fields=fields)
