"""The shipped rulesets: what they change is what the documentation says, and they do what they are for."""

import re
from datetime import date
from pathlib import Path

import pytest
from rulesets_compared import PLUGINS, by_id, changes, configured, own_findings, severities

from opscheck import Severity
from opscheck.catalogue import Catalogue
from opscheck.display import say
from opscheck.engine import check
from opscheck.merge import merge
from opscheck.source import load

ROOT = Path(__file__).parent.parent
GOOD = (Path(__file__).parent / "data" / "good-plan.yaml").read_text(encoding="utf-8")
AGILE = (ROOT / "examples" / "agile-booking" / "plan.yaml").read_text(encoding="utf-8")
DOCUMENT = (ROOT / "docs" / "rulesets.md").read_text(encoding="utf-8")
DAY, AGILE_DAY, DEFECTIVE_DAY = date(2026, 7, 1), date(2027, 2, 1), date(2026, 9, 15)
ANY_DAYS = [date(1999, 1, 1), date(2026, 2, 28), DAY, date(2027, 8, 1), date(2040, 12, 31)]
WITHOUT_ACTUALS = re.sub(r"^actuals:.*\n(?:(?:  .*|)\n)*", "", GOOD, flags=re.MULTILINE)


def found(text: str, ruleset: str, as_of: date = DAY) -> list[tuple[str, str]]:
    chosen = configured(ruleset)
    report = check(merge(load(text.encode(), "plan.yaml")), chosen.rules, as_of, chosen.severities)
    return [(finding.rule, say(finding.message)) for finding in report.findings]


# --- what the documentation says


def documented(name: str) -> dict[str, tuple[str, str, str, str]]:
    """The rows of a ruleset's table by rule: clause, standard, here, why."""
    table = DOCUMENT.split(f"<!-- {name} -->\n")[1].split("\n\n")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]
    return {rule.strip("`"): (clause, standard, here, why) for clause, rule, standard, here, why in rows}


@pytest.mark.parametrize("name", ["draft", "strict", "agile"])
def test_every_change_is_documented_with_its_reason(name: str):
    expected = changes(name)
    if name == "agile":
        expected |= severities(name)
    rows = documented(name)
    assert {rule: row[1:3] for rule, row in rows.items()} == expected
    for rule, (clause, *_, why) in rows.items():
        assert clause in PLUGINS.rules[rule].clauses
        assert len(why.split()) >= 3


def test_the_number_of_clauses_that_agile_leaves_as_they_are_is_right():
    clauses = set(Catalogue(PLUGINS).clauses)
    changed = {clause for clause, *_ in documented("agile").values()}
    assert f"The other {len(clauses - changed)} clauses are judged as under `standard`" in DOCUMENT


def test_the_document_counts_the_clauses_right():
    assert f"the framework's {len(Catalogue(PLUGINS).clauses)} clauses" in DOCUMENT


# --- standard


def test_standard_runs_every_rule_that_a_clause_has_at_the_clauses_severity():
    catalogue = Catalogue(PLUGINS)
    rules = by_id("standard")
    assert set(PLUGINS.rules) == set(rules)
    for clause in catalogue.clauses.values():
        for rule in catalogue.rules_of(clause.id):
            assert rules[rule].severity.name == clause.severity, rule


# --- draft


@pytest.mark.parametrize("day", ANY_DAYS)
def test_a_draft_without_any_record_is_fine_on_any_day(day: date):
    assert WITHOUT_ACTUALS != GOOD
    assert found(WITHOUT_ACTUALS, "draft", day) == []


@pytest.mark.parametrize("path", sorted(ROOT.glob("examples/*/plan.yaml")), ids=lambda path: path.parent.name)
def test_what_is_found_in_a_draft_does_not_depend_on_the_day(path: Path):
    text = path.read_text(encoding="utf-8")
    first, *others = [found(text, "draft", day) for day in ANY_DAYS]
    assert all(other == first for other in others)


def test_a_draft_has_no_rule_that_standard_lacks_and_no_other_number():
    assert set(by_id("draft")) < set(by_id("standard"))
    assert all(here == "off" for _, here in changes("draft").values())


# --- strict


