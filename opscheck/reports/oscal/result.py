"""The result of one plan: what was looked at, what was seen, and what it means for each clause."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from opscheck.display import say
from opscheck.finding import Evidence, Finding, Message, Outcome, RuleOutcome
from opscheck.matrix import PlanOutcome, Row
from opscheck.matrix.words import title as title_of
from opscheck.matrix.words import word
from opscheck.reports.oscal.risks import risk
from opscheck.reports.oscal.terms import instant, line, link, place, prop, props, prose, token, uuid
from opscheck.run import CheckedPlan, Run

NOTHING_JUDGED = "no clause was judged"
_REASONS = {Outcome.passed: "pass", Outcome.fail: "fail"}


class _Parts(NamedTuple):
    """What belongs to each rule, by identifier."""

    observations: dict[str, str]
    risks: dict[str, list[str]]


def result(run: Run, plan: CheckedPlan, rows: Sequence[Row], lang: str) -> dict[str, Any]:
    """One plan. ``rows`` is its matrix."""
    report = plan.report
    contents = [f"{file.file} {file.sha256}" for file in plan.files]
    own = uuid("result", report.file, report.plan, report.as_of.isoformat(), *contents)
    tool, subject = uuid("tool", own), uuid("plan", own)
    observations = [_observation(own, outcome, tool, subject, plan, lang) for outcome in report.outcomes]
    risks = [risk(own, number, finding, plan, run, lang) for number, finding in enumerate(report.findings)]
    parts = _Parts(
        {outcome.rule: each["uuid"] for outcome, each in zip(report.outcomes, observations, strict=True)},
        _by_rule(report.findings, risks),
    )
    judged = [(row, outcome) for row in rows for outcome in row.plans if outcome.outcome]
    findings = [_finding(own, row, outcome, parts, lang) for row, outcome in judged if _applies(outcome)]
    name = report.title or report.plan or report.file
    shown = {
        "uuid": own,
        "title": line(name),
        "description": prose(name),
        "start": instant(report.as_of),
        "end": instant(report.as_of),
        "props": _properties(run, plan),
        "local-definitions": {
            "components": [
                _component(subject, "plan", name, report.file),
                _component(tool, "software", run.tool.name, f"{run.tool.name} {run.tool.version}"),
            ]
        },
        "reviewed-controls": _reviewed(judged, lang),
        "observations": observations,
        "risks": risks,
        "findings": findings,
    }
    return {key: value for key, value in shown.items() if value}


def _by_rule(findings: Iterable[Finding], risks: Iterable[dict[str, Any]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for finding, shown in zip(findings, risks, strict=True):
        found[finding.rule].append(shown["uuid"])
    return found


def _properties(run: Run, plan: CheckedPlan) -> list[dict[str, str]]:
    """By which rules the plan was judged, and what was read."""
    ruleset = plan.ruleset or run.ruleset
    known = props(
        plan=plan.report.plan,
        file=plan.report.file,
        status=plan.status,
        revision=plan.revision,
        ruleset=f"{ruleset.name} {ruleset.version}",
        ruleset_digest=ruleset.digest,
    )
    return [*known, *(prop("sha256", f"{file.sha256} {file.file}") for file in plan.files)]


def _component(own: str, kind: str, title: str, description: str) -> dict[str, Any]:
    return {
        "uuid": own,
        "type": kind,
        "title": line(title),
        "description": prose(description),
        "status": {"state": "operational"},
    }


def _reviewed(judged: Sequence[tuple[Row, PlanOutcome]], lang: str) -> dict[str, Any]:
    """The clauses that were judged, and those that the plan sets aside, with its reasons."""
    entries = [entry for _, outcome in judged for entry in outcome.entries if entry.rule is None]
    reasons = [say(entry.evidence.message, lang) for entry in entries]
    selections = {"control-selections": [_selection(judged, lang)]}
    return {**selections, **({"remarks": prose(*reasons)} if reasons else {})}


def _selection(judged: Sequence[tuple[Row, PlanOutcome]], lang: str) -> dict[str, Any]:
    """The clauses that were judged; left out are those that the plan sets aside or that have nothing to judge in it."""
    included = [{"control-id": token(row.clause.id)} for row, outcome in judged if _applies(outcome)]
    excluded = [{"control-id": token(row.clause.id)} for row, outcome in judged if not _applies(outcome)]
    if not included:
        return {"description": prose(say(Message(NOTHING_JUDGED), lang)), "include-all": {}}
    return {"include-controls": included, **({"exclude-controls": excluded} if excluded else {})}


def _applies(outcome: PlanOutcome) -> bool:
    return outcome.outcome is not Outcome.not_applicable


def _observation(
    result_: str, outcome: RuleOutcome, tool: str, subject: str, plan: CheckedPlan, lang: str
) -> dict[str, Any]:
    """What one rule saw."""
    texts = [say(evidence.message, lang) for evidence in outcome.evidence]
    evidence = [_evidence(each, text) for each, text in zip(outcome.evidence, texts, strict=True)]
    shown = {
        "uuid": uuid("observation", result_, outcome.rule),
        "title": line(outcome.rule),
        "description": prose(word(outcome.outcome, lang), *texts),
        "props": props(rule=outcome.rule, outcome=outcome.outcome.value),
        "methods": ["TEST"],
        "types": ["control-objective"],
        "origins": [{"actors": [{"type": "tool", "actor-uuid": tool}]}],
        "subjects": [{"subject-uuid": subject, "type": "component"}],
        "relevant-evidence": evidence,
        "collected": instant(plan.report.as_of),
    }
    return {key: value for key, value in shown.items() if value}


def _evidence(evidence: Evidence, text: str) -> dict[str, Any]:
    """What is said, where it stands, what was measured, and what the plan names as evidence."""
    shown: dict[str, Any] = {"description": prose(text)}
    if evidence.span:
        shown["href"] = place(evidence.span)
    if evidence.measure is not None:
        margin = evidence.measure.margin
        shown["props"] = props(measure=say(evidence.measure.message), margin=margin and f"{margin:f}")
    links = [reference for ref in evidence.refs if (reference := link(ref))]
    return shown | ({"links": links} if links else {})


def _finding(result_: str, row: Row, outcome: PlanOutcome, parts: _Parts, lang: str) -> dict[str, Any]:
    """What became of one clause."""
    clause, judged = row.clause, outcome.outcome
    title, said = title_of(row, lang) or clause.id, word(judged, lang)
    texts = [say(entry.evidence.message, lang) for entry in outcome.entries]
    status: dict[str, str] = {"state": "satisfied" if judged is Outcome.passed else "not-satisfied"}
    status["reason"] = _REASONS.get(judged, "other") if judged else "other"
    observations = [parts.observations[rule] for rule in row.rules if rule in parts.observations]
    risks = [own for rule in row.rules for own in parts.risks.get(rule, ())]
    shown = {
        "uuid": uuid("finding", result_, clause.id),
        "title": line(f"{clause.id}: {title}"),
        "description": prose(said, *texts),
        "props": props(clause=clause.id, framework=clause.framework, outcome=judged.value if judged else None),
        "target": {
            "type": "objective-id",
            "target-id": token(clause.id),
            "title": line(title),
            "status": status | {"remarks": prose(said)},
        },
        "related-observations": [{"observation-uuid": own} for own in observations],
        "related-risks": [{"risk-uuid": own} for own in risks],
    }
    return {key: value for key, value in shown.items() if value}
