"""SARIF 2.1.0, for code scanning: every rule with its help, every finding with a fingerprint that survives moved lines.

Regions count from 1 and end exclusively, as our spans do; paths are relative to the repository root. Texts keep their
true characters.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from opscheck.core import CORE_RULES
from opscheck.display import say
from opscheck.documentation import Documentation, Example, documentation
from opscheck.finding import Finding, Related, Severity
from opscheck.reports import Options
from opscheck.rule import Rule
from opscheck.run import CheckedFile, Run
from opscheck.source import Span
from opscheck.translations import translate

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
ROOT = "SRCROOT"
_LEVELS = {Severity.error: "error", Severity.warning: "warning", Severity.info: "note"}


def render(run: Run, options: Options) -> Iterator[str]:
    """One SARIF log with one run."""
    ids = sorted({finding.rule for finding in run.findings} | set(run.rules))
    report = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": _driver(run, ids, options.lang)},
                "automationDetails": {"id": f"opscheck/{run.ruleset.name}/"},
                "language": "zh-CN" if options.lang == "zh" else "en-US",
                "columnKind": "unicodeCodePoints",
                "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the repository"}}},
                "artifacts": [_artifact(file) for file in _files(run)],
                "invocations": [{"executionSuccessful": run.exit_code("never") == 0}],
                "results": [_result(finding, ids, options.lang) for finding in run.findings],
            }
        ],
    }
    yield json.dumps(report, ensure_ascii=False, indent=2, allow_nan=False)
    yield "\n"


def _driver(run: Run, ids: Sequence[str], lang: str) -> dict[str, Any]:
    return {
        "name": run.tool.name,
        "version": run.tool.version,
        "informationUri": "https://github.com/opscheck/opscheck",
        "rules": [_rule(rule_id, run.rules.get(rule_id), lang) for rule_id in ids],
    }


def _rule(rule_id: str, rule: type[Rule] | None, lang: str) -> dict[str, Any]:
    described: dict[str, Any] = {"id": rule_id, "name": _pascal(rule_id)}
    core = CORE_RULES.get(rule_id)
    if core:
        summary = translate(core.summary, lang)
        return described | {
            "shortDescription": {"text": summary},
            "fullDescription": {"text": summary},
            "help": {"text": summary, "markdown": summary},
            "defaultConfiguration": {"level": _LEVELS[core.severity]},
            "properties": {"tags": ["opscheck"]},
        }
    if rule is None:
        return described
    said = documentation(rule)
    return described | {
        "shortDescription": {"text": translate(said.summary, lang)},
        "fullDescription": {"text": "\n\n".join(translate(part, lang) for part in said.why or (said.summary,))},
        "help": {"text": _help(said, lang), "markdown": _help(said, lang, fence="```")},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": [rule_id.partition("/")[0], *rule.clauses]},
    }


def _pascal(rule_id: str) -> str:
    return "".join(word.capitalize() for word in rule_id.replace("/", "-").split("-"))


def _help(said: Documentation, lang: str, fence: str = "") -> str:
    """The summary, why the rule exists, and its examples."""
    parts = [translate(part, lang) for part in (said.summary, *said.details, *said.why)]
    for heading, examples in ((translate("Good", lang), said.good), (translate("Bad", lang), said.bad)):
        parts += [f"{heading}:\n\n{_code(example, fence)}" for example in examples]
    return "\n\n".join(part for part in parts if part)


def _code(example: Example, fence: str) -> str:
    return f"{fence}yaml\n{example.text}{fence}" if fence else example.text


def _files(run: Run) -> list[CheckedFile]:
    return list(dict.fromkeys(file for plan in run.plans for file in plan.files))


def _artifact(file: CheckedFile) -> dict[str, Any]:
    return {"location": _location_of(file.file), "hashes": {"sha-256": file.sha256}}


def _result(finding: Finding, ids: Sequence[str], lang: str) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": ids.index(finding.rule),
        "level": _LEVELS[finding.severity],
        "message": {"text": _sentence(finding, lang)},
        "locations": [_location(finding.span, finding.path)],
        "partialFingerprints": {"opscheck/v1": finding.fingerprint},
        "properties": {"plan": finding.plan, "key": finding.key, "clauses": list(finding.clauses)},
    }
    if not finding.stands:
        result["suppressions"] = [_suppression(finding, lang)]
    if finding.related:
        result["relatedLocations"] = [
            _related(number, related, lang) for number, related in enumerate(finding.related, 1)
        ]
    return result


def _suppression(finding: Finding, lang: str) -> dict[str, Any]:
    waived = finding.waived
    if waived is None:
        return {"kind": "external", "status": "accepted", "justification": translate("it is in the baseline", lang)}
    parts = {
        "until": waived.until and waived.until.isoformat(),
        "approvedBy": waived.approved_by,
        "ticket": waived.ticket,
    }
    in_source = waived.where.file == finding.span.file
    return {
        "kind": "inSource" if in_source else "external",
        "status": "accepted",
        "justification": waived.reason,
        "location": _location(waived.where, ""),
        "properties": {name: value for name, value in parts.items() if value},
    }


def _sentence(finding: Finding, lang: str) -> str:
    """The message, the arithmetic behind it and what would be right, a line each."""
    parts = (finding.message, finding.arithmetic, finding.help)
    return "\n".join(say(part, lang, cleaned=False) for part in parts if part)


def _location(span: Span, path: str) -> dict[str, Any]:
    location: dict[str, Any] = {
        "physicalLocation": {"artifactLocation": _location_of(span.file), "region": _region(span)}
    }
    if path:
        location["logicalLocations"] = [{"fullyQualifiedName": path}]
    return location


def _related(number: int, related: Related, lang: str) -> dict[str, Any]:
    text = say(related.message, lang, cleaned=False) or translate("this contributes", lang)
    return {"id": number, "message": {"text": text}, **_location(related.span, "")}


def _location_of(file: str) -> dict[str, str]:
    return {"uri": quote(file), "uriBaseId": ROOT}


def _region(span: Span) -> dict[str, int]:
    end = max(span.end_column, span.column + 1) if span.line == span.end_line else span.end_column
    return {"startLine": span.line, "startColumn": span.column, "endLine": span.end_line, "endColumn": end}
