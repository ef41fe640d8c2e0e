"""Findings of opscheck as risks: what stands is open, what is accepted is an approved deviation."""

from typing import Any

from opscheck.display import say
from opscheck.documentation import documentation
from opscheck.finding import Finding
from opscheck.reports.oscal.terms import instant, line, place, props, prose, uuid
from opscheck.run import CheckedPlan, Run
from opscheck.translations import translate


def risk(result: str, number: int, finding: Finding, plan: CheckedPlan, run: Run, lang: str) -> dict[str, Any]:
    """One finding. ``number`` is its place among those of the plan."""
    own = uuid("risk", result, str(number), finding.fingerprint)
    said = [say(part, lang) for part in (finding.message, finding.arithmetic) if part]
    shown = {
        "uuid": own,
        "title": line(said[0]),
        "description": prose(*said),
        "statement": prose(*_why(finding, run, lang)),
        "props": props(
            rule=finding.rule,
            severity=finding.severity.name,
            path=finding.path or None,
            key=finding.key,
            fingerprint=finding.fingerprint,
        ),
        "links": [{"href": place(span), "rel": "evidence"} for span in _places(finding)],
        "status": "open" if finding.stands else "deviation-approved",
        "deadline": instant(finding.waived.until) if finding.waived and finding.waived.until else None,
        "remediations": _remediations(own, finding, lang),
        "risk-log": _log(own, finding, plan, lang),
        "related-observations": [
            {"observation-uuid": uuid("observation", result, outcome.rule)}
            for outcome in plan.report.outcomes
            if outcome.rule == finding.rule
        ],
    }
    return {key: value for key, value in shown.items() if value}


def _places(finding: Finding) -> list[Any]:
    return [finding.span, *(related.span for related in finding.related)]


def _why(finding: Finding, run: Run, lang: str) -> list[str]:
    """Why the rule exists, which is what is at risk."""
    rule = run.rules.get(finding.rule)
    said = documentation(rule) if rule else None
    parts = (said.summary, *said.why) if said else ()
    return [translate(part, lang) for part in parts] or [say(finding.message, lang)]


def _remediations(own: str, finding: Finding, lang: str) -> list[dict[str, Any]]:
    """What would be right, and what opscheck can do about it."""
    offered = [part for part in (finding.help, finding.fix.description if finding.fix else None) if part]
    return [
        {
            "uuid": uuid("remediation", own, str(number)),
            "lifecycle": "recommendation",
            "title": line(say(part, lang)),
            "description": prose(say(part, lang)),
        }
        for number, part in enumerate(offered)
    ]


def _log(own: str, finding: Finding, plan: CheckedPlan, lang: str) -> dict[str, Any] | None:
    """Who accepted it and why."""
    if finding.stands:
        return None
    waived = finding.waived
    created = waived.created if waived else None
    reason = waived.reason if waived else translate("it is in the baseline", lang)
    entry: dict[str, Any] = {
        "uuid": uuid("acceptance", own),
        "title": line(translate("waived", lang) if waived else translate("it is in the baseline", lang)),
        "description": prose(reason),
        "start": instant(created or plan.report.as_of),
        "status-change": "deviation-approved",
    }
    if waived:
        known = props(approved_by=waived.approved_by, ticket=waived.ticket, until=waived.until)
        entry |= {"links": [{"href": place(waived.where), "rel": "evidence"}]} | ({"props": known} if known else {})
    return {"entries": [entry]}
