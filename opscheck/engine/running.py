"""Rules at work on one plan: each is run, whatever the others do, and what it says becomes findings and an outcome."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice
from time import perf_counter
from typing import Any

from opscheck.engine import checks
from opscheck.engine.case import Case
from opscheck.engine.isolate import Failure, RuleLimits, can_isolate, failure_of, in_worker
from opscheck.engine.judge import UNREADABLE, judge
from opscheck.engine.own import OwnFindings
from opscheck.engine.report import MORE, MOST_FINDINGS, ConfiguredRule
from opscheck.engine.speak import evidence_of, evidence_of_finding, finding, refuse_nonsense
from opscheck.finding import Evidence, Finding, Message, Outcome, RuleOutcome, Severity
from opscheck.plan import Plan
from opscheck.rule import NeedsData, NotApplicable, Note, Pass, Problem, Rule

INTERNAL = "{rule} failed, and what it checks is not known: {error}"
INTERNAL_HELP = "report this to whoever maintains {rule}; the other rules went on"


class RuleRun:
    """Runs rules on one plan. ``evidence`` says whether anybody looks at what they say on passing, ``seconds`` whether
    it is measured what each takes.
    """

    def __init__(self, case: Case, own: OwnFindings, *, evidence: bool = True, seconds: bool = False) -> None:
        self.case = case
        self.locator = case.locator
        self.report = case.report
        self.own = own
        self.evidence = evidence
        self.seconds = seconds

    def check_rules(self, plan: Plan, rules: Sequence[ConfiguredRule], limits: RuleLimits) -> None:
        """Run the rules, those of strangers apart; their outcomes are in the order of the rules all the same."""
        groups = by_origin(rules)
        for origin, group in groups.items():
            if origin is None or not can_isolate():
                for configured in group:
                    self.check_rule(plan, configured)
            else:
                self._check_strangers(plan, group, limits)
        if len(groups) > 1:
            order = {configured.rule.id: index for index, configured in enumerate(rules)}
            self.report.outcomes.sort(key=lambda outcome: order[outcome.rule])

    def _check_strangers(self, plan: Plan, rules: Sequence[ConfiguredRule], limits: RuleLimits) -> None:
        def judged(configured: ConfiguredRule) -> tuple[list[Finding], list[RuleOutcome], dict[str, float]]:
            report = self.report
            report.findings, report.outcomes, report.seconds = [], [], {}
            self.check_rule(plan, configured)
            return report.findings, report.outcomes, report.seconds

        for configured, result in in_worker(rules, judged, limits):
            if isinstance(result, Failure):
                self._failed(configured.rule, result)
            else:
                self.report.findings += result[0]
                self.report.outcomes += result[1]
                self.report.seconds.update(result[2])

    def check_rule(self, plan: Plan, configured: ConfiguredRule) -> None:
        """Run one rule; whatever it does, the others go on."""
        rule = configured.rule
        start = perf_counter() if self.seconds else 0.0
        try:
            reason = self._why_not(rule)
            if reason:
                self._outcome(rule, Outcome.not_applicable, [reason])
            else:
                self._record(configured, _first(judge(rule, plan, self.case.unreadable, self.locator.data_path)))
        except (Exception, SystemExit) as error:  # noqa: BLE001 - the isolation boundary: a rule may fail in any way
            self._failed(rule, failure_of(error))
        if self.seconds:
            self.report.seconds[rule.id] = perf_counter() - start

    def _failed(self, rule: Rule, failure: Failure) -> None:
        values = {"rule": rule.id, "error": Message(failure.template, failure.values)}
        self.own.say("opscheck/internal-error", Message(INTERNAL, values), (), key=rule.id, help_=INTERNAL_HELP)
        self._outcome(rule, Outcome.needs_data, [Evidence(Message(INTERNAL, values))])

    def _why_not(self, rule: Rule) -> Evidence | None:
        """Why none of the rule's clauses applies to this plan; None where one does."""
        if not self.report.set_aside:
            return None
        reasons = [self.report.set_aside.get(clause) for clause in rule.clauses]
        return reasons[0] if reasons and all(reasons) else None

    def _record(self, configured: ConfiguredRule, notes: list[Note]) -> None:
        said = _by_kind(notes)
        problems = said.get(Problem)
        reported = self._report(configured, problems) if problems else []
        if reported:
            met = [note for note in said.get(Pass, ()) if note.measure is not None]
            breaches = [evidence_of_finding(found) for found in reported]
            self._outcome(configured.rule, Outcome.fail, breaches, [evidence_of(note, self.locator) for note in met])
        elif problems:
            heard = [_as_needs_data(note) if isinstance(note, Problem) else note for note in notes]
            self._record_without_finding(configured, _by_kind(heard))
        else:
            self._record_without_finding(configured, said)

    def _report(self, configured: ConfiguredRule, problems: Sequence[Any]) -> list[Finding]:
        """The findings that these problems amount to: one for a place and key, none where it is said already."""
        new = [problem for problem in problems if not self._reported_already(problem)]
        findings = [finding(configured.rule, configured.severity, each, self.locator, self.report.plan) for each in new]
        reported = list({(found.path, found.key): found for found in reversed(findings)}.values())[::-1]
        self.report.findings.extend(reported)
        if reported and len(problems) == MOST_FINDINGS:
            self.report.findings.append(self._and_more(reported[0]))
        return reported

    def _record_without_finding(self, configured: ConfiguredRule, said: Mapping[type[Note], Sequence[Note]]) -> None:
        rule = configured.rule
        for kind, outcome in _OUTCOMES:
            notes = said.get(kind)
            if notes:
                self._outcome(rule, outcome, self._evidence(notes))
                if outcome is Outcome.needs_data:
                    self._ask_for_data(configured, evidence_of(notes[0], self.locator).message)
                if outcome is Outcome.passed and rule.by_declaration and self.own.severity("opscheck/evidence-missing"):
                    self._ask_for_evidence(rule, notes)
                return
        self._outcome(rule, Outcome.passed, [])

    def _evidence(self, notes: Sequence[Note]) -> list[Evidence]:
        """What is said of an outcome, with its place; finding the places takes a third of the time of a check."""
        if self.evidence:
            return [evidence_of(note, self.locator) for note in notes]
        for note in notes:
            refuse_nonsense(note, note.values)
        return []

    def _and_more(self, first: Finding) -> Finding:
        return replace(first, message=Message(MORE, {"rule": first.rule, "most": MOST_FINDINGS}), key="more", path="")

    def _reported_already(self, problem: Problem) -> bool:
        """Whether opscheck's own findings speak of the very place, or of what it lacks: then the rule need not."""
        if not self.case.unreadable:
            return False
        path = self.locator.data_path(problem.at)
        return (
            path in self.case.unreadable
            or self.case.unreadable.incomplete(path)
            or self.case.unreadable.touches((*path, problem.key or ""))
        )

    def _outcome(
        self, rule: Rule, outcome: Outcome, evidence: Sequence[Evidence], met: Sequence[Evidence] = ()
    ) -> None:
        self.report.outcomes.append(RuleOutcome(self.report.plan, rule.id, outcome, tuple(evidence), tuple(met)))

    def _ask_for_data(self, configured: ConfiguredRule, reason: Message) -> None:
        """An approved plan must have the data by which the clauses of errors are judged."""
        approved = self.case.plan is not None and self.case.plan.header.status == "approved"
        if approved and configured.severity is Severity.error and reason.template != UNREADABLE:
            values = {"rule": configured.rule.id, "reason": reason}
            self.own.say("opscheck/needs-data", Message(checks.NEEDS_DATA, values), ("plan",), key=configured.rule.id)

    def _ask_for_evidence(self, rule: Rule, notes: Sequence[Note]) -> None:
        """What is only declared is shown by refs, of the item or of the section around it; each place is asked once."""
        places = [note.at for note in notes if note.at is not None]
        without = [self.locator.data_path(at) for at in places if not self.locator.refs_at(at)]
        for path in dict.fromkeys(without):
            message = Message(checks.EVIDENCE_MISSING, {"rule": rule.id, "place": self.locator.logical(path)})
            self.own.say("opscheck/evidence-missing", message, path, key=rule.id, help_=checks.EVIDENCE_HELP)


