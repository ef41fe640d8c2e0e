"""Rules about all plans of a run: ``check(plans)`` sees them together, and says where in which of them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from opscheck.core import CORE_RULES
from opscheck.engine import INTERNAL, INTERNAL_HELP, MOST_FINDINGS, ConfiguredRule, PlanReport, by_origin, read_sections
from opscheck.engine.isolate import Failure, RuleLimits, can_isolate, in_worker
from opscheck.engine.locate import Locator
from opscheck.engine.speak import evidence_of, evidence_of_finding, finding
from opscheck.finding import Finding, Message, Outcome, RuleOutcome
from opscheck.merge import Loaded
from opscheck.plan import Plan
from opscheck.plan.base import At
from opscheck.plan.build import Built, build
from opscheck.plan.select import Path
from opscheck.rule import NeedsData, Note, Pass, Problem
from opscheck.source import Span

if TYPE_CHECKING:
    from opscheck.extensions import Section


def check_portfolio(
    checked: Sequence[tuple[Loaded, PlanReport]],
    rules: Sequence[ConfiguredRule],
    limits: RuleLimits = RuleLimits(),  # noqa: B008 - a tuple
    sections: Sequence["Section"] = (),
) -> list[PlanReport]:
    """The reports with what the portfolio's rules found, each finding in the report of the plan where it stands.

    Plans that cannot be read, or that have no id, are left out. Never raises for anything that a rule does.
    """
    portfolio = _Portfolio(checked, lambda built, loaded: read_sections(built, loaded, sections, limits))
    for origin, group in by_origin(rules).items():
        if origin is None or not can_isolate():
            for configured in group:
                portfolio.check_rule(configured)
        else:
            portfolio.check_strangers(group, limits)
    return portfolio.reports


class _Portfolio:
    """All plans of a run. As ``Places`` it finds the plan that a place belongs to."""

    def __init__(
        self, checked: Sequence[tuple[Loaded, PlanReport]], read_sections: Callable[[Built, Loaded], object]
    ) -> None:
        self.reports = [
            replace(report, findings=[*report.findings], outcomes=[*report.outcomes]) for _, report in checked
        ]
        built = [(build(loaded.data), loaded, index) for index, (loaded, _) in enumerate(checked) if loaded.data]
        for found, loaded, _ in built:
            read_sections(found, loaded)  # what fails has been reported for the plan by itself
        self.plans: list[tuple[Plan, Locator, PlanReport]] = [
            (found.plan.judged(self.reports[index].as_of), Locator(loaded, found), self.reports[index])
            for found, loaded, index in built
            if found.plan is not None and self.reports[index].plan is not None
        ]

    def _of(self, at: At) -> tuple[Plan, Locator, PlanReport]:
        for plan, locator, report in self.plans:
            if at.owner is plan or locator.knows(at):
                return plan, locator, report
        raise TypeError("a place is in none of the plans")

    def span_at(self, at: At, key: str | None = None) -> Span:
        return self._of(at)[1].span_at(at, key)

    def logical_at(self, at: At) -> str:
        return self._of(at)[1].logical_at(at)

    def refs_at(self, at: At) -> tuple[str, ...]:
        return self._of(at)[1].refs_at(at)

    def data_path(self, at: At) -> Path:
        return self._of(at)[1].data_path(at)

    def check_strangers(self, rules: Sequence[ConfiguredRule], limits: RuleLimits) -> None:
        """Run the rules of a third-party distribution in a process of their own."""
        for configured, result in in_worker(rules, self._judged, limits):
            if isinstance(result, Failure):
                self._fail(configured, Message(result.template, result.values))
            else:
                for report, (findings, outcomes) in zip(self.reports, result, strict=True):
                    report.findings = sorted([*report.findings, *findings], key=Finding.sort_key)
                    report.outcomes += outcomes

    def _judged(self, configured: ConfiguredRule) -> list[tuple[list[Finding], list[RuleOutcome]]]:
        for report in self.reports:
            report.findings, report.outcomes = [], []
        self.check_rule(configured)
        return [(report.findings, report.outcomes) for report in self.reports]

    def check_rule(self, configured: ConfiguredRule) -> None:
        """Run one rule over all plans; whatever it does, the others go on."""
        try:
            said = configured.rule.check(tuple(plan for plan, _, _ in self.plans))
            self._record(configured, list(islice(said, MOST_FINDINGS)))
        except (Exception, SystemExit) as error:  # noqa: BLE001 - the isolation boundary: a rule may fail in any way
            self._fail(configured, f"{type(error).__name__}: {error}")

    def _record(self, configured: ConfiguredRule, notes: list[Note]) -> None:
        rule = configured.rule
        found = [(self._of(note.at)[2], self._finding(configured, note)) for note in notes if isinstance(note, Problem)]
        for report, new in found:
            report.findings.append(new)
            report.findings.sort(key=Finding.sort_key)
        evidence = tuple(evidence_of(note, self) for note in notes if not isinstance(note, Problem))
        needs_data = any(isinstance(note, NeedsData) for note in notes)
        passed = not notes or any(isinstance(note, Pass) for note in notes)
        good = Outcome.needs_data if needs_data else Outcome.passed if passed else Outcome.not_applicable
        for _, _, report in self.plans:
            own = tuple(evidence_of_finding(new) for of, new in found if of is report)
            outcome = Outcome.fail if own else good
            report.outcomes.append(RuleOutcome(report.plan, rule.id, outcome, own or evidence))

    def _finding(self, configured: ConfiguredRule, problem: Problem) -> Finding:
        return finding(configured.rule, configured.severity, problem, self, self._of(problem.at)[2].plan)

    def _fail(self, configured: ConfiguredRule, error: str | Message) -> None:
        """Say in the first plan that the rule failed: what it checks is not known of any."""
        rule_id = configured.rule.id
        values = {"rule": rule_id, "error": error}
        own = CORE_RULES["opscheck/internal-error"]
        for report in self.reports[:1]:
            span = Span(report.file, 1, 1, 1, 1)
            said, help_ = Message(INTERNAL, values), Message(INTERNAL_HELP, values)
            new = Finding(own.id, own.severity, said, span, key=rule_id, plan=report.plan, help=help_)
            report.findings.append(new)
            report.findings.sort(key=Finding.sort_key)
