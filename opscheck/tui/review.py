"""What a reviewer looks at: a run, the findings that the filter lets through, the selected one, and what is marked."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from opscheck.finding import Finding, Severity
from opscheck.project import Notice
from opscheck.run import Run
from opscheck.source import Document, Text
from opscheck.tui.belonging import Belonging
from opscheck.tui.memory import Memory
from opscheck.tui.query import parse
from opscheck.tui.table import GROUPINGS, Group, Marks, Table, identity


class Heading(NamedTuple):
    """The line above a group: what its rows have in common, and how many they are."""

    label: str
    size: int


Line = Heading | int
"""A line of the list: a heading, or the row of a finding."""


@dataclass
class View:
    """The lines that the list shows, its rows without the headings, and on which lines the headings stand."""

    lines: list[Line] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, groups: Sequence[Group], *, headed: bool) -> "View":
        """The groups one after the other, each under its heading where they are to have one."""
        view = cls()
        for group in groups:
            if headed:
                view.headings.append(len(view.lines))
                view.lines.append(Heading(group.label, len(group.rows)))
            view.lines += group.rows
            view.rows += group.rows
        return view

    def line_of(self, row: int) -> int:
        """The line with a row; -1 where it is not shown."""
        try:
            return self.lines.index(row)
        except ValueError:
            return -1


class Review:
    """The state that all screens share. Whatever changes it draws the screens anew; it knows nothing of them."""

    def __init__(
        self, run: Run, notices: Sequence[Notice] = (), *, lang: str = "en", memory: Memory | None = None
    ) -> None:
        self.lang = lang
        self.memory = memory or Memory()
        self.filter = ""
        self.grouping = "topic"
        self.show_waived = False
        self.hide_reviewed = False
        self.line = -1
        """The line of the list with the selected finding; -1 where none is selected."""
        self.view = View()
        self.renew(run, notices)

    # --- the run

    def renew(self, run: Run, notices: Sequence[Notice] = ()) -> None:
        """Go on with another run of the same plans; filter, grouping and selection stay."""
        position, selected = self.position, self.selected
        self.run = run
        self.notices = [*map(Notice, run.complaints), *notices]
        loaded = ((plan.report.plan, plan.loaded) for plan in run.plans)
        data = {name: plan.data for name, plan in loaded if name and plan}
        marks = Marks(self.memory.is_new, self.memory.is_reviewed)
        found = (finding for plan in run.plans for finding in plan.report.findings)
        self.table = Table(found, self.lang, Belonging(data), marks)
        self.files = len(set(self.table.column("file")))
        """In how many files there are findings, shown or not."""
        self._look(position, self.row_of(selected) if selected else None)

    def text_of(self, file: str) -> tuple[Text | None, Document | None]:
        """A file of the run: its text, and how it was read, as far as these are known."""
        for plan in self.run.plans:
            if file in plan.documents:
                documents = plan.loaded.documents if plan.loaded else ()
                document = next((one for one in documents if one.file == file), None)
                text = plan.documents[file]
                return (text if isinstance(text, Text) else None), document
        return None, None

    def row_of(self, finding: Finding) -> int | None:
        """The row of a finding, or of the same one of an earlier run; None where it is gone."""
        name, path = identity(finding), finding.path
        found = enumerate(self.table.findings)
        return next((row for row, other in found if other.path == path and identity(other) == name), None)

    # --- what is shown

    def look(self, *, text: str | None = None, grouping: str | None = None) -> None:
        """Change the filter or the grouping. The selected finding stays selected as long as it is shown."""
        self.filter = self.filter if text is None else text
        self.grouping = self.grouping if grouping is None else grouping
        self._look(self.position, self._row)

    def _look(self, position: int, row: int | None) -> None:
        self.query = parse(self.filter)
        rows = self.table.rows(self.query, waived=self.show_waived)
        if self.hide_reviewed:
            reviewed = self.table.column("reviewed")
            rows = [row for row in rows if not reviewed[row]]
        self.view = View.of(self.table.groups(rows, self.grouping), headed=self.grouping != "none")
        self._counts: dict[str, Counter[str]] = {}
        self.line = self.view.line_of(row) if row is not None else -1
        if self.line < 0:
            self._go(position)

    def _go(self, position: int) -> None:
        """Select what is in a place among the findings that are shown, or as near to it as there is anything."""
        rows = self.view.rows
        self.line = self.view.line_of(rows[min(max(position, 0), len(rows) - 1)]) if rows else -1

    @property
    def _row(self) -> int | None:
        line = self.view.lines[self.line] if self.line >= 0 else None
        return line if isinstance(line, int) else None

    @property
    def selected(self) -> Finding | None:
        """The selected finding."""
        row = self._row
        return None if row is None else self.table.findings[row]

    @property
    def findings(self) -> list[Finding]:
        """The findings that are shown, in the order of the list."""
        return [self.table.findings[row] for row in self.view.rows]

    @property
    def position(self) -> int:
        """The place of the selected finding among those that are shown, from 0; -1 where none is selected."""
        return self.line - bisect_left(self.view.headings, self.line) if self.line >= 0 else -1

    def count(self, severity: Severity) -> int:
        """How many of the findings that are shown are this bad."""
        return self.counts("severity").get(severity.name, 0)

    @property
    def reviewed(self) -> int:
        """How many findings are reviewed, shown or not."""
        return sum(map(bool, self.table.column("reviewed"))) if self.memory.has_marks else 0

    def counts(self, field_: str) -> Counter[str]:
        """How often each value of a column is among the findings that are shown."""
        if field_ not in self._counts:
            self._counts[field_] = self.table.counts(self.view.rows, field_)
        return self._counts[field_]

    # --- where one is

    def select(self, finding: Finding) -> bool:
        """Select a finding; whether it is among those that are shown."""
        row = self.row_of(finding)
        line = -1 if row is None else self.view.line_of(row)
        if line < 0:
            return False
        self.line = line
        return True

    def reveal(self, finding: Finding) -> bool:
        """Select a finding, and let the filter go where it hides it. Whether there is such a finding."""
        if self.select(finding):
            return True
        if self.row_of(finding) is None:
            return False
        self.filter, self.hide_reviewed = "", False
        self.show_waived = self.show_waived or not finding.stands
        self._look(0, None)
        return self.select(finding)

    def step(self, count: int) -> None:
        """Go some findings down, or up where the count is negative, no further than the first and the last."""
        self._go(self.position + count)

    # --- marks

    def toggle_reviewed(self) -> None:
        """Mark the selected finding as reviewed and go on to the next; or take the mark away, and stay."""
        finding = self.selected
        if finding is None:
            return
        reviewed = not self.memory.is_reviewed(finding)
        self.mark([finding], reviewed=reviewed)
        if reviewed and self.selected is finding:
            self.step(1)

    def mark_all_reviewed(self) -> int:
        """Mark all that is shown as reviewed; how many that are."""
        findings = self.findings
        self.mark(findings, reviewed=True)
        return len(findings)

    def mark(self, findings: Sequence[Finding], *, reviewed: bool) -> None:
        """Mark findings as reviewed, or take the marks away; the selection stays as far as it is shown."""
        self.memory.mark(findings, reviewed=reviewed)
        self.table.look_again("reviewed", findings)
        self._look(self.position, self._row)

    def toggle(self, what: Literal["hide_reviewed", "show_waived"]) -> bool:
        """Change whether reviewed findings are hidden, or accepted ones shown; whether it is so now."""
        setattr(self, what, not getattr(self, what))
        self._look(self.position, self._row)
        return bool(getattr(self, what))

    def next_grouping(self) -> str:
        """What comes after the present grouping."""
        return GROUPINGS[(GROUPINGS.index(self.grouping) + 1) % len(GROUPINGS)]
