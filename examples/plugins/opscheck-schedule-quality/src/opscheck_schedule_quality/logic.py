"""Whether the tasks form a network."""

from datetime import date

from opscheck import At, Pass, Percent, Plan, Problem, Results, Rule, parameter
from opscheck_schedule_quality.assessment import READS, Assessment, assess
from opscheck_schedule_quality.shares import at_most_a_share


class Logic(
    Rule,
    id="schedule-quality/logic",
    severity="warning",
    clauses=["dcma-14:1"],
    requires=["tasks"],
    reads=READS,
):
    """Unfinished tasks wait for another task, and another task waits for them.

    One task has to be the first and one the last: of those without a predecessor the one that starts first does not
    count, of those without a successor the one that finishes last. Milestones count, and so do links to finished tasks.

    Why: a task outside the network can slip for ever, and no calculated date says so.

    Good:
        tasks:
          - {id: a, start: 2026-07-01, finish: 2026-07-03}
          - {id: b, start: 2026-07-06, finish: 2026-07-08, depends_on: [{task: a}]}
    Bad:
        tasks:  # <- 33.3 % of the unfinished tasks lack a predecessor or a successor, more than 5 %
          - {id: a, start: 2026-07-01, finish: 2026-07-03}
          - {id: b, start: 2026-07-06, finish: 2026-07-08, depends_on: [{task: a}]}
          - {id: c, start: 2026-07-06, finish: 2026-07-07}
    Bad:
        plan: {id: p}  # <- the plan has no tasks
    Good:
        tasks: [{id: a, start: 2026-06-01, finish: 2026-06-03}]
        actuals: {progress: [{task: a, finished: 2026-06-03}]}
    """

    maximum: Percent = parameter(
        Percent("5%"), "the share of unfinished tasks that may lack a predecessor or a successor"
    )

    def check(self, plan: Plan) -> Results:
        assessment = assess(plan)
        if assessment.nothing_left:
            yield assessment.nothing_left
            return
        yield at_most_a_share(
            plan,
            _loose_ends(assessment),
            len(assessment.unfinished),
            self.maximum,
            "tasks without a predecessor or a successor",
            "{share} of the unfinished tasks lack a predecessor or a successor, at most {maximum}",
            "{share} of the unfinished tasks lack a predecessor or a successor, more than {maximum}",
            help="say in depends_on which task each of them waits for, and which waits for it",
        )


def _loose_ends(assessment: Assessment) -> list[At]:
    """The unfinished tasks that lack a predecessor or a successor, the first and the last task not counted."""
    network = assessment.network
    beginnings = [task for task in network.tasks.values() if not network.incoming[task.id]]
    ends = [task for task in network.tasks.values() if not network.outgoing[task.id]]
    first = min(beginnings, key=lambda task: task.start or task.finish or date.max, default=None)
    last = max(reversed(ends), key=lambda task: task.finish or task.start or date.min, default=None)
    loose = {task.id for task in beginnings if task is not first} | {task.id for task in ends if task is not last}
    return [task.at() for task in assessment.unfinished if task.id in loose]


class Cycles(
    Rule,
    id="schedule-quality/cycles",
    severity="warning",
    clauses=["dcma-14:1"],
    reads=["tasks[*].depends_on[*].task"],
):
    """No tasks wait for each other in a circle.

    A circle is found whatever the types of its dependencies are, as scheduling tools do. Up to ten are shown, each of
    which needs another dependency to go.

    Why: nothing on a circle can ever begin, and no date of the network can be calculated before it is broken.

    Good:
        tasks:
          - {id: a}
          - {id: b, depends_on: [{task: a}]}
    Bad:
        tasks:
          - id: a
            depends_on: [{task: c}]  # <- a, b, c wait for each other in a circle
          - {id: b, depends_on: [{task: a, type: SS}]}
          - {id: c, depends_on: [{task: b}]}
          - {id: d, depends_on: [{task: d}]}  # <- d waits for itself
    """

    def check(self, plan: Plan) -> Results:
        network = assess(plan).network
        for circle in network.circles:
            tasks = [network.tasks[id_] for id_ in circle]
            yield Problem(
                tasks[0].at("depends_on"),
                "{tasks} wait for each other in a circle" if len(circle) > 1 else "{tasks} waits for itself",
                key=" ".join(circle),
                related=[task.at("depends_on") for task in tasks[1:]],
                help="take out the dependency that is none",
                tasks=tuple(circle),
            )
        if not network.circles:
            yield Pass(plan.at("tasks"), "the dependencies form no circle")
