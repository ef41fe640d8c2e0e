"""The findings: the list, the source where the selected one stands, and what there is to know about it."""

import os
import subprocess
from collections.abc import Sequence
from typing import ClassVar, Literal

from textual import events
from textual.app import ComposeResult, SuspendNotSupported
from textual.containers import Container

from opscheck.display import counted, say
from opscheck.errors import UserError
from opscheck.finding import Finding, Message
from opscheck.reports import FORMATS
from opscheck.translations import translate
from opscheck.tui.desk import Proposal
from opscheck.tui.dialogs.ask import AskDialog
from opscheck.tui.dialogs.proposal import ProposalDialog
from opscheck.tui.dialogs.waive import Agreed, WaiveDialog
from opscheck.tui.editor import editor_command
from opscheck.tui.export import export, report
from opscheck.tui.screens.frame import Frame
from opscheck.tui.widgets.explanation import BlocksPane
from opscheck.tui.widgets.filter import Facets, FilterBar
from opscheck.tui.widgets.findings import FindingList
from opscheck.tui.widgets.heading import Heading
from opscheck.tui.widgets.pane import Pane
from opscheck.tui.widgets.source import SourcePane

ALL_REVIEWED_ONE, ALL_REVIEWED = "{count} finding is marked as reviewed", "{count} findings are marked as reviewed"
HIDDEN, SHOWN = "reviewed findings are hidden", "reviewed findings are shown"
ACCEPTED_SHOWN, ACCEPTED_HIDDEN = "accepted findings are shown", "accepted findings are hidden"
NO_FIX = "there is no fix for it: the explanation says what would help"
WORKING = "working it out …"
FIXED, WAIVED = "{count} fixed", "{count} waived"
ACCEPTED_ALREADY = "it is accepted already"
NO_EDITOR = "{command} cannot be started: {reason}"
COPIED_ONE, COPIED = "{count} finding copied", "{count} findings copied"
EXPORT_ONE, EXPORT = "export {count} finding", "export {count} findings"
FORMATS_ARE = "the formats are {known}"
EXPORT_HINT = "FORMAT:FILE · enter writes it · escape leaves it"
WRITTEN = "{file} is written"
MARKS = "marks"
_ORDER = ("list", "source", "explanation")


