"""The traceability matrix: each clause, the rules that check it, how the plans fare by it, and on what evidence."""

from collections.abc import Callable, Iterable, Sequence
from typing import Literal, NamedTuple

from opscheck.catalogue import Catalogue
from opscheck.finding import Evidence, Message, Outcome, RuleOutcome
from opscheck.framework import Clause
from opscheck.run import CheckedPlan, RulesetInfo, Run

NO_RULE = "no installed plugin has a rule for it"
OFF = "the ruleset {ruleset} does not run {rules}"
NOT_SELECTED = "--select or --ignore leaves {rules} out"
UNREADABLE = "the plan cannot be read"

# A clause fares as badly as the worst of its rules.
WORST_FIRST = (Outcome.fail, Outcome.needs_data, Outcome.waived, Outcome.passed, Outcome.not_applicable)


class Unchecked(NamedTuple):
    """Why nothing is known of a clause."""

    reason: Literal["no-rule", "off", "not-selected", "unreadable"]
    message: Message


class Entry(NamedTuple):
    """A piece of evidence, with the rule that gives it (None where the plan itself sets the clause aside)."""

    rule: str | None
    outcome: Outcome
    evidence: Evidence


class PlanOutcome(NamedTuple):
    """How one plan fares by one clause; where no rule has judged, ``outcome`` is None and ``unchecked`` says why."""

    plan: str | None
    file: str
    outcome: Outcome | None
    entries: tuple[Entry, ...]
    unchecked: Unchecked | None = None

    @property
    def headroom(self) -> Evidence | None:
        """The evidence that is nearest to its bound, or furthest beyond it; None where nothing was measured."""
        return tightest(entry.evidence for entry in self.entries)

    @property
    def refs(self) -> tuple[str, ...]:
        """What the plan names as evidence, each path or URL once."""
        return tuple(dict.fromkeys(ref for entry in self.entries for ref in entry.evidence.refs))


class Row(NamedTuple):
    """A clause, the installed rules that check it, and the outcome in each plan."""

    clause: Clause
    rules: tuple[str, ...]
    plans: tuple[PlanOutcome, ...]

    @property
    def outcome(self) -> Outcome | None:
        """The worst outcome of all plans; None where nothing judged."""
        return worst(plan.outcome for plan in self.plans if plan.outcome)

    @property
    def unchecked(self) -> Unchecked | None:
        """Why no plan was judged by the clause; without plans, whether a rule for it is missing."""
        if self.outcome:
            return None
        if not self.plans:
            return None if self.rules else Unchecked("no-rule", Message(NO_RULE))
        return self.plans[0].unchecked

    @property
    def headroom(self) -> Evidence | None:
        """The tightest headroom of all plans."""
        return tightest(plan.headroom for plan in self.plans)


def worst(outcomes: Iterable[Outcome]) -> Outcome | None:
    """The worst of some outcomes; None of none."""
    found = set(outcomes)
    return next((outcome for outcome in WORST_FIRST if outcome in found), None)


def tightest(evidence: Iterable[Evidence | None]) -> Evidence | None:
    """What was measured nearest to its bound; None where nothing was measured."""
    measured = [(entry.measure.tightness, entry) for entry in evidence if entry and entry.measure is not None]
    return min(measured, key=lambda pair: pair[0])[1] if measured else None


def matrix(
    catalogue: Catalogue, run: Run | None = None, *, is_selected: Callable[[str], bool] = lambda _rule: True
) -> list[Row]:
    """A row for every clause, in the order of the framework.

    ``is_selected`` says of a rule whether the run was to use it, if its ruleset does.
    """
    return [_row(catalogue, clause, run, is_selected) for clause in catalogue.clauses.values()]


def _row(catalogue: Catalogue, clause: Clause, run: Run | None, is_selected: Callable[[str], bool]) -> Row:
    rules = tuple(catalogue.rules_of(clause.id))
    plans = run.plans if run else []
    return Row(clause, rules, tuple(_judged(clause, rules, plan, run, is_selected) for plan in plans))


def _judged(
    clause: Clause, rules: Sequence[str], plan: CheckedPlan, run: Run | None, is_selected: Callable[[str], bool]
) -> PlanOutcome:
    report = plan.report
    set_aside = report.set_aside.get(clause.id)
    if set_aside:
        entry = Entry(None, Outcome.not_applicable, set_aside)
        return PlanOutcome(report.plan, report.file, Outcome.not_applicable, (entry,))
    outcomes = [outcome for outcome in report.outcomes if outcome.rule in rules]
    if not outcomes:
        why = _unchecked(rules, plan, plan.ruleset or (run.ruleset if run else None), is_selected)
        return PlanOutcome(report.plan, report.file, None, (), why)
    outcome = worst(outcome.outcome for outcome in outcomes)
    return PlanOutcome(report.plan, report.file, outcome, tuple(_entries(outcomes)))


def _entries(outcomes: Iterable[RuleOutcome]) -> Iterable[Entry]:
    """The evidence of all rules, that of the worst outcome first."""
    for outcome in sorted(outcomes, key=lambda outcome: WORST_FIRST.index(outcome.outcome)):
        for evidence in outcome.evidence:
            yield Entry(outcome.rule, outcome.outcome, evidence)


def _unchecked(
    rules: Sequence[str], plan: CheckedPlan, ruleset: RulesetInfo | None, is_selected: Callable[[str], bool]
) -> Unchecked:
    if not rules:
        return Unchecked("no-rule", Message(NO_RULE))
    if not any(map(is_selected, rules)):
        return Unchecked("not-selected", Message(NOT_SELECTED, {"rules": tuple(rules)}))
    if not plan.report.outcomes:
        return Unchecked("unreadable", Message(UNREADABLE))
    return Unchecked("off", Message(OFF, {"rules": tuple(rules), "ruleset": ruleset.name if ruleset else ""}))
