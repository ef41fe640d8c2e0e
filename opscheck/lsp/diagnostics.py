"""Findings as an editor shows them.

A waived finding and one in the baseline are not shown: hovering tells of them. A plan also says which of its fragments
have findings, as an editor may show only the file that is open. What was found before goes on being shown while a text
is no YAML, as it often is while it is being written.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from lsprotocol.types import (
    CodeDescription,
    Diagnostic,
    DiagnosticRelatedInformation,
    DiagnosticSeverity,
    Position,
    Range,
)

from opscheck.display import counted, say
from opscheck.finding import Finding, Message, Severity
from opscheck.lsp.checks import Mistake, Outcome, Reading
from opscheck.lsp.views import Views
from opscheck.source import Span
from opscheck.translations import translate

SOURCE = "opscheck"
IN_FRAGMENT = "{file} has {findings}"
_SEVERITIES = {
    Severity.error: DiagnosticSeverity.Error,
    Severity.warning: DiagnosticSeverity.Warning,
    Severity.info: DiagnosticSeverity.Information,
}
_START = Range(Position(0, 0), Position(0, 0))


class Diagnoser:
    """Writes diagnostics in one language. ``page_of`` knows the page about a rule."""

    def __init__(self, lang: str, views: Views, page_of: Callable[[str], str | None]) -> None:
        self._lang = lang
        self._views = views
        self._page_of = page_of

    def diagnostics(self, outcome: Outcome, before: Mapping[Path, Reading]) -> dict[Path, list[Diagnostic]]:
        """The diagnostics of every file that was looked at, also of those that have none.

        ``before`` has the last readings of plans, each by the plan's path, that could be read.
        """
        found: dict[Path, list[Diagnostic]] = {path: [] for path in outcome.files}
        for mistake in outcome.mistakes:
            found.setdefault(mistake.path, []).append(self._of_mistake(mistake))
        for reading, findings in _shown(outcome, before):
            for path in reading.documents:
                found.setdefault(path, [])
            for finding in findings:
                diagnostic = self.of_finding(finding, reading)
                if diagnostic:
                    found.setdefault(reading.path_of(finding.span.file), []).append(diagnostic)
            found[reading.plan.path] += self._of_fragments(reading, findings)
        return {path: once(diagnostics) for path, diagnostics in found.items()}

    def range_of(self, finding: Finding, reading: Reading) -> Range | None:
        """Where a finding stands now; None where something else was typed since."""
        path = reading.path_of(finding.span.file)
        return self._views.view(path, reading.documents.get(path)).range_of(finding.span)

    def of_finding(self, finding: Finding, reading: Reading) -> Diagnostic | None:
        """One finding, if its place is still there; ``data`` names it by its fingerprint, and the plan."""
        place = self.range_of(finding, reading)
        if place is None:
            return None
        parts = (finding.message, finding.arithmetic, finding.help)
        page = self._page_of(finding.rule)
        return Diagnostic(
            range=place,
            message="\n".join(say(part, self._lang) for part in parts if part),
            severity=_SEVERITIES[finding.severity],
            code=finding.rule,
            code_description=CodeDescription(page) if page else None,
            source=SOURCE,
            related_information=self._related(reading, [(each.span, each.message) for each in finding.related]),
            data={"fingerprint": finding.fingerprint, "plan": str(reading.plan.path)},
        )

    def _related(
        self, reading: Reading, places: Iterable[tuple[Span, Message]]
    ) -> list[DiagnosticRelatedInformation] | None:
        found = []
        for span, message in places:
            path = reading.path_of(span.file)
            location = self._views.location(path, span, reading.documents.get(path))
            if location:
                text = say(message, self._lang) or translate("see here", self._lang)
                found.append(DiagnosticRelatedInformation(location, text))
        return found or None

    def _of_mistake(self, mistake: Mistake) -> Diagnostic:
        parts = (mistake.message, mistake.help)
        return Diagnostic(
            range=self._views.view(mistake.path).range_of(mistake.span or Span("", 1, 1, 1, 1)) or _START,
            message="\n".join(say(part, self._lang) for part in parts if part),
            severity=DiagnosticSeverity.Error,
            source=SOURCE,
        )

    def _of_fragments(self, reading: Reading, findings: Sequence[Finding]) -> Iterator[Diagnostic]:
        """In the plan, at what includes them: which of its fragments have findings."""
        main, *fragments = reading.loaded.documents
        span = main.key_span(("include",)) or Span(main.file, 1, 1, 1, 1)
        place = self._views.view(reading.plan.path, main).range_of(span) or _START
        for fragment in fragments:
            found = [finding for finding in findings if finding.span.file == fragment.file]
            if found:
                count = counted("{count} finding", "{count} findings", len(found), self._lang)
                yield Diagnostic(
                    range=place,
                    message=say(Message(IN_FRAGMENT, {"file": fragment.file, "findings": count}), self._lang),
                    severity=_SEVERITIES[max(finding.severity for finding in found)],
                    source=SOURCE,
                    related_information=self._related(reading, [(each.span, each.message) for each in found]),
                )


def _shown(outcome: Outcome, before: Mapping[Path, Reading]) -> Iterator[tuple[Reading, Sequence[Finding]]]:
    """What is shown of each plan: its findings; while one of its files is no YAML, those of that file and the last.

    A plan without one of its files is another plan, of which nobody wants to hear while a bracket is open. Nor does
    anybody want to lose all findings while something is wrong with a configuration.
    """
    for reading in outcome.unchecked(before.values()):
        yield reading, reading.checked.report.standing
    for reading in outcome.readings:
        standing, last = reading.checked.report.standing, before.get(reading.plan.path)
        if last is None or not reading.unreadable:
            yield reading, standing
        else:
            yield reading, [finding for finding in standing if finding.span.file in reading.unreadable]
            yield last, last.checked.report.standing


def once(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """A finding in a fragment that several plans share is shown once."""
    seen: dict[tuple[object, ...], Diagnostic] = {}
    for each in diagnostics:
        start, end = each.range.start, each.range.end
        place = start.line, start.character, end.line, end.character
        seen.setdefault((place, each.code, each.message), each)
    return list(seen.values())
