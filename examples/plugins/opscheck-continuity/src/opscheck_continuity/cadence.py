"""How often contingency plans are exercised."""

from abc import abstractmethod
from datetime import date
from typing import Any

from opscheck import ContingencyPlan, Pass, Period, Plan, Problem, Result, Results, Rule, parameter
from opscheck_continuity.exercises import READS, last_exercises

_INTERVAL = "x-interval"


class _Cadence(Rule):
    """Each contingency plan was exercised within an interval, counted back from the day of the run."""

    def check(self, plan: Plan) -> Results:
        last = last_exercises(plan)
        for contingency in plan.contingency_plans:
            interval = self.interval(contingency)
            if isinstance(interval, Period):
                yield _judge(contingency, last.get(contingency.id), interval, plan.as_of)
            else:
                yield interval

    @abstractmethod
    def interval(self, contingency: ContingencyPlan) -> Period | Problem:
        """The longest time between two exercises, or what is wrong with it."""


def own_interval(contingency: ContingencyPlan) -> Period | Problem | None:
    """The interval that a contingency plan sets itself, what is wrong with it, or None."""
    value = contingency.get(_INTERVAL)
    if value is None:
        return None
    try:
        interval = Period(value)
    except (ValueError, TypeError):
        template = "{value} is no period such as P6M"
        return Problem(contingency.at(_INTERVAL), template, key=_INTERVAL, value=str(value))
    if not interval:
        return Problem(contingency.at(_INTERVAL), "an interval of no time is none", key=_INTERVAL)
    return interval


def _judge(contingency: ContingencyPlan, last: date | None, interval: Period, as_of: date) -> Result:
    since = last or contingency.created or contingency.updated
    values: dict[str, Any] = {"plan": contingency.id, "interval": interval, "last": last}
    if since is None:
        return Problem(contingency.at(), "{plan} was never exercised", key="exercise", **values)
    due = interval.after(since)
    values["due"] = due
    if as_of > due:
        template = (
            "{plan} was last exercised {last}, more than {interval} ago" if last else "{plan} was never exercised"
        )
        return Problem(contingency.at(), template, key="exercise", help="an exercise was due {due}", **values)
    if last is None:
        return Pass(contingency.at(), "{plan} is new: its first exercise is due {due}", **values)
    return Pass(contingency.at(), "{plan} was last exercised {last}, within {interval}", **values)


class _Within(_Cadence):
    """An interval that the standard names; a contingency plan may set itself a shorter one, never a longer one."""

    maximum: Period

    def interval(self, contingency: ContingencyPlan) -> Period | Problem:
        own = own_interval(contingency)
        if isinstance(own, Period) and own > self.maximum:
            return Problem(
                contingency.at(_INTERVAL),
                "{plan} is to be exercised every {own}, less often than every {maximum}",
                key=_INTERVAL,
                plan=contingency.id,
                own=own,
                maximum=self.maximum,
            )
        return own or self.maximum


class PciDssCadence(
    _Within,
    id="continuity/pci-dss-cadence",
    clauses=["pci-dss:12.10.2"],
    requires=["contingency_plans"],
    reads=READS,
):
    """Each contingency plan is tested at least every 12 months.

    A real activation counts. A contingency plan that is younger than that, by `created` or else `updated`, has time.

    Why: an assessor asks for the date of the last test of the incident response plan, and for nothing else first.

    Good, as of 2026-07-01:
        contingency_plans: [{id: outage-plan}, {id: leak-plan}, {id: pr-plan, created: 2026-06-01}]
        drills: [{id: q1, plan: outage-plan, date: 2026-03-25}]
        actuals:
          drills_held: [{drill: q1, held: 2026-03-25}]
          activations: [{plan: leak-plan, "on": 2025-07-01}]
    Bad, as of 2026-07-01:
        contingency_plans:
          - {id: outage-plan}  # <- outage-plan was last exercised 2025-06-30, more than 12 months ago
          - {id: leak-plan, created: 2025-01-01}  # <- leak-plan was never exercised
          - {id: cash-plan}  # <- cash-plan was never exercised
          - {id: pr-plan, created: 2026-06-01, x-interval: P2Y}  # <- every 2 years, less often than every 12 months
          - {id: hr-plan, created: 2026-06-01, x-interval: often}  # <- often is no period such as P6M
          - {id: it-plan, created: 2026-06-01, x-interval: P0D}  # <- an interval of no time is none
        drills: [{id: q1, plan: outage-plan, date: 2025-06-30}]
        actuals: {drills_held: [{drill: q1, held: 2025-06-30}]}
    Bad:
        plan: {id: p}  # <- the plan has no contingency_plans
    """

    maximum: Period = parameter(
        Period("P12M"),
        "the longest time between two tests of a contingency plan",
        ours="PCI DSS 4.0, requirement 12.10.2: at least once every 12 months",
    )


