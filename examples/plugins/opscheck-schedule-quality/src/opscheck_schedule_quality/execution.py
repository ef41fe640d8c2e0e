"""How the schedule is carried out: dates that cannot be, tasks that were missed, and what is done of what should be."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from math import ceil
from typing import Any

from opscheck import NotApplicable, Pass, Percent, Plan, Problem, Results, Rule, Task, at_least, parameter, verdict
from opscheck_schedule_quality.assessment import READS, Assessment, assess
from opscheck_schedule_quality.shares import MOST_RELATED, at_most_a_share

_LATER = "move plan.data_date on, or record only what has happened"
_NOTHING_DUE = "no task was to be done by {status}"


class InvalidDates(
    Rule,
    id="schedule-quality/invalid-dates",
    severity="warning",
    clauses=["dcma-14:9"],
    reads=[*READS, "actuals.progress[*]"],
):
    """What is recorded has happened, and what is forecast is still to come.

    Both are held against the status date, which is the plan's `data_date`, or the day of the run where that is earlier
    or the plan has none. The status date itself fits both.

    Why: dates that cannot be true make every number that is calculated from them untrue.

    Good, as of 2026-07-01:
        plan: {id: p, data_date: 2026-06-30}
        tasks:
          - {id: a, start: 2026-06-22, finish: 2026-06-24}
          - {id: b, start: 2026-06-22, finish: 2026-06-30}
          - {id: c, start: 2026-07-02, finish: 2026-07-03}
          - {id: d}
        actuals:
          progress:
            - {task: a, started: 2026-06-22, finished: 2026-06-30}
            - {task: b, started: 2026-06-22}
            - {started: 2026-06-22}
    Bad, as of 2026-07-01:
        plan: {id: p, data_date: 2026-06-30}
        tasks:
          - {id: a, start: 2026-06-22, finish: 2026-06-24}
          - {id: b, start: 2026-06-22, finish: 2026-06-29}  # <- b is to finish 2026-06-29, before the status date
          - {id: c, start: 2026-06-29, finish: 2026-07-03}  # <- c is to start 2026-06-29, before the status date
          - {id: d, kind: milestone, finish: 2026-06-29}  # <- d is to finish 2026-06-29
          - {id: e, start: 2026-07-01, finish: 2026-07-03}
        actuals:
          progress:
            - {task: a, started: 2026-06-24, finished: 2026-06-23}  # <- a finished 2026-06-23, before it started
            - {task: b, started: 2026-06-22}
            - {task: e, started: 2026-07-01}  # <- e is recorded to have started 2026-07-01, after the status date
            - {task: e, finished: 2026-07-02}  # <- e is recorded to have finished 2026-07-02, after the status date
    """

    def check(self, plan: Plan) -> Results:
        assessment = assess(plan)
        problems = [*_recorded(assessment), *_forecast(assessment)]
        yield from problems
        if not problems:
            status = assessment.progress.status
            yield Pass(plan.at("tasks"), "no record is later than {status}, no forecast earlier", status=status)


def _recorded(assessment: Assessment) -> Iterator[Problem]:
    """What is recorded of a day that has not come, and what ended before it began."""
    status = assessment.progress.status
    for record in assessment.plan.actuals.progress:
        started, finished = record.started, record.finished
        values: dict[str, Any] = {"task": record.task, "started": started, "finished": finished, "status": status}
        if started and started > status:
            template = "{task} is recorded to have started {started}, after the status date {status}"
            yield Problem(record.at("started"), template, key="status", help=_LATER, **values)
        if finished and finished > status:
            template = "{task} is recorded to have finished {finished}, after the status date {status}"
            yield Problem(record.at("finished"), template, key="status", help=_LATER, **values)
        if started and finished and finished < started:
            template = "{task} finished {finished}, before it started {started}"
            yield Problem(record.at("finished"), template, key="order", **values)


def _forecast(assessment: Assessment) -> Iterator[Problem]:
    """The first date of each unfinished task that has passed without having come true, unless work on it goes on."""
    progress = assessment.progress
    for task in assessment.unfinished:
        end = _passed(task, progress.status, has_started=task.id in progress.started)
        if end is not None:
            yield Problem(
                task.at(end),
                "{task} is to start {day}, before the status date {status}"
                if end == "start"
                else "{task} is to finish {day}, before the status date {status}",
                key="status",
                related=[assessment.plan.header.at("data_date")],
                help="record what has happened, or say when it is to happen now, with the old finish as baseline",
                task=task.id,
                day=task.get(end),
                status=progress.status,
            )


def _passed(task: Task, status: date, *, has_started: bool) -> str | None:
    """The date of an unfinished task that lies before the status date."""
    if task.start and task.start < status and not has_started:
        return "start"
    return "finish" if task.finish and task.finish < status else None


class MissedTasks(
    Rule,
    id="schedule-quality/missed-tasks",
    severity="warning",
    clauses=["dcma-14:11"],
    reads=READS,
):
    """Few of the tasks that should be done were finished late or are not done.

    What was promised is the `baseline` of a task that was planned anew, else its `finish`. What was promised for the
    status date itself may still be done on it.

    Why: a tenth of the tasks late is how a whole plan begins to be.

    Good, as of 2026-07-01:
        tasks:
          - {id: a, finish: 2026-06-24}
          - {id: b, finish: 2026-07-01}
          - {id: c}
        actuals: {progress: [{task: a, finished: 2026-06-24}]}
    Bad, as of 2026-07-01:
        tasks:  # <- 2 of 3 tasks that should be done (66.7 %) were missed, more than 5 %
          - {id: a, finish: 2026-06-24}
          - {id: b, finish: 2026-07-31, baseline: 2026-06-30}
          - {id: c, finish: 2026-07-01}
        actuals: {progress: [{task: a, finished: 2026-06-25}, {task: c, finished: 2026-07-01}]}
    Good, as of 2026-07-01:
        tasks: [{id: a, finish: 2026-07-02}]
    """

    maximum: Percent = parameter(Percent("5%"), "the share of the tasks that should be done that may be missed")

    def check(self, plan: Plan) -> Results:
        progress = assess(plan).progress
        due = progress.due
        if not due:
            yield NotApplicable(plan.at("tasks"), _NOTHING_DUE, status=progress.status)
            return
        yield at_most_a_share(
            plan,
            [task.at("finish") for task in due if progress.is_missed(task)],
            len(due),
            self.maximum,
            "missed tasks",
            "{count} of {total} tasks that should be done ({share}) were missed, at most {maximum}",
            "{count} of {total} tasks that should be done ({share}) were missed, more than {maximum}",
            help="find out what these have in common before the next ones are due",
        )


class BaselineExecution(
    Rule,
    id="schedule-quality/baseline-execution",
    severity="warning",
    clauses=["dcma-14:14"],
    reads=READS,
):
    """As many tasks are done as should be: the baseline execution index (BEI).

    All tasks that are done, also those done early, divided by those that were promised for the time up to the status
    date. What was promised is the `baseline` of a task that was planned anew, else its `finish`.

    Why: missed tasks may be made up for by others; the index says whether they were.

    Good, as of 2026-07-01:
        tasks:
          - {id: a, finish: 2026-06-24}
          - {id: b, finish: 2026-07-31}
        actuals: {progress: [{task: b, finished: 2026-06-25}]}
    Bad, as of 2026-07-01:
        tasks:  # <- the baseline execution index is 0.5, less than 0.95
          - {id: a, finish: 2026-06-24}
          - {id: b, finish: 2026-06-25}
        actuals: {progress: [{task: b, finished: 2026-06-25}]}
    Good, as of 2026-07-01:
        tasks: [{id: a, finish: 2026-07-31}]
    """

    minimum: Decimal = parameter(Decimal("0.95"), "the lowest index that is good enough")

    def check(self, plan: Plan) -> Results:
        progress = assess(plan).progress
        due = progress.due
        if not due:
            yield NotApplicable(plan.at("tasks"), _NOTHING_DUE, status=progress.status)
            return
        done = progress.done
        index = Decimal(done) / len(due)
        yield verdict(
            at_least("baseline execution index", index, self.minimum),
            plan.at("tasks"),
            "the baseline execution index is {index}, at least {minimum}",
            "the baseline execution index is {index}, less than {minimum}",
            related=[task.at() for task in due if task.id not in progress.finished][:MOST_RELATED],
            arithmetic="{done} done / {due} due by {status} = {index}",
            help="{lacking} more tasks done would be enough",
            index=index,
            minimum=self.minimum,
            done=done,
            due=len(due),
            lacking=ceil(self.minimum * len(due)) - done,
            status=progress.status,
        )
