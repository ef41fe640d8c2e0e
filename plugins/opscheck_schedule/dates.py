from opscheck import Pass, Plan, Result, Results, Rule, lacking
from opscheck_schedule.dependencies import early_successors
from opscheck_schedule.inside import backwards, outside_phases, outside_plan
from opscheck_schedule.overlaps import undeclared_overlaps


class Dates(
    Rule,
    id="schedule/dates",
    severity="error",
    clauses=["C3.4d"],
    requires=["plan.start", "plan.finish", "phases"],
    reads=["deliverables", "tasks", "phases[*].overlap", "tasks[*].kind", "tasks[*].depends_on[*].type"],
):
    """The dates of plan, phases, tasks and deliverables agree with each other.

    Finish dates are inclusive, so what follows a finish (FS) starts on the day after it at the earliest; only a
    milestone, which takes no time, may share the day of what it follows or what follows it. A task or deliverable that
    was planned anew with approval may lie in its phase's buffer. A missing date is not a contradiction: that of a phase
    is found by schedule/buffer, that of a task or deliverable by delivery/execution-template.

    Why: dates that contradict each other cannot all be kept, and whoever relies on the wrong one finds out last.

    Good:
        plan: {id: example, start: 2026-01-05, finish: 2026-06-30}
        phases:
          - {id: diagnosis, start: 2026-01-05, finish: 2026-03-04, buffer: P9D}
          - {id: design, start: 2026-03-09, finish: 2026-05-29, buffer: P12D, overlap: P5D}
        deliverables:
          - {id: report, phase: diagnosis, start: 2026-01-12, due: 2026-02-27}
        tasks:
          - {id: research, phase: diagnosis, start: 2026-01-05, finish: 2026-02-06}
          - {id: analysis, phase: diagnosis, start: 2026-02-09, finish: 2026-03-04, depends_on: [{task: research}]}
          - {id: done, kind: milestone, phase: diagnosis, finish: 2026-03-04, depends_on: [{task: analysis}]}
    Bad:
        plan: {id: example, start: 2026-01-05, finish: 2026-05-31}
        phases:
          - {id: diagnosis, start: 2026-01-05, finish: 2026-03-04, buffer: P9D}
          - id: design
            start: 2026-03-09  # <- design starts 2026-03-09, 5 days before diagnosis and its buffer are over
            finish: 2026-05-29
            buffer: P12D  # <- design and its buffer last until 2026-06-10, after the plan finishes 2026-05-31
        deliverables:
          - {id: report, phase: diagnosis, start: 2026-02-27, due: 2026-01-12}  # <- report ends 2026-01-12, before it
        tasks:
          - {id: research, phase: diagnosis, start: 2026-01-02, finish: 2026-02-06}  # <- before its phase diagnosis
          - id: analysis
            phase: diagnosis
            start: 2026-02-06  # <- analysis starts 2026-02-06, before research allows it: 2026-02-07 at the earliest
            finish: 2026-03-04
            depends_on: [{task: research}]
          - {id: training, start: 2026-03-01, finish: 2026-03-02}  # <- tasks[training] has no phase
    Bad:
        plan: {id: example, start: 2026-01-05}  # <- plan has no finish
        phases: [{id: diagnosis}]
        deliverables: [{id: report, phase: diagnosis}]
        tasks: [{id: research, phase: diagnosis}]
    Bad:
        plan: {id: example, start: 2026-01-05, finish: 2026-06-30}  # <- the plan has no tasks
        phases:
          - {id: diagnosis, start: 2026-01-05, finish: 2026-03-04}
          - {id: design, start: 2026-03-04, finish: 2026-05-29}  # <- design starts 2026-03-04, 1 day before diagnosis
        deliverables: [{id: report, phase: diagnosis}]
    """

    def check(self, plan: Plan) -> Results:
        problems: list[Result] = [
            *(lacking(plan, section) for section in ("tasks", "deliverables") if not plan.get(section)),
            *backwards(plan),
            *outside_plan(plan),
            *undeclared_overlaps(plan.phases),
            *outside_phases(plan),
            *early_successors(plan.tasks),
        ]
        yield from problems or [_agreement(plan)]


def _agreement(plan: Plan) -> Pass:
    return Pass(
        plan.at("phases"),
        "the dates agree: {phases} phases, {items} tasks and deliverables, {dependencies} dependencies",
        phases=len(plan.phases),
        items=len(plan.tasks) + len(plan.deliverables),
        dependencies=sum(len(task.depends_on) for task in plan.tasks),
    )
