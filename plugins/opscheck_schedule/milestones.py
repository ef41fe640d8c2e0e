from collections import defaultdict
from collections.abc import Sequence

from opscheck import Period, Phase, Plan, Problem, Result, Results, Rule, Task, lacking, parameter, verdict
from opscheck_schedule.days import in_days


class Milestones(
    Rule,
    id="schedule/milestones",
    severity="warning",
    clauses=["C3.4g"],
    requires=["phases", "tasks"],
    reads=["tasks[*].kind", "tasks[*].phase", "tasks[*].finish"],
):
    """Each phase ends in a dated milestone.

    The last dated milestone of a phase ends it, if it falls into the phase's last days or later. That it does not lie
    outside of the phase is schedule/dates' business.

    Why: a milestone is the day on which somebody says that the phase is done; without it, phases only fade out.

    Good:
        phases:
          - {id: diagnosis, finish: 2026-03-04}
        tasks:
          - {id: report-approved, phase: diagnosis, kind: milestone, finish: 2026-03-04}
    Bad:
        phases:
          - {id: diagnosis, finish: 2026-03-04}  # <- diagnosis ends in no milestone
        tasks:
          - {id: research, phase: diagnosis, finish: 2026-03-04}
    Bad:
        phases:
          - {id: diagnosis, finish: 2026-03-04}
          - {id: design, finish: 2026-05-29}
        tasks:
          - {id: report-approved, phase: diagnosis, kind: milestone}  # <- tasks[report-approved] has no finish
          - {id: draft, phase: design, kind: milestone, finish: 2026-04-10}  # <- draft, is 49 days before its end
    Bad:
        phases: [{id: diagnosis, finish: 2026-03-04}]  # <- the plan has no tasks
    """

    minimum: int = parameter(1, "how many dated milestones each phase has at least")
    tolerance: Period = parameter(
        Period("P1W"),
        "how long before the last day of a phase its last milestone may fall",
        ours="an acceptance is held on a working day of the last week, and a phase may end on a Sunday or a holiday",
    )

    def check(self, plan: Plan) -> Results:
        milestones: defaultdict[str, list[Task]] = defaultdict(list)
        for task in plan.tasks:
            if task.kind == "milestone" and task.phase is not None:
                milestones[task.phase].append(task)
        for phase in plan.phases:
            yield self._judge(phase, milestones[phase.id])

    def _judge(self, phase: Phase, milestones: Sequence[Task]) -> Result:
        dated = [task for task in milestones if task.finish is not None]
        undated = next((task for task in milestones if task.finish is None), None)
        if dated and len(dated) >= self.minimum:
            return self._ends(phase, max(dated, key=lambda task: task.finish))
        if undated is not None:
            return lacking(undated, "finish")
        template = "{phase} has {count} of {minimum} milestones" if dated else "{phase} ends in no milestone"
        return Problem(phase.at(), template, key="milestone", phase=phase.id, count=len(dated), minimum=self.minimum)

    def _ends(self, phase: Phase, last: Task) -> Result:
        finish = phase.finish or last.finish
        earliest = self.tolerance.before(finish)
        return verdict(
            last.finish >= earliest,
            last.at("finish"),
            "{phase} ends in {milestone} on {day}",
            "{phase} ends in no milestone: its last, {milestone}, is {days} before its end",
            key=phase.id,
            related=[phase.at("finish")],
            help="a milestone from {earliest} to {finish} ends the phase",
            phase=phase.id,
            milestone=last.id,
            day=last.finish,
            days=in_days((finish - last.finish).days),
            earliest=earliest,
            finish=finish,
        )
