"""The findings: the list, the source where the selected one stands, and what there is to know about it."""

from collections.abc import Sequence
from typing import ClassVar, Literal

from textual import events
from textual.app import ComposeResult
from textual.containers import Container

from opscheck.finding import Finding, Message
from opscheck.tui.screens.deciding import Deciding
from opscheck.tui.widgets.explanation import BlocksPane
from opscheck.tui.widgets.filter import Facets, FilterBar
from opscheck.tui.widgets.findings import FindingList
from opscheck.tui.widgets.frame import Footer
from opscheck.tui.widgets.heading import Heading
from opscheck.tui.widgets.pane import Pane
from opscheck.tui.widgets.source import Place, SourcePane

ALL_REVIEWED_ONE, ALL_REVIEWED = "{count} finding is marked as reviewed", "{count} findings are marked as reviewed"
HIDDEN, SHOWN = "reviewed findings are hidden", "reviewed findings are shown"
ACCEPTED_SHOWN, ACCEPTED_HIDDEN = "accepted findings are shown", "accepted findings are hidden"
MARKS = "marks"
_ORDER = ("list", "source", "explanation")


class FindingsScreen(Deciding):
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

    @property
    def place(self) -> Place | None:
        return self.query_one(SourcePane).place

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
        self.query_one(Footer).refresh()

    def _head(self) -> None:
        """Say above the source where it is, and above the explanation which rule it is of."""
        finding, place = self.review.selected, self.place
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

    def can_open(self) -> bool:
        return bool(self.review.view.rows) and self._at < len(_ORDER) - 1

    def can_back(self) -> bool:
        return bool(self._at or self.review.filter)

    def can_related(self) -> bool:
        return len(self.query_one(SourcePane).places) > 1

    def can_next(self) -> bool:
        return len(self.review.view.rows) > 1

    can_previous = can_next

    def action_related(self) -> None:
        """Look at the next line that contributes."""
        self.query_one(SourcePane).next_place()
        self._head()

    def action_next(self) -> None:
        self.query_one(FindingList).move(1)

    def action_previous(self) -> None:
        self.query_one(FindingList).move(-1)

    # --- what is shown

    def can_filter(self) -> bool:
        return bool(self.review.table.findings)

    def can_group(self) -> bool:
        return len(self.review.view.rows) > 1

    def can_reviewed(self) -> bool:
        return self.review.selected is not None

    can_reviewed_all = can_in_plan = can_reviewed

    def can_in_clauses(self) -> bool:
        return bool(self.review.selected and self.review.selected.clauses)

    def can_hide_reviewed(self) -> bool:
        return bool(self.review.reviewed)

    def can_accepted(self) -> bool:
        return any(not finding.stands for finding in self.review.table.findings)

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
        review = self.review
        self.review_app.desk.remember(Message(MARKS), lambda: review.mark(findings, reviewed=reviewed))

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
