"""Where on the page things are: the ids that links inside of it lead to."""

import re
from collections import Counter
from collections.abc import Iterable

from opscheck.finding import Finding

_OTHER = re.compile(r"[^A-Za-z0-9.]+")


def slug(kind: str, name: str) -> str:
    """``clause-C3.3a``: an id made of letters, digits, points and dashes alone."""
    return f"{kind}-{_OTHER.sub('-', name)}"


class Anchors:
    """An id for each finding, which stays the same while the finding does, so that a link to it may be kept."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self._ids: dict[int, str] = {}
        seen: Counter[str] = Counter()
        for finding in findings:
            name = finding.fingerprint[:12]
            seen[name] += 1
            self._ids[id(finding)] = f"finding-{name}" + (f"-{seen[name]}" if seen[name] > 1 else "")

    def of(self, finding: Finding) -> str | None:
        """The id of a finding; None of one that the page does not show."""
        return self._ids.get(id(finding))
