"""The findings of a run in columns, so that a filter over a hundred thousand of them answers between two key strokes.

A column is made when something asks for it. Rows are numbered in the order in which they are shown: the worst first,
then by file and line.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

from opscheck.display import say
from opscheck.finding import Finding
from opscheck.translations import translate
from opscheck.tui.belonging import Belonging
from opscheck.tui.query import FLAGS, Query, Term, test_of

_AT_ONCE = 200
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
        self.findings = sorted(findings, key=attrgetter("severity"), reverse=True)
        self._lang = lang
        self._makers: Mapping[str, Callable[[list[Finding]], list[str]]] = {
            "severity": lambda found: [finding.severity.name for finding in found],
            "sev": lambda _: self.column("severity"),
            "rule": lambda found: [finding.rule for finding in found],
            "topic": lambda _: _changed(self.column("rule"), lambda rule: rule.partition("/")[0]),
            "file": lambda found: [finding.span.file for finding in found],
            "plan": lambda found: [finding.plan or "" for finding in found],
            "clause": lambda found: [" ".join(finding.clauses) for finding in found],
            "phase": lambda found: list(map(belonging.phase, found)),
            "owner": lambda found: list(map(belonging.owner, found)),
            "fixable": lambda found: [_flag(finding.fix is not None) for finding in found],
            "waived": lambda found: [_flag(finding.waived is not None or finding.in_baseline) for finding in found],
            "new": lambda found: [_flag(marks.is_new(finding)) for finding in found],
            "reviewed": lambda found: [_flag(marks.is_reviewed(finding)) for finding in found],
        }
        self._columns: dict[str, list[str]] = {}
        self._texts: list[str] = []
        self._templates: dict[str, str] = {}
        self._said = 0

    def column(self, name: str) -> list[str]:
        """A column, one text for each finding."""
        if name not in self._columns:
            self._columns[name] = self._makers[name](self.findings)
        return self._columns[name]

    def look_again(self, name: str, findings: Iterable[Finding]) -> None:
        """Make a column anew for these findings, and for those that are the same."""
        column, changed = self._columns.get(name), set(map(identity, findings))
        if column is None:
            return
        rows = [row for row, finding in enumerate(self.findings) if identity(finding) in changed]
        for row, value in zip(rows, self._makers[name]([self.findings[row] for row in rows]), strict=True):
            column[row] = value

    @property
    def texts(self) -> list[str]:
        """What a word is looked for in, case folded: at first templates and values, then what the sentences say."""
        self._collect(len(self.findings))
        return self._texts

    def _collect(self, upto: int) -> None:
        missing = self.findings[len(self._texts) : upto]
        self._texts += [_raw_text(finding, self._lang, self._templates) for finding in missing]

    def say_more(self, seconds: float) -> bool:
        """Say some more for the filter to look in, for so long; whether there is anything left to say."""
        until, total = time.monotonic() + seconds, len(self.findings)
        while len(self._texts) < total and time.monotonic() < until:
            self._collect(len(self._texts) + _AT_ONCE)
        while self._said < len(self._texts) == total and time.monotonic() < until:
            self._texts[self._said] += say(self.findings[self._said].message, self._lang).casefold()
            self._said += 1
        return self._said < total

    @cached_property
    def _standing(self) -> Sequence[int]:
        accepted = self.column("waived")
        return [row for row, is_accepted in enumerate(accepted) if not is_accepted]

    def rows(self, query: Query, *, waived: bool = False) -> list[int]:
        """The rows that a filter lets through; accepted findings only where it or ``waived`` asks for them."""
        asked = {term.field for term in query.terms}
        everything = waived or "waived" in asked
        rows: Sequence[int] = range(len(self.findings)) if everything else self._standing
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
        column, found = self.column(by), defaultdict[str, list[int]](list)
        for row in rows:
            found[column[row]].append(row)
        labels = list(found) if by == "severity" else sorted(found, key=lambda label: (not label, label))
        return [Group(label, found[label]) for label in labels]

    def counts(self, rows: Sequence[int], field: str) -> Counter[str]:
        """How often each value of a column is among the rows."""
        column = self.column(field)
        return Counter(column[row] for row in rows)


def identity(finding: Finding) -> tuple[str, str, str, str]:
    """What identifies a finding across runs, as its fingerprint does."""
    return (finding.plan or finding.span.file, finding.rule, finding.path, finding.key or "")


def _is_meant(field: str, value: str, terms: Sequence[Term]) -> bool:
    if field in FLAGS:
        return all(bool(value) is not term.negated for term in terms)
    wanted = [term for term in terms if not term.negated]
    if any(test_of(term.value)(value) for term in terms if term.negated):
        return False
    return not wanted or any(test_of(term.value)(value) for term in wanted)


def _raw_text(finding: Finding, lang: str, templates: dict[str, str]) -> str:
    """What of a finding costs nothing to say."""
    message = finding.message
    if message.template not in templates:
        templates[message.template] = translate(message.template, lang)
    values = " ".join([str(value) for value in message.values.values() if isinstance(value, str | int)])
    key, plan = finding.key or "", finding.plan or ""
    said = f"{finding.rule}\n{finding.span.file}\n{finding.path}\n{key}\n{plan}\n{values}\n"
    return f"{said}{templates[message.template]}\n".casefold()


def _changed(column: list[str], change: Callable[[str], str]) -> list[str]:
    """A column with each of its values changed; there are few."""
    values = {value: change(value) for value in set(column)}
    return [values[value] for value in column]


def _flag(is_so: bool) -> str:
    return "yes" if is_so else ""
