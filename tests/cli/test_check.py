"""opscheck check, as a user runs it: exit codes, streams, the day, rules, files, formats, colours, languages."""

import json
import os
import re
import sys

import pytest
from command import BAD, BAD_PLACE, DAY, DUBIOUS, GOOD, IMPROVABLE, OTHER_YAML, Shell, changed
from ruamel.yaml import YAML

FORMATS = ("text", "concise", "json", "github")
ALIKE = ("--ignore", "portfolio/*")  # copies of one plan claim the same people, money and id
RULESET = "name: {name}\nversion: '2'\nrules:\n  budget/horizon: {{severity: {severity}, minimum: P12M}}\n"


@pytest.fixture
def bad(opscheck: Shell) -> Shell:
    """A folder with one plan that has one error."""
    opscheck.write({"plan.yaml": BAD})
    return opscheck


# --- exit codes and streams


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize(
    ("text", "code"), [(GOOD, 0), (BAD, 1), (IMPROVABLE, 0)], ids=["nothing", "an error", "an info"]
)
def test_exit_code_is_the_same_for_every_format(opscheck: Shell, format_: str, text: str, code: int):
    opscheck.write({"plan.yaml": text})
    result = opscheck.check("plan.yaml", "--format", format_)
    assert (result.code, result.err) == (code, "")


@pytest.mark.parametrize("format_", FORMATS)
def test_a_missing_path_is_the_users_mistake_in_every_format(bad: Shell, format_: str):
    result = bad.check("plan.yaml", "plam.yaml", "--format", format_)
    assert result == (2, "", "opscheck: there is no plam.yaml\n")


@pytest.mark.parametrize(
    ("text", "fail_on", "code"),
    [
        (BAD, "error", 1),
        (BAD, "info", 1),
        (BAD, "never", 0),
        (DUBIOUS, "error", 0),
        (DUBIOUS, "warning", 1),
        (IMPROVABLE, "warning", 0),
        (IMPROVABLE, "info", 1),
        (GOOD, "info", 0),
    ],
)
def test_fail_on_moves_the_bar(opscheck: Shell, text: str, fail_on: str, code: int):
    opscheck.write({"plan.yaml": text})
    assert opscheck.check("plan.yaml", "--fail-on", fail_on).code == code


def test_fail_on_of_the_configuration_holds_unless_the_option_says_otherwise(opscheck: Shell):
    opscheck.write({"plan.yaml": DUBIOUS, ".opscheck.yaml": "fail-on: warning\n"})
    assert opscheck.check("plan.yaml").code == 1
    assert opscheck.check("plan.yaml", "--fail-on", "error").code == 0


def test_text_says_what_where_by_how_much_and_what_would_be_right(opscheck: Shell):
    smaller = changed("{amount: 450000.00, holder", "{amount: 430000.00, holder")
    opscheck.write({"plan.yaml": changed("{amount: 30000.00, holder", "{amount: 50000.00, holder", smaller)})
    assert opscheck.check("plan.yaml").out == (
        """\
error: the contingency reserve is 14.3 % of the total, less than 15 %   budget/reserve
  plan.yaml:86:27
   86 |     contingency: {amount: 430000.00, holder: chen-yu, method: expected-value, confidence: 80%}
      |                           ^^^^^^^^^ 430 000.00 / 3 000 000.00 = 14.3 %
   57 ·   total: 3000000.00
  help: hold back at least 450 000.00; opscheck explain budget/reserve
  fix: raise the reserve from 430 000.00 by 23 529.42 to 453 529.42, and the total with it: 15 % of 3 023 529.42 \
(--fix --unsafe-fixes)

1 error in 1 plan (as of 2026-07-01, ruleset standard 1)
1 fixable with --fix --unsafe-fixes
"""
    )


def test_concise_is_one_line(bad: Shell):
    line, column = BAD_PLACE
    message = "the budget covers 11 months, less than 12 months"
    result = bad.check("plan.yaml", "--format", "concise")
    assert result.out == f"plan.yaml:{line}:{column}: error budget/horizon {message}\n"


