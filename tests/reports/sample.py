"""Runs built from real documents and findings made by hand."""

from collections.abc import Sequence
from datetime import date

from opscheck.engine import PlanReport
from opscheck.finding import Finding, Message, RuleOutcome, Severity
from opscheck.merge import merge
from opscheck.reports import Options, load
from opscheck.run import CheckedFile, CheckedPlan, PluginInfo, RulesetInfo, Run, ToolInfo
from opscheck.source import Document, Span
from opscheck.source import load as read

AS_OF = date(2026, 7, 1)


def document(text: str, file: str = "plan.yaml") -> Document:
    return read(text.encode(), file)


def checked(
    *documents: Document,
    findings: Sequence[Finding] = (),
    outcomes: Sequence[RuleOutcome] = (),
    as_of: date = AS_OF,
    plan: str | None = "demo",
    title: str | None = "A demo",
) -> CheckedPlan:
    report = PlanReport(documents[0].file, plan, title, as_of, list(findings), list(outcomes))
    files = tuple(CheckedFile(document.file, "ab" * 32) for document in documents)
    return CheckedPlan(
        report,
        {document.file: document for document in documents},
        files,
        "4f0c2a1",
        loaded=merge(documents[0], documents[1:]),
    )


def run(*plans: CheckedPlan, skipped_files: int = 0) -> Run:
    tool = ToolInfo("opscheck", "0.1.0", (PluginInfo("opscheck-acme", "1.2"),))
    return Run(list(plans), RulesetInfo("standard", "1", "sha256:00"), tool, skipped_files)


def finding(
    rule: str,
    span: Span,
    template: str,
    *,
    severity: Severity = Severity.error,
    help: str | None = None,  # noqa: A002 - the word of Finding
    arithmetic: str | None = None,
    **values: object,
) -> Finding:
    """A finding whose three messages share their values, as a rule's do."""
    return Finding(
        rule,
        severity,
        Message(template, values),
        span,
        plan="demo",
        arithmetic=Message(arithmetic, values) if arithmetic else None,
        help=Message(help, values) if help else None,
    )


def report(format_: str, run_: Run, **options: object) -> str:
    return "".join(load(format_)(run_, Options(**options)))  # type: ignore[arg-type]
