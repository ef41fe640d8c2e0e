"""What the dependencies of unfinished tasks are like."""

from opscheck import NotApplicable, Pass, Percent, Period, Plan, Problem, Results, Rule, parameter
from opscheck_schedule_quality.assessment import READS, Assessment, assess
from opscheck_schedule_quality.network import LEAD, Link, lead_of
from opscheck_schedule_quality.shares import at_least_a_share, at_most_a_share


def _nothing_to_judge(assessment: Assessment) -> NotApplicable | None:
    """Why there is no dependency to judge; None where there is one."""
    if assessment.nothing_left or assessment.open_links:
        return assessment.nothing_left
    return NotApplicable(assessment.plan.at("tasks"), "no unfinished task waits for another one")


class Leads(
    Rule,
    id="schedule-quality/leads",
    severity="warning",
    clauses=["dcma-14:2"],
    reads=READS,
):
    """No unfinished task begins before what it waits for is done.

    A lag of the plan format is never below zero: a dependency that overlaps says so with a key of its own,
    `x-lead: P2D`.

    Why: a lead bets on the day on which something will be done, and whoever is late learns of it when it is spent.

    Good:
        tasks:
          - {id: a, start: 2026-07-01, finish: 2026-07-08}
          - {id: b, start: 2026-07-09, finish: 2026-07-10, depends_on: [{task: a, lag: P0D, x-lead: P0D}]}
    Bad:
        tasks:
          - {id: a, start: 2026-07-01, finish: 2026-07-08}
          - id: b
            start: 2026-07-07
            finish: 2026-07-10
            depends_on:
              - {task: a, x-lead: P2D}  # <- b begins 2 days before a allows it
          - id: c
            depends_on:
              - {task: a, x-lead: soon}  # <- soon is no period such as P2D
    Good, as of 2026-07-01:
        tasks: [{id: a, start: 2026-07-02, finish: 2026-07-03}]
    """

    def check(self, plan: Plan) -> Results:
        assessment = assess(plan)
        nothing = _nothing_to_judge(assessment)
        if nothing:
            yield nothing
            return
        problems = [problem for link in assessment.open_links if (problem := _lead_problem(link))]
        yield from problems
        if not problems:
            yield Pass(plan.at("tasks"), "none of {total} dependencies has a lead", total=len(assessment.open_links))


def _lead_problem(link: Link) -> Problem | None:
    at, value, lead = link.dependency.at(LEAD), link.dependency.get(LEAD), lead_of(link.dependency)
    if lead:
        return Problem(
            at,
            "{task} begins {lead} before {predecessor} allows it",
            key=link.type,
            help="split {predecessor} where {task} can really begin, and let it wait for the first part",
            task=link.successor,
            lead=lead,
            predecessor=link.predecessor,
        )
    if value is None or _is_period(value):
        return None
    return Problem(at, "{value} is no period such as P2D", key=link.type, value=str(value))


def _is_period(value: object) -> bool:
    try:
        return isinstance(value, str) and Period(value) is not None
    except ValueError:
        return False


class Lags(
    Rule,
    id="schedule-quality/lags",
    severity="warning",
    clauses=["dcma-14:3"],
    reads=READS,
):
    """Few dependencies of unfinished tasks have a lag.

    Why: a lag is time in which something happens that has no name, no owner and no end that anybody records.

    Good:
        tasks:
          - {id: a, start: 2026-07-01, finish: 2026-07-03}
          - {id: b, start: 2026-07-06, finish: 2026-07-08, depends_on: [{task: a, lag: P0D}]}
    Bad:
        tasks:  # <- 50.0 % of the dependencies have a lag, more than 5 %
          - {id: a, start: 2026-07-01, finish: 2026-07-03}
          - {id: b, start: 2026-07-10, finish: 2026-07-14, depends_on: [{task: a, lag: P6D}]}
          - {id: c, start: 2026-07-15, finish: 2026-07-16, depends_on: [{task: b}]}
    Good, as of 2026-07-01:
        tasks: [{id: a, start: 2026-07-02, finish: 2026-07-03}]
    """

    maximum: Percent = parameter(Percent("5%"), "the share of dependencies that may have a lag")

    def check(self, plan: Plan) -> Results:
        assessment = assess(plan)
        nothing = _nothing_to_judge(assessment)
        if nothing:
            yield nothing
            return
        yield at_most_a_share(
            plan,
            [link.dependency.at("lag") for link in assessment.open_links if link.dependency.lag],
            len(assessment.open_links),
            self.maximum,
            "dependencies with a lag",
            "{share} of the dependencies have a lag, at most {maximum}",
            "{share} of the dependencies have a lag, more than {maximum}",
            help="make the time between two tasks a task, with an owner",
        )


class FinishToStart(
    Rule,
    id="schedule-quality/finish-to-start",
    severity="warning",
    clauses=["dcma-14:4"],
    reads=READS,
):
    """Nearly all dependencies of unfinished tasks are finish-to-start.

    Why: one thing after the other is what people understand, and what they can see happen.

    Good:
        tasks:
          - {id: a, start: 2026-07-01, finish: 2026-07-03}
          - {id: b, start: 2026-07-06, finish: 2026-07-08, depends_on: [{task: a}]}
    Bad:
        tasks:  # <- 50.0 % of the dependencies are finish-to-start, less than 90 %
          - {id: a, start: 2026-07-01, finish: 2026-07-03}
          - {id: b, start: 2026-07-01, finish: 2026-07-08, depends_on: [{task: a, type: SS}]}
          - {id: c, start: 2026-07-09, finish: 2026-07-10, depends_on: [{task: b, type: FS}]}
    Good, as of 2026-07-01:
        tasks: [{id: a, start: 2026-07-02, finish: 2026-07-03}]
    """

    minimum: Percent = parameter(Percent("90%"), "the share of dependencies that have to be finish-to-start")

    def check(self, plan: Plan) -> Results:
        assessment = assess(plan)
        nothing = _nothing_to_judge(assessment)
        if nothing:
            yield nothing
            return
        yield at_least_a_share(
            plan,
            [link.dependency.at() for link in assessment.open_links if link.type != "FS"],
            len(assessment.open_links),
            self.minimum,
            "finish-to-start dependencies",
            "{share} of the dependencies are finish-to-start, at least {minimum}",
            "{share} of the dependencies are finish-to-start, less than {minimum}",
            help="cut the tasks so that one begins when another is done",
        )