def test_json_points_at_the_same_place(bad: Shell):
    (finding,) = bad.check("plan.yaml", "--format", "json").data["findings"]
    assert (finding["rule"], finding["file"], finding["path"]) == ("budget/horizon", "plan.yaml", "budget.horizon")
    assert (finding["line"], finding["column"]) == BAD_PLACE


# --- files


def test_a_folder_without_plans_is_worth_a_warning(opscheck: Shell):
    opscheck.write({"ci/build.yaml": OTHER_YAML})
    result = opscheck.check("ci")
    assert (result.code, result.err) == (0, "opscheck: there is no plan in ci\n")
    assert result.out == "no findings in 0 plans, 1 file skipped (ruleset standard 1)\n"


def test_a_folder_without_plans_is_a_mistake_with_strict_files(opscheck: Shell):
    opscheck.write({"ci/build.yaml": OTHER_YAML})
    result = opscheck.check("ci", "--strict-files")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("opscheck: there is no plan in ci\n  help: ")


def test_a_named_file_that_is_no_plan_is_skipped_and_with_strict_files_a_mistake(opscheck: Shell):
    opscheck.write({"build.yaml": OTHER_YAML})
    assert opscheck.check("build.yaml").code == 0
    assert opscheck.check("build.yaml", "--strict-files").code == 2


def test_without_a_path_the_plans_below_the_current_folder_are_found(bad: Shell):
    bad.write({"teams/a/plan.yaml": BAD, "ci.yaml": OTHER_YAML})
    assert bad.check("--show-files").out == "plan.yaml\nteams/a/plan.yaml\n"
    assert bad.check("--show-files", cwd="teams").out == "a/plan.yaml\n"
    assert bad.check(*ALIKE, "--format", "json").found == ["budget/horizon"] * 2


def test_show_files_checks_nothing(bad: Shell):
    assert bad.check("--show-files", "plan.yaml") == (0, "plan.yaml\n", "")


def test_plans_of_the_configuration_are_found_by_their_globs(bad: Shell):
    bad.write({"ours/one.yml": GOOD, ".opscheck.yaml": "plans: ['ours/*.yml']\n"})
    assert bad.check("--show-files").out == "ours/one.yml\n"


def test_excluded_files_are_checked_if_they_are_named_unless_that_is_forced(bad: Shell):
    bad.write({".opscheck.yaml": "exclude: [plan.yaml]\n"})
    assert bad.check("plan.yaml").code == 1
    assert bad.check("plan.yaml", "--force-exclude").code == 0


def test_a_plan_may_come_on_standard_input(opscheck: Shell):
    result = opscheck.check("-", "--format", "concise", stdin=BAD)
    assert result.code == 1
    assert result.out.startswith(f"<stdin>:{BAD_PLACE[0]}:{BAD_PLACE[1]}: error budget/horizon ")


def test_standard_input_takes_the_place_of_the_file_that_it_is_named_for(opscheck: Shell):
    opscheck.write({"teams/plan.yaml": GOOD, "teams/.opscheck.yaml": "rules: {budget/horizon: warning}\n"})
    result = opscheck.check("--stdin-filename", "teams/plan.yaml", "--format", "concise", stdin=BAD)
    assert result.code == 0
    assert result.out.startswith(f"teams/plan.yaml:{BAD_PLACE[0]}:{BAD_PLACE[1]}: warning budget/horizon ")


def test_standard_input_under_the_name_of_another_file_is_skipped_if_it_is_no_plan(opscheck: Shell):
    assert opscheck.check("--stdin-filename", "ci.yaml", stdin=OTHER_YAML).out.startswith("no findings in 0 plans")


# --- the day


def test_the_day_is_always_printed(bad: Shell):
    assert "as of 2026-02-01" in bad("check", "plan.yaml", "--as-of", "2026-02-01").out
    assert bad("check", "plan.yaml", "--as-of", "2026-02-01", "--format", "json").data["plans"][0]["as_of"] == (
        "2026-02-01"
    )


