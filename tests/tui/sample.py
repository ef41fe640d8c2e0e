"""Findings that are made up, and a review of them, for what sorts and draws them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from opscheck.engine import PlanReport
from opscheck.finding import Finding, Message, Severity
from opscheck.run import CheckedPlan, RulesetInfo, Run, ToolInfo
from opscheck.source import Span
from opscheck.tui.memory import Memory
from opscheck.tui.review import Review


def finding(
    rule: str = "budget/adds-up",
    line: int = 1,
    severity: Severity = Severity.error,
    *,
    file: str = "plan.yaml",
    says: str = "{rule} at {line}",
    **more: Any,
) -> Finding:
    """A finding of a rule at a line."""
    message = Message(says, {"rule": rule, "line": line})
    fields = {"plan": "shop", "path": f"at[{line}]", **more}
    return Finding(rule, severity, message, Span(file, line, 1, line, 5), **fields)


def run_of(findings: Sequence[Finding]) -> Run:
    """A run that has found these."""
    report = PlanReport("plan.yaml", "shop", "A shop", date(2026, 7, 1), list(findings))
    return Run([CheckedPlan(report, {})], RulesetInfo("standard", "1", "sha256:00"), ToolInfo("opscheck", "0"))


def review_of(*findings: Finding, memory: Memory | None = None) -> Review:
    """A review of these findings."""
    return Review(run_of(findings), memory=memory)
