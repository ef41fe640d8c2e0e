"""The list of findings: a line each, the selected one marked."""

from collections.abc import Iterator
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.message import Message as Posted

from opscheck.display import say, severity_word
from opscheck.finding import Finding, Severity
from opscheck.translations import translate
from opscheck.tui.look import LETTERS, SHAPES, cut, fit
from opscheck.tui.review import Heading
from opscheck.tui.widgets.pane import Pane, Piece

NOTHING = {
    "topic": "no topic",
    "rule": "no rule",
    "severity": "no severity",
    "file": "no file",
    "phase": "no phase",
    "owner": "no owner",
}
NO_FINDINGS = "no findings"
NO_PLANS = "no plan was found"
NOT_SHOWN = "the filter hides all {count} findings"
_RULE_SHARE = 0.36
_WIDEST_RULE = 30


class FindingList(Pane):
    """Draws ``review.view``. A cursor that moves selects a finding and says so."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "finding--selected",
        "finding--heading",
        "finding--error",
        "finding--warning",
        "finding--info",
        "finding--rule",
        "finding--place",
        "finding--reviewed",
    }

    class Selected(Posted):
        """Another finding is selected."""

    class Opened(Posted):
        """Somebody wants to see more of the selected finding."""

    def on_mount(self) -> None:
        self.refresh_review()

    def refresh_review(self) -> None:
        """Draw what the review shows now."""
        self.resized(max(len(self.review.view.lines), 1))
        self._show_cursor()

    # --- drawing

    def look_of(self, number: int) -> str:
        lines = self.review.view.lines
        if number >= len(lines):
            return ""
        if isinstance(lines[number], Heading):
            return "finding--heading"
        return "finding--selected" if number == self.review.line else ""

    def line(self, number: int, width: int) -> Iterator[Piece]:
        review, lines = self.review, self.review.view.lines
        if number >= len(lines):
            total = len(review.table.findings)
            template = NOT_SHOWN if total else NO_FINDINGS if review.run.plans else NO_PLANS
            yield " " + cut(translate(template, review.lang, count=str(total)), width - 2), "finding--place"
            return
        line = lines[number]
        if isinstance(line, Heading):
            yield from self._heading(line, width)
        else:
            yield from self._finding(review.table.findings[line], width, selected=number == review.line)

    def _heading(self, heading: Heading, width: int) -> Iterator[Piece]:
        lang, by = self.review.lang, self.review.grouping
        if not heading.label:
            label = translate(NOTHING[by], lang)
        elif by == "severity":
            label = severity_word(Severity[heading.label], lang)
        else:
            label = heading.label
        count = str(heading.size)
        name = cut(label, width - len(count) - 5)
        yield f"─ {name} ", ""
        yield "─" * (width - cell_len(name) - len(count) - 5), ""
        yield f" {count} ", ""

    def _finding(self, finding: Finding, width: int, *, selected: bool) -> Iterator[Piece]:
        review, severity = self.review, finding.severity
        reviewed = review.memory.is_reviewed(finding)
        look = "finding--reviewed" if reviewed else f"finding--{severity.name}"
        yield "▌" if selected else " ", f"finding--{severity.name}"
        yield f"{'✓' if reviewed else SHAPES[severity]}{LETTERS[severity]} ", look
        place = f" {self._place(finding)}"
        room = width - 5 - cell_len(place)
        rule = min(_WIDEST_RULE, int(room * _RULE_SHARE)) if review.grouping != "rule" else 0
        if rule >= 8:
            yield fit(finding.rule, rule) + " ", "finding--rule"
            room -= rule + 1
        yield fit(say(finding.message, review.lang), room), "finding--reviewed" if reviewed else ""
        yield place + " ", "finding--place"

    def _place(self, finding: Finding) -> str:
        """The line; with the file's name, where the findings are in several."""
        several = self.review.files > 1 and self.review.grouping != "file"
        name = cut(finding.span.file.rpartition("/")[2], 18) if several else ""
        return f"{name}:{finding.span.line}"

    # --- moving

    def move(self, count: int) -> None:
        """Move the cursor by some findings."""
        self.review.step(count)
        self._show_cursor()
        self.refresh()
        self.post_message(self.Selected())

    def _show_cursor(self) -> None:
        """Scroll so that the cursor, and the heading above it, is seen."""
        line, top, height = self.review.line, round(self.scroll_offset.y), self.size.height
        if line < 0 or not height:
            return
        first = line - 1 if line and isinstance(self.review.view.lines[line - 1], Heading) else line
        if first < top:
            self.scroll_to(y=first, animate=False, immediate=True)
        elif line >= top + height:
            self.scroll_to(y=line - height + 1, animate=False, immediate=True)

    def on_resize(self) -> None:
        self._show_cursor()

    def action_down(self) -> None:
        self.move(1)

    def action_up(self) -> None:
        self.move(-1)

    def action_page_down(self) -> None:
        self.move(max(1, self.size.height - 1))

    def action_page_up(self) -> None:
        self.move(-max(1, self.size.height - 1))

    def action_top(self) -> None:
        self.move(-len(self.review.view.rows))

    def action_bottom(self) -> None:
        self.move(len(self.review.view.rows))

    def on_click(self, event: events.Click) -> None:
        number = event.y + round(self.scroll_offset.y)
        lines = self.review.view.lines
        line = lines[number] if number < len(lines) else None
        if isinstance(line, int):
            self.review.line = number
            self.move(0)
            if event.chain > 1:
                self.post_message(self.Opened())