def test_the_option_wins_over_the_environment(opscheck: Shell):
    opscheck.write({"plan.yaml": GOOD})
    environment = opscheck("check", "plan.yaml", OPSCHECK_AS_OF="2026-12-31")
    assert environment.code == 1
    assert "as of 2026-12-31" in environment.out
    assert opscheck.check("plan.yaml", OPSCHECK_AS_OF="2026-12-31").code == 0


def test_by_the_end_of_the_year_the_good_plan_has_just_what_is_overdue(opscheck: Shell):
    opscheck.write({"plan.yaml": GOOD})
    result = opscheck("check", "plan.yaml", "--as-of", "2026-12-31", "--format", "json")
    assert result.code == 1
    assert sorted((finding["rule"], finding["path"].split(".")[0]) for finding in result.data["findings"]) == [
        ("delivery/pilot-gate", "phases[rollout]"),
        ("delivery/retrospective", "phases[pilot]"),
        ("drill/improvements-closed", "actuals"),
        *[("drill/overdue", f"drills[{drill}]") for drill in ("d-2026-pr", "d-2026-q3", "d-2026-q4")],
        ("opscheck/stale-data", "plan"),
        *[("risk/register-current", "actuals")] * 3,
        ("schedule/overdue", "deliverables[pilot-report]"),
        ("schedule/overdue", "tasks[m-pilot]"),
    ]


@pytest.mark.parametrize(("arguments", "environ"), [(["--as-of", "2026-13-01"], {}), ([], {"OPSCHECK_AS_OF": "soon"})])
def test_a_day_that_is_none_is_a_mistake(opscheck: Shell, arguments: list[str], environ: dict[str, str]):
    opscheck.write({"plan.yaml": GOOD})
    result = opscheck("check", "plan.yaml", *arguments, **environ)
    assert (result.code, result.out) == (2, "")
    assert "is not a day of the calendar such as 2026-01-05" in result.err


def test_a_closed_plan_is_judged_by_its_data_date(opscheck: Shell):
    opscheck.write({"plan.yaml": changed("status: approved", "status: closed  ")})
    assert "as of 2026-06-30" in opscheck("check", "plan.yaml").out


# --- rules


def test_a_ruleset_by_name_and_pinned(bad: Shell):
    for name in ("standard", "standard@1"):
        report = bad.check("plan.yaml", "--ruleset", name, "--format", "json").data
        assert (report["ruleset"]["name"], report["ruleset"]["version"]) == ("standard", "1")


def test_a_ruleset_pinned_to_another_version_is_not_used(bad: Shell):
    result = bad.check("plan.yaml", "--ruleset", "standard@99")
    assert result == (2, "", "opscheck: standard is pinned to version 99, and 1 is here\n")


def test_a_ruleset_by_path(bad: Shell):
    bad.write({"rules/ours.yaml": RULESET.format(name="ours", severity="info")})
    result = bad.check("plan.yaml", "--ruleset", "rules/ours.yaml")
    assert result.code == 0
    assert result.out.endswith(f"1 info in 1 plan (as of {DAY}, ruleset ours 2)\n")


def test_a_ruleset_that_is_not_there(bad: Shell):
    result = bad.check("plan.yaml", "--ruleset", "standart")
    assert result == (2, "", "opscheck: there is no ruleset standart: did you mean standard?\n")
    result = bad.check("plan.yaml", "--ruleset", "./nowhere.yaml")
    assert result.code == 2
    assert "nowhere.yaml cannot be read" in result.err


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--select", "budget/*"], 1),
        (["--select", "risk/*,budget/horizon"], 1),
        (["--select", "risk/*", "--select", "budget/horizon"], 1),
        (["--select", "risk/*"], 0),
        (["--ignore", "budget/horizon"], 0),
        (["--ignore", "risk/*"], 1),
        (["--select", "budget/*", "--ignore", "*/horizon"], 0),
    ],
)
def test_select_and_ignore(bad: Shell, options: list[str], code: int):
    assert bad.check("plan.yaml", *options).code == code


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_a_glob_that_matches_no_rule_is_a_mistake(bad: Shell, option: str):
    result = bad.check("plan.yaml", option, "budget/*,bugdet/*")
    assert result == (2, "", "opscheck: bugdet/* matches no rule of the ruleset standard\n")


