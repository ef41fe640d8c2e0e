"""What a reviewer does about findings, the selected one or all that are shown: fix, accept, edit, copy, report."""

import os
import subprocess
from collections.abc import Sequence

from textual.app import SuspendNotSupported

from opscheck.core import CORE_RULES
from opscheck.errors import UserError
from opscheck.finding import Finding, Message
from opscheck.tui.desk import Proposal
from opscheck.tui.dialogs.export import ExportDialog
from opscheck.tui.dialogs.proposal import FixDialog
from opscheck.tui.dialogs.waive import Agreed, WaiveDialog
from opscheck.tui.editor import editor_command, editor_of
from opscheck.tui.export import Target, report
from opscheck.tui.screens.frame import Frame
from opscheck.tui.widgets.source import Place

NOTHING = "no finding is shown"
NO_FIX = "there is no fix for it: the explanation says what would help"
FIXED, WAIVED = "{count} fixed", "{count} waived"
ACCEPTED_ALREADY = "it is accepted already"
NO_EDITOR = "{command} cannot be started: {reason}"
COPIED_ONE, COPIED = "{count} finding copied", "{count} findings copied"
WRITTEN = "{file} is written"


class Deciding(Frame):
    """A screen with findings, about which one can decide."""

    @property
    def place(self) -> Place | None:
        """The place that is looked at."""
        raise NotImplementedError

    @property
    def _selected(self) -> list[Finding]:
        return [self.review.selected] if self.review.selected else []

    # --- fixes and waivers

    def can_fix(self) -> bool:
        return any(map(_is_fixable, self._selected))

    def can_fix_all(self) -> bool:
        return any(map(_is_fixable, self.review.findings))

    def can_waive(self) -> bool:
        return any(map(_is_waivable, self._selected))

    def can_waive_all(self) -> bool:
        return any(map(_is_waivable, self.review.findings))

    def action_fix(self) -> None:
        self._fix(self._selected)

    def action_fix_all(self) -> None:
        self._fix(self.review.findings)

    def _fix(self, findings: Sequence[Finding]) -> None:
        """Show what the fixes would change, and write it once that is agreed to."""
        fixable = [finding for finding in findings if _is_fixable(finding)]
        if not fixable:
            self._refuse(findings, NO_FIX)
            return

        def answered(agreed: Proposal | None) -> None:
            if agreed:
                self._write(agreed, Message(FIXED, {"count": agreed.done}))

        self.review_app.push_screen(FixDialog(self.review_app.desk, fixable), answered)

    def action_waive(self) -> None:
        self._waive(self._selected)

    def action_waive_all(self) -> None:
        self._waive(self.review.findings)

    def _waive(self, findings: Sequence[Finding]) -> None:
        """Ask why, show what would be written, and write it once that is agreed to."""
        standing = [finding for finding in findings if finding.stands]
        if not standing:
            self._refuse(findings, ACCEPTED_ALREADY)
            return

        def answered(agreed: Agreed | None) -> None:
            if agreed:
                self._write(agreed.proposal, Message(WAIVED, {"count": agreed.proposal.done}))

        self.review_app.push_screen(WaiveDialog(self.review_app.desk, standing), answered)

    def _refuse(self, findings: Sequence[Finding], why: str) -> None:
        self.review_app.tell(Message(why if findings else NOTHING))

    def _write(self, proposal: Proposal, what: Message) -> None:
        app = self.review_app
        try:
            app.desk.write(proposal, what)
        except UserError as error:
            app.tell(error.message, bad=True)
            return
        app.tell(what)
        app.recheck()

    # --- elsewhere

    def can_edit(self) -> bool:
        return self.place is not None

    def can_copy(self) -> bool:
        return bool(self._selected)

    can_copy_all = can_copy

    def action_edit(self) -> None:
        place, app = self.place, self.review_app
        if place is None:
            return
        try:
            command = editor_command(os.environ, app.desk.path_of(place.span.file), place.span.line, place.span.column)
            with app.suspend():
                subprocess.run(command, check=False)
        except (OSError, ValueError, SuspendNotSupported) as error:
            values = {"command": editor_of(os.environ), "reason": getattr(error, "strerror", None) or str(error)}
            app.tell(Message(NO_EDITOR, values), bad=True)
        app.recheck()

    def action_copy(self) -> None:
        self._copy(self._selected)

    def action_copy_all(self) -> None:
        self._copy(self.review.findings)

    def _copy(self, findings: Sequence[Finding]) -> None:
        """Copy a report of findings; the terminal is asked to do it, so that it works from afar."""
        if not findings:
            self.review_app.tell(Message(NOTHING))
            return
        self.review_app.copy_to_clipboard(self._report(findings, "text"))
        self.review_app.tell_count(COPIED_ONE, COPIED, len(findings))

    def action_export(self) -> None:
        dialog = ExportDialog(len(self.review.findings), self.review_app.desk.plugins)
        self.review_app.push_screen(dialog, self._export)

    def _export(self, target: Target | None) -> None:
        if target is None:
            return
        try:
            target.write(self._report(self.review.findings, target.format))
        except UserError as error:
            self.review_app.tell(error.message, bad=True)
        else:
            self.review_app.tell(Message(WRITTEN, {"file": str(target.file)}))

    def _report(self, findings: Sequence[Finding], name: str) -> str:
        desk = self.review_app.desk
        return report(self.review.run, findings, name, desk.plugins, desk.request, self.review.lang)


def _is_fixable(finding: Finding) -> bool:
    return finding.fix is not None and finding.stands


def _is_waivable(finding: Finding) -> bool:
    core = CORE_RULES.get(finding.rule)
    return finding.stands and (core is None or core.waivable)
