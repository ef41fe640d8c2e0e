"""The formats in which a run is reported, one module each, loaded when asked for.

A report module has ``render(run, options)``, a pure function that yields the text of the report in pieces.
"""

from collections.abc import Callable, Collection, Iterator
from importlib import import_module
from typing import NamedTuple, TypeAlias

from opscheck.finding import Finding
from opscheck.run import FailOn, Run


class Options(NamedTuple):
    """How a report is to look; formats for programs heed ``lang`` at most."""

    lang: str = "en"
    color: bool = False
    show_passes: bool = False
    statistics: bool = False
    fail_on: FailOn = "error"
    show_waived: bool = False
    show_baseline: bool = False

    def findings(self, run: Run) -> Collection[Finding]:
        """What a report for people shows: the findings that stand, and the accepted ones that are asked for."""
        return run.shown(waived=self.show_waived, baseline=self.show_baseline)


Render: TypeAlias = Callable[[Run, Options], Iterator[str]]

FORMATS = {
    "text": "opscheck.reports.text",
    "concise": "opscheck.reports.concise",
    "json": "opscheck.reports.json",
    "github": "opscheck.reports.github",
    "sarif": "opscheck.reports.sarif",
    "junit": "opscheck.reports.junit",
    "gitlab": "opscheck.reports.gitlab",
    "markdown": "opscheck.reports.markdown",
    "csv": "opscheck.reports.csv",
    "html": "opscheck.reports.html",
    "oscal": "opscheck.reports.oscal",
}
WHOLE = frozenset({"html", "oscal", "sarif"})
"""The formats that need whole plans, not findings alone: their run keeps the plans, and has the catalogue."""
WITH_REVISION = frozenset({"html", "oscal"})
"""Those of them that say which commit has a plan as it was judged."""

DEFAULT_FORMAT = "text"
_FINDINGS_ALONE = ("text", "concise", "github", "sarif", "gitlab", "markdown", "csv")


def shows_evidence(format_: str) -> bool:
    """Whether a format says why rules were met or do not apply; of a plugin's nobody knows."""
    return format_ not in _FINDINGS_ALONE


def load(name: str) -> Render:
    """The ``render`` of a format; imports this one only. Raises KeyError for a name that is not in FORMATS."""
    render: Render = import_module(FORMATS[name]).render
    return render
