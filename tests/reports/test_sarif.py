"""SARIF as its readers want it: its schema, the multitool with what GitHub asks for, and code scanning."""

import json
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from command import BAD, GOOD, Shell, changed
from consumers import multitool
from hypothesis import given, settings
from jsonschema import Draft4Validator
from reports.hostile import runs
from reports.sample import checked, document, finding, report, run

from opscheck.change import SetValue
from opscheck.finding import Finding, Fix, Message, Related, Severity, Waived
from opscheck.run import Run
from opscheck.source import Span

ROOT = Path(__file__).parents[2]
SCHEMA = Draft4Validator(json.loads((ROOT / "tests/data/schemas/sarif-2.1.0.json").read_text(encoding="utf-8")))
PLAN = document("plan: {id: demo}\nbudget:\n  horizon: P11M  # too short\n")
PLACE = Span("plan.yaml", 3, 12, 3, 16)
FOUND = finding("budget/horizon", PLACE, "the budget covers {n} months", n=11)


def log(run_: Run, **options: object) -> dict[str, Any]:
    """The one run of a log that is valid."""
    data = json.loads(report("sarif", run_, **options))
    SCHEMA.validate(data)
    (described,) = data["runs"]
    return described


def result(found: Finding, **options: object) -> dict[str, Any]:
    return log(run(checked(PLAN, findings=[found])), **options)["results"][0]


def complaints(folder: Path, *reports: str) -> list[str]:
    """What the multitool has to say of logs, by the rules of the standard and those of GitHub; notes left out."""
    for number, text in enumerate(reports):
        (folder / f"{number}.sarif").write_text(text, encoding="utf-8")
    line = [multitool(), "validate", "*.sarif", "--rule-kind", "Sarif;Gh;Ghas", "--level", "Error;Warning"]
    line += ["--output", "complaints", "--log", "ForceOverwrite"]
    done = subprocess.run(line, cwd=folder, capture_output=True, text=True, check=False)
    assert f"{len(reports)} files scanned" in done.stdout, done.stdout + done.stderr
    found = json.loads((folder / "complaints").read_text(encoding="utf-8-sig"))["runs"][0]
    return [f"{each['ruleId']}: {each['message']}" for each in found["results"]]


# --- its consumers


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_multitool_has_nothing_to_complain_of(opscheck: Shell, tmp_path: Path, lang: str) -> None:
    shown = opscheck("check", str(ROOT / "examples"), "--as-of", "2026-09-15", "--format", "sarif", "--lang", lang)
    SCHEMA.validate(shown.data)
    assert len(shown.data["runs"][0]["results"]) > 10
    assert complaints(tmp_path, shown.out) == []


def test_the_multitool_complains_where_there_is_cause(tmp_path: Path) -> None:
    data = json.loads(report("sarif", run(checked(PLAN, findings=[FOUND]))))
    data["runs"][0]["results"][0]["locations"] = []
    assert any(complaint.startswith("GH1015") for complaint in complaints(tmp_path, json.dumps(data)))


@settings(max_examples=50)
@given(runs())
def test_whatever_a_plan_says_the_log_is_valid(run_: Run) -> None:
    written = report("sarif", run_)
    assert written == report("sarif", run_)
    assert len(log(run_)["results"]) == len(run_.findings)


def test_whatever_a_plan_says_the_multitool_can_read_it(tmp_path: Path) -> None:
    reports: list[str] = []

    @settings(max_examples=50)
    @given(runs())
    def collect(run_: Run) -> None:
        reports.append(report("sarif", run_))

    collect()
    assert complaints(tmp_path, *reports) == []


def test_a_rule_that_says_nothing_but_space_is_named_instead() -> None:
    assert result(replace(FOUND, message=Message("\n")))["message"]["text"] == FOUND.rule


# --- what code scanning is told


