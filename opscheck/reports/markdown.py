"""Markdown, for a merge request's comment or a job summary: one table, worst findings first within each plan.

No service takes more than a mebibyte: beyond that the least severe findings are left out, and the last line says so.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from opscheck.display import counted, say, severity_word
from opscheck.finding import Finding, Severity
from opscheck.reports import Options
from opscheck.reports.escaping import code, escaped
from opscheck.reports.summary import summary
from opscheck.run import CheckedPlan, Run
from opscheck.translations import translate

LEFT_OUT_ONE = "{count} finding is left out here, where no more has room: other formats have it"
LEFT_OUT = "{count} findings are left out here, where no more have room: other formats have them"
ROOM = 1_000_000
"""Bytes of all tables: GitHub takes 1 MiB for the summary of a step."""
_MARKS = {Severity.error: "🔴", Severity.warning: "🟡", Severity.info: "🔵"}


class _Row(NamedTuple):
    """A finding in the table of the plan with this number, and how many bytes it takes."""

    plan: int
    text: str
    size: int


def render(run: Run, options: Options) -> Iterator[str]:
    """A heading with the summary, then a table for each plan that has findings."""
    yield f"## opscheck\n\n{escaped(summary(run, options.lang))}\n"
    if run.since:
        from opscheck.reports import since

        yield f"\n{escaped(since.summary(run.since, options.lang))}\n"
    tables = _Tables()
    for plan in run.plans:
        findings = [finding for finding in plan.report.findings if finding.stands]
        if findings:
            rows = sorted(findings, key=lambda found: (-found.severity, *found.sort_key()))
            tables.add(_head(plan, options.lang), ((found.severity, _row(found, options.lang)) for found in rows))
    yield from tables.text()
    if tables.left_out:
        yield f"\n{escaped(counted(LEFT_OUT_ONE, LEFT_OUT, tables.left_out, options.lang))}\n"


class _Tables:
    """The tables of all plans, as far as there is room for them."""

    def __init__(self) -> None:
        self.left_out = 0
        """How many findings have no room; known once the text is."""
        self._plans = 0
        self._heads: dict[int, str] = {}
        self._rows: dict[Severity, list[_Row]] = {severity: [] for severity in sorted(Severity, reverse=True)}
        self._sizes = dict.fromkeys(Severity, 0)

    def add(self, head: str, rows: Iterable[tuple[Severity, str]]) -> None:
        """One more plan. What has no room beside what is as bad, or worse, is not kept."""
        self._plans += 1
        for severity, text in rows:
            size = _size(text)
            if sum(self._sizes[each] for each in Severity if each >= severity) + size > ROOM:
                self.left_out += 1
            else:
                self._sizes[severity] += size
                self._heads[self._plans] = head
                self._rows[severity].append(_Row(self._plans, text, size))

    def text(self) -> Iterator[str]:
        """The tables, in the order of the plans, with the worst findings for which there is room."""
        shown = 0
        for row in sorted(self._chosen(), key=lambda row: row.plan):  # in a table they are in order already
            if row.plan != shown:
                yield self._heads[row.plan]
            shown = row.plan
            yield row.text

    def _chosen(self) -> list[_Row]:
        chosen, plans, room = list[_Row](), set[int](), ROOM
        for row in (row for rows in self._rows.values() for row in rows):
            size = row.size + (0 if row.plan in plans else _size(self._heads[row.plan]))
            if size > room:
                self.left_out += 1
                continue
            room -= size
            plans.add(row.plan)
            chosen.append(row)
        return chosen


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _head(plan: CheckedPlan, lang: str) -> str:
    """The heading of a plan, and that of its table."""
    report = plan.report
    names = (report.title, report.plan, report.file)
    title = escaped(next(name for name in names if name and name.strip()).strip())
    heads = " | ".join(translate(head, lang) for head in ("", "Finding", "Place", "Rule"))
    return f"\n### {title}\n\n| {heads} |\n| --- | --- | --- | --- |\n"


def _row(finding: Finding, lang: str) -> str:
    return "| " + " | ".join(_cells(finding, lang)) + " |\n"


def _cells(finding: Finding, lang: str) -> tuple[str, ...]:
    mark = f"{_MARKS[finding.severity]} {severity_word(finding.severity, lang)}"
    parts = [escaped(say(finding.message, lang))]
    parts += [f"<br>{escaped(say(more, lang))}" for more in (finding.arithmetic, finding.help) if more]
    return mark, "".join(parts), code(f"{finding.span.file}:{finding.span.line}"), code(finding.rule)
