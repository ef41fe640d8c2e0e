"""Whether the critical path is one, and whether there is time enough for it."""

from datetime import date
from decimal import Decimal

from opscheck import NotApplicable, Plan, Results, Rule, Task, at_least, parameter, verdict
from opscheck_schedule_quality.assessment import READS, Assessment, assess
from opscheck_schedule_quality.progress import baseline
from opscheck_schedule_quality.workdays import closes


class CriticalPath(
    Rule,
    id="schedule-quality/critical-path",
    severity="warning",
    clauses=["dcma-14:12"],
    reads=READS,
):
    """A delay on the critical path moves the finish by as much.

    The test takes the task with the least float of those that can be worked on now, makes it longer by `delay` working
    days, and by twice as many: the second `delay` has to move the end of the network by just as much. (The first may
    use up the days that the plan keeps free on the way, such as the buffers of its phases.)

    Why: where it does not, a fixed date or a missing dependency stands between the work and the finish, and the path
    that everybody watches is not the one that counts.

    Good, as of 2026-07-01:
        tasks:
          - {id: a, start: 2026-07-01, finish: 2026-07-03}
          - {id: b, start: 2026-07-06, finish: 2026-07-08, depends_on: [{task: a}]}
    Bad, as of 2026-07-01:
        tasks:
          - {id: a, start: 2026-07-01, finish: 2026-07-03}  # <- 600 more working days for a move b by 0
          - {id: b, start: 2026-07-06, finish: 2026-07-08, depends_on: [{task: a}], x-constraint: must-start-on}
    Good, as of 2026-07-01:
        tasks:
          - {id: a, depends_on: [{task: b}]}
          - {id: b, depends_on: [{task: a}]}
    """

    delay: int = parameter(600, "the working days by which the task is made longer: far more than it can have to spare")

    def check(self, plan: Plan) -> Results:
        assessment = assess(plan)
        if assessment.obstacle:
            yield assessment.obstacle
            return
        schedule, task = assessment.schedule, _most_critical(assessment)
        last = schedule.last
        once, twice = (schedule.delayed({task.id: times * self.delay})[last.id].finish for times in (1, 2))
        yield verdict(
            twice - once == self.delay,
            task.at(),
            "{delay} more working days for {task} move {last} by {moved}",
            "{delay} more working days for {task} move {last} by {moved}",
            related=[last.at()],
            help="look for a fixed date, or for a dependency that is missing, between the two",
            delay=self.delay,
            task=task.id,
            last=last.id,
            moved=twice - once,
        )


def _most_critical(assessment: Assessment) -> Task:
    """The task with the least float of those that wait for no unfinished one; of several the one that starts first."""
    schedule = assessment.schedule
    open_to_start = {task.id for task in assessment.unfinished} - {
        link.successor for link in assessment.open_links if link.predecessor not in assessment.progress.finished
    }
    candidates = [task for task in assessment.unfinished if task.id in open_to_start]
    return min(candidates, key=lambda task: (schedule.floats[task.id], schedule.early[task.id].start))


class CriticalPathLength(
    Rule,
    id="schedule-quality/critical-path-length",
    severity="warning",
    clauses=["dcma-14:13"],
    reads=READS,
):
    """There is time enough for the critical path: the critical path length index (CPLI).

    The working days from the status date to the end of the network, and those that lie between that end and the last
    finish that was promised (the `baseline` of a task that was planned anew, else its `finish`; fewer than none where
    the end is later), divided by the first.

    Why: an index below one says by how much the rest of the work has to be done faster than it is planned.

    Good, as of 2026-07-01:
        tasks:
          - {id: a, start: 2026-07-01, finish: 2026-07-03}
          - {id: b, start: 2026-07-06, finish: 2026-07-08, depends_on: [{task: a}]}
    Bad, as of 2026-07-01:
        tasks:
          - {id: a, start: 2026-07-01, finish: 2026-07-03}
          - id: b  # <- the critical path length index is 0.83, less than 0.95
            start: 2026-07-06
            finish: 2026-07-08
            baseline: 2026-07-07
            depends_on: [{task: a}]
    Good, as of 2026-07-01:
        tasks: [{id: a, start: 2026-07-01}]
    Good, as of 2026-07-01:
        tasks: [{id: a, kind: milestone}]
    """

    minimum: Decimal = parameter(Decimal("0.95"), "the lowest index that is good enough")

    def check(self, plan: Plan) -> Results:
        assessment = assess(plan)
        if assessment.obstacle:
            yield assessment.obstacle
            return
        schedule = assessment.schedule
        end, promised = schedule.last_day, _promised(assessment)
        length = closes(end) - schedule.now
        if length <= 0 or promised is None:
            yield NotApplicable(schedule.last.at(), "no path is left to the end of {last}", last=schedule.last.id)
            return
        spare = closes(promised) - closes(end)
        index = Decimal(length + spare) / length
        yield verdict(
            at_least("critical path length index", index, self.minimum),
            schedule.last.at(),
            "the critical path length index is {index}, at least {minimum}",
            "the critical path length index is {index}, less than {minimum}",
            arithmetic="({length} + {spare} working days) / {length} = {index}",
            help="by its dependencies {last} ends {end}, and {promised} was promised",
            index=index,
            minimum=self.minimum,
            length=length,
            spare=spare,
            last=schedule.last.id,
            end=end,
            promised=promised,
        )


def _promised(assessment: Assessment) -> date | None:
    """The last finish that was promised for any task."""
    return max(filter(None, map(baseline, assessment.progress.tasks)), default=None)