_OUTCOMES: tuple[tuple[type[Note], Outcome], ...] = (
    (NeedsData, Outcome.needs_data),
    (Pass, Outcome.passed),
    (NotApplicable, Outcome.not_applicable),
)


def by_origin(rules: Iterable[ConfiguredRule]) -> dict[str | None, list[ConfiguredRule]]:
    """The rules by the third-party distribution that brings them; None for opscheck's own."""
    groups: dict[str | None, list[ConfiguredRule]] = {}
    for configured in rules:
        groups.setdefault(configured.origin, []).append(configured)
    return groups


def for_each(
    rules: Iterable[ConfiguredRule], work: Callable[[ConfiguredRule], Any], limits: RuleLimits
) -> Iterator[tuple[ConfiguredRule, Any | Failure]]:
    """Each rule with what ``work`` makes of it; it is done in a process of their own for strangers' rules."""
    for origin, group in by_origin(rules).items():
        if origin is None or not can_isolate():
            yield from ((configured, work(configured)) for configured in group)
        else:
            yield from in_worker(group, work, limits)


def _first(said: Iterable[Any]) -> list[Any]:
    """What a rule says, up to as many problems as anybody would read; its other notes likewise."""
    notes = iter(said)
    heard = list(islice(notes, MOST_FINDINGS))
    return heard if len(heard) < MOST_FINDINGS else _most(chain(heard, notes))


def _most(notes: Iterator[Any]) -> list[Any]:
    """As ``_first``, of a rule that says very much."""
    heard = []
    counts = {True: 0, False: 0}
    for note in notes:
        is_problem = isinstance(note, Problem)
        counts[is_problem] += 1
        if counts[is_problem] <= MOST_FINDINGS:
            heard.append(note)
        if counts[True] == MOST_FINDINGS:
            break
    return heard


def _by_kind(notes: list[Any]) -> dict[type[Note], list[Any]]:
    """The notes of each kind, in order. Raises TypeError for what is no note."""
    classes = set(map(type, notes))
    if len(classes) == 1 and not classes.isdisjoint(_KINDS):  # as nearly always
        return {classes.pop(): notes}
    for note in notes:
        if not isinstance(note, Note):
            raise TypeError(f"check() yielded {note!r}, which is neither a Problem nor a Pass")
    return {kind: [note for note in notes if isinstance(note, kind)] for kind in _KINDS}


_KINDS: tuple[type[Note], ...] = (Problem, NeedsData, Pass, NotApplicable)


def _as_needs_data(problem: Problem) -> NeedsData:
    return NeedsData(None, UNREADABLE, path=problem.at)
