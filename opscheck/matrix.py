"""The traceability matrix: each clause, the rules that check it, and how the plans fare by them."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from opscheck.catalogue import Catalogue
from opscheck.finding import Message, Outcome, RuleOutcome
from opscheck.framework import Clause
from opscheck.run import CheckedPlan

# A clause fares as badly as the worst of its rules.
_WORST_FIRST = (Outcome.fail, Outcome.needs_data, Outcome.waived, Outcome.passed, Outcome.not_applicable)


class PlanOutcome(NamedTuple):
    """How one plan fares by one clause; None where no rule of the ruleset checks it."""

    plan: str | None
    outcome: Outcome | None
    evidence: tuple[Message, ...]


class Row(NamedTuple):
    """A clause, the installed rules that check it, and the outcome in each plan."""

    clause: Clause
    rules: tuple[str, ...]
    plans: tuple[PlanOutcome, ...]

    @property
    def outcome(self) -> Outcome | None:
        """The worst outcome of all plans; None where nothing judged."""
        return worst(plan.outcome for plan in self.plans if plan.outcome)


def worst(outcomes: Iterable[Outcome]) -> Outcome | None:
    """The worst of some outcomes; None of none."""
    found = set(outcomes)
    return next((outcome for outcome in _WORST_FIRST if outcome in found), None)


def matrix(catalogue: Catalogue, plans: Sequence[CheckedPlan] = ()) -> list[Row]:
    """A row for every clause, in the order of the framework."""
    by_plan = [(plan, {outcome.rule: outcome for outcome in plan.report.outcomes}) for plan in plans]
    rows = []
    for clause in catalogue.clauses.values():
        rules = catalogue.rules_of(clause.id)
        judged = tuple(
            _judged(plan.report.plan, [found[rule] for rule in rules if rule in found]) for plan, found in by_plan
        )
        rows.append(Row(clause, tuple(rules), judged))
    return rows


def _judged(plan: str | None, outcomes: Sequence[RuleOutcome]) -> PlanOutcome:
    evidence = tuple(evidence.message for outcome in outcomes for evidence in outcome.evidence)
    return PlanOutcome(plan, worst(outcome.outcome for outcome in outcomes), evidence)
