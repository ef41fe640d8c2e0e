"""Markdown, for a merge request's comment or a job summary: one table, worst findings first within each plan."""

from collections.abc import Iterator, Sequence

from opscheck.display import say, severity_word
from opscheck.finding import Finding, Severity
from opscheck.reports import Options
from opscheck.reports.escaping import code, escaped
from opscheck.reports.summary import summary
from opscheck.run import CheckedPlan, Run
from opscheck.translations import translate

_MARKS = {Severity.error: "🔴", Severity.warning: "🟡", Severity.info: "🔵"}


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