def test_selecting_what_the_ruleset_leaves_out_is_a_mistake(bad: Shell):
    bad.write({"ours.yaml": RULESET.format(name="ours", severity="error")})
    result = bad.check("plan.yaml", "--ruleset", "ours.yaml", "--select", "risk/*")
    assert result == (2, "", "opscheck: risk/* matches no rule of the ruleset ours\n")


def test_selecting_what_runs_on_some_plans_only_is_none(bad: Shell):
    config = "overrides: [{files: 'old/**', rules: {'budget/*': off}}]\n"
    bad.write({"old/plan.yaml": BAD, ".opscheck.yaml": config})
    result = bad.check("--select", "budget/*", "--format", "json")
    assert [finding["file"] for finding in result.data["findings"]] == ["plan.yaml"]


def test_findings_of_opscheck_itself_can_be_ignored_where_a_ruleset_could_turn_them_off(opscheck: Shell):
    opscheck.write({"plan.yaml": changed('version: "1.3"\n  status', "version: TODO\n  status")})
    assert opscheck.check("plan.yaml", "--format", "json").found == ["opscheck/placeholder"]
    assert opscheck.check("plan.yaml", "--ignore", "opscheck/placeholder").code == 0


# --- configuration


def test_the_nearest_configuration_holds(opscheck: Shell):
    opscheck.write(
        {
            ".opscheck.yaml": "rules: {budget/horizon: warning}\n",
            "a/plan.yaml": BAD,
            "b/plan.yaml": BAD,
            "b/opscheck.yaml": "rules: {budget/horizon: info}\n",
            "c/plan.yaml": BAD,
            "c/pyproject.toml": "[tool.opscheck.rules]\n'budget/horizon' = 'off'\n",
        }
    )
    findings = opscheck.check(".", *ALIKE, "--format", "json").data["findings"]
    assert [(finding["file"], finding["severity"]) for finding in findings] == [
        ("a/plan.yaml", "warning"),
        ("b/plan.yaml", "info"),
    ]


def test_a_configuration_by_option_or_environment_and_none_at_all(bad: Shell):
    bad.write({".opscheck.yaml": "rules: {budget/horizon: off}\n", "other.yaml": "rules: {budget/horizon: info}\n"})
    assert "no findings" in bad.check("plan.yaml").out
    assert "1 info" in bad.check("plan.yaml", "--config", "other.yaml").out
    assert "1 info" in bad.check("plan.yaml", OPSCHECK_CONFIG="other.yaml").out
    assert "1 error" in bad.check("plan.yaml", "--isolated").out


def test_a_configuration_names_its_ruleset_and_format(bad: Shell):
    bad.write(
        {
            "rules/ours.yaml": RULESET.format(name="ours", severity="warning"),
            ".opscheck.yaml": "ruleset: rules/ours.yaml\nformat: json\n",
        }
    )
    report = bad.check("plan.yaml").data
    assert (report["ruleset"]["name"], report["summary"]["warnings"]) == ("ours", 1)
    assert bad.check("plan.yaml", "--format", "text").out.startswith("warning: ")


def test_show_settings_is_yaml_and_as_a_configuration_says_the_same(bad: Shell):
    rules = "rules:\n  risk/*: off\n  budget/horizon: {severity: warning, minimum: P24M}\n  opscheck/stale-data: off\n"
    bad.write({".opscheck.yaml": rules})
    shown = bad.check("plan.yaml", "--show-settings", "--fail-on", "warning")
    assert (shown.code, shown.err) == (0, "")
    settings = YAML(typ="safe").load(shown.out)
    assert settings["fail-on"] == "warning"
    assert settings["rules"]["budget/horizon"] == {"severity": "warning", "minimum": "P24M"}
    assert settings["rules"]["budget/stage-ratio"]["middle"] == ["40%", "50%"]
    assert not [rule for rule in settings["rules"] if rule.startswith("risk/") or rule == "opscheck/stale-data"]
    bad.write({"shown/settings.yaml": shown.out})
    by_shown = bad.check("plan.yaml", "--format", "json", "--config", "shown/settings.yaml")
    by_own = bad.check("plan.yaml", "--format", "json")
    assert (by_shown.code, by_own.code) == (1, 0)
    assert by_shown.data["findings"] == by_own.data["findings"]
    assert by_shown.data["outcomes"] == by_own.data["outcomes"]


