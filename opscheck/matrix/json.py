"""The matrix for programs: a list of clauses. Keys may be added, never changed; outcomes only where plans are given."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from opscheck.display import say
from opscheck.finding import Evidence
from opscheck.matrix import Entry, PlanOutcome, Row, Unchecked
from opscheck.reports.json import evidence, measure
from opscheck.run import Run


def render(rows: Sequence[Row], _run: Run | None, _lang: str) -> Iterator[str]:
    """One JSON list; the same rows give the same bytes."""
    yield json.dumps([_row(row) for row in rows], indent=2, ensure_ascii=False) + "\n"


def _row(row: Row) -> dict[str, Any]:
    clause = row.clause
    entry: dict[str, Any] = {
        "id": clause.id,
        "framework": clause.framework,
        "source": list(clause.source),
        "title": clause.title,
        "severity": clause.severity,
        "rules": list(row.rules),
        "unchecked": _unchecked(row.unchecked),
    }
    if row.plans:
        entry["outcome"] = row.outcome.value if row.outcome else None
        entry["headroom"] = _headroom(row.headroom)
        entry["plans"] = [_plan(plan) for plan in row.plans]
    return entry


def _plan(plan: PlanOutcome) -> dict[str, Any]:
    return {
        "plan": plan.plan,
        "file": plan.file,
        "outcome": plan.outcome.value if plan.outcome else None,
        "unchecked": _unchecked(plan.unchecked),
        "headroom": _headroom(plan.headroom),
        "evidence": [_entry(entry) for entry in plan.entries],
        "refs": list(plan.refs),
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {"rule": entry.rule, "outcome": entry.outcome.value, **evidence(entry.evidence)}


def _headroom(tightest: Evidence | None) -> dict[str, Any] | None:
    """What is nearest to its bound, and where it stands."""
    shown = measure(tightest.measure) if tightest else None
    if shown and tightest and tightest.span:
        shown |= {"file": tightest.span.file, "line": tightest.span.line, "column": tightest.span.column}
    return shown


def _unchecked(unchecked: Unchecked | None) -> dict[str, str] | None:
    if unchecked is None:
        return None
    return {"reason": unchecked.reason, "message": say(unchecked.message, cleaned=False)}
