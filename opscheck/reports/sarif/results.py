"""Findings as results of SARIF."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from opscheck.display import say
from opscheck.finding import Finding, Related
from opscheck.reports.sarif.fixes import fix
from opscheck.reports.sarif.places import location
from opscheck.reports.sarif.rules import LEVELS
from opscheck.run import CheckedPlan, Run
from opscheck.translations import translate

_LINK = re.compile(r"\](?=\()")


Found: TypeAlias = tuple[Finding, CheckedPlan]
"""A finding with its plan."""


def results(run: Run, found: Sequence[Found], ids: Sequence[str], lang: str) -> Iterator[dict[str, Any]]:
    """A result for each finding; ``ids`` are the rules in the order of the report."""
    index = {rule_id: number for number, rule_id in enumerate(ids)}
    for finding, plan in found:
        yield _result(finding, plan, index, lang) | ({"baselineState": "new"} if run.since else {})


def _result(finding: Finding, plan: CheckedPlan, index: Mapping[str, int], lang: str) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index[finding.rule],
        "level": LEVELS[finding.severity],
        "message": {"text": _sentences(finding, lang)},
        "locations": [location(finding.span, finding.path)],
        "partialFingerprints": {"opscheck/v1": finding.fingerprint},
        "properties": {"plan": finding.plan, "key": finding.key, "clauses": list(finding.clauses)},
    }
    if not finding.stands:
        result["suppressions"] = [_suppression(finding, lang)]
    if finding.related:
        result["relatedLocations"] = [
            _related(number, related, lang) for number, related in enumerate(finding.related, 1)
        ]
    if fixes := fix(finding, plan, lang):
        result["fixes"] = [fixes]
    return result


def _sentences(finding: Finding, lang: str) -> str:
    """The message, the arithmetic behind it and what would be right, a line each; nothing in it is a link."""
    parts = (finding.message, finding.arithmetic, finding.help)
    text = "\n".join(say(part, lang, cleaned=False) for part in parts if part)
    return _LINK.sub(r"\\]", text if text.strip() else finding.rule)  # GitHub refuses a text of nothing but space


def _suppression(finding: Finding, lang: str) -> dict[str, Any]:
    """Why a finding is accepted. The baseline is a list beside the plan, not a former run: so it suppresses, too."""
    waived = finding.waived
    if waived is None:
        return {"kind": "external", "status": "accepted", "justification": translate("it is in the baseline", lang)}
    parts = {
        "until": waived.until and waived.until.isoformat(),
        "approvedBy": waived.approved_by,
        "created": waived.created and waived.created.isoformat(),
        "ticket": waived.ticket,
    }
    in_source = waived.where.file == finding.span.file
    return {
        "kind": "inSource" if in_source else "external",
        "status": "accepted",
        "justification": waived.reason,
        "location": location(waived.where),
        "properties": {name: value for name, value in parts.items() if value},
    }


def _related(number: int, related: Related, lang: str) -> dict[str, Any]:
    text = say(related.message, lang, cleaned=False) or translate("this contributes", lang)
    return {"id": number, "message": {"text": _LINK.sub(r"\\]", text)}, **location(related.span)}