class FindingsScreen(Frame):
    """Where a reviewer goes through the findings. A terminal that is narrow or low shows one pane at a time."""

    NAME: ClassVar[str] = "findings"
    AUTO_FOCUS = "#list"

    def body(self) -> ComposeResult:
        yield FilterBar(id="filter")
        yield Facets(id="facets")
        with Container(id="panes"):
            yield FindingList(id="list")
            with Container(id="details"):
                with Container(id="source-box"):
                    yield Heading(id="source-heading")
                    yield SourcePane(id="source")
                with Container(id="explanation-box"):
                    yield Heading(id="explanation-heading")
                    yield BlocksPane(id="explanation")

    def refresh_review(self) -> None:
        super().refresh_review()
        self.query_one(FilterBar).refresh_review()
        self.query_one(FindingList).refresh_review()
        self.query_one(SourcePane).forget()
        self._open()

    def show(self, finding: Finding) -> None:
        self.review.select(finding)
        self.refresh_review()

    # --- the selected finding

    def on_finding_list_selected(self) -> None:
        self._open()

    def on_finding_list_opened(self) -> None:
        self.action_open()

    def _open(self) -> None:
        """Show source and explanation of the selected finding."""
        finding, app = self.review.selected, self.review_app
        source = self.query_one(SourcePane)
        source.open(finding)
        self._head()
        blocks = []
        if finding:
            blocks = [
                *app.explainer.finding(finding, self.review.memory),
                *app.explainer.rule(finding.rule, self.review.run.rules.get(finding.rule)),
            ]
        self.query_one(BlocksPane).open(blocks)

    def _head(self) -> None:
        """Say above the source where it is, and above the explanation which rule it is of."""
        finding, place = self.review.selected, self.query_one(SourcePane).place
        left = f"{place.span.file}:{place.span.line}" if place else ""
        self.query_one("#source-heading", Heading).say(left, finding.path if finding else "")
        clauses = " ".join(finding.clauses) if finding else ""
        self.query_one("#explanation-heading", Heading).say(finding.rule if finding else "", clauses)

    # --- panes

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        self.set_class(self.query_one(FilterBar).has_focus_within, "-filtering")
        self.query_one(Facets).refresh_soon()
        if isinstance(event.widget, Pane) and event.widget.id in _ORDER:
            for name in _ORDER:
                self.set_class(name == event.widget.id, f"-at-{name}")

    @property
    def _at(self) -> int:
        focused = self.focused.id if self.focused else None
        return _ORDER.index(focused) if focused in _ORDER else 0

    def action_open(self) -> None:
        """Go on from the list to the source, and from there to the explanation."""
        self.set_focus(self.query_one(f"#{_ORDER[min(self._at + 1, 2)]}"))

    def action_back(self) -> None:
        """Go back to the list, pane by pane."""
        if self.query_one(FilterBar).has_focus_within:
            self.set_focus(self.query_one(FindingList))
        elif self._at:
            self.set_focus(self.query_one(f"#{_ORDER[self._at - 1]}"))
        elif self.review.filter:
            self._filter("")
            self.query_one(FilterBar).refresh_review()

    def action_related(self) -> None:
        """Look at the next line that contributes."""
        self.query_one(SourcePane).next_place()
        self._head()

    def action_next(self) -> None:
        self.query_one(FindingList).move(1)

    def action_previous(self) -> None:
        self.query_one(FindingList).move(-1)

    # --- decisions

    def action_fix(self) -> None:
        self._fix([self.review.selected] if self.review.selected else [])

    def action_fix_all(self) -> None:
        self._fix(self.review.findings)

    def _fix(self, findings: Sequence[Finding]) -> None:
        """Work out what the fixes would change, and show it."""
        fixable = [finding for finding in findings if finding.fix and finding.stands]
        if not fixable:
            self.review_app.tell(Message(NO_FIX))
            return
        self.review_app.tell(Message(WORKING))
        self.run_worker(lambda: self._propose_fixes(fixable), thread=True, exclusive=True, group="propose")

    def _propose_fixes(self, findings: Sequence[Finding]) -> None:
        app = self.review_app
        try:
            proposal = app.desk.fixes(findings)
        except UserError as error:
            app.call_from_thread(app.tell, error.message, bad=True)
            return
        app.call_from_thread(self._show_fixes, proposal)

    def _show_fixes(self, proposal: Proposal) -> None:
        def answered(agreed: bool | None) -> None:
            if agreed:
                self._write(proposal, Message(FIXED, {"count": proposal.done}))

        self.review_app.push_screen(ProposalDialog(proposal), answered)

    def action_waive(self) -> None:
        self._waive([self.review.selected] if self.review.selected else [])

    def action_waive_all(self) -> None:
        self._waive(self.review.findings)

    def _waive(self, findings: Sequence[Finding]) -> None:
        standing = [finding for finding in findings if finding.stands]
        if not standing:
            self.review_app.tell(Message(ACCEPTED_ALREADY))
            return

        def answered(agreed: Agreed | None) -> None:
            if agreed:
                self._write(agreed.proposal, Message(WAIVED, {"count": agreed.proposal.done}))

        self.review_app.push_screen(WaiveDialog(self.review_app.desk, standing), answered)

    def _write(self, proposal: Proposal, what: Message) -> None:
        app = self.review_app
        try:
            app.desk.write(proposal, what)
        except UserError as error:
            app.tell(error.message, bad=True)
            return
        app.tell(what)
        app.recheck()

    def action_edit(self) -> None:
        place = self.query_one(SourcePane).place
        if place is None:
            return
        command = editor_command(os.environ, place.span.file, place.span.line, place.span.column)
        try:
            with self.app.suspend():
                subprocess.run(command, check=False)
        except (OSError, SuspendNotSupported) as error:
            values = {"command": command[0], "reason": getattr(error, "strerror", None) or str(error)}
            self.review_app.tell(Message(NO_EDITOR, values), bad=True)
        self.review_app.recheck()

    def action_copy(self) -> None:
        self._copy([self.review.selected] if self.review.selected else [])

    def action_copy_all(self) -> None:
        self._copy(self.review.findings)

    def _copy(self, findings: Sequence[Finding]) -> None:
        """Copy a report of findings; the terminal is asked to do it, so that it works from afar."""
        app = self.review_app
        app.copy_to_clipboard(report(self.review.run, findings, "text", app.desk.plugins, self.review.lang))
        app.tell_count(COPIED_ONE, COPIED, len(findings))

    def action_export(self) -> None:
        app, lang = self.review_app, self.review.lang
        known = say(Message(FORMATS_ARE, {"known": tuple(sorted((*FORMATS, *app.desk.plugins.formats)))}), lang)
        title = counted(EXPORT_ONE, EXPORT, len(self.review.findings), lang)
        dialog = AskDialog(title, "markdown:findings.md", known, translate(EXPORT_HINT, lang))
        app.push_screen(dialog, self._export)

    def _export(self, to: str | None) -> None:
        app = self.review_app
        if to is None:
            return
        try:
            file = export(self.review.run, self.review.findings, to, app.desk.plugins, self.review.lang)
        except UserError as error:
            app.tell(error.message, bad=True)
        else:
            app.tell(Message(WRITTEN, {"file": file}))

    # --- what is shown

    def action_filter(self) -> None:
        self.query_one(FilterBar).begin()

    def on_filter_bar_typed(self, message: FilterBar.Typed) -> None:
        self._filter(message.text)

    def on_filter_bar_left(self) -> None:
        self.set_focus(self.query_one(FindingList))

    def on_facets_chosen(self, message: Facets.Chosen) -> None:
        self.query_one(FilterBar).add(message.term)

    def _filter(self, text: str) -> None:
        before = self.review.selected
        self.review.look(text=text)
        self._list_changed(before)

    def _list_changed(self, before: Finding | None) -> None:
        """Draw the list anew, and the rest where another finding is selected now."""
        super().refresh_review()
        self.query_one(FindingList).refresh_review()
        self.query_one(FilterBar).refresh_counters()
        self.query_one(Facets).refresh_soon()
        if self.review.selected is not before:
            self._open()

    def action_reviewed(self) -> None:
        before = self.review.selected
        if before:
            self._remember_marks([before], reviewed=self.review.memory.is_reviewed(before))
        self.review.toggle_reviewed()
        self._list_changed(before)

    def _remember_marks(self, findings: Sequence[Finding], *, reviewed: bool) -> None:
        """Marks can be taken back, too."""
        memory = self.review.memory
        self.review_app.desk.remember(Message(MARKS), lambda: memory.mark(findings, reviewed=reviewed))

    def action_reviewed_all(self) -> None:
        unmarked = [one for one in self.review.findings if not self.review.memory.is_reviewed(one)]
        self._remember_marks(unmarked, reviewed=False)
        before, count = self.review.selected, self.review.mark_all_reviewed()
        self._list_changed(before)
        self.review_app.tell_count(ALL_REVIEWED_ONE, ALL_REVIEWED, count)

    def action_hide_reviewed(self) -> None:
        self._toggle("hide_reviewed", Message(HIDDEN), Message(SHOWN))

    def action_accepted(self) -> None:
        self._toggle("show_waived", Message(ACCEPTED_SHOWN), Message(ACCEPTED_HIDDEN))

    def _toggle(self, what: Literal["hide_reviewed", "show_waived"], on: Message, off: Message) -> None:
        before = self.review.selected
        now = self.review.toggle(what)
        self._list_changed(before)
        self.review_app.tell(on if now else off)

    def action_group(self) -> None:
        self.review.look(grouping=self.review.next_grouping())
        self.refresh_review()
