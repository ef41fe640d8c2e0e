"""OSCAL assessment results, validated by compliance-trestle: the clauses, what was seen of them, what is at risk."""

import json
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from command import BAD, Shell, changed
from consumers import python
from hypothesis import given, settings
from hypothesis import strategies as st
from reports.hostile import runs
from reports.sample import checked, document, finding, report, run

from opscheck.catalogue import Catalogue
from opscheck.finding import Evidence, Measure, Message, Outcome, RuleOutcome, Waived
from opscheck.plugins import Plugins
from opscheck.reports.oscal.terms import link, token
from opscheck.run import Run
from opscheck.source import Span

ROOT = Path(__file__).parents[2]
PLAN = document("plan: {id: demo}\nbudget:\n  horizon: P11M\n")
PLACE = Span("plan.yaml", 3, 12, 3, 16)
FOUND = finding("budget/horizon", PLACE, "the budget covers {n} months", n=11, help="write P12M", arithmetic="{n} < 12")
CATALOGUE = Catalogue(Plugins())


def results(text: str) -> list[dict[str, Any]]:
    return json.loads(text)["assessment-results"]["results"]


def result(*findings, outcomes=(), **options) -> dict[str, Any]:
    one = replace(run(checked(PLAN, findings=findings, outcomes=outcomes)), catalogue=CATALOGUE)
    return results(report("oscal", one, **options))[0]


