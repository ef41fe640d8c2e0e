"""check(): a plan as it was read, rules and a date in, a report out. A pure function."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from time import perf_counter
from typing import TYPE_CHECKING, Any

from opscheck.core import CORE_RULES
from opscheck.engine import checks, mend
from opscheck.engine.isolate import Failure, RuleLimits, can_isolate, in_worker
from opscheck.engine.judge import UNREADABLE, judge
from opscheck.engine.locate import Locator
from opscheck.engine.speak import evidence_of, evidence_of_finding, finding, refuse_nonsense
from opscheck.finding import Evidence, Finding, Fix, Message, Outcome, Related, RuleOutcome, Severity
from opscheck.merge import Loaded
from opscheck.plan import Plan
from opscheck.plan.base import Model
from opscheck.plan.build import Built, FormatError, build
from opscheck.plan.references import PlanProblem, id_problems
from opscheck.plan.select import Path
from opscheck.plan.unreadable import Unreadable
from opscheck.rule import NeedsData, NotApplicable, Note, Pass, Problem, Rule
from opscheck.source import Span

if TYPE_CHECKING:
    from opscheck.engine.sections import FailedSection
    from opscheck.extensions import Section

MOST_FINDINGS = 1000  # of one rule in one plan: a hostile plan may not drown the others, and nobody reads more
MORE = "{rule} has found {most} problems in this plan: there may be more, which are not shown"
SET_ASIDE = "clause {clause} does not apply: {reason} (approved by {approved_by})"
INTERNAL = "{rule} failed, and what it checks is not known: {error}"
INTERNAL_HELP = "report this to whoever maintains {rule}; the other rules went on"
SECTION_FAILED = "{distribution} failed to read the section {key}: {error}"
SECTION_FAILED_HELP = "report this to whoever maintains {distribution}; what it asks of the section is not known"


@dataclass(frozen=True, slots=True)
class ConfiguredRule:
    """A rule with its parameters, at the severity that the ruleset gives it."""

    rule: Rule
    severity: Severity
    origin: str | None = None
    """The third-party distribution that the rule comes from; such rules are judged in a process of their own."""


@dataclass(slots=True)
class PlanReport:
    """What was found in one plan. Findings are in total order; it pickles.

    ``set_aside`` has the clauses that the plan declares not applicable to it, with the reason and who approved;
    ``seconds`` what each rule took, where somebody asked for that.
    """

    file: str
    plan: str | None
    title: str | None
    as_of: date
    findings: list[Finding] = field(default_factory=list)
    outcomes: list[RuleOutcome] = field(default_factory=list)
    set_aside: dict[str, Evidence] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def standing(self) -> list[Finding]:
        """The findings that somebody has to do something about: neither waived nor in the baseline."""
        return [finding for finding in self.findings if finding.stands]


def check(
    loaded: Loaded,
    rules: Sequence[ConfiguredRule],
    as_of: date,
    severities: Mapping[str, Severity | None] | None = None,
    clauses: Callable[[], Collection[str]] | None = None,
    limits: RuleLimits = RuleLimits(),  # noqa: B008 - a tuple
    sections: Sequence["Section"] = (),
    *,
    evidence: bool = True,
    seconds: bool = False,
    look: Callable[[Plan, Locator], None] | None = None,
) -> PlanReport:
    """Judge one plan by these rules as of a day; those about the portfolio are left to ``check_portfolio``.

    ``severities`` changes the severity of opscheck's own findings, None turning one off. ``clauses`` gives the ids that
    a plan may set aside; it is asked only if the plan sets one aside. ``limits`` bound the rules of third parties, and
    ``sections`` are those that plugins read, ``evidence`` says whether anybody will look at
    what rules say on passing, and ``seconds`` asks what each rule takes. ``look`` is shown the plan as the rules see
    it, unless it cannot be read or has no id.
    Never raises for anything that the plan contains or a rule does.
    """
    built = Built(None, [], Unreadable()) if loaded.data is None and loaded.flaws else build(loaded.data)
    failed = read_sections(built, loaded, sections, limits)
    run = _Run(loaded, built, as_of, severities or {})
    run.shows_evidence, run.takes_time = evidence, seconds
    run.report_failed_sections(failed)
    run.check_text_and_format()
    if run.plan is not None:
        run.check_plan(run.plan)
        if clauses and run.plan.applicability:
            run.report_problems(checks.unknown_clauses(run.plan, clauses()))
        run.check_rules(run.plan, [configured for configured in rules if configured.rule.scope == "plan"], limits)
        if look and run.report.plan is not None:
            look(run.plan, run.locator)
    run.report.findings.sort(key=Finding.sort_key)
    return run.report


def read_sections(
    built: Built, loaded: Loaded, sections: Sequence["Section"], limits: RuleLimits
) -> Sequence["FailedSection"]:
    """Put the sections that plugins know into the plan; those that fail are returned, and nothing else is lost."""
    if not sections:
        return ()
    from opscheck.engine import sections as reading  # most plans have none that a plugin reads

    return reading.read_sections(built, loaded.data, sections, limits)


class _Run:
    """One plan's way through the checks."""

    def __init__(self, loaded: Loaded, built: Built, as_of: date, severities: Mapping[str, Severity | None]) -> None:
        self.shows_evidence = True
        self.takes_time = False
        self.loaded = loaded
        self.built = built
        self.plan = built.plan.judged(as_of) if built.plan is not None else None
        self.locator = Locator(loaded, built._replace(plan=self.plan))
        self.severities = severities
        self.unreadable = built.unreadable
        self.own_counts: Counter[str] = Counter()
        self.report = PlanReport(loaded.file, self._plan_id(), self.plan.header.title if self.plan else None, as_of)

    def _plan_id(self) -> str | None:
        if self.plan is None or ("plan",) in self.unreadable or ("plan", "id") in self.unreadable:
            return None
        return self.plan.header.id

    # --- opscheck's own findings

    def report_failed_sections(self, failed: Iterable["FailedSection"]) -> None:
        for section, failure in failed:
            error = Message(failure.template, failure.values)
            values = {"distribution": section.distribution, "key": section.key, "error": error}
            message, path = Message(SECTION_FAILED, values), (section.key,)
            self._own("opscheck/internal-error", message, path, key=section.key, help_=SECTION_FAILED_HELP)

    def check_text_and_format(self) -> None:
        times: Counter[tuple[str, Path]] = Counter()
        for flaw in self.loaded.flaws:
            times[flaw.rule, flaw.path] += 1
            again = times[flaw.rule, flaw.path]
            related = tuple(Related(span, Message(text)) for span, text in flaw.related)
            message, key = Message(flaw.template, flaw.values), f"#{again}" if again > 1 else None
            self._own(flaw.rule, message, flaw.path, flaw.span, key=key, related=related)
        placeholders = self._placeholders()
        for error in self.built.errors:
            if error.path not in placeholders:
                span = self.loaded.positions.key_span(error.path) if error.rule == "opscheck/unknown-key" else None
                rule = "opscheck/waiver-malformed" if error.path[:1] == ("waivers",) else error.rule
                message, fix = Message(error.template, error.values), _fix_of(error)
                self._own(rule, message, error.path, span, help_=error.help, fix=fix)
        for path, text in placeholders.items():
            self.unreadable.add(path)
            self._own("opscheck/placeholder", Message(checks.PLACEHOLDER, {"value": text}), path)

    def _placeholders(self) -> dict[Path, str]:
        if self.severities.get("opscheck/placeholder", Severity.error) is None:
            return {}
        if not any(checks.may_hold_placeholder(document.text) for document in self.loaded.documents):
            return {}
        return dict(checks.placeholders(self.loaded.data))

    def check_plan(self, plan: Plan) -> None:
        for problem in id_problems(plan, self.unreadable, self.loaded.data):
            path = self.locator.data_path(problem.at)
            if path in self.unreadable:
                continue
            if problem.rule in ("opscheck/unknown-reference", "opscheck/schema"):
                self.unreadable.add(path)
            self._own_problem(problem, path)
        self.report_problems(checks.stale_data(plan))
        self.report_problems(checks.incomplete_applicability(plan))
        self.report.set_aside.update(self._set_aside(plan))

    def report_problems(self, problems: Iterable[PlanProblem]) -> None:
        """Report problems of places of which nothing else is wrong."""
        for problem in problems:
            path = self.locator.data_path(problem.at)
            if not self.unreadable.touches(path):
                self._own_problem(problem, path)

    def _own_problem(self, problem: PlanProblem, path: Path) -> None:
        related: tuple[Related, ...] = ()
        if problem.related:
            related = (Related(self.locator.span(self.locator.data_path(problem.related)), Message("the first one")),)
        message = Message(problem.template, problem.values)
        fix = mend.of_value(path, problem.meant, message.values, "unsafe") if problem.meant else None
        self._own(problem.rule, message, path, related=related, help_=problem.help, fix=fix)

    def _own(
        self,
        rule: str,
        message: Message,
        path: Path,
        span: Span | None = None,
        *,
        key: str | None = None,
        related: tuple[Related, ...] = (),
        help_: str | None = None,
        fix: Fix | None = None,
    ) -> None:
        """Report a finding of opscheck's own."""
        severity = self.severities.get(rule, CORE_RULES[rule].default)
        self.own_counts[rule] += 1
        if severity is None or self.own_counts[rule] > MOST_FINDINGS:
            return
        if self.own_counts[rule] == MOST_FINDINGS:
            message, key = Message(MORE, {"rule": rule, "most": MOST_FINDINGS}), "more"
        finding = Finding(
            rule=rule,
            severity=severity,
            message=message,
            span=span or self.locator.span(path),
            path=self.locator.logical(path),
            key=key,
            plan=self.report.plan,
            help=Message(help_, message.values) if help_ else None,
            related=related,
            fix=fix,
        )
        self.report.findings.append(finding)

    # --- rules

    def check_rules(self, plan: Plan, rules: Sequence[ConfiguredRule], limits: RuleLimits) -> None:
        """Run the rules, those of strangers apart; their outcomes are in the order of the rules all the same."""
        for origin, group in by_origin(rules).items():
            if origin is None or not can_isolate():
                for configured in group:
                    self.check_rule(plan, configured)
            else:
                self._check_strangers(plan, group, limits)
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
                self._failed(configured.rule, Message(result.template, result.values))
            else:
                self.report.findings += result[0]
                self.report.outcomes += result[1]
                self.report.seconds.update(result[2])

    def check_rule(self, plan: Plan, configured: ConfiguredRule) -> None:
        """Run one rule; whatever it does, the others go on."""
        rule = configured.rule
        start = perf_counter()
        try:
            reason = self._why_not(rule)
            if reason:
                self._outcome(rule, Outcome.not_applicable, [reason])
            else:
                self._record(configured, _first(judge(rule, plan, self.unreadable, self.locator.data_path)))
        except (Exception, SystemExit) as error:  # noqa: BLE001 - the isolation boundary: a rule may fail in any way
            self._failed(rule, f"{type(error).__name__}: {error}")
        if self.takes_time:
            self.report.seconds[rule.id] = perf_counter() - start

    def _failed(self, rule: Rule, error: str | Message) -> None:
        values = {"rule": rule.id, "error": error}
        self._own("opscheck/internal-error", Message(INTERNAL, values), (), key=rule.id, help_=INTERNAL_HELP)
        self._outcome(rule, Outcome.needs_data, [Evidence(Message(INTERNAL, values))])

    def _set_aside(self, plan: Plan) -> Iterator[tuple[str, Evidence]]:
        """The clauses that do not apply to this plan."""
        for entry in plan.applicability:
            complete = entry.clause and entry.reason and entry.approved_by
            if entry.applies is False and complete and not self._touches(entry):
                values = {"clause": entry.clause, "reason": entry.reason, "approved_by": entry.approved_by}
                yield str(entry.clause), evidence_of(NotApplicable(entry.at(), SET_ASIDE, **values), self.locator)

    def _why_not(self, rule: Rule) -> Evidence | None:
        """Why none of the rule's clauses applies to this plan; None where one does."""
        if not self.report.set_aside:
            return None
        reasons = [self.report.set_aside.get(clause) for clause in rule.clauses]
        return reasons[0] if reasons and all(reasons) else None

    def _touches(self, model: Model) -> bool:
        return bool(self.unreadable) and self.unreadable.touches(self.locator.data_path(model.at()))

    def _record(self, configured: ConfiguredRule, notes: list[Note]) -> None:
        problems = [note for note in notes if isinstance(note, Problem)]
        reported = self._report(configured, problems) if problems else []
        if reported:
            met = [note for note in notes if isinstance(note, Pass) and note.measure is not None]
            breaches = [evidence_of_finding(found) for found in reported]
            self._outcome(configured.rule, Outcome.fail, breaches, [evidence_of(note, self.locator) for note in met])
        else:
            heard = [_as_needs_data(note) if isinstance(note, Problem) else note for note in notes]
            self._record_without_finding(configured, heard)

    def _report(self, configured: ConfiguredRule, problems: Sequence[Problem]) -> list[Finding]:
        """The findings that these problems amount to: one for a place and key, none where it is said already."""
        new = [problem for problem in problems if not self._reported_already(problem)]
        findings = [finding(configured.rule, configured.severity, each, self.locator, self.report.plan) for each in new]
        reported = list({(found.path, found.key): found for found in reversed(findings)}.values())[::-1]
        self.report.findings.extend(reported)
        if reported and len(problems) == MOST_FINDINGS:
            self.report.findings.append(self._and_more(reported[0]))
        return reported

    def _record_without_finding(self, configured: ConfiguredRule, notes: Sequence[Note]) -> None:
        rule = configured.rule
        for kind, outcome in _OUTCOMES:
            said = [note for note in notes if isinstance(note, kind)]
            if said:
                self._outcome(rule, outcome, self._evidence(said))
                if outcome is Outcome.needs_data:
                    self._ask_for_data(configured, evidence_of(said[0], self.locator).message)
                if outcome is Outcome.passed and rule.by_declaration:
                    self._ask_for_evidence(rule, notes)
                return
        self._outcome(rule, Outcome.passed, [])

    def _evidence(self, notes: Sequence[Note]) -> list[Evidence]:
        """What is said of an outcome, with its place; finding the places takes a third of the time of a check."""
        if self.shows_evidence:
            return [evidence_of(note, self.locator) for note in notes]
        for note in notes:
            refuse_nonsense(note, note.values)
        return []

    def _and_more(self, first: Finding) -> Finding:
        return replace(first, message=Message(MORE, {"rule": first.rule, "most": MOST_FINDINGS}), key="more", path="")

    def _reported_already(self, problem: Problem) -> bool:
        """Whether opscheck's own findings speak of the very place, or of what it lacks: then the rule need not."""
        if not self.unreadable:
            return False
        path = self.locator.data_path(problem.at)
        return (
            path in self.unreadable
            or self.unreadable.incomplete(path)
            or self.unreadable.touches((*path, problem.key or ""))
        )

    def _outcome(
        self, rule: Rule, outcome: Outcome, evidence: Sequence[Evidence], met: Sequence[Evidence] = ()
    ) -> None:
        self.report.outcomes.append(RuleOutcome(self.report.plan, rule.id, outcome, tuple(evidence), tuple(met)))

    def _ask_for_data(self, configured: ConfiguredRule, reason: Message) -> None:
        """An approved plan must have the data by which the clauses of errors are judged."""
        approved = self.plan is not None and self.plan.header.status == "approved"
        if approved and configured.severity is Severity.error and reason.template != UNREADABLE:
            values = {"rule": configured.rule.id, "reason": reason}
            self._own("opscheck/needs-data", Message(checks.NEEDS_DATA, values), ("plan",), key=configured.rule.id)

    def _ask_for_evidence(self, rule: Rule, notes: Sequence[Note]) -> None:
        """What is only declared is shown by refs, of the item or of the section around it; each place is asked once."""
        places = [note.at for note in notes if isinstance(note, Pass) and note.at is not None]
        without = [self.locator.data_path(at) for at in places if not self.locator.refs_at(at)]
        for path in dict.fromkeys(without):
            message = Message(checks.EVIDENCE_MISSING, {"rule": rule.id, "place": self.locator.logical(path)})
            self._own("opscheck/evidence-missing", message, path, key=rule.id, help_=checks.EVIDENCE_HELP)


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


def _fix_of(error: FormatError) -> Fix | None:
    if error.rule == "opscheck/unknown-key" and "meant" in error.values:
        return mend.of_misspelt_key(error.path, error.values)
    if error.right is None:
        return None
    return mend.of_value(error.path, error.right.value, error.values, "safe" if error.right.sure else "unsafe")


def _first(notes: Iterator[Note]) -> list[Note]:
    """What a rule says, up to as many problems as anybody would read; its other notes likewise."""
    heard: list[Note] = []
    counts = {True: 0, False: 0}
    for note in notes:
        is_problem = isinstance(note, Problem)
        counts[is_problem] += 1
        if counts[is_problem] <= MOST_FINDINGS:
            heard.append(note)
        if counts[True] == MOST_FINDINGS:
            break
    return heard


def _as_needs_data(problem: Problem) -> NeedsData:
    return NeedsData(None, UNREADABLE, path=problem.at)
