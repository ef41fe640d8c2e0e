"""Which ruleset judges a plan of which status: the configuration says so, never the plan itself."""

import json

import pytest
from command import BAD, DAY, GOOD, Shell, changed

LATER = "2027-07-01"  # much is overdue by then
DRAFT = changed("status: approved", "status: draft   ")
BAD_DRAFT = changed("status: approved", "status: draft   ", BAD)
BY_STATUS = "rulesets: {draft: draft}\n"


def found(opscheck: Shell, *arguments: str, day: str = DAY) -> set[str]:
    result = opscheck("check", "--as-of", day, "--format", "json", *arguments)
    return {finding["rule"] for finding in result.data["findings"]}


def test_a_draft_is_judged_like_any_other_plan(opscheck: Shell):
    opscheck.write({"plan.yaml": DRAFT, "approved.yaml": GOOD.replace("id: retention-2026", "id: other")})
    assert found(opscheck, "plan.yaml", day=LATER) == found(opscheck, "approved.yaml", day=LATER)


def test_whoever_is_surprised_by_that_is_told_what_to_do(opscheck: Shell):
    opscheck.write({"plan.yaml": BAD_DRAFT})
    said = "opscheck: plan.yaml is a draft, and the ruleset standard judges it like any other plan; "
    assert opscheck.check("plan.yaml").err.startswith(said)
    assert opscheck.check("plan.yaml", "--ruleset", "standard").err == ""
    opscheck.write({"plan.yaml": DRAFT})
    assert opscheck.check("plan.yaml").err == ""


def test_a_configuration_can_judge_drafts_by_another_ruleset(opscheck: Shell):
    opscheck.write({"plan.yaml": DRAFT, "opscheck.yaml": BY_STATUS})
    assert found(opscheck, day=LATER) == set()
    result = opscheck("check", "--as-of", LATER)
    assert (result.code, result.err) == (0, "")
    assert result.out == "no findings in 1 plan, 1 file skipped (as of 2027-07-01, ruleset draft 1)\n"


def test_what_is_wrong_with_a_draft_is_still_found(opscheck: Shell):
    opscheck.write({"plan.yaml": BAD_DRAFT, "opscheck.yaml": BY_STATUS})
    assert found(opscheck) == {"budget/horizon"}


def test_the_summary_says_which_plan_was_judged_by_which_ruleset(opscheck: Shell):
    opscheck.write(
        {
            "a.yaml": DRAFT.replace("id: retention-2026", "id: a"),
            "b.yaml": GOOD.replace("id: retention-2026", "id: b"),
            "c.yaml": GOOD.replace("id: retention-2026", "id: c"),
            "opscheck.yaml": BY_STATUS,
        }
    )
    out = opscheck.check().out
    assert out.endswith(" (as of 2026-07-01, rulesets draft 1 for 1 plan, standard 1 for 2 plans)\n")
    report = opscheck.check("--format", "json").data
    assert [(plan["status"], plan["ruleset"]["name"]) for plan in report["plans"]] == [
        ("draft", "draft"),
        ("approved", "standard"),
        ("approved", "standard"),
    ]
    assert report["ruleset"]["name"] == "standard"


def test_any_status_can_have_a_ruleset(opscheck: Shell):
    opscheck.write({"plan.yaml": GOOD, "opscheck.yaml": "ruleset: draft\nrulesets: {approved: ./ours.yaml}\n"})
    opscheck.write({"ours.yaml": "extends: standard\nrules: {budget/horizon: {minimum: P24M}}\n"})
    assert found(opscheck, "plan.yaml") == {"budget/horizon"}


def test_the_configurations_own_rules_hold_on_top_of_each(opscheck: Shell):
    opscheck.write({"plan.yaml": DRAFT, "opscheck.yaml": BY_STATUS + "rules: {budget/horizon: {minimum: P24M}}\n"})
    assert found(opscheck) == {"budget/horizon"}


def test_the_command_line_has_the_last_word(opscheck: Shell):
    opscheck.write({"plan.yaml": DRAFT, "opscheck.yaml": BY_STATUS})
    assert found(opscheck, "--ruleset", "standard", day=LATER)


@pytest.mark.parametrize("status", ["5", "[draft]", "Draft", "''"])
def test_a_status_that_is_none_has_no_ruleset_of_its_own(opscheck: Shell, status: str):
    opscheck.write({"plan.yaml": changed("status: approved", f"status: {status}"), "opscheck.yaml": BY_STATUS})
    report = opscheck.check("plan.yaml", "--format", "json").data
    assert (report["plans"][0]["status"], report["plans"][0]["ruleset"]["name"]) == (None, "standard")


@pytest.mark.parametrize(
    ("configuration", "place", "said"),
    [
        (
            "rulesets: {drft: draft}",
            "1:12",
            "drft is no status of a plan: it is one of draft, review, approved, closed",
        ),
        ("rulesets: {draft: drft}", "1:19", "there is no ruleset drft: did you mean draft?"),
        ("rulesets: {draft: 5}", "1:19", "draft must be text"),
        ("rulesets: draft", "1:11", "rulesets must be a mapping of keys to values"),
    ],
)
def test_a_mistake_is_found_at_its_place(opscheck: Shell, configuration: str, place: str, said: str):
    opscheck.write({"plan.yaml": DRAFT, "opscheck.yaml": configuration + "\n"})
    result = opscheck.check()
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"opscheck: opscheck.yaml:{place}: {said}")


def test_show_settings_shows_what_runs_on_plans_of_each_status(opscheck: Shell):
    opscheck.write({"a.yaml": DRAFT, "b.yaml": GOOD, "opscheck.yaml": BY_STATUS})
    shown = opscheck.check("--show-settings").out
    draft, standard = shown.split("---\n")
    assert "# plan: a.yaml" in draft
    assert "\nruleset: draft\n" in draft
    assert "schedule/overdue" not in draft
    assert "schedule/overdue" in standard


def test_the_matrix_of_a_draft_says_what_its_ruleset_does_not_run(opscheck: Shell):
    opscheck.write({"plan.yaml": DRAFT, "opscheck.yaml": BY_STATUS})
    rows = json.loads(opscheck("clauses", "plan.yaml", "--as-of", DAY, "--format", "json").out)
    unchecked = next(row["unchecked"] for row in rows if row["id"] == "C3.4h")
    assert unchecked == {"reason": "off", "message": "the ruleset draft does not run schedule/overdue"}
