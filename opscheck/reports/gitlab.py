"""GitLab's code-quality report.

GitLab shows one finding for each fingerprint. Where two files hold the same plan, the second one's findings have
fingerprints of their own, by its file.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any

from opscheck.display import say
from opscheck.finding import Finding, Severity
from opscheck.reports import Options
from opscheck.reports.encoding import encoded
from opscheck.run import Run

_SEVERITIES = {Severity.error: "major", Severity.warning: "minor", Severity.info: "info"}


def render(run: Run, options: Options) -> Iterator[str]:
    """A list with an entry for each finding."""
    yield encoded(list(_entries(options.findings(run), options.lang)))


def _entries(findings: Iterable[Finding], lang: str) -> Iterator[dict[str, Any]]:
    known: set[str] = set()
    for finding in findings:
        fingerprint = finding.fingerprint
        while fingerprint in known:
            identity = f"{fingerprint}\n{finding.span.file}"
            fingerprint = sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        known.add(fingerprint)
        yield _entry(finding, fingerprint, lang)


def _entry(finding: Finding, fingerprint: str, lang: str) -> dict[str, Any]:
    return {
        "description": say(finding.message, lang) or finding.rule,
        "check_name": finding.rule,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[finding.severity],
        "location": {
            "path": finding.span.file,
            "lines": {"begin": finding.span.line, "end": max(finding.span.line, finding.span.end_line)},
        },
    }
