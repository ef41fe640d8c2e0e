"""The work itself: how long a task is, and who does it."""

from opscheck import NotApplicable, Percent, Plan, Results, Rule, Task, parameter
from opscheck_schedule_quality.assessment import READS, Assessment, assess
from opscheck_schedule_quality.cpm import duration
from opscheck_schedule_quality.shares import at_most_a_share


def _work(assessment: Assessment) -> list[Task]:
    """The unfinished tasks that take time."""
    return [task for task in assessment.unfinished if task.kind != "milestone"]


def _nothing_to_do(assessment: Assessment) -> NotApplicable:
    only_milestones = "nothing but milestones is left to do"
    return assessment.nothing_left or NotApplicable(assessment.plan.at("tasks"), only_milestones)


class HighDuration(
    Rule,
    id="schedule-quality/high-duration",
    severity="warning",
    clauses=["dcma-14:8"],
    reads=READS,
):
    """Few unfinished tasks take longer than two months.

    Counted in working days from `start` to `finish`, both included: Monday to Friday, holidays are not known. A task
    without these dates does not count as long (delivery/execution-template asks for them).

    Why: of a long task nobody can say how far it has come, until it is late.

    Good:
        tasks:
          - {id: a, start: 2026-07-01, finish: 2026-08-31}
          - {id: b, kind: milestone, finish: 2026-08-31}
    Bad:
        tasks:  # <- 50.0 % of the unfinished tasks take more than 44 working days, more than 5 %
          - {id: a, start: 2026-07-01, finish: 2026-09-01}
          - {id: b, start: 2026-07-01}
    Good:
        tasks: [{id: b, kind: milestone, finish: 2026-08-31}]
    """

    limit: int = parameter(44, "the working days above which a task is long: two months")
    maximum: Percent = parameter(Percent("5%"), "the share of unfinished tasks that may be long")

    def check(self, plan: Plan) -> Results:
        assessment = assess(plan)
        work = _work(assessment)
        if not work:
            yield _nothing_to_do(assessment)
            return
        yield at_most_a_share(
            plan,
            [task.at() for task in work if (duration(task) or 0) > self.limit],
            len(work),
            self.maximum,
            "long tasks",
            "{share} of the unfinished tasks take more than {limit} working days, at most {maximum}",
            "{share} of the unfinished tasks take more than {limit} working days, more than {maximum}",
            help="cut each of them where a part of it can be shown",
            limit=self.limit,
        )


class Unassigned(
    Rule,
    id="schedule-quality/unassigned",
    severity="warning",
    clauses=["dcma-14:10"],
    reads=[*READS, "tasks[*].owner"],
):
    """Every unfinished task that takes time has an owner.

    Why: work without anybody to do it is a wish, and its dates are, too.

    Good:
        tasks:
          - {id: a, owner: chen-yu}
          - {id: b, kind: milestone}
    Bad:
        tasks:  # <- 1 of 2 unfinished tasks have no owner, more than 0 %
          - {id: a, owner: chen-yu}
          - {id: b}
    Good:
        tasks: [{id: b, kind: milestone}]
    """

    maximum: Percent = parameter(Percent("0%"), "the share of unfinished tasks that may have no owner")

    def check(self, plan: Plan) -> Results:
        assessment = assess(plan)
        work = _work(assessment)
        if not work:
            yield _nothing_to_do(assessment)
            return
        yield at_most_a_share(
            plan,
            [task.at() for task in work if not task.owner],
            len(work),
            self.maximum,
            "tasks without an owner",
            "{count} of {total} unfinished tasks have no owner, at most {maximum}",
            "{count} of {total} unfinished tasks have no owner, more than {maximum}",
            help="say in owner who does each of them",
        )
