"""What would be written, as a difference, before it is."""

from collections.abc import Callable, Iterator

from textual.app import ComposeResult

from opscheck.display import counted
from opscheck.finding import Message
from opscheck.tui.desk import Proposal
from opscheck.tui.dialogs.dialog import Dialog
from opscheck.tui.explaining import Block
from opscheck.tui.look import cut
from opscheck.tui.widgets.explanation import BlocksPane

WRITES = "enter writes it · escape leaves everything as it is"
NOTHING = "escape goes back: there is nothing to write"
UNDONE = "{file}:{line} {rule} not: {reason}"
FIX_ONE, FIXES = "{count} finding would be fixed", "{count} findings would be fixed"
_LONGEST = 2_000


class ProposalDialog(Dialog[bool]):
    """Shows a proposal; the answer is whether it is to be written."""

    def __init__(self, proposal: Proposal) -> None:
        super().__init__()
        self._proposal = proposal

    def title_text(self) -> str:
        return counted(FIX_ONE, FIXES, self._proposal.done, self.review_app.review.lang)

    def hint(self) -> str:
        return self.spoken(WRITES if self._proposal.files else NOTHING)

    def body(self) -> ComposeResult:
        yield BlocksPane(id="difference")

    def on_mount(self) -> None:
        pane = self.query_one(BlocksPane)
        pane.open(blocks_of(self._proposal, self.sentence))
        self.set_focus(pane)

    def accept(self) -> None:
        if self._proposal.files:
            self.dismiss(True)


def blocks_of(proposal: Proposal, sentence: Callable[[Message], str]) -> Iterator[Block]:
    """A proposal as blocks: what would not be done, then the difference."""
    for one in proposal.undone:
        span = one.finding.span
        values = {"file": span.file, "line": span.line, "rule": one.finding.rule, "reason": one.reason}
        yield Block("bad", sentence(Message(UNDONE, values)))
    for line in proposal.diff():
        yield Block(_kind(line), cut(line, _LONGEST))


def _kind(line: str) -> str:
    if line.startswith(("+++", "---", "@@")):
        return "hunk"
    return {"+": "added", "-": "removed"}.get(line[:1], "same")