def test_a_finding_with_all_that_is_known_of_it() -> None:
    related = Related(Span("plan.yaml", 1, 1, 1, 5), Message("the plan"))
    found = replace(FOUND, path="budget.horizon", key="k", clauses=("C2.4a",), related=(related,))
    assert result(replace(found, help=Message("write P12M"))) == {
        "ruleId": "budget/horizon",
        "ruleIndex": 0,
        "level": "error",
        "message": {"text": "the budget covers 11 months\nwrite P12M"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "plan.yaml", "uriBaseId": "SRCROOT"},
                    "region": {"startLine": 3, "startColumn": 12, "endLine": 3, "endColumn": 16},
                },
                "logicalLocations": [{"fullyQualifiedName": "budget.horizon"}],
            }
        ],
        "partialFingerprints": {"opscheck/v1": found.fingerprint},
        "properties": {"plan": "demo", "key": "k", "clauses": ["C2.4a"]},
        "relatedLocations": [
            {
                "id": 1,
                "message": {"text": "the plan"},
                "physicalLocation": {
                    "artifactLocation": {"uri": "plan.yaml", "uriBaseId": "SRCROOT"},
                    "region": {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 5},
                },
            }
        ],
    }


@pytest.mark.parametrize(
    ("file", "uri", "base"),
    [
        ("plans/a b/方案.yaml", "plans/a%20b/%E6%96%B9%E6%A1%88.yaml", "SRCROOT"),
        ("a#b?c%20:d.yaml", "a%23b%3Fc%2520%3Ad.yaml", "SRCROOT"),
        ("/elsewhere/plan.yaml", "file:///elsewhere/plan.yaml", None),
        ("D:/plans/plan.yaml", "file:///D%3A/plans/plan.yaml", None),
        ("\udcff.yaml", "%FF.yaml", "SRCROOT"),
        ("\ud800.yaml", "%ED%A0%80.yaml", "SRCROOT"),
    ],
)
def test_files_are_named_from_the_root_of_the_repository(file: str, uri: str, base: str | None) -> None:
    named = result(replace(FOUND, span=PLACE._replace(file=file)))["locations"][0]["physicalLocation"]
    assert named["artifactLocation"] == ({"uri": uri, "uriBaseId": base} if base else {"uri": uri})


def test_columns_count_characters_and_lines_end_as_in_the_file(opscheck: Shell) -> None:
    opscheck.write({"plan.yaml": BAD.replace("  horizon: P11M", "  # 𝒳方\n  horizon: P11M")})
    described = opscheck.check("--format", "sarif").data["runs"][0]
    assert described["columnKind"] == "unicodeCodePoints"
    assert described["newlineSequences"] == ["\r\n", "\n", "\r"]


