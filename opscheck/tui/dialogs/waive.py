"""Accepting findings: why, until when, and who says so; shown as a difference before anything is written."""

import time
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from textual.app import ComposeResult
from textual.widgets import Input
from textual.worker import get_current_worker

from opscheck.checking.drafting import Acceptance
from opscheck.display import counted
from opscheck.errors import UserError
from opscheck.finding import Finding, Message
from opscheck.plan.quantities import day
from opscheck.tui.desk import Desk, Proposal
from opscheck.tui.dialogs.dialog import Dialog, Words, field
from opscheck.tui.dialogs.proposal import blocks_of
from opscheck.tui.widgets.explanation import BlocksPane

ONE, MANY = "accept {count} finding", "accept {count} findings"
REASON, UNTIL, BY, TICKET = "reason", "until", "approved by", "ticket"
WHERE, OF_RULE = "written as: {where}", "{what}: {rule}"
COMMENT, REGISTER = "a comment above the line", "an entry of waivers"
UNTIL_HINT, BY_HINT = "last day, such as 2026-12-31", "id of a person"
PREVIEW = "enter previews · ctrl+t comment or entry · tab next · escape"
WRITE = "enter writes it · escape leaves everything as it is"
WORKING, WORKED = "working it out …", "working it out … {number} of {total}"
NO_REASON = "say why it is accepted"
NO_DAY = "{value} is not a day such as 2026-12-31"
NOTHING = "nothing would be written"
_PAUSE_SECONDS = 0.1  # between two words about how far it is


class Agreed(NamedTuple):
    """A proposal that is to be written."""

    proposal: Proposal
    acceptance: Acceptance


class WaiveDialog(Dialog[Agreed]):
    """Asks for a waiver. The first enter shows what would be written, the second agrees to exactly that."""

    def __init__(self, desk: Desk, findings: Sequence[Finding]) -> None:
        super().__init__()
        self._desk = desk
        self._findings = findings
        self._comment = True
        self._shown: Agreed | None = None

    def title_text(self) -> str:
        said = counted(ONE, MANY, len(self._findings), self.review_app.review.lang)
        if len(self._findings) > 1:
            return said
        return self.sentence(Message(OF_RULE, {"what": said, "rule": self._findings[0].rule}))

    def hint(self) -> str:
        return self.spoken(PREVIEW)

    def body(self) -> ComposeResult:
        yield from field(self.spoken(REASON), "reason")
        yield from field(self.spoken(UNTIL), "until", placeholder=self.spoken(UNTIL_HINT))
        yield from field(self.spoken(BY), "by", placeholder=self.spoken(BY_HINT))
        yield from field(self.spoken(TICKET), "ticket")
        yield Words(look="where")
        yield BlocksPane(id="difference")

    def on_mount(self) -> None:
        self._say_where()
        self.set_focus(self.query_one("#reason"))

    def _say_where(self) -> None:
        where = Message(COMMENT if self._comment else REGISTER)
        self.query_one(".where", Words).say(self.sentence(Message(WHERE, {"where": where})))

    # --- what is asked

    def on_input_changed(self) -> None:
        self._forget()

    def key_ctrl_t(self) -> None:
        """Write it the other way."""
        self._comment = not self._comment
        self._say_where()
        self._forget()

    def _forget(self) -> None:
        """What was shown is not what would be written any more."""
        self._shown = None
        self.workers.cancel_node(self)
        self.tell(self.spoken(PREVIEW))
        self.query_one(BlocksPane).open(())

    def _acceptance(self) -> Acceptance:
        """What has been written. Raises UserError."""
        said = {name: self.query_one(f"#{name}", Input).value.strip() for name in ("reason", "until", "by", "ticket")}
        if not said["reason"]:
            raise UserError(Message(NO_REASON))
        until = _day(said["until"])
        return Acceptance(said["reason"], until, said["by"] or None, said["ticket"] or None, self._comment)

    # --- what comes of it

    def accept(self) -> None:
        if self._shown:
            self.dismiss(self._shown)
            return
        try:
            acceptance = self._acceptance()
        except UserError as error:
            self.tell(self.sentence(error.message), bad=True)
            return
        self.tell(self.sentence(Message(WORKING)))
        self.run_worker(lambda: self._propose(acceptance), thread=True, exclusive=True)

    def _propose(self, acceptance: Acceptance) -> None:
        worker, told = get_current_worker(), time.monotonic()

        def watch(number: int) -> bool:
            nonlocal told
            if number and not worker.is_cancelled and time.monotonic() - told > _PAUSE_SECONDS:
                told = time.monotonic()
                values = {"number": number, "total": len(self._findings)}
                self.app.call_from_thread(self.tell, self.sentence(Message(WORKED, values)))
            return not worker.is_cancelled  # as where the dialog is left, or something else is written

        try:
            proposal = self._desk.waivers(self._findings, acceptance, watch)
        except UserError as error:
            self.app.call_from_thread(self.tell, self.sentence(error.message), bad=True)
            return
        self.app.call_from_thread(self._show, Agreed(proposal, acceptance))

    def _show(self, agreed: Agreed) -> None:
        if not self.is_attached or agreed.acceptance != self._acceptance_now():
            return  # something else has been written meanwhile
        self.query_one(BlocksPane).open(blocks_of(agreed.proposal, self.sentence))
        if agreed.proposal.files:
            self._shown = agreed
            self.tell(self.spoken(WRITE))
        else:
            self.tell(self.spoken(NOTHING), bad=True)

    def _acceptance_now(self) -> Acceptance | None:
        try:
            return self._acceptance()
        except UserError:
            return None


def _day(text: str) -> date | None:
    try:
        return day(text) if text else None
    except ValueError:
        raise UserError(Message(NO_DAY, {"value": text})) from None