EVIDENCE = 'refs: ["https://example.com/evidence"]'
# Where the good plan is to name evidence, and what else the stronger reading asks of it.
STRENGTHENED = [
    (r", skills: ", f", {EVIDENCE}, skills: "),
    (r"(kind: (?:external|knowledge-base), )topic", rf"\g<1>{EVIDENCE}, topic"),
    (r"^governance:\n", f"governance:\n  {EVIDENCE}\n"),
    (r"(?<=\{id: )(crm|automation|warehouse|events), ", rf"\1, {EVIDENCE}, "),
    (r"^data:\n", f"data:\n  {EVIDENCE}\n"),
    (r"^risk_model:", f"risk_model:\n  {EVIDENCE}"),
    (r"    (methods|content): \[", rf"    {EVIDENCE}\n    \1: ["),
    (r"(\{id: [\w-]+, category: [\w-]+, )", rf"\1{EVIDENCE}, "),
    (r"    category: technical", f"    {EVIDENCE}\n    category: technical"),
    (r"(\{id: [\w-]+, dimension: \w+, threshold: .*)review: P6M", rf"\1{EVIDENCE}, review: P3M"),
]


def strengthened() -> str:
    text = GOOD
    for pattern, replacement in STRENGTHENED:
        text, count = re.subn(pattern, replacement, text, flags=re.MULTILINE)
        assert count, pattern
    return text


def test_a_plan_can_satisfy_the_stronger_reading():
    assert found(strengthened(), "strict") == []
    assert found(strengthened(), "standard") == []


def test_without_evidence_each_rule_that_is_met_by_declaration_asks_for_it():
    asked = {message.rpartition("(")[2].rstrip(")") for rule, message in found(GOOD, "strict") if "evidence" in rule}
    assert asked == {rule.id for rule in PLUGINS.rules.values() if rule.by_declaration}


def test_nothing_is_only_for_information_and_no_severity_is_lower():
    rules = by_id("strict")
    assert {entry.severity for entry in rules.values()} == {Severity.error, Severity.warning}
    assert all(rules[rule].severity >= entry.severity for rule, entry in by_id("standard").items())
    assert own_findings("strict") == {
        "opscheck/ambiguous-value": "error",
        "opscheck/evidence-missing": "error",
        "opscheck/needs-data": "error",
        "opscheck/stale-data": "error",
    }


def test_whatever_standard_finds_strict_finds_too():
    defective = (ROOT / "examples" / "defective" / "plan.yaml").read_text(encoding="utf-8")
    standard, strict = ({rule for rule, _ in found(defective, name, DEFECTIVE_DAY)} for name in ("standard", "strict"))
    assert standard
    assert standard <= strict


# --- agile


def test_the_agile_example_has_no_finding():
    assert found(AGILE, "agile", AGILE_DAY) == []


def test_the_agile_example_is_none_of_the_four_phases():
    rules = {rule for rule, _ in found(AGILE, "standard", AGILE_DAY)}
    assert {"schedule/phases", "delivery/pilot-gate"} <= rules <= set(changes("agile"))


def test_a_plan_of_four_phases_is_not_agile():
    assert {rule for rule, _ in found(GOOD, "agile")} <= set(changes("agile"))
    assert ("schedule/phases", "there is no increment phase") in found(GOOD, "agile")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("finish: 2026-12-11\n    buffer: P9D", "finish: 2027-01-29\n    buffer: P16D", "schedule/phase-duration"),
        ("coverage: 100% ", "coverage: 95% ", "delivery/rollout-coverage"),
        ("pilot-report, phase: increment-3", "pilot-report, phase: release", "delivery/required-deliverables"),
        ("kind: retrospective, cadence: P2W", "kind: retrospective, cadence: P1M", "schedule/monthly-review"),
        ("P2W, start: 2026-10-19", "P2W, start: 2027-03-22", "organization/joint-meetings"),
        ("iteration: {cadence: P2W", "iteration: {cadence: P6W", "strategy/iteration-cadence"),
        (", by: two heads of other chains", "", None),
        ("{kind: external, date: 2026-12-10", "{kind: internal, date: 2026-12-10", "delivery/design-reviews"),
        ("methods: [user-research, ", "methods: [", "delivery/diagnosis-methods"),
    ],
)  # fmt: skip
def test_what_the_framework_asks_of_its_phases_is_asked_of_these(old: str, new: str, expected: str | None):
    assert AGILE.count(old) == 1
    rules = {rule for rule, _ in found(AGILE.replace(old, new), "agile", AGILE_DAY)}
    assert expected in rules if expected else not rules


@pytest.mark.parametrize("name", ["draft", "strict", "agile"])
def test_the_chinese_page_has_the_same_tables_but_for_the_reasons(name: str) -> None:
    chinese = (ROOT / "docs" / "rulesets.zh.md").read_text(encoding="utf-8")
    english_rows, chinese_rows = (
        [row.rsplit(" | ", 1) for row in text.split(f"<!-- {name} -->\n")[1].split("\n\n")[0].splitlines()[2:]]
        for text in (DOCUMENT, chinese)
    )
    assert [row[0] for row in chinese_rows] == [row[0] for row in english_rows]
    assert all("\u4e00" <= row[1][0] <= "\u9fff" for row in chinese_rows)