def test_an_empty_place_is_one_column_wide() -> None:
    region = result(replace(FOUND, span=Span("plan.yaml", 2, 8, 2, 8)))["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 2, "startColumn": 8, "endLine": 2, "endColumn": 9}


def test_fingerprints_survive_moved_lines_and_a_renamed_file(opscheck: Shell) -> None:
    def fingerprints(files: dict[str, str]) -> list[str]:
        opscheck.run(["rm", "-f", "plan.yaml", "other.yaml"])
        opscheck.write(files)
        found = opscheck.check("--format", "sarif").data["runs"][0]["results"]
        return [each["partialFingerprints"]["opscheck/v1"] for each in found]

    before = fingerprints({"plan.yaml": BAD})
    assert len(before) == 1
    assert fingerprints({"other.yaml": BAD.replace("\nbudget:", "\n\n# moved\n\nbudget:")}) == before


def test_a_link_in_a_message_is_no_link() -> None:
    shown = result(finding("a/b", PLACE, "{x}", x="[go](https://a.b) phases[pilot]"))["message"]["text"]
    assert shown == r"[go\](https://a.b) phases[pilot]"


def test_half_a_character_becomes_a_whole_one() -> None:
    assert result(finding("a/b", PLACE, "{x}", x="a\ud800"))["message"]["text"] == "a\ufffd"


# --- rules


def test_rules_say_why_they_exist_and_show_examples(opscheck: Shell) -> None:
    opscheck.write({"plan.yaml": BAD})
    rules = {
        rule["id"]: rule for rule in opscheck.check("--format", "sarif").data["runs"][0]["tool"]["driver"]["rules"]
    }
    horizon = rules["budget/horizon"]
    assert horizon["shortDescription"]["text"] == "The budget covers at least a year."
    for text in horizon["help"].values():
        assert horizon["shortDescription"]["text"] in text
    assert "Bad:\n\n" in horizon["help"]["text"]
    assert "**Bad**\n\n```yaml\n" in horizon["help"]["markdown"]
    assert horizon["help"]["markdown"].count("```") % 2 == 0
    assert horizon["properties"]["problem.severity"] == "error"
    assert {"budget", "C2.4a"} <= set(horizon["properties"]["tags"])
    assert all(len(rule["properties"]["tags"]) <= 20 for rule in rules.values())


def test_rules_speak_the_language_of_the_run(opscheck: Shell) -> None:
    opscheck.write({"plan.yaml": BAD})
    described = opscheck.check("--format", "sarif", "--lang", "zh").data["runs"][0]
    assert described["language"] == "zh-CN"
    rules = described["tool"]["driver"]["rules"]
    assert all(not rule["help"]["text"].isascii() for rule in rules)


def test_a_rule_of_which_only_the_id_is_known_is_described_all_the_same() -> None:
    (rule,) = log(run(checked(PLAN, findings=[FOUND])))["tool"]["driver"]["rules"]
    assert (rule["id"], rule["help"]) == ("budget/horizon", {"text": "budget/horizon"})


# --- what is accepted


def test_a_waiver_is_a_suppression_with_its_reason() -> None:
    where = Span("plan.yaml", 2, 1, 2, 5)
    waived = Waived("the board decided", where, date(2026, 12, 31), "lin-mei", ticket="OPS-1")
    (suppression,) = result(replace(FOUND, waived=waived))["suppressions"]
    assert suppression["kind"] == "inSource"
    assert (suppression["status"], suppression["justification"]) == ("accepted", "the board decided")
    assert suppression["properties"] == {"until": "2026-12-31", "approvedBy": "lin-mei", "ticket": "OPS-1"}
    assert suppression["location"]["physicalLocation"]["region"]["startLine"] == 2


def test_a_waiver_in_a_register_and_the_baseline_are_external() -> None:
    elsewhere = Waived("known", Span("opscheck-waivers.yaml", 1, 1, 1, 2))
    assert result(replace(FOUND, waived=elsewhere))["suppressions"][0]["kind"] == "external"
    (suppression,) = result(replace(FOUND, in_baseline=True))["suppressions"]
    assert suppression == {"kind": "external", "status": "accepted", "justification": "it is in the baseline"}


def test_what_stands_has_no_suppression() -> None:
    assert "suppressions" not in result(FOUND)


# --- fixes


def mended(text: bytes, fixes: list[dict[str, Any]]) -> bytes:
    """The bytes after replacements, made as the standard says: by line and column of the text that was checked."""
    mark, content = text[:3] if text.startswith(b"\xef\xbb\xbf") else b"", text.decode("utf-8-sig")
    lines = (
        content.replace("\r\n", "\n\n").replace("\r", "\n").split("\n") if False else content.splitlines(keepends=True)
    )
    starts = [sum(map(len, lines[:number])) for number in range(len(lines) + 1)]
    replacements = [
        (
            starts[region["startLine"] - 1] + region["startColumn"] - 1,
            starts[region["endLine"] - 1] + region["endColumn"] - 1,
            replacement["insertedContent"]["text"],
        )
        for fix in fixes
        for change in fix["artifactChanges"]
        for replacement in change["replacements"]
        for region in [replacement["deletedRegion"]]
    ]
    for start, end, new in sorted(replacements, reverse=True):
        content = content[:start] + new + content[end:]
    return mark + content.encode()


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("flaw", "options"),
    [
        (("horizon: P19M", "horizon: 19 months  # 一年半"), []),
        (("buffer: P34D", "buffer: P30D"), ["--unsafe-fixes"]),
        (("expected_return:", "expected_retrun:"), []),
    ],
)
def test_replacements_give_the_bytes_that_fix_gives(
    opscheck: Shell, mark: str, end: str, flaw: tuple[str, str], options: list[str]
) -> None:
    path = opscheck.folder / "plan.yaml"
    path.write_bytes((mark + changed(*flaw).replace("\n", end)).encode())
    results = opscheck.check("--format", "sarif").data["runs"][0]["results"]
    fixes = [fix for each in results for fix in each.get("fixes", ())]
    expected = mended(path.read_bytes(), fixes)
    assert opscheck("fix", "--as-of", "2026-07-01", *options).code == 0
    assert path.read_bytes() == expected
    assert {fix["properties"]["safety"] for fix in fixes} == {"unsafe" if options else "safe"}


