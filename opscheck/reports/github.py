"""Workflow commands that GitHub Actions turns into annotations of a commit."""

from collections.abc import Iterator

from opscheck.display import clean, say
from opscheck.finding import Finding, Severity
from opscheck.reports import Options
from opscheck.run import Run

_COMMANDS = {Severity.error: "error", Severity.warning: "warning", Severity.info: "notice"}
_IN_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def render(run: Run, options: Options) -> Iterator[str]:
    """One command for each finding."""
    for finding in options.findings(run):
        properties = ",".join(f"{name}={_property(value)}" for name, value in _properties(finding).items())
        yield f"::{_COMMANDS[finding.severity]} {properties}::{_message(finding, options.lang)}\n"


def _properties(finding: Finding) -> dict[str, str | int]:
    span = finding.span
    place: dict[str, str | int] = {"file": span.file, "line": span.line, "endLine": span.end_line}
    if span.line == span.end_line:  # GitHub refuses columns that are on different lines
        place |= {"col": span.column, "endColumn": span.end_column}
    return {**place, "title": finding.rule}


def _message(finding: Finding, lang: str) -> str:
    parts = (finding.message, finding.arithmetic, finding.help)
    return "\n".join(say(part, lang) for part in parts if part).translate(_IN_DATA)


def _property(value: str | int) -> str:
    return clean(str(value)).translate(_IN_PROPERTY)
