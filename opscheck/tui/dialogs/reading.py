"""Something to read, and nothing to decide."""

from collections.abc import Iterator

from textual.app import ComposeResult

from opscheck.tui.dialogs.dialog import Dialog
from opscheck.tui.explaining import Block
from opscheck.tui.widgets.explanation import BlocksPane

LEAVE = "escape goes back"


class ReadingDialog(Dialog[None]):
    """Shows blocks of text."""

    def blocks(self) -> Iterator[Block]:
        """What there is to read."""
        raise NotImplementedError

    def hint(self) -> str:
        return self.spoken(LEAVE)

    def body(self) -> ComposeResult:
        yield BlocksPane(id="difference")

    def on_mount(self) -> None:
        pane = self.query_one(BlocksPane)
        pane.open(self.blocks())
        self.set_focus(pane)

    def accept(self) -> None:
        self.dismiss(None)
