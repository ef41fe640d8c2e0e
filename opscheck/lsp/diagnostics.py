"""Findings as an editor shows them.

A waived finding and one in the baseline are not shown: hovering tells of them. A plan also says which of its fragments
have findings, as an editor may show only the file that is open.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from lsprotocol.types import (
    CodeDescription,
    Diagnostic,
    DiagnosticRelatedInformation,
    DiagnosticSeverity,
    Location,
    Range,
)

from opscheck.display import counted, say
from opscheck.finding import Finding, Message, Severity
from opscheck.lsp.checks import Mistake, Outcome, Reading
from opscheck.source import Span
from opscheck.translations import translate

SOURCE = "opscheck"
IN_FRAGMENT = "{file} has {findings}"
_SEVERITIES = {
    Severity.error: DiagnosticSeverity.Error,
    Severity.warning: DiagnosticSeverity.Warning,
    Severity.info: DiagnosticSeverity.Information,
}

RangeOf = Callable[[Path, Span], Range]
"""Turns a span of a file into what the editor counts."""


class Diagnoser:
    """Writes diagnostics in one language. ``page_of`` knows the page about a rule."""

    def __init__(
        self, lang: str, range_of: RangeOf, uri_of: Callable[[Path], str], page_of: Callable[[str], str | None]
    ) -> None:
        self._lang = lang
        self._range_of = range_of
        self._uri_of = uri_of
        self._page_of = page_of

    def diagnostics(self, outcome: Outcome) -> dict[Path, list[Diagnostic]]:
        """The diagnostics of every file that was looked at, also of those that have none."""
        found: dict[Path, list[Diagnostic]] = {path: [] for path in outcome.files}
        for mistake in outcome.mistakes:
            found.setdefault(mistake.path, []).append(self._of_mistake(mistake))
        for reading in outcome.readings:
            for path in reading.documents:
                found.setdefault(path, [])
            for finding in reading.checked.report.findings:
                if finding.stands:
                    path = reading.path_of(finding.span.file)
                    found.setdefault(path, []).append(self.of_finding(finding, reading))
            found[reading.plan.path] += self._of_fragments(reading)
        return {path: once(diagnostics) for path, diagnostics in found.items()}

    def of_finding(self, finding: Finding, reading: Reading) -> Diagnostic:
        """One finding; ``data`` names it by its fingerprint, and the plan."""
        parts = (finding.message, finding.arithmetic, finding.help)
        page = self._page_of(finding.rule)
        return Diagnostic(
            range=self._range_of(reading.path_of(finding.span.file), finding.span),
            message="\n".join(say(part, self._lang) for part in parts if part),
            severity=_SEVERITIES[finding.severity],
            code=finding.rule,
            code_description=CodeDescription(page) if page else None,
            source=SOURCE,
            related_information=[
                self._related(reading, related.span, say(related.message, self._lang)) for related in finding.related
            ]
            or None,
            data={"fingerprint": finding.fingerprint, "plan": str(reading.plan.path)},
        )

    def _related(self, reading: Reading, span: Span, text: str) -> DiagnosticRelatedInformation:
        path = reading.path_of(span.file)
        place = Location(self._uri_of(path), self._range_of(path, span))
        return DiagnosticRelatedInformation(place, text or translate("see here", self._lang))

    def _of_mistake(self, mistake: Mistake) -> Diagnostic:
        parts = (mistake.message, mistake.help)
        span = mistake.span or Span("", 1, 1, 1, 1)
        return Diagnostic(
            range=self._range_of(mistake.path, span),
            message="\n".join(say(part, self._lang) for part in parts if part),
            severity=DiagnosticSeverity.Error,
            source=SOURCE,
        )

    def _of_fragments(self, reading: Reading) -> Iterator[Diagnostic]:
        """In the plan, at what includes them: which of its fragments have findings."""
        main, *fragments = reading.loaded.documents
        for fragment in fragments:
            found = [finding for finding in reading.checked.report.standing if finding.span.file == fragment.file]
            if found:
                count = counted("{count} finding", "{count} findings", len(found), self._lang)
                span = main.key_span(("include",)) or Span(main.file, 1, 1, 1, 1)
                yield Diagnostic(
                    range=self._range_of(reading.plan.path, span),
                    message=say(Message(IN_FRAGMENT, {"file": fragment.file, "findings": count}), self._lang),
                    severity=_SEVERITIES[max(finding.severity for finding in found)],
                    source=SOURCE,
                    related_information=[
                        self._related(reading, finding.span, say(finding.message, self._lang)) for finding in found
                    ],
                )


def once(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """A finding in a fragment that several plans share is shown once."""
    seen: dict[tuple[object, ...], Diagnostic] = {}
    for each in diagnostics:
        place = each.range.start, each.range.end
        seen.setdefault((str(place), each.code, each.message), each)
    return list(seen.values())