class DoraCadence(
    _Within,
    id="continuity/dora-cadence",
    clauses=["dora:11.6"],
    requires=["contingency_plans"],
    reads=READS,
):
    """Each contingency plan is tested at least yearly.

    A real activation counts. A contingency plan that is younger than that, by `created` or else `updated`, has time.

    Why: a plan that was right a year ago names people who have left and systems that have been replaced.

    Good, as of 2026-07-01:
        contingency_plans: [{id: outage-plan, x-interval: P6M}, {id: leak-plan, updated: 2026-05-20}]
        drills: [{id: q1, plan: outage-plan, date: 2026-03-25}]
        actuals: {drills_held: [{drill: q1, held: 2026-03-25}]}
    Bad, as of 2026-07-01:
        contingency_plans:
          - {id: outage-plan, x-interval: P3M}  # <- outage-plan was last exercised 2026-03-25, more than 3 months ago
          - {id: leak-plan}  # <- leak-plan was never exercised
          - {id: pr-plan, x-interval: P18M}  # <- every 18 months, less often than every 1 year
          - {id: hr-plan, x-interval: yearly}  # <- yearly is no period such as P6M
          - {id: it-plan, x-interval: P0D}  # <- an interval of no time is none
        drills: [{id: q1, plan: outage-plan, date: 2026-03-25}]
        actuals: {drills_held: [{drill: q1, held: 2026-03-25}]}
    """

    maximum: Period = parameter(
        Period("P1Y"),
        "the longest time between two tests of a contingency plan",
        ours="Regulation (EU) 2022/2554 (DORA), article 11(6): at least yearly",
    )


class Iso22301Cadence(
    _Cadence,
    id="continuity/iso-22301-cadence",
    clauses=["iso-22301:8.5"],
    requires=["contingency_plans"],
    reads=READS,
):
    """Each contingency plan is exercised at the interval that is planned for it.

    The standard leaves the interval to the organization, so each contingency plan says its own (`x-interval`).

    Why: an interval that nobody has written down is one that nobody has missed.

    Good, as of 2026-07-01:
        contingency_plans:
          - {id: outage-plan, x-interval: P6M}
          - {id: leak-plan, x-interval: P2Y, created: 2025-01-01}
        drills: [{id: q1, plan: outage-plan, date: 2026-03-25}]
        actuals: {drills_held: [{drill: q1, held: 2026-03-25}]}
    Bad, as of 2026-07-01:
        contingency_plans:
          - {id: outage-plan, x-interval: P3M}  # <- outage-plan was last exercised 2026-03-25, more than 3 months ago
          - {id: leak-plan}  # <- leak-plan does not say at which interval it is exercised
          - {id: pr-plan, x-interval: P1Y}  # <- pr-plan was never exercised
          - {id: hr-plan, x-interval: [P1Y]}  # <- is no period such as P6M
          - {id: it-plan, x-interval: P0D}  # <- an interval of no time is none
        drills: [{id: q1, plan: outage-plan, date: 2026-03-25}]
        actuals: {drills_held: [{drill: q1, held: 2026-03-25}]}
    """

    def interval(self, contingency: ContingencyPlan) -> Period | Problem:
        return own_interval(contingency) or Problem(
            contingency.at(),
            "{plan} does not say at which interval it is exercised",
            key=_INTERVAL,
            help="write it as x-interval: P6M",
            plan=contingency.id,
        )
