"""What rules say of all plans together, in little: most plans have nothing wrong, and of them all the same is said."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import NamedTuple, Protocol

from opscheck.core import CORE_RULES
from opscheck.engine import MOST_FINDINGS, ConfiguredRule, PlanReport
from opscheck.engine.isolate import Failure, failure_of
from opscheck.engine.running import INTERNAL, INTERNAL_HELP
from opscheck.engine.speak import Places, evidence_of, evidence_of_finding, finding
from opscheck.finding import Evidence, Finding, Message, Outcome, RuleOutcome
from opscheck.plan.base import At
from opscheck.rule import NeedsData, Note, Pass, Problem, gathers, heard
from opscheck.source import Span


class PlacesOfAll(Places, Protocol):
    """Knows where the places of all plans stand, and which plan each is of."""

    def plan_of(self, at: At) -> tuple[int, str | None]:
        """The index and the id of the plan. Raises TypeError for a place of none."""
        ...


class Verdict(NamedTuple):
    """What one rule says of all plans; it pickles.

    ``wrong`` has the findings, and their evidence, of each plan that has any, by its index. Every other one has the
    outcome ``otherwise`` with its ``evidence``. Of a rule that failed there is its ``failure`` and nothing else.
    """

    rule: str
    wrong: Mapping[int, tuple[Finding, ...]] = {}
    otherwise: Outcome = Outcome.passed
    evidence: tuple[Evidence, ...] = ()
    failure: Failure | None = None

    def findings(self, report: PlanReport, index: int) -> tuple[Finding, ...]:
        """Those of one plan. That the rule failed is said in the first one: what it checks is not known of any."""
        if self.failure is None:
            return self.wrong.get(index, ())
        return () if index else (_internal_error(self.rule, self.failure, report),)

    def outcomes(self, report: PlanReport, index: int) -> Iterator[RuleOutcome]:
        """What became of the rule on one plan: nothing where the plan is left out, or the rule failed."""
        if self.failure is None and report.plan is not None:
            own = tuple(evidence_of_finding(found) for found in self.wrong.get(index, ()))
            yield RuleOutcome(report.plan, self.rule, Outcome.fail if own else self.otherwise, own or self.evidence)


class Verdicts(NamedTuple):
    """What all rules about all plans say; it pickles."""

    each: tuple[Verdict, ...]

    def amended(self, report: PlanReport, index: int) -> PlanReport:
        """The report of the plan with this index, with what the rules say of it: another one, with lists of its own."""
        new = [found for verdict in self.each for found in verdict.findings(report, index)]
        outcomes = [outcome for verdict in self.each for outcome in verdict.outcomes(report, index)]
        findings = sorted([*report.findings, *new], key=Finding.sort_key) if new else [*report.findings]
        return replace(report, findings=findings, outcomes=[*report.outcomes, *outcomes])


def verdict_of(configured: ConfiguredRule, said: Callable[[], Iterator[Note]], places: PlacesOfAll) -> Verdict:
    """What a rule says, up to as much as anybody would read. Never raises, whatever the rule does."""
    try:
        return _verdict(
            configured,
            list(islice(heard(said(), "compare" if gathers(configured.rule) else "check"), MOST_FINDINGS)),
            places,
        )
    except (Exception, SystemExit) as error:  # noqa: BLE001 - the isolation boundary: a rule may fail in any way
        return Verdict(configured.rule.id, failure=failure_of(error))


def _verdict(configured: ConfiguredRule, notes: list[Note], places: PlacesOfAll) -> Verdict:
    rule = configured.rule
    wrong: dict[int, tuple[Finding, ...]] = {}
    for problem in (note for note in notes if isinstance(note, Problem)):
        index, plan = places.plan_of(problem.at)
        wrong[index] = (*wrong.get(index, ()), finding(rule, configured.severity, problem, places, plan))
    evidence = tuple(evidence_of(note, places) for note in notes if not isinstance(note, Problem))
    needs_data = any(isinstance(note, NeedsData) for note in notes)
    passed = not notes or any(isinstance(note, Pass) for note in notes)
    otherwise = Outcome.needs_data if needs_data else Outcome.passed if passed else Outcome.not_applicable
    return Verdict(rule.id, wrong, otherwise, evidence)


def _internal_error(rule: str, failure: Failure, report: PlanReport) -> Finding:
    own = CORE_RULES["opscheck/internal-error"]
    values = {"rule": rule, "error": Message(failure.template, failure.values)}
    said, help_ = Message(INTERNAL, values), Message(INTERNAL_HELP, values)
    span = Span(report.file, 1, 1, 1, 1)
    return Finding(own.id, own.severity, said, span, key=rule, plan=report.plan, help=help_)
