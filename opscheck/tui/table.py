"""The findings of a run in columns, so that a filter over a hundred thousand of them answers between two key strokes.

A column is made when something asks for it. Rows are numbered in the order in which they are shown: the worst first,
then by file and line.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from opscheck.display import say
from opscheck.finding import Finding
from opscheck.tui.belonging import Belonging
from opscheck.tui.query import FLAGS, Query, Term, test_of

GROUPINGS = ("topic", "rule", "severity", "file", "phase", "owner", "none")


class Marks(NamedTuple):
    """What is known of findings from elsewhere: which are new, and which somebody has reviewed."""

    is_new: Callable[[Finding], bool]
    is_reviewed: Callable[[Finding], bool]


class Group(NamedTuple):
    """Rows that belong together; the label is empty where they have nothing in common."""

    label: str
    rows: Sequence[int]


class Table:
    """The findings, and what can be asked of them."""

    def __init__(self, findings: Iterable[Finding], lang: str, belonging: Belonging, marks: Marks) -> None:
        self.findings = sorted(findings, key=lambda finding: -finding.severity)
        self._lang = lang
        self._marks = marks
        self._makers: Mapping[str, Callable[[Finding], str]] = {
            "severity": lambda finding: finding.severity.name,
            "sev": lambda finding: finding.severity.name,
            "rule": lambda finding: finding.rule,
            "topic": lambda finding: finding.rule.partition("/")[0],
            "file": lambda finding: finding.span.file,
            "plan": lambda finding: finding.plan or "",
            "clause": lambda finding: " ".join(finding.clauses),
            "phase": belonging.phase,
            "owner": belonging.owner,
            "fixable": lambda finding: "yes" if finding.fix else "",
            "waived": lambda finding: "" if finding.stands else "yes",
            "new": lambda finding: "yes" if marks.is_new(finding) else "",
            "reviewed": lambda finding: "yes" if marks.is_reviewed(finding) else "",
        }
        self._columns: dict[str, list[str]] = {}

    def column(self, name: str) -> list[str]:
        """A column, one text for each finding."""
        if name not in self._columns:
            self._columns[name] = list(map(self._makers[name], self.findings))
        return self._columns[name]

    def forget(self, name: str) -> None:
        """Make a column anew when it is next asked for."""
        self._columns.pop(name, None)

    @cached_property
    def texts(self) -> list[str]:
        """All that a word is looked for in, case folded."""
        return [_text_of(finding, self._lang) for finding in self.findings]

    def rows(self, query: Query, *, waived: bool = False) -> list[int]:
        """The rows that a filter lets through; accepted findings only where it or ``waived`` asks for them."""
        rows: Sequence[int] = range(len(self.findings))
        asked = {term.field for term in query.terms}
        if not waived and "waived" not in asked:
            accepted = self.column("waived")
            rows = [row for row in rows if not accepted[row]]
        for field in sorted(asked - {""}):
            rows = self._with_value(rows, field, [term for term in query.terms if term.field == field])
        for term in query.terms:
            if not term.field:
                texts, word = self.texts, term.value
                rows = [row for row in rows if (word in texts[row]) is not term.negated]
        return list(rows)

    def _with_value(self, rows: Sequence[int], field: str, terms: Sequence[Term]) -> list[int]:
        column = self.column(field)
        meant = {value for value in set(column) if _is_meant(field, value, terms)}
        return [row for row in rows if column[row] in meant]

    def groups(self, rows: Sequence[int], by: str) -> list[Group]:
        """The rows by what they have in common; those that have nothing come last."""
        if by == "none":
            return [Group("", rows)] if rows else []
        column, found = self.column(by), dict[str, list[int]]()
        for row in rows:
            found.setdefault(column[row], []).append(row)
        labels = list(found) if by == "severity" else sorted(found, key=lambda label: (not label, label))
        return [Group(label, found[label]) for label in labels]

    def counts(self, rows: Sequence[int], field: str) -> Counter[str]:
        """How often each value of a column is among the rows."""
        column = self.column(field)
        return Counter(column[row] for row in rows)


def _is_meant(field: str, value: str, terms: Sequence[Term]) -> bool:
    if field in FLAGS:
        return all(bool(value) is not term.negated for term in terms)
    wanted = [term for term in terms if not term.negated]
    if any(test_of(term.value)(value) for term in terms if term.negated):
        return False
    return not wanted or any(test_of(term.value)(value) for term in wanted)


def _text_of(finding: Finding, lang: str) -> str:
    key = finding.key or ""
    said = say(finding.message, lang)
    return f"{said}\n{finding.rule}\n{finding.span.file}\n{finding.path}\n{key}\n{finding.plan or ''}".casefold()
