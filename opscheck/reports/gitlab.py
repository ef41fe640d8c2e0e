"""GitLab's code-quality report."""

import json
from collections.abc import Iterator
from typing import Any

from opscheck.display import say
from opscheck.finding import Finding, Severity
from opscheck.reports import Options
from opscheck.run import Run

_SEVERITIES = {Severity.error: "major", Severity.warning: "minor", Severity.info: "info"}


def render(run: Run, options: Options) -> Iterator[str]:
    """A list with an entry for each finding."""
    yield json.dumps([_entry(finding, options.lang) for finding in options.findings(run)], ensure_ascii=False, indent=2)
    yield "\n"


def _entry(finding: Finding, lang: str) -> dict[str, Any]:
    return {
        "description": say(finding.message, lang),
        "check_name": finding.rule,
        "fingerprint": finding.fingerprint,
        "severity": _SEVERITIES[finding.severity],
        "location": {
            "path": finding.span.file,
            "lines": {"begin": finding.span.line, "end": finding.span.end_line},
        },
    }