def test_show_settings_has_a_document_for_all_plans_that_are_judged_alike(bad: Shell):
    bad.write({"a/plan.yaml": GOOD, "b/plan.yaml": GOOD, "b/.opscheck.yaml": "rules: {'*': off, budget/horizon: on}\n"})
    documents = list(YAML(typ="safe").load_all(bad.check("--show-settings").out))
    assert len(documents) == 2
    assert documents[1]["rules"] == {"*": "off", "budget/horizon": {"severity": "error", "minimum": "P12M"}}
    assert len(documents[0]["rules"]) > 61


def test_show_settings_heeds_select(bad: Shell):
    settings = YAML(typ="safe").load(bad.check("plan.yaml", "--show-settings", "--select", "budget/horizon").out)
    assert [rule for rule in settings["rules"] if "opscheck/" not in rule] == ["*", "budget/horizon"]


# --- output


def test_several_reports_at_once(bad: Shell):
    result = bad.check(
        "plan.yaml", "--output", "json:report.json", "--output", "concise:lines.txt", "--color", "always"
    )
    assert (result.code, result.err) == (1, "")
    assert "\x1b[" in result.out
    assert result.out.rstrip().endswith("ruleset standard 1)")
    report = json.loads((bad.folder / "report.json").read_text(encoding="utf-8"))
    assert [finding["rule"] for finding in report["findings"]] == ["budget/horizon"]
    assert (bad.folder / "lines.txt").read_text(encoding="utf-8") == bad.check("--format", "concise", "plan.yaml").out


def test_a_report_in_a_file_is_the_one_on_standard_output(bad: Shell):
    result = bad.check("plan.yaml", "--format", "json", "--output", "json:report.json")
    assert (bad.folder / "report.json").read_text(encoding="utf-8") == result.out


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("xml:a.xml", "there is no report format xml: the formats are "),
        ("json", "--output json is not FORMAT:FILE"),
        ("json:", "--output json: is not FORMAT:FILE"),
        ("json:no/folder.json", "no/folder.json cannot be written: No such file or directory"),
    ],
)
def test_a_report_that_cannot_be_written_is_a_mistake(bad: Shell, value: str, said: str):
    result = bad.check("plan.yaml", "--output", value)
    assert result.code == 2
    assert said in result.err


