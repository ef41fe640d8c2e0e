"""Markdown, for a merge request's comment or a job summary: one table, worst findings first within each plan."""

import re
from collections.abc import Iterator, Sequence

from opscheck.display import clean, say, severity_word
from opscheck.finding import Finding, Severity
from opscheck.reports import Options
from opscheck.reports.summary import summary
from opscheck.run import CheckedPlan, Run
from opscheck.translations import translate

_MARKS = {Severity.error: "🔴", Severity.warning: "🟡", Severity.info: "🔵"}
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~#@&$]|:(?=//)|(?<=www)\.)")  # the last two would become links


def render(run: Run, options: Options) -> Iterator[str]:
    """A heading with the summary, then a table for each plan that has findings."""
    yield f"## opscheck\n\n{escaped(summary(run, options.lang))}\n"
    if run.since:
        from opscheck.reports import since

        yield f"\n{escaped(since.summary(run.since, options.lang))}\n"
    for plan in run.plans:
        findings = [finding for finding in plan.report.findings if finding.stands]
        if findings:
            yield from _table(plan, findings, options.lang)


def _table(plan: CheckedPlan, findings: Sequence[Finding], lang: str) -> Iterator[str]:
    report = plan.report
    names = (report.title, report.plan, report.file)
    yield f"\n### {escaped(next(name for name in names if name and name.strip()).strip())}\n\n"
    heads = ("", "Finding", "Place", "Rule")
    yield "| " + " | ".join(translate(head, lang) for head in heads) + " |\n| --- | --- | --- | --- |\n"
    for finding in sorted(findings, key=lambda found: (-found.severity, *found.sort_key())):
        yield "| " + " | ".join(_cells(finding, lang)) + " |\n"


def _cells(finding: Finding, lang: str) -> tuple[str, ...]:
    mark = f"{_MARKS[finding.severity]} {severity_word(finding.severity, lang)}"
    parts = [escaped(say(finding.message, lang))]
    parts += [f"<br>{escaped(say(more, lang))}" for more in (finding.arithmetic, finding.help) if more]
    return mark, "".join(parts), code(f"{finding.span.file}:{finding.span.line}"), code(finding.rule)


def escaped(text: str) -> str:
    """The text as text, whatever it contains: no emphasis, link, mention, HTML or table border of its own."""
    return _SPECIAL.sub(r"\\\1", clean(text))


def code(text: str) -> str:
    """The text as code. A backtick or a border of the table could end it, so those are shown as what resembles them."""
    return f"`{clean(text).replace('`', 'ˋ').replace('|', '¦')}`"
