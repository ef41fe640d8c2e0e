"""Which of several plans is looked at."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import ClassVar

from opscheck.finding import Severity
from opscheck.run import CheckedPlan
from opscheck.tui.look import LETTERS, SHAPES, cut, fit
from opscheck.tui.widgets.listing import Listing
from opscheck.tui.widgets.pane import Piece

_COUNT = 8


class PlanList(Listing):
    """A line for each plan: how many findings it has, and what it is called."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *("detail--selected", "detail--quiet", "detail--title", "mark--error", "mark--warning", "mark--info"),
    }

    def open(self, plans: Sequence[CheckedPlan], chosen: int) -> None:
        """Show the plans of a run."""
        self._plans = plans
        self._counts = [Counter(finding.severity for finding in plan.report.standing) for plan in plans]
        self.fill(len(plans), chosen)

    def entry(self, number: int, width: int) -> Iterator[Piece]:
        report = self._plans[number].report
        for severity in sorted(Severity, reverse=True):
            count = self._counts[number][severity]
            text = f"{SHAPES[severity]}{LETTERS[severity]} {count}" if count else ""
            yield fit(text, _COUNT), f"mark--{severity.name}"
        room = max(width - _COUNT * len(Severity) - 1, 8)
        yield fit(report.title or report.plan or report.file, room // 2) + " ", ""
        yield cut(f"{report.plan or ''}  {report.file}", room - room // 2 - 1), "detail--quiet"