@pytest.mark.parametrize(
    ("options", "environ", "colored"),
    [
        ([], {}, False),
        (["--color", "always"], {}, True),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
        (["--format", "concise"], {"FORCE_COLOR": "1"}, False),
        (["--format", "json"], {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour_in_a_pipe(bad: Shell, options: list[str], environ: dict[str, str], colored: bool):
    assert ("\x1b[" in bad.check("plan.yaml", *options, **environ).out) == colored


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(
    ("environ", "colored"),
    [({"TERM": "xterm"}, True), ({"TERM": "dumb"}, False), ({"TERM": "xterm", "NO_COLOR": "1"}, False)],
)
def test_colour_on_a_terminal(bad: Shell, environ: dict[str, str], colored: bool):
    assert ("\x1b[" in _on_a_terminal(bad, environ)) == colored


def _on_a_terminal(opscheck: Shell, environ: dict[str, str]) -> str:
    import pty
    import subprocess

    from command import command

    ours, its = pty.openpty()
    line = [command(), "check", "--as-of", DAY, "plan.yaml"]
    subprocess.run(line, stdout=its, cwd=opscheck.folder, env=opscheck.environment(**environ))
    os.close(its)
    shown = b""
    try:
        while piece := os.read(ours, 4096):
            shown += piece
    except OSError:  # how Linux says that the other side is closed
        pass
    os.close(ours)
    return shown.decode()


def test_in_github_actions_annotations_are_added_to_the_normal_output(bad: Shell):
    plain, annotations = bad.check("plan.yaml"), bad.check("plan.yaml", "--format", "github")
    assert annotations.out.startswith(f"::error file=plan.yaml,line={BAD_PLACE[0]},")
    assert bad.check("plan.yaml", GITHUB_ACTIONS="true") == (1, plain.out + annotations.out, "")
    assert bad.check("plan.yaml", "--format", "github", GITHUB_ACTIONS="true").out == annotations.out
    assert bad.check("plan.yaml", "--format", "json", GITHUB_ACTIONS="true").found == ["budget/horizon"]


def test_show_passes_gives_the_evidence(bad: Shell):
    out = bad.check("plan.yaml", "--show-passes").out
    assert "pass: early takes 32.0 % of the total, within 30–40 %   budget/stage-ratio   plan.yaml:63:15\n" in out
    assert "budget/stage-ratio" not in bad.check("plan.yaml").out


def test_statistics_count_the_findings_of_each_rule(opscheck: Shell):
    opscheck.write({"a.yaml": BAD, "b.yaml": BAD, "c.yaml": DUBIOUS})
    lines = opscheck.check(*ALIKE, "--statistics").out.splitlines()
    assert lines[-4:-2] == ["2  budget/horizon  error", "1  budget/expected-return  warning"]
    (start,) = (number for number, line in enumerate(lines) if line.endswith("the slowest of them:"))
    rows = lines[start + 1 : start + 11]
    taken = [float(re.fullmatch(r" *([0-9.]+) ms  [a-z-]+/[a-z-]+", row)[1]) for row in rows]
    assert taken == sorted(taken, reverse=True)
    assert "seconds" not in opscheck.check(*ALIKE, "--statistics", "--format", "json").out


@pytest.mark.parametrize("environ", [{}, {"LANG": "zh_CN.UTF-8"}, {"LC_ALL": "zh_CN.GB18030"}])
def test_ids_keys_and_exit_codes_do_not_change_with_the_language(bad: Shell, environ: dict[str, str]):
    english = bad.check("plan.yaml", "--format", "json", "--lang", "en")
    result = bad.check("plan.yaml", "--format", "json", **environ)
    assert (result.code, result.found) == (1, ["budget/horizon"])
    assert result.data.keys() == english.data.keys()
    assert result.data["findings"][0]["template"] == english.data["findings"][0]["template"]


def test_every_language_is_readable(bad: Shell):
    for arguments in (["--lang", "zh"], ["--lang", "en"]):
        result = bad.check("plan.yaml", *arguments)
        assert result.code == 1
        assert "budget/horizon" in result.out
        assert "{" not in result.out


@pytest.mark.parametrize(
    "environ",
    [
        {"LC_ALL": "C", "LANG": None},
        {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "gb2312:strict"},
        {"PYTHONIOENCODING": "utf-16"},
    ],
)
def test_chinese_text_is_utf_8_whatever_the_locale(opscheck: Shell, environ: dict[str, str | None]):
    opscheck.write({"方案.yaml": changed("probability: 60%, impact: 5}", "probability: 61%, impact: 5, 备注: 无}")})
    for format_ in FORMATS:
        result = opscheck.check("方案.yaml", "--format", format_, **environ)
        assert result.code == 1
        assert "方案.yaml" in result.out
        assert "备注" in result.out


def test_the_same_input_gives_the_same_bytes(bad: Shell):
    runs = {bad.check(".", "--format", "json", PYTHONHASHSEED=seed).out for seed in ("0", "1", "2")}
    assert len(runs) == 1


def test_the_module_is_the_command(bad: Shell):
    line = [sys.executable, "-m", "opscheck", "check", "--as-of", DAY, "plan.yaml"]
    assert bad.run(line) == bad.check("plan.yaml")
    assert "usage: opscheck check " in bad.run([sys.executable, "-m", "opscheck", "check", "--help"]).out
