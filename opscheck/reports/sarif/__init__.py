"""SARIF 2.1.0, for code scanning: every rule with its help, every finding with a fingerprint that survives moved lines.

Waived findings and those in the baseline are results with a suppression. Regions count from 1 and end exclusively, as
our spans do; paths are relative to the repository root. Texts keep their true characters.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from opscheck.display import say
from opscheck.finding import Finding, Message
from opscheck.reports import Options
from opscheck.reports.encoding import encoded
from opscheck.reports.sarif.places import ROOT, artifact_location, location
from opscheck.reports.sarif.results import Found, results
from opscheck.reports.sarif.rules import descriptor
from opscheck.run import INTERNAL_ERROR, CheckedFile, Run
from opscheck.translations import translate

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
MOST_RESULTS = 25_000  # of one run: GitHub refuses a file with more
LEFT_OUT = "there are {count} findings, and code scanning takes {most} at most: the mildest are left out"


def render(run: Run, options: Options) -> Iterator[str]:
    """One SARIF log with one run."""
    found = [(finding, plan) for plan in run.plans for finding in plan.report.findings]
    ids = sorted({finding.rule for finding, _ in found} | set(run.rules))
    kept = _kept(found)
    described = {
        "tool": {
            "driver": {
                "name": run.tool.name,
                "version": run.tool.version,
                "informationUri": "https://github.com/opscheck/opscheck",
                "rules": [descriptor(rule_id, run.rules.get(rule_id), options.lang) for rule_id in ids],
            },
            "extensions": [{"name": plugin.name, "version": plugin.version} for plugin in run.tool.plugins],
        },
        "automationDetails": {"id": f"opscheck/{quote(run.ruleset.name, safe='')}/"},
        "language": "zh-CN" if options.lang == "zh" else "en-US",
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "originalUriBaseIds": {ROOT: {"description": {"text": translate("the root of the repository", options.lang)}}},
        "artifacts": [_artifact(file) for file in _files(run)],
        "invocations": [_invocation(run, len(found), options)],
        "results": list(results(run, kept, ids, options.lang)),
        "properties": _properties(run),
    }
    yield encoded({"$schema": SCHEMA, "version": "2.1.0", "runs": [described]})


def _kept(found: list[Found]) -> list[Found]:
    """The findings in their order; where they are too many, the worst of them."""
    if len(found) > MOST_RESULTS:
        found = sorted(found, key=lambda each: (not each[0].stands, -each[0].severity))[:MOST_RESULTS]
    return sorted(found, key=lambda each: (*each[0].sort_key(), each[0].plan or ""))


def _files(run: Run) -> list[CheckedFile]:
    return list(dict.fromkeys(file for plan in run.plans for file in plan.files))


def _artifact(file: CheckedFile) -> dict[str, Any]:
    return {"location": artifact_location(file.file), "hashes": {"sha-256": file.sha256}}


def _invocation(run: Run, count: int, options: Options) -> dict[str, Any]:
    """How the run ended, and what kept it from knowing everything."""
    broken = [finding for finding in run.findings if finding.rule == INTERNAL_ERROR]
    notifications = [_notification(finding, options.lang) for finding in broken]
    if count > MOST_RESULTS:
        text = say(Message(LEFT_OUT, {"count": count, "most": MOST_RESULTS}), options.lang)
        notifications.append({"level": "warning", "message": {"text": text}})
    unusable = [
        {"level": "error", "message": {"text": say(complaint, options.lang, cleaned=False)}}
        for complaint in run.complaints
    ]
    return {
        "executionSuccessful": not broken and not unusable,
        "exitCode": run.exit_code(options.fail_on),
        "toolConfigurationNotifications": unusable,
        "toolExecutionNotifications": notifications,
    }


def _notification(finding: Finding, lang: str) -> dict[str, Any]:
    """A rule that failed, or a plugin that could not read its section."""
    return {
        "level": "error",
        "message": {"text": say(finding.message, lang, cleaned=False)},
        "descriptor": {"id": INTERNAL_ERROR},
        "locations": [location(finding.span)],
    }


def _properties(run: Run) -> dict[str, Any]:
    """By which rules and which day was judged, and what."""
    return {
        "ruleset": run.ruleset._asdict(),
        "plans": [
            {
                "file": plan.report.file,
                "id": plan.report.plan,
                "asOf": plan.report.as_of.isoformat(),
                "ruleset": (plan.ruleset or run.ruleset)._asdict(),
                "revision": plan.revision,
            }
            for plan in run.plans
        ],
    }
