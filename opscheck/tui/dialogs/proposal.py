"""What would be written, as a difference, before it is."""

from collections.abc import Callable, Iterator, Sequence

from textual.app import ComposeResult

from opscheck.display import counted
from opscheck.errors import UserError
from opscheck.finding import Finding, Message
from opscheck.tui.desk import Desk, Proposal
from opscheck.tui.dialogs.dialog import Dialog, Words
from opscheck.tui.explaining import Block
from opscheck.tui.look import cut
from opscheck.tui.widgets.explanation import BlocksPane

WORKING = "working it out …"
WRITES = "enter writes it · escape leaves everything as it is"
NOTHING = "escape goes back: there is nothing to write"
UNDONE = "{file}:{line} {rule} not: {reason}"
FIX_ONE, FIXES = "{count} finding would be fixed", "{count} findings would be fixed"
_LONGEST = 2_000


class FixDialog(Dialog[Proposal]):
    """Shows what fixes would change, once that is worked out; enter then agrees to exactly that."""

    def __init__(self, desk: Desk, findings: Sequence[Finding]) -> None:
        super().__init__()
        self._desk = desk
        self._findings = findings
        self._shown: Proposal | None = None

    def title_text(self) -> str:
        return counted(FIX_ONE, FIXES, len(self._findings), self.review_app.review.lang)

    def hint(self) -> str:
        return self.spoken(WORKING)

    def body(self) -> ComposeResult:
        yield BlocksPane(id="difference")

    def on_mount(self) -> None:
        self.set_focus(self.query_one(BlocksPane))
        self.run_worker(self._propose, thread=True)

    def _propose(self) -> None:
        try:
            proposal = self._desk.fixes(self._findings)
        except UserError as error:
            self.app.call_from_thread(self.tell, self.sentence(error.message), bad=True)
            return
        self.app.call_from_thread(self._show, proposal)

    def _show(self, proposal: Proposal) -> None:
        if not self.is_attached:
            return
        self.query_one(BlocksPane).open(blocks_of(proposal, self.sentence))
        self.query_one(".dialog-title", Words).say(counted(FIX_ONE, FIXES, proposal.done, self.review_app.review.lang))
        self.tell(self.spoken(WRITES if proposal.files else NOTHING))
        if proposal.files:
            self._shown = proposal

    def accept(self) -> None:
        if self._shown:
            self.dismiss(self._shown)


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
