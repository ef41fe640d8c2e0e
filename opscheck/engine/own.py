"""What opscheck itself finds in a plan: in its text, its format, its ids, and what it says of other rules."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from opscheck.core import CORE_RULES
from opscheck.engine import checks, mend
from opscheck.engine.case import Case
from opscheck.engine.report import MORE, MOST_FINDINGS
from opscheck.engine.speak import evidence_of
from opscheck.finding import Evidence, Finding, Fix, Message, Related, Severity
from opscheck.plan import Plan
from opscheck.plan.format_errors import FormatError
from opscheck.plan.references import PlanProblem, id_problems
from opscheck.plan.select import Path
from opscheck.rule import NotApplicable
from opscheck.source import Span

if TYPE_CHECKING:
    from opscheck.engine.sections import FailedSection

SET_ASIDE = "clause {clause} does not apply: {reason} (approved by {approved_by})"
SECTION_FAILED = "{distribution} failed to read the section {key}: {error}"
SECTION_FAILED_HELP = "report this to whoever maintains {distribution}; what it asks of the section is not known"


class OwnFindings:
    """Puts opscheck's own findings into the report of one plan."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.locator = case.locator
        self.report = case.report
        self._counts: Counter[str] = Counter()

    def report_failed_sections(self, failed: Iterable["FailedSection"]) -> None:
        """The sections of plugins that could not be read."""
        for section, failure in failed:
            error = Message(failure.template, failure.values)
            values = {"distribution": section.distribution, "key": section.key, "error": error}
            message, path = Message(SECTION_FAILED, values), (section.key,)
            self.say("opscheck/internal-error", message, path, key=section.key, help_=SECTION_FAILED_HELP)

    def check_text_and_format(self) -> None:
        """What is wrong with the text, with the format, and what is still to be filled in."""
        times: Counter[tuple[str, Path]] = Counter()
        for flaw in self.case.loaded.flaws:
            times[flaw.rule, flaw.path] += 1
            again = times[flaw.rule, flaw.path]
            related = tuple(Related(span, Message(text)) for span, text in flaw.related)
            message, key = Message(flaw.template, flaw.values), f"#{again}" if again > 1 else None
            self.say(flaw.rule, message, flaw.path, flaw.span, key=key, related=related)
        placeholders = self._placeholders()
        for error in self.case.built.errors:
            if error.path not in placeholders:
                span = self.case.loaded.positions.key_span(error.path) if error.rule == "opscheck/unknown-key" else None
                rule = "opscheck/waiver-malformed" if error.path[:1] == ("waivers",) else error.rule
                message, fix = Message(error.template, error.values), _fix_of(error)
                self.say(rule, message, error.path, span, help_=error.help, fix=fix)
        for path, text in placeholders.items():
            self.case.unreadable.add(path)
            self.say("opscheck/placeholder", Message(checks.PLACEHOLDER, {"value": text}), path)

    def _placeholders(self) -> dict[Path, str]:
        if self.severity("opscheck/placeholder") is None:
            return {}
        if not any(checks.may_hold_placeholder(document.text) for document in self.case.loaded.documents):
            return {}
        return dict(checks.placeholders(self.case.loaded.data))

    def check_plan(self, plan: Plan) -> None:
        """What is wrong with ids and dates, and which clauses are set aside."""
        for problem in id_problems(plan, self.case.unreadable, self.case.loaded.data):
            path = self.locator.data_path(problem.at)
            if path in self.case.unreadable:
                continue
            if problem.rule in ("opscheck/unknown-reference", "opscheck/schema"):
                self.case.unreadable.add(path)
            self._own_problem(problem, path)
        self.report_problems(checks.stale_data(plan))
        self.report_problems(checks.incomplete_applicability(plan))
        self.report.set_aside.update(self._set_aside(plan))

    def report_problems(self, problems: Iterable[PlanProblem]) -> None:
        """Report problems of places of which nothing else is wrong."""
        for problem in problems:
            path = self.locator.data_path(problem.at)
            if not self.case.unreadable.touches(path):
                self._own_problem(problem, path)

    def _own_problem(self, problem: PlanProblem, path: Path) -> None:
        related: tuple[Related, ...] = ()
        if problem.related:
            related = (Related(self.locator.span(self.locator.data_path(problem.related)), Message("the first one")),)
        message = Message(problem.template, problem.values)
        fix = mend.of_value(path, problem.meant, message.values, "unsafe") if problem.meant else None
        self.say(problem.rule, message, path, related=related, help_=problem.help, fix=fix)

    def severity(self, rule: str) -> Severity | None:
        """At which severity one of opscheck's own findings is reported; None if it is not."""
        return self.case.severities.get(rule, CORE_RULES[rule].default)

    def say(
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
        """Report a finding, unless the ruleset turns it off or there are too many."""
        severity = self.severity(rule)
        self._counts[rule] += 1
        if severity is None or self._counts[rule] > MOST_FINDINGS:
            return
        if self._counts[rule] == MOST_FINDINGS:
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

    def _set_aside(self, plan: Plan) -> Iterator[tuple[str, Evidence]]:
        """The clauses that do not apply to this plan."""
        for entry in plan.applicability:
            complete = entry.clause and entry.reason and entry.approved_by
            if entry.applies is False and complete and not self.case.touches(entry):
                values = {"clause": entry.clause, "reason": entry.reason, "approved_by": entry.approved_by}
                yield str(entry.clause), evidence_of(NotApplicable(entry.at(), SET_ASIDE, **values), self.locator)


def _fix_of(error: FormatError) -> Fix | None:
    if error.rule == "opscheck/unknown-key" and "meant" in error.values:
        return mend.of_misspelt_key(error.path, error.values)
    if error.right is None:
        return None
    return mend.of_value(error.path, error.right.value, error.values, "safe" if error.right.sure else "unsafe")
