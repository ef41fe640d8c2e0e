"""The report for programs: the JSON contract, version 1. Keys may be added, never changed. Its messages are English,
whatever the language of the run; whoever translates them has the template and its values.

Exact numbers (decimals, percentages as ratios, amounts) are strings, and so are integers that a double cannot hold;
dates and periods are ISO 8601. Values keep their true characters.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from opscheck.display import say
from opscheck.finding import Evidence, Finding, Measure, Message, Related, RuleOutcome, Waived
from opscheck.plan.quantities import Band, Period
from opscheck.reports import Options
from opscheck.reports.encoding import in_pieces
from opscheck.run import CheckedPlan, Run

VERSION = 1

_LARGEST_SAFE_INTEGER = 2**53 - 1


def render(run: Run, options: Options) -> Iterator[str]:
    """One JSON object, written as the plans are read; the same run gives the same bytes."""
    findings = run.shown(waived=True, baseline=options.show_baseline)
    report = {
        "version": VERSION,
        "tool": _tool(run),
        "ruleset": run.ruleset._asdict(),
        "plans": (_plan(plan, run) for plan in run.plans),
        "findings": (_finding(finding) for finding in findings),
        "outcomes": (_outcome(outcome) for plan in run.plans for outcome in plan.report.outcomes),
        "summary": _summary(run),
    }
    if run.since:
        from opscheck.reports import since

        report["since"] = since.data(run.since, _plain)
    yield from in_pieces(report)


def _tool(run: Run) -> dict[str, Any]:
    tool = run.tool
    return {"name": tool.name, "version": tool.version, "plugins": [plugin._asdict() for plugin in tool.plugins]}


def _plan(plan: CheckedPlan, run: Run) -> dict[str, Any]:
    report = plan.report
    return {
        "file": report.file,
        "id": report.plan,
        "title": report.title,
        "as_of": report.as_of.isoformat(),
        "files": [file._asdict() for file in plan.files],
        "revision": plan.revision,
        "status": plan.status,
        "ruleset": (plan.ruleset or run.ruleset)._asdict(),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.name,
        **_sentence(finding.message),
        "arithmetic": _text(finding.arithmetic),
        "help": _text(finding.help),
        "key": finding.key,
        "plan": finding.plan,
        "file": finding.span.file,
        "line": finding.span.line,
        "column": finding.span.column,
        "end_line": finding.span.end_line,
        "end_column": finding.span.end_column,
        "path": finding.path,
        "clauses": list(finding.clauses),
        "related": [_related(related) for related in finding.related],
        "measure": measure(finding.measure),
        "fingerprint": finding.fingerprint,
        "fix": _fix(finding),
        "waived": _waived(finding.waived),
        "in_baseline": finding.in_baseline,
    }


def _waived(waived: Waived | None) -> dict[str, Any] | None:
    if waived is None:
        return None
    return {
        "reason": waived.reason,
        "until": waived.until and waived.until.isoformat(),
        "approved_by": waived.approved_by,
        "created": waived.created and waived.created.isoformat(),
        "ticket": waived.ticket,
        "file": waived.where.file,
        "line": waived.where.line,
    }


def _fix(finding: Finding) -> dict[str, str] | None:
    fix = finding.fix
    return {"safety": fix.safety, "description": say(fix.description, cleaned=False)} if fix else None


def _related(related: Related) -> dict[str, Any]:
    span = related.span
    message = say(related.message, cleaned=False)
    return {"file": span.file, "line": span.line, "column": span.column, "message": message}


def _outcome(outcome: RuleOutcome) -> dict[str, Any]:
    shown = [evidence(entry) for entry in outcome.evidence]
    return {"plan": outcome.plan, "rule": outcome.rule, "outcome": outcome.outcome.value, "evidence": shown}


def evidence(entry: Evidence) -> dict[str, Any]:
    """What is said of an outcome, where it stands, what was measured, and what the plan names as evidence for it."""
    shown: dict[str, Any] = {"message": say(entry.message, cleaned=False)}
    if entry.span:
        shown |= {"file": entry.span.file, "line": entry.span.line, "column": entry.span.column}
    return {**shown, "measure": measure(entry.measure), "refs": list(entry.refs)}


def measure(measured: Measure | None) -> dict[str, Any] | None:
    """A value with its bound, in words and exact; ``margin`` is the share of the bound that is left."""
    if measured is None:
        return None
    return {
        "text": say(measured.message, cleaned=False),
        "value": _plain(measured.value),
        "direction": measured.direction,
        "bound": _plain(measured.bound),
        "margin": _plain(measured.margin),
    }


def _summary(run: Run) -> dict[str, int]:
    return {
        "errors": run.errors,
        "warnings": run.warnings,
        "infos": run.infos,
        "waived": run.waived,
        "in_baseline": run.in_baseline,
        "plans": len(run.plans),
        "skipped_files": run.skipped_files,
        "fixed": run.fixed,
        "fixable": run.fixable,
        "fixable_unsafe": run.fixable_unsafe,
    }


def _sentence(message: Message) -> dict[str, Any]:
    return {
        "message": say(message, cleaned=False),
        "template": message.template,
        "values": {name: _plain(value) for name, value in message.values.items()},
    }


def _text(message: Message | None) -> str | None:
    return say(message, cleaned=False) if message else None


def _plain(value: Any) -> Any:
    """A value in the types of JSON, exact."""
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, Enum):
        return value.value if isinstance(value.value, str) else value.name
    if isinstance(value, int | float | Decimal):
        return _number(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Period):
        return value.text
    return _compound(value)


def _number(number: float | Decimal) -> Any:
    if isinstance(number, int) and abs(number) <= _LARGEST_SAFE_INTEGER:
        return number
    exact = Decimal(repr(number)) if isinstance(number, float) else Decimal(number)
    is_plain = exact.is_finite() and abs(exact.adjusted()) <= 40
    return f"{exact:f}" if is_plain else str(exact)


def _compound(value: Any) -> Any:
    if isinstance(value, Message):
        return _sentence(value)
    if isinstance(value, Band):
        return {"low": _plain(value.low), "high": _plain(value.high)}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, Set):
        return sorted((_plain(item) for item in value), key=str)
    if isinstance(value, Sequence):
        return [_plain(item) for item in value]
    return say(Message("{value}", {"value": value}), cleaned=False)
