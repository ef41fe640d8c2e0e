"""How much room the tasks have: too little, too much, or none because a date is fixed."""

from typing import Any

from opscheck import Percent, Plan, Problem, Results, Rule, Task, closest, parameter
from opscheck_schedule_quality.assessment import READS, assess
from opscheck_schedule_quality.constraints import CONSTRAINT, ENDS, SOFT, constraint_of
from opscheck_schedule_quality.shares import at_most_a_share


class HardConstraints(
    Rule,
    id="schedule-quality/hard-constraints",
    severity="warning",
    clauses=["dcma-14:5"],
    reads=READS,
):
    """Few unfinished tasks are held to a date whatever they wait for.

    The dates of a plan are forecasts, those of milestones too. A task whose date is fixed says so with a key of its
    own: `x-constraint` is `must-start-on`, `must-finish-on`, `start-no-later-than` or `finish-no-later-than`, and the
    date is the task's own `start` or `finish`. Where the dependencies do not keep to it,
    schedule-quality/negative-float finds it. `start-no-earlier-than` and `finish-no-earlier-than` are soft and do not
    count.

    Why: a fixed date hides what the work before it needs, until the date has come.

    Good:
        tasks:
          - {id: a, start: 2026-07-01, finish: 2026-07-03, x-constraint: start-no-earlier-than}
          - {id: b, start: 2026-07-06, finish: 2026-07-08}
    Bad:
        tasks:  # <- 33.3 % of the unfinished tasks have a hard constraint, more than 5 %
          - {id: a, start: 2026-07-01, finish: 2026-07-03, x-constraint: must-start-on}
          - {id: b, start: 2026-07-06, x-constraint: must-finish-on}  # <- b is must-finish-on, and has no finish
          - id: c
            start: 2026-07-06
            x-constraint: must-start-now  # <- must-start-now is no constraint: did you mean must-start-on?
    Bad:
        tasks:
          - {id: a, start: 2026-07-01, x-constraint: 7}  # <- 7 is no constraint
    Good, as of 2026-07-01:
        tasks: [{id: a, start: 2026-06-01, finish: 2026-06-03, x-constraint: must-finish-on}]
        actuals: {progress: [{task: a, finished: 2026-06-03}]}
    """

    maximum: Percent = parameter(Percent("5%"), "the share of unfinished tasks that may have a hard constraint")

    def check(self, plan: Plan) -> Results:
        assessment = assess(plan)
        if assessment.nothing_left:
            yield assessment.nothing_left
            return
        unfinished = assessment.unfinished
        yield from filter(None, map(_malformed, unfinished))
        yield at_most_a_share(
            plan,
            [task.at(CONSTRAINT) for task in unfinished if constraint_of(task)],
            len(unfinished),
            self.maximum,
            "tasks with a hard constraint",
            "{share} of the unfinished tasks have a hard constraint, at most {maximum}",
            "{share} of the unfinished tasks have a hard constraint, more than {maximum}",
            help="let dependencies say when a task can be done, and keep fixed dates for what the outside world fixes",
        )


def _malformed(task: Task) -> Problem | None:
    name = task.get(CONSTRAINT)
    if name is None or name in SOFT or constraint_of(task):
        return None
    values: dict[str, Any] = {"task": task.id, "name": name if isinstance(name, str) else str(name)}
    at = task.at(CONSTRAINT)
    if values["name"] in ENDS:
        return Problem(at, "{task} is {name}, and has no {end}", key="date", end=ENDS[name], **values)
    meant = closest(values["name"], [*ENDS, *SOFT])
    if meant:
        return Problem(at, "{name} is no constraint: did you mean {meant}?", key="word", meant=meant, **values)
    known = ", ".join(ENDS)
    return Problem(at, "{name} is no constraint", key="word", help="known are {known}", known=known, **values)