def validate(folder: Path, *reports: str) -> None:
    """Have trestle read every document and check its identifiers, references and version."""
    trestle = python("trestle")
    subprocess.run([trestle, "init", "--local"], cwd=folder, check=True, capture_output=True)
    for number, text in enumerate(reports):
        model = folder / "assessment-results" / f"report-{number}"
        model.mkdir(parents=True)
        (model / "assessment-results.json").write_text(text, encoding="utf-8")
    done = subprocess.run([trestle, "validate", "-a"], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    assert done.stdout.count("VALID: Model") == len(reports), done.stdout


# --- its consumer


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_real_plans_are_valid_for_trestle(opscheck: Shell, tmp_path: Path, lang: str) -> None:
    shown = opscheck("check", str(ROOT / "examples"), "--as-of", "2026-09-15", "--format", "oscal", "--lang", lang)
    assert len(results(shown.out)) > 3
    validate(tmp_path, shown.out)


def test_trestle_refuses_what_is_wrong(tmp_path: Path) -> None:
    broken = report("oscal", run(checked(PLAN))).replace('"control-selections"', '"control-selection"')
    with pytest.raises(AssertionError):
        validate(tmp_path, broken)


def test_whatever_a_plan_says_trestle_can_read_it(tmp_path: Path) -> None:
    reports: list[str] = []
    rules = st.sampled_from([*CATALOGUE.rules, "opscheck/schema"])

    @settings(max_examples=30)
    @given(runs(rules))
    def collect(run_: Run) -> None:
        reports.append(report("oscal", replace(run_, catalogue=CATALOGUE)))
        assert reports[-1] == report("oscal", replace(run_, catalogue=CATALOGUE))

    collect()
    validate(tmp_path, *reports)


def test_nothing_to_check_is_a_valid_document(tmp_path: Path) -> None:
    written = report("oscal", run())
    assert [each["title"] for each in results(written)] == ["no plan was checked"]
    validate(tmp_path, written)


# --- what it says


def test_clauses_are_controls_with_a_finding_each(opscheck: Shell) -> None:
    opscheck.write({"plan.yaml": BAD})
    (shown,) = results(opscheck.check("--format", "oscal").out)
    controls = {each["control-id"] for each in shown["reviewed-controls"]["control-selections"][0]["include-controls"]}
    targets = {each["target"]["target-id"]: each for each in shown["findings"]}
    assert controls == set(targets)
    assert len(controls) > 80
    failed = targets["C2.4a"]
    assert failed["target"]["status"] | {"remarks": ""} == {"state": "not-satisfied", "reason": "fail", "remarks": ""}
    risks = {each["uuid"]: each for each in shown["risks"]}
    (related,) = failed["related-risks"]
    assert risks[related["risk-uuid"]]["title"].startswith("the budget covers 11 months")
    observations = {each["uuid"] for each in shown["observations"]}
    for each in shown["findings"]:
        assert {related["observation-uuid"] for related in each.get("related-observations", ())} <= observations


def test_an_observation_has_the_evidence_that_the_plan_gives() -> None:
    measure = Measure(Message("time"), 19, "at-least", 12)
    evidence = Evidence(Message("19 months"), PLACE, measure, ("docs/a b.md", "https://a.example/x", "javascript:x"))
    (observation,) = result(outcomes=[RuleOutcome("demo", "budget/horizon", Outcome.passed, (evidence,))])[
        "observations"
    ]
    (shown,) = observation["relevant-evidence"]
    assert (shown["description"], shown["href"]) == ("19 months", "plan.yaml#L3")
    assert [each["href"] for each in shown["links"]] == ["docs/a%20b.md", "https://a.example/x"]
    assert [each["value"] for each in shown["props"]] == ["time: 19, at least 12", "0.5833333333333333333333333333"]


def test_what_stands_is_an_open_risk() -> None:
    (risk,) = result(FOUND)["risks"]
    assert (risk["status"], risk["title"], risk["description"]) == (
        "open",
        "the budget covers 11 months",
        "the budget covers 11 months\n\n11 \\< 12",
    )
    assert risk["links"] == [{"href": "plan.yaml#L3", "rel": "evidence"}]
    assert [each["title"] for each in risk["remediations"]] == ["write P12M"]
    assert "risk-log" not in risk


def test_what_is_waived_is_an_approved_deviation_until_its_day() -> None:
    waived = Waived("the board decided", PLACE, date(2026, 12, 31), "lin-mei", date(2026, 6, 1), "OPS-1")
    (risk,) = result(replace(FOUND, waived=waived))["risks"]
    assert (risk["status"], risk["deadline"]) == ("deviation-approved", "2026-12-31T00:00:00Z")
    (entry,) = risk["risk-log"]["entries"]
    assert (entry["description"], entry["start"]) == ("the board decided", "2026-06-01T00:00:00Z")
    assert {each["name"]: each["value"] for each in entry["props"]} == {
        "approved-by": "lin-mei",
        "ticket": "OPS-1",
        "until": "2026-12-31",
    }


def test_what_is_in_the_baseline_is_an_approved_deviation() -> None:
    (risk,) = result(replace(FOUND, in_baseline=True))["risks"]
    assert risk["status"] == "deviation-approved"
    assert risk["risk-log"]["entries"][0]["description"] == "it is in the baseline"


def test_a_clause_that_a_plan_sets_aside_is_left_out_with_the_reason(opscheck: Shell) -> None:
    entry = "[{clause: C2.4a, applies: false, reason: paid by the group, approved_by: lin-mei}]"
    opscheck.write({"plan.yaml": changed("applicability: []  ", f"applicability: {entry}  ")})
    (shown,) = results(opscheck.check("--format", "oscal").out)
    reviewed = shown["reviewed-controls"]
    assert {"control-id": "C2.4a"} in reviewed["control-selections"][0]["exclude-controls"]
    assert "paid by the group" in reviewed["remarks"]
    assert "C2.4a" not in {each["target"]["target-id"] for each in shown["findings"]}


def test_two_copies_of_a_plan_have_identifiers_of_their_own(opscheck: Shell) -> None:
    opscheck.write({"a.yaml": BAD, "b.yaml": BAD})
    text = opscheck.check("--format", "oscal").out
    own = [each["uuid"] for shown in results(text) for each in (shown, *shown["risks"], *shown["observations"])]
    assert len(own) == len(set(own))


@pytest.mark.parametrize(
    ("name", "shown"), [("C3.3a", "C3.3a"), ("pci-dss:12.10.2", "pci-dss_12.10.2"), ("1a", "_1a"), ("", "_")]
)
def test_ids_of_clauses_are_tokens(name: str, shown: str) -> None:
    assert token(name) == shown


@pytest.mark.parametrize("ref", ["javascript:alert(1)", "data:text/html,x", " JavaScript:x", "file:///etc/passwd", " "])
def test_an_address_that_is_not_for_reading_is_no_link(ref: str) -> None:
    assert link(ref) is None
