"""The findings: the list, the source where the selected one stands, and what there is to know about it."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Container

from opscheck.finding import Finding
from opscheck.tui.screens.frame import Frame
from opscheck.tui.widgets.findings import FindingList


class FindingsScreen(Frame):
    """Where a reviewer goes through the findings."""

    NAME: ClassVar[str] = "findings"

    def body(self) -> ComposeResult:
        with Container(id="panes"):
            yield FindingList(id="list")

    def on_mount(self) -> None:
        self.query_one(FindingList).focus()

    def refresh_review(self) -> None:
        super().refresh_review()
        self.query_one(FindingList).refresh_review()

    def show(self, finding: Finding) -> None:
        self.review.select(finding)
        self.refresh_review()