class HighFloat(
    Rule,
    id="schedule-quality/high-float",
    severity="warning",
    clauses=["dcma-14:6"],
    reads=READS,
):
    """Few unfinished tasks can be two months late without anybody noticing.

    Total float is how many working days later a task may finish without the network ending later than it does now.
    Working days are Monday to Friday; holidays are not known.

    Why: so much room mostly means that the task which really needs this one does not say so.

    Good, as of 2026-07-01:
        tasks:
          - {id: a, start: 2026-07-01, finish: 2026-07-03}
          - {id: b, start: 2026-07-06, finish: 2026-07-08, depends_on: [{task: a}]}
    Bad, as of 2026-07-01:
        tasks:  # <- 50.0 % of the unfinished tasks have more than 44 working days of float, more than 5 %
          - {id: a, start: 2026-07-01, finish: 2026-07-03}
          - {id: b, start: 2026-07-06, finish: 2026-09-07}
    Good, as of 2026-07-01:
        tasks:
          - {id: a, start: 2026-07-01, finish: 2026-07-03, depends_on: [{task: b}]}
          - {id: b, start: 2026-07-06, finish: 2026-09-07, depends_on: [{task: a}]}
    """

    limit: int = parameter(44, "the working days of float above which it is high: two months")
    maximum: Percent = parameter(Percent("5%"), "the share of unfinished tasks that may have high float")

    def check(self, plan: Plan) -> Results:
        assessment = assess(plan)
        if assessment.obstacle:
            yield assessment.obstacle
            return
        floats = assessment.schedule.floats
        yield at_most_a_share(
            plan,
            [task.at() for task in assessment.unfinished if floats[task.id] > self.limit],
            len(floats),
            self.maximum,
            "tasks with high float",
            "{share} of the unfinished tasks have more than {limit} working days of float, at most {maximum}",
            "{share} of the unfinished tasks have more than {limit} working days of float, more than {maximum}",
            help="say which tasks wait for these; the most float has {most}: {float} working days",
            limit=self.limit,
            most=max(floats, key=floats.__getitem__),
            float=max(floats.values()),
        )


class NegativeFloat(
    Rule,
    id="schedule-quality/negative-float",
    severity="warning",
    clauses=["dcma-14:7"],
    reads=READS,
):
    """No unfinished task is too late already for a date that has to be kept.

    Dates that have to be kept are the plan's own finish and the hard constraints (`x-constraint`).

    Why: negative float is a delay that is certain and that the dates of the plan do not show.

    Good, as of 2026-07-01:
        plan: {id: p, finish: 2026-07-08}
        tasks:
          - {id: a, start: 2026-07-01, finish: 2026-07-03}
          - {id: b, start: 2026-07-06, finish: 2026-07-08, depends_on: [{task: a}]}
    Bad, as of 2026-07-01:
        plan: {id: p, finish: 2026-07-07}
        tasks:  # <- 2 of 2 unfinished tasks have negative float, more than 0 %: least has a, -1 working days
          - {id: a, start: 2026-07-01, finish: 2026-07-03}
          - {id: b, start: 2026-07-06, finish: 2026-07-08, depends_on: [{task: a}]}
    Good, as of 2026-07-01:
        tasks: [{id: a, start: 2026-07-01}]
    """

    maximum: Percent = parameter(Percent("0%"), "the share of unfinished tasks that may have negative float")

    def check(self, plan: Plan) -> Results:
        assessment = assess(plan)
        if assessment.obstacle:
            yield assessment.obstacle
            return
        floats = assessment.schedule.floats
        yield at_most_a_share(
            plan,
            [task.at() for task in assessment.unfinished if floats[task.id] < 0],
            len(floats),
            self.maximum,
            "tasks with negative float",
            "{count} of {total} unfinished tasks have negative float, at most {maximum}",
            "{count} of {total} unfinished tasks have negative float, more than {maximum}: "
            "least has {least}, {float} working days",
            help="shorten what comes before the date that has to be kept, or move that date",
            least=min(floats, key=floats.__getitem__),
            float=min(floats.values()),
        )
