"""opscheck clauses PLAN: the traceability matrix, in its three formats."""

import json
import re
from typing import Any

import pytest
from command import BAD, DAY, GOOD, Shell, changed

from opscheck.display import width

REFS = changed("horizon: P19M", "refs: [evidence/board.md]\n  horizon: P19M", GOOD)
SET_ASIDE = "applicability: [{clause: C2.4a, applies: false, reason: paid by the group, approved_by: lin-mei}]  "
WITHOUT_CASH = re.sub(r"  cash_flow:\n(    .*\n)+", "", GOOD)


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A folder with plans, for a command that changes nothing."""
    shell = Shell(tmp_path_factory.mktemp("clauses"))
    shell.write(
        {
            "plan.yaml": GOOD,
            "bad.yaml": BAD.replace("id: retention-2026", "id: bad-2026"),
            "same-id.yaml": BAD,
            "cash.yaml": WITHOUT_CASH,
            "refs.yaml": REFS,
            "evidence/board.md": "",
            "set-aside.yaml": changed("applicability: []  ", SET_ASIDE, BAD),
            "broken.yaml": "schema: opscheck/v1\nplan: [\n",
        }
    )
    return shell


def matrix(shell: Shell, *arguments: str, code: int = 0) -> dict[str, dict[str, Any]]:
    """The matrix as data, by clause."""
    result = shell("clauses", *arguments, "--as-of", DAY, "--format", "json")
    assert result.code == code, result.err
    return {clause["id"]: clause for clause in result.data}


# --- outcomes


def test_without_plans_it_lists_the_clauses_with_their_rules(shell: Shell):
    clauses = matrix(shell)
    assert len(clauses) == 106
    for clause in clauses.values():
        assert {"id", "source", "title", "rules", "unchecked"} <= clause.keys()
        assert not {"outcome", "plans", "headroom"} & clause.keys()
        assert (clause["unchecked"] is None) == bool(clause["rules"])


def test_a_good_plan_meets_every_clause_that_is_checked(shell: Shell):
    clauses = matrix(shell, "plan.yaml")
    checked = [clause for clause in clauses.values() if clause["rules"]]
    assert len(checked) >= 61
    assert {clause["outcome"] for clause in checked} <= {"pass", "not-applicable"}
    assert all(clause["plans"][0]["evidence"] for clause in checked)


def test_a_clause_fares_as_badly_as_in_the_worst_plan(shell: Shell):
    clause = matrix(shell, "plan.yaml", "bad.yaml", code=1)["C2.4a"]
    assert clause["outcome"] == "fail"
    assert {plan["plan"]: plan["outcome"] for plan in clause["plans"]} == {"bad-2026": "fail", "retention-2026": "pass"}


def test_data_that_is_lacking_is_named(shell: Shell):
    clause = matrix(shell, "cash.yaml")["C2.4d"]
    assert clause["outcome"] == "needs-data"
    assert [entry["message"] for entry in clause["plans"][0]["evidence"]] == [
        "the plan gives no budget.cash_flow.periods"
    ]


def test_a_clause_that_does_not_apply_says_why_and_by_whom(shell: Shell):
    clause = matrix(shell, "set-aside.yaml")["C2.4a"]
    assert clause["outcome"] == "not-applicable"
    (entry,) = clause["plans"][0]["evidence"]
    assert entry["message"] == "clause C2.4a does not apply: paid by the group (approved by lin-mei)"
    assert BAD.splitlines()[entry["line"] - 1].startswith("applicability:")


def test_a_clause_without_a_rule_can_be_set_aside_too(opscheck: Shell):
    entry = SET_ASIDE.replace("C2.4a", "C3.3a")
    opscheck.write({"plan.yaml": changed("applicability: []  ", entry)})
    clause = matrix(opscheck, "plan.yaml", "--ignore", "budget/stage-ratio")["C3.3a"]
    assert clause["outcome"] == "not-applicable"
    assert clause["unchecked"] is None


# --- what is not checked


def test_a_rule_that_the_ruleset_switches_off_is_named(opscheck: Shell):
    opscheck.write({"plan.yaml": GOOD, "opscheck.yaml": 'rules: {"budget/horizon": off}\n'})
    clause = matrix(opscheck, "plan.yaml")["C2.4a"]
    assert clause["outcome"] is None
    assert clause["unchecked"] == {"reason": "off", "message": "the ruleset standard does not run budget/horizon"}


@pytest.mark.parametrize("option", [["--ignore", "budget/horizon"], ["--select", "schedule/*"]])
def test_a_rule_that_the_command_line_leaves_out_is_named(shell: Shell, option: list[str]):
    clause = matrix(shell, "plan.yaml", *option)["C2.4a"]
    assert clause["unchecked"] == {
        "reason": "not-selected",
        "message": "--select or --ignore leaves budget/horizon out",
    }


def test_a_plan_that_cannot_be_read_is_not_met(shell: Shell):
    clauses = matrix(shell, "broken.yaml", code=1)
    assert {clause["outcome"] for clause in clauses.values()} == {None}
    assert clauses["C2.4a"]["unchecked"] == {"reason": "unreadable", "message": "the plan cannot be read"}


def test_a_framework_whose_rules_nobody_has_is_unchecked(opscheck: Shell):
    opscheck.write(
        {
            "acme_rules.py": "from pathlib import Path\nfrom opscheck import hookimpl\nopscheck_api = 1\n"
            "@hookimpl\ndef opscheck_frameworks():\n    return [Path(__file__).parent / 'acme.yaml']\n",
            "acme.yaml": "framework: {id: acme}\nclauses: [{id: A1, source: ['1'], title: {en: Acme | asks}}]\n",
            "opscheck_acme-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: opscheck-acme\nVersion: 1.0\n",
            "opscheck_acme-1.0.dist-info/entry_points.txt": "[opscheck]\nacme = acme_rules\n",
            "plan.yaml": GOOD,
        }
    )
    result = opscheck("clauses", "plan.yaml", "--as-of", DAY, "--format", "json", PYTHONPATH=str(opscheck.folder))
    clause = next(clause for clause in result.data if clause["id"] == "acme:A1")
    assert clause["unchecked"] == {"reason": "no-rule", "message": "no installed plugin has a rule for it"}
    table = opscheck("clauses", "plan.yaml", "--as-of", DAY, "--format", "markdown", PYTHONPATH=str(opscheck.folder))
    assert "| acme:A1 Acme \\| asks | §1 | no installed rule | unchecked |  |  |\n" in table.out


# --- evidence and headroom


def test_headroom_is_that_of_the_tightest_measure(shell: Shell):
    headroom = matrix(shell, "plan.yaml")["C3.4c"]["headroom"]
    assert headroom["text"] == "buffer of rollout: 15.1 %, at least 15 %"
    assert headroom["direction"] == "at-least"
    assert float(headroom["bound"]) == 0.15
    assert 0 < float(headroom["margin"]) < 0.01
    assert GOOD.splitlines()[headroom["line"] - 1].strip() == "buffer: P34D"


def test_of_several_plans_the_tightest_counts_and_each_has_its_own(shell: Shell):
    clause = matrix(shell, "plan.yaml", "bad.yaml", code=1)["C2.4a"]
    assert clause["headroom"]["text"] == "time covered: 11 months, at least 12 months"
    assert float(clause["headroom"]["margin"]) < 0
    assert clause["headroom"]["file"] == "bad.yaml"
    assert [plan["headroom"]["text"] for plan in clause["plans"]] == [
        "time covered: 11 months, at least 12 months",
        "time covered: 19 months, at least 12 months",
    ]


def test_a_clause_that_measures_nothing_has_no_headroom(shell: Shell):
    assert matrix(shell, "plan.yaml")["C4.1e"]["headroom"] is None


def test_evidence_has_its_place_and_what_the_plan_names_as_evidence(shell: Shell):
    plan = matrix(shell, "refs.yaml")["C2.4a"]["plans"][0]
    (entry,) = plan["evidence"]
    assert (entry["rule"], entry["outcome"]) == ("budget/horizon", "pass")
    assert (entry["file"], REFS.splitlines()[entry["line"] - 1].split("#")[0].strip()) == ("refs.yaml", "horizon: P19M")
    assert entry["refs"] == plan["refs"] == ["evidence/board.md"]


def test_the_evidence_of_an_item_comes_before_that_of_its_section(shell: Shell):
    plan = matrix(shell, "refs.yaml")["C3.3b"]["plans"][0]
    assert plan["refs"] == ["evidence/board.md"]  # of the budget, since the reserve names none of its own
    assert matrix(shell, "refs.yaml")["C3.4c"]["plans"][0]["refs"] == []


# --- exit codes


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["plan.yaml"], 0),
        (["bad.yaml"], 1),
        (["bad.yaml", "--fail-on", "never"], 0),
        (["cash.yaml", "--fail-on", "info"], 0),
        (["missing.yaml"], 2),
        (["plan.yaml", "--select", "no/such"], 2),
    ],
)
@pytest.mark.parametrize("format_", ["text", "markdown", "json"])
def test_the_exit_code_is_that_of_check(shell: Shell, arguments: list[str], code: int, format_: str):
    assert shell("clauses", *arguments, "--as-of", DAY, "--format", format_).code == code


# --- text and Markdown


def test_as_text_a_clause_has_its_outcome_its_headroom_and_its_evidence(shell: Shell):
    lines = shell("clauses", "bad.yaml", "--as-of", DAY).out.splitlines()
    number = next(number for number, line in enumerate(lines) if line.startswith("C2.4a "))
    assert lines[number].split()[1] == "fail"
    assert lines[number].endswith("budget/horizon")
    assert lines[number + 1].strip() == "headroom: time covered: 11 months, at least 12 months"
    assert lines[number + 2].strip().startswith("the budget covers 11 months, less than 12 months   bad.yaml:")
    assert re.fullmatch(r"106 clauses: 1 fail, .* \(as of 2026-07-01, ruleset standard 1\)", lines[-1])


def test_as_text_plans_of_the_same_id_are_told_apart_by_their_files(shell: Shell):
    out = shell("clauses", "plan.yaml", "same-id.yaml", "--as-of", DAY).out
    assert "\n         plan.yaml: pass\n" in out
    assert "\n         same-id.yaml: fail\n" in out


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_as_text_the_columns_are_aligned(shell: Shell, lang: str):
    out = shell("clauses", "plan.yaml", "--as-of", DAY, "--lang", lang).out
    rows = [line for line in out.splitlines() if re.match(r"C\d", line)]
    assert len(rows) == 106
    assert len({width(row[: row.index("§")]) for row in rows}) == 1


def test_as_markdown_it_is_one_table_of_six_columns(shell: Shell):
    out = shell("clauses", "plan.yaml", "bad.yaml", "--as-of", DAY, "--format", "markdown").out
    table, _, rest = out.partition("\n\n")
    rows = [re.split(r"(?<!\\)\|", line) for line in table.splitlines()]
    assert len(rows) == 106 + 2
    assert {len(row) for row in rows} == {6 + 2}
    row = next(row for row in rows if row[1].startswith(" C2.4a "))
    assert row[4] == " fail<br>bad-2026: fail<br>retention-2026: pass "
    assert "bad-2026: time covered: 11 months, at least 12 months<br>retention-2026: " in row[5]
    assert "(bad.yaml:" in row[6]
    assert rest.startswith("106 clauses: 1 fail")


def test_hostile_texts_of_a_plan_stay_in_their_cell(opscheck: Shell):
    reason = r'"a | b\n| <b>c</b> \u202e `d`"'
    entry = SET_ASIDE.replace("paid by the group", reason)
    opscheck.write({"plan.yaml": changed("applicability: []  ", entry, BAD)})
    out = opscheck("clauses", "plan.yaml", "--as-of", DAY, "--format", "markdown").out
    row = next(line for line in out.splitlines() if line.startswith("| C2.4a "))
    assert len(re.split(r"(?<!\\)\|", row)) == 6 + 2
    assert r"a \| b\\n\| \<b\>c\</b\> \\u202e \`d\`" in row


def test_the_same_plans_give_the_same_bytes(shell: Shell):
    first, second = (shell("clauses", "plan.yaml", "bad.yaml", "--as-of", DAY, "--format", "json") for _ in range(2))
    assert first.out == second.out
    assert json.loads(first.out)
