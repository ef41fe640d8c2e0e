"""What a reviewer looks at: a run, the findings that the filter lets through, the selected one, and what is marked."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from opscheck.finding import Finding, Severity
from opscheck.run import Run
from opscheck.source import Document, Text
from opscheck.tui.belonging import Belonging
from opscheck.tui.memory import Memory
from opscheck.tui.query import parse
from opscheck.tui.table import GROUPINGS, Group, Marks, Table


class Heading(NamedTuple):
    """The line above a group: what its rows have in common, and how many they are."""

    label: str
    size: int


Line = Heading | int
"""A line of the list: a heading, or the row of a finding."""


@dataclass
class View:
    """The lines that the list shows, and where in it each row is."""

    lines: list[Line] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    line_of: dict[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, groups: Sequence[Group], *, headed: bool) -> "View":
        """The groups one after the other, each under its heading where they are to have one."""
        view = cls()
        for group in groups:
            if headed:
                view.headings.append(len(view.lines))
                view.lines.append(Heading(group.label, len(group.rows)))
            view.line_of.update(zip(group.rows, range(len(view.lines), len(view.lines) + len(group.rows)), strict=True))
            view.lines += group.rows
            view.rows += group.rows
        return view


class Review:
    """The state that all screens share. Whatever changes it draws the screens anew; it knows nothing of them."""

    def __init__(self, run: Run, *, lang: str = "en", memory: Memory | None = None) -> None:
        self.lang = lang
        self.memory = memory or Memory()
        self.filter = ""
        self.grouping = "topic"
        self.show_waived = False
        self.hide_reviewed = False
        self.selected: Finding | None = None
        self.view = View()
        self.renew(run)
        self.step(0)

    # --- the run

    def renew(self, run: Run) -> None:
        """Go on with another run of the same plans; filter, grouping and selection stay."""
        position = self.position
        self.run = run
        loaded = ((plan.report.plan, plan.loaded) for plan in run.plans)
        data = {name: plan.data for name, plan in loaded if name and plan}
        marks = Marks(self.memory.is_new, self.memory.is_reviewed)
        self.table = Table(run.findings, self.lang, Belonging(data), marks)
        self._row_of = {_name(finding): row for row, finding in enumerate(self.table.findings)}
        self._files = len({finding.span.file for finding in self.table.findings})
        self._look(position)

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
        return self._row_of.get(_name(finding))

    # --- what is shown

    def look(self, *, text: str | None = None, grouping: str | None = None) -> None:
        """Change the filter or the grouping. The selected finding stays selected as long as it is shown."""
        self.filter = self.filter if text is None else text
        self.grouping = self.grouping if grouping is None else grouping
        self._look(self.position)

    def _look(self, position: int) -> None:
        self.query = parse(self.filter)
        rows = self.table.rows(self.query, waived=self.show_waived)
        if self.hide_reviewed:
            reviewed = self.table.column("reviewed")
            rows = [row for row in rows if not reviewed[row]]
        self.view = View.of(self.table.groups(rows, self.grouping), headed=self.grouping != "none")
        self._counts: dict[str, Counter[str]] = {}
        self._select_near(position)

    def _select_near(self, position: int) -> None:
        """Keep the selection; where it is gone, take what stands in its place."""
        row = self.row_of(self.selected) if self.selected else None
        if row is not None and row in self.view.line_of:
            self.selected = self.table.findings[row]
        elif self.view.rows:
            self.selected = self.table.findings[self.view.rows[min(max(position, 0), len(self.view.rows) - 1)]]
        else:
            self.selected = None

    @property
    def findings(self) -> list[Finding]:
        """The findings that are shown, in the order of the list."""
        return [self.table.findings[row] for row in self.view.rows]

    @property
    def position(self) -> int:
        """The place of the selected finding among those that are shown, from 0; -1 where none is selected."""
        line = self.line
        return line - bisect_left(self.view.headings, line) if line >= 0 else -1

    @property
    def line(self) -> int:
        """The line of the list with the selected finding; -1 where none is selected."""
        row = self.row_of(self.selected) if self.selected else None
        return self.view.line_of.get(row, -1) if row is not None else -1

    def count(self, severity: Severity) -> int:
        """How many of the findings that are shown are this bad."""
        return self.counts("severity").get(severity.name, 0)

    @property
    def reviewed(self) -> int:
        """How many findings are reviewed, shown or not."""
        return sum(map(bool, self.table.column("reviewed"))) if self.memory.has_marks else 0

    @property
    def files(self) -> int:
        """In how many files there are findings, shown or not."""
        return self._files

    def counts(self, field_: str) -> Counter[str]:
        """How often each value of a column is among the findings that are shown."""
        if field_ not in self._counts:
            self._counts[field_] = self.table.counts(self.view.rows, field_)
        return self._counts[field_]

    # --- where one is

    def select(self, finding: Finding) -> bool:
        """Select a finding; whether it is among those that are shown."""
        row = self.row_of(finding)
        if row is None or row not in self.view.line_of:
            return False
        self.selected = self.table.findings[row]
        return True

    def reveal(self, finding: Finding) -> bool:
        """Select a finding, and let the filter go where it hides it. Whether there is such a finding."""
        if self.select(finding):
            return True
        if self.row_of(finding) is None:
            return False
        self.filter, self.hide_reviewed = "", False
        self.show_waived = self.show_waived or not finding.stands
        self._look(0)
        return self.select(finding)

    def step(self, count: int) -> None:
        """Go some findings down, or up where the count is negative, no further than the first and the last."""
        if self.view.rows:
            position = min(max(self.position + count, 0), len(self.view.rows) - 1)
            self.selected = self.table.findings[self.view.rows[position]]

    # --- marks

    def toggle_reviewed(self) -> None:
        """Mark the selected finding as reviewed and go on to the next; or take the mark away, and stay."""
        finding, position = self.selected, self.position
        if finding is None:
            return
        reviewed = not self.memory.is_reviewed(finding)
        self._mark([finding], reviewed=reviewed)
        if reviewed and self.selected is finding:
            self.step(1)
        elif reviewed:
            self._select_near(position)

    def mark_all_reviewed(self) -> int:
        """Mark all that is shown as reviewed; how many that are."""
        findings = self.findings
        self._mark(findings, reviewed=True)
        return len(findings)

    def _mark(self, findings: Sequence[Finding], *, reviewed: bool) -> None:
        self.memory.mark(findings, reviewed=reviewed)
        self.table.forget("reviewed")
        self._look(self.position)

    def toggle(self, what: Literal["hide_reviewed", "show_waived"]) -> bool:
        """Change whether reviewed findings are hidden, or accepted ones shown; whether it is so now."""
        setattr(self, what, not getattr(self, what))
        self._look(self.position)
        return bool(getattr(self, what))

    def next_grouping(self) -> str:
        """What comes after the present grouping."""
        return GROUPINGS[(GROUPINGS.index(self.grouping) + 1) % len(GROUPINGS)]


def _name(finding: Finding) -> tuple[str, str, str, str]:
    """What identifies a finding across runs, as its fingerprint does."""
    return (finding.plan or finding.span.file, finding.rule, finding.path, finding.key or "")
