"""Exercises after changes."""

from datetime import date
from typing import Any

from opscheck import ContingencyPlan, NotApplicable, Pass, Period, Plan, Problem, Result, Results, Rule, parameter
from opscheck_continuity.exercises import READS, last_exercises

_CHANGE = "x-change"
_WITHIN = "the standard names no time; three months is a quarter's exercise calendar"


class _AfterChange(Rule):
    """A contingency plan that was changed is exercised soon after. An update counts unless it says that it is none."""

    within: Period
    insignificant: tuple[str, ...]

    def check(self, plan: Plan) -> Results:
        last = last_exercises(plan)
        changed = [contingency for contingency in plan.contingency_plans if self._is_changed(contingency, plan.as_of)]
        for contingency in changed:
            yield self._judge(contingency, last.get(contingency.id), plan.as_of)
        if not changed:
            yield NotApplicable(plan.at("contingency_plans"), "no contingency plan has been changed")

    def _is_changed(self, contingency: ContingencyPlan, as_of: date) -> bool:
        is_past = contingency.updated is not None and contingency.updated <= as_of
        return is_past and contingency.get(_CHANGE) not in self.insignificant

    def _judge(self, contingency: ContingencyPlan, last: date | None, as_of: date) -> Result:
        due = self.within.after(contingency.updated)
        values: dict[str, Any] = {"plan": contingency.id, "updated": contingency.updated, "due": due, "last": last}
        at = contingency.at("updated")
        if last is not None and last >= contingency.updated:
            return Pass(at, "{plan} was changed {updated} and last exercised {last}", **values)
        if as_of <= due:
            return Pass(at, "{plan} was changed {updated}: it is to be exercised by {due}", **values)
        return Problem(
            at,
            "{plan} was changed {updated} and has not been exercised since",
            key="exercise",
            help="hold a drill of it, or say x-change: editorial if nothing that matters was changed",
            **values,
        )


class DoraChange(
    _AfterChange,
    id="continuity/dora-change",
    severity="warning",
    clauses=["dora:11.6"],
    requires=["contingency_plans"],
    reads=[*READS, "contingency_plans[*].updated"],
):
    """A contingency plan is tested after a substantive change.

    Why: what was changed is what was never tried.

    Good, as of 2026-07-01:
        contingency_plans:
          - {id: outage-plan, updated: 2026-03-01}
          - {id: leak-plan, updated: 2026-06-20}
          - {id: pr-plan, updated: 2025-01-01, x-change: editorial}
        drills: [{id: q1, plan: outage-plan, date: 2026-03-25}]
        actuals: {drills_held: [{drill: q1, held: 2026-03-25}]}
    Bad, as of 2026-07-01:
        contingency_plans:
          - {id: outage-plan, updated: 2026-03-26}  # <- outage-plan was changed 2026-03-26 and has not been exercised
        drills: [{id: q1, plan: outage-plan, date: 2026-03-25}]
        actuals: {drills_held: [{drill: q1, held: 2026-03-25}]}
    Bad, as of 2026-07-01:
        contingency_plans:
          - {id: pr-plan, updated: 2025-01-01}  # <- pr-plan was changed 2025-01-01
    Bad:
        plan: {id: p}  # <- the plan has no contingency_plans
    Good, as of 2026-07-01:
        contingency_plans: [{id: pr-plan, updated: 2026-08-01}]
    """

    within: Period = parameter(Period("P3M"), "the time within which a change is tested", ours=_WITHIN)
    insignificant: tuple[str, ...] = parameter(
        ("editorial", "minor"), "what `x-change` says of an update that needs no test", ours="our own key"
    )


class Iso22301Change(
    _AfterChange,
    id="continuity/iso-22301-change",
    severity="warning",
    clauses=["iso-22301:8.5"],
    requires=["contingency_plans"],
    reads=[*READS, "contingency_plans[*].updated"],
):
    """A contingency plan is exercised after a significant change.

    Why: what was changed is what was never tried.

    Good, as of 2026-07-01:
        contingency_plans: [{id: outage-plan, updated: 2026-05-01}, {id: leak-plan, updated: 2026-06-20}]
        actuals: {activations: [{plan: outage-plan, "on": 2026-05-01}]}
    Good, as of 2026-07-01:
        contingency_plans: [{id: outage-plan, updated: 2026-01-01, x-change: minor}]
    Bad, as of 2026-07-01:
        contingency_plans:
          - {id: outage-plan, updated: 2026-03-31}  # <- outage-plan was changed 2026-03-31 and has not been exercised
    """

    within: Period = parameter(Period("P3M"), "the time within which a change is exercised", ours=_WITHIN)
    insignificant: tuple[str, ...] = parameter(
        ("editorial", "minor"), "what `x-change` says of an update that needs no exercise", ours="our own key"
    )