def test_a_fix_that_would_be_refused_is_not_offered() -> None:
    anchored = document("plan: {id: demo}\nbudget:\n  horizon: &h P11M\n")
    fix = Fix("safe", Message("write P12M"), (SetValue(("budget", "horizon"), "P12M"),))
    found = replace(FOUND, fix=fix)
    assert "fixes" in log(run(checked(PLAN, findings=[found])))["results"][0]
    assert "fixes" not in log(run(checked(anchored, findings=[found])))["results"][0]


# --- the run


def test_the_run_says_how_it_ended() -> None:
    one = run(checked(PLAN, findings=[replace(FOUND, severity=Severity.warning)]))
    for fail_on, code in (("error", 0), ("warning", 1), ("never", 0)):
        (invocation,) = log(one, fail_on=fail_on)["invocations"]
        assert (invocation["executionSuccessful"], invocation["exitCode"]) == (True, code)
        assert invocation["toolExecutionNotifications"] == []


def test_a_rule_that_failed_is_told_as_a_failure_of_the_tool() -> None:
    broken = finding("opscheck/internal-error", PLACE, "{name} failed", name="acme/seasonal")
    (invocation,) = log(run(checked(PLAN, findings=[broken])))["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 2)
    (notification,) = invocation["toolExecutionNotifications"]
    assert (notification["level"], notification["message"]["text"]) == ("error", "acme/seasonal failed")


def test_a_plugin_that_cannot_be_used_is_told_as_a_failure_of_the_configuration() -> None:
    one = replace(run(checked(PLAN)), complaints=[Message("the plugin {name} cannot be used", {"name": "acme"})])
    (invocation,) = log(one)["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 2)
    (notification,) = invocation["toolConfigurationNotifications"]
    assert notification["message"]["text"] == "the plugin acme cannot be used"


def test_where_there_are_more_findings_than_code_scanning_takes_the_mildest_are_left_out_and_counted() -> None:
    many = [
        finding("a/b", PLACE._replace(line=number), "x", severity=Severity.info if number < 9 else Severity.error)
        for number in range(1, 25_009)
    ]
    described = json.loads(report("sarif", run(checked(PLAN, findings=many))))["runs"][0]
    assert len(described["results"]) == 25_000
    assert {each["level"] for each in described["results"]} == {"error"}
    assert described["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] == 9
    (notification,) = described["invocations"][0]["toolExecutionNotifications"]
    assert "25 008 findings" in notification["message"]["text"]


def test_each_category_of_code_scanning_is_a_ruleset(opscheck: Shell) -> None:
    opscheck.write({"plan.yaml": GOOD, "rules/ours.yaml": "name: ours\nversion: '1'\nextends: standard\n"})
    for ruleset, category in (("strict", "opscheck/strict/"), ("./rules/ours.yaml", "opscheck/ours/")):
        described = opscheck.check("plan.yaml", "--format", "sarif", "--ruleset", ruleset).data["runs"][0]
        assert described["automationDetails"]["id"] == category
