"""The other commands: explain, rules, clauses, plugins, and what stands around all of them."""

from typing import Any

import pytest
from command import BAD, GOOD, Shell
from jsonschema import Draft202012Validator

# Every rule of these topics with the clause it checks and, as the clause has it, its severity.
CLAUSES = {
    "strategy/context-drivers": ("C1.1a", "warning"),
    "strategy/problem-stated": ("C1.2a", "error"),
    "strategy/problem-addressed": ("C1.2b", "warning"),
    "strategy/objective-areas": ("C1.3a", "error"),
    "strategy/objective-measurable": ("C1.3b", "error"),
    "strategy/value-chain": ("C2.1a", "warning"),
    "strategy/iteration-cadence": ("C2.1b", "warning"),
    "strategy/initial-focus": ("C4.1a", "warning"),
    "strategy/outcome-targets": ("C5.1a", "warning"),
    "strategy/outcome-floor": ("C5.1b", "warning"),
    "strategy/effect-monitoring": ("C5.1c", "info"),
    "strategy/capability-targets": ("C5.2a", "warning"),
    "strategy/competitiveness": ("C5.3a", "info"),
    "strategy/innovation": ("C5.2b", "info"),
    "budget/stage-ratio": ("C3.3a", "error"),
    "budget/reserve": ("C3.3b", "error"),
    "budget/adds-up": ("C3.3c", "error"),
    "budget/stage-purpose": ("C3.3d", "warning"),
    "budget/horizon": ("C2.4a", "error"),
    "budget/expected-return": ("C2.4b", "warning"),
    "budget/resource-categories": ("C2.4c", "error"),
    "budget/cash-flow": ("C2.4d", "warning"),
    "budget/kpi-linkage": ("C3.3e", "warning"),
    "budget/return-review": ("C3.3f", "warning"),
    "budget/reserve-adequacy": ("C4.4f", "warning"),
    "budget/overspend": ("C3.3g", "error"),
    "schedule/phases": ("C3.4a", "error"),
    "schedule/phase-duration": ("C3.4b", "error"),
    "schedule/buffer": ("C3.4c", "error"),
    "schedule/dates": ("C3.4d", "error"),
    "schedule/weekly-meeting": ("C3.4e", "warning"),
    "schedule/monthly-review": ("C3.4f", "warning"),
    "schedule/milestones": ("C3.4g", "warning"),
    "schedule/rephasing-trigger": ("C4.1e", "info"),
    "schedule/overdue": ("C3.4h", "error"),
    "schedule/buffer-consumed": ("C3.4i", "warning"),
    "delivery/per-phase": ("C3.4j", "error"),
    "delivery/required-deliverables": ("C3.4k", "error"),
    "delivery/execution-template": ("C4.1b", "error"),
    "delivery/design-reviews": ("C3.4l", "error"),
    "delivery/pilot-coverage": ("C3.4m", "error"),
    "delivery/pilot-experiment": ("C3.4n", "error"),
    "delivery/rollout-coverage": ("C3.4o", "error"),
    "delivery/diagnosis-methods": ("C3.4p", "warning"),
    "delivery/design-content": ("C2.2a", "info"),
    "delivery/retrospective": ("C4.1d", "warning"),
    "delivery/pilot-gate": ("C3.4q", "error"),
    "risk/category-coverage": ("C6.1a", "error"),
    "risk/assessed": ("C4.4a", "error"),
    "risk/response": ("C4.4b", "error"),
    "risk/priority": ("C6.1b", "error"),
    "risk/identification": ("C6.1c", "info"),
    "risk/contingency-complete": ("C4.4c", "error"),
    "risk/register-current": ("C4.4d", "warning"),
    "risk/response-overdue": ("C4.4e", "warning"),
    "risk/fallback": ("C2.3a", "warning"),
    "risk/category-strategy": ("C6.2a", "warning"),
    "risk/reputation-plan": ("C6.2c", "warning"),
    "risk/strategy-review": ("C6.2b", "warning"),
    "risk/indicator-coverage": ("C6.3a", "error"),
    "risk/indicator-alert": ("C6.3b", "error"),
    "risk/alert-linkage": ("C6.3c", "warning"),
    "risk/prediction": ("C6.3d", "info"),
    "risk/knowledge-base": ("C6.3e", "info"),
    "risk/indicator-review": ("C6.3f", "warning"),
    "drill/annual-plan": ("C6.4a", "error"),
    "drill/frequency": ("C6.4b", "error"),
    "drill/scenario-coverage": ("C6.4c", "error"),
    "drill/form": ("C6.4d", "warning"),
    "drill/after-action": ("C6.4e", "error"),
    "drill/improvements-closed": ("C6.4f", "warning"),
    "drill/appraisal": ("C6.4g", "info"),
    "drill/plan-updated": ("C6.4h", "warning"),
    "drill/plan-exercised": ("C6.4i", "error"),
    "drill/overdue": ("C6.4j", "error"),
}
TOPICS = ("strategy", "budget", "schedule", "delivery", "risk", "drill")
COMMANDS = ("check", "explain", "rules", "clauses", "init", "schema", "plugins")


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A folder with a good and a bad plan, for commands that change nothing."""
    shell = Shell(tmp_path_factory.mktemp("commands"))
    shell.write({"plan.yaml": GOOD, "bad.yaml": BAD})
    return shell


@pytest.fixture(scope="module")
def rules(shell: Shell) -> list[dict[str, Any]]:
    """``opscheck rules --format json``."""
    result = shell("rules", "--format", "json")
    assert (result.code, result.err) == (0, "")
    return list(result.data)


@pytest.fixture(scope="module")
def clauses(shell: Shell) -> dict[str, dict[str, Any]]:
    """``opscheck clauses --format json`` by clause."""
    result = shell("clauses", "--format", "json")
    assert (result.code, result.err) == (0, "")
    return {clause["id"]: clause for clause in result.data}


# --- around the commands


def test_version(shell: Shell):
    from importlib.metadata import version

    expected = (0, f"opscheck {version('opscheck')}\n", "")
    assert shell("--version") == expected
    assert shell("-V") == expected


def test_help_names_every_command(shell: Shell):
    result = shell("--help")
    assert (result.code, result.err) == (0, "")
    assert all(f"\n  {name} " in result.out for name in COMMANDS)


def test_without_a_command_the_help_is_no_result(shell: Shell):
    assert shell() == (2, "", shell("--help").out)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_its_help(shell: Shell, name: str):
    result = shell(name, "--help")
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith(f"usage: opscheck {name} ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["chek"], "there is no command chek: did you mean check?"),
        (["destroy"], "there is no command destroy\n"),
        (["--colour"], "unknown option --colour\n"),
        (["--lang", "zh", "check", "plan.yaml"], "未知选项 --lang：选项要写在命令 check 之后\n"),
        (["check", "--fromat", "json"], "opscheck check: error: unrecognized arguments: --fromat"),
    ],
)
def test_a_command_line_that_cannot_be_understood(shell: Shell, arguments: list[str], said: str):
    result = shell(*arguments)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(("usage: opscheck ", "用法：opscheck "))
    assert said in result.err


def test_a_folder_may_have_the_name_of_a_command(opscheck: Shell):
    opscheck.write({"check/plan.yaml": GOOD})
    assert opscheck.check("check").out.startswith("no findings in 1 plan ")


# --- explain


def test_explain_says_why_what_and_shows_examples(shell: Shell):
    result = shell("explain", "budget/stage-ratio")
    assert (result.code, result.err) == (0, "")
    lines = result.out.splitlines()
    assert lines[0].startswith("budget/stage-ratio (error, opscheck ")
    assert lines[2] == "Each stage takes its share of the budget."
    assert "  C3.3a Budget share of each stage (operations-plan §3.3, §7.3)" in lines
    assert lines.count("Good:") >= 1
    assert "# <- " in result.out


def _parameter(shell: Shell, rule: str, name: str) -> list[str]:
    """What explain says of one parameter: its default, its meaning, where the number comes from."""
    lines = shell("explain", rule).out.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"  {name}: "))
    return [line.strip() for line in lines[start : start + 3]]


def test_explain_says_where_each_number_comes_from(shell: Shell):
    assert _parameter(shell, "budget/horizon", "minimum")[0] == "minimum: P12M"
    assert _parameter(shell, "budget/horizon", "minimum")[2] == "from the framework, §2.4"
    assert _parameter(shell, "budget/return-review", "maximum")[2].startswith("our choice: ")
    assert _parameter(shell, "budget/expected-return", "minimum")[2].startswith("reported of one case, ")


@pytest.mark.parametrize(
    ("rule", "origin"),
    [
        ("budget/stage-ratio", "ours"),
        ("budget/return-review", "ours"),
        ("schedule/buffer-consumed", "ours"),
        ("risk/priority", "ours"),
        ("risk/register-current", "ours"),
        ("risk/strategy-review", "ours"),
        ("risk/indicator-review", "ours"),
        ("drill/frequency", "ours"),
        ("drill/after-action", "ours"),
        ("drill/plan-exercised", "ours"),
        ("budget/expected-return", "case"),
        ("budget/kpi-linkage", "case"),
        ("schedule/monthly-review", "case"),
        ("drill/improvements-closed", "case"),
    ],
)
def test_a_number_that_the_framework_leaves_open_says_so(rules: list[dict[str, Any]], rule: str, origin: str):
    (described,) = (entry for entry in rules if entry["id"] == rule)
    origins = [schema.get("origin", {}) for schema in described["parameters"]["properties"].values()]
    assert any(entry.get(origin) for entry in origins)


def test_explain_knows_opschecks_own_findings(shell: Shell):
    syntax = shell("explain", "opscheck/syntax")
    assert syntax.code == 0
    assert "The file cannot be read as YAML." in syntax.out
    assert "No ruleset can change or turn it off." in syntax.out
    assert "No ruleset" not in shell("explain", "opscheck/stale-data").out


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("budget/stage-ration", "there is no rule budget/stage-ration: did you mean budget/stage-ratio?"),
        ("opscheck/sintax", "there is no rule opscheck/sintax: did you mean opscheck/syntax?"),
        ("xyz/quux", "there is no rule xyz/quux"),
    ],
)
def test_explain_of_a_rule_that_does_not_exist(shell: Shell, rule: str, said: str):
    assert shell("explain", rule) == (2, "", f"opscheck: {said}\n")


@pytest.mark.parametrize("rule", CLAUSES)
def test_every_rule_can_be_explained(shell: Shell, rule: str):
    result = shell("explain", rule)
    assert (result.code, result.err) == (0, "")
    assert f"\n  {CLAUSES[rule][0]} " in result.out
    assert "\nGood" in result.out
    assert "\nBad" in result.out


# --- rules


def test_the_topics_have_their_rules(rules: list[dict[str, Any]]):
    found = {rule["id"] for rule in rules if rule["id"].startswith(tuple(f"{topic}/" for topic in TOPICS))}
    assert found == set(CLAUSES)


def test_a_rule_has_its_clauses_severity(rules: list[dict[str, Any]]):
    severities = {rule["id"]: rule["severity"] for rule in rules if rule["id"] in CLAUSES}
    assert severities == {rule: severity for rule, (_, severity) in CLAUSES.items()}


def test_a_rule_is_described_completely(rules: list[dict[str, Any]]):
    for rule in rules:
        assert set(rule) == {
            "id", "summary", "severity", "clauses", "plugin", "parameters", "scope", "fixable",
        }  # fmt: skip
        assert rule["summary"].endswith(".")
        assert rule["scope"] in ("plan", "portfolio")
        assert rule["plugin"]["name"] == "opscheck"


def test_parameters_are_a_json_schema_that_their_defaults_satisfy(rules: list[dict[str, Any]]):
    for rule in rules:
        schema = rule["parameters"]
        Draft202012Validator.check_schema(schema)
        defaults = {name: parameter["default"] for name, parameter in schema["properties"].items()}
        errors = [error.message for error in Draft202012Validator(schema).iter_errors(defaults)]
        assert not errors, rule["id"]
        assert all(parameter["description"] for parameter in schema["properties"].values())
        assert not Draft202012Validator(schema).is_valid({**defaults, "no-such-parameter": 1})


def test_rules_as_text_are_one_line_each(shell: Shell, rules: list[dict[str, Any]]):
    lines = shell("rules").out.splitlines()
    assert [line.split()[:2] for line in lines] == [[rule["id"], rule["severity"]] for rule in rules]


# --- clauses


def test_each_rule_is_found_at_its_clause(rules: list[dict[str, Any]], clauses: dict[str, dict[str, Any]]):
    for rule in rules:
        assert rule["clauses"] or rule["scope"] == "portfolio", rule["id"]
        for clause in rule["clauses"]:
            assert rule["id"] in clauses[clause]["rules"]
    for rule, (clause, severity) in CLAUSES.items():
        assert rule in clauses[clause]["rules"]
        assert clauses[clause]["severity"] == severity


def test_the_matrix_has_titles_in_both_languages(shell: Shell, clauses: dict[str, dict[str, Any]]):
    assert all(clause["title"]["en"] and clause["title"]["zh"] for clause in clauses.values())
    assert clauses["C3.3a"]["title"]["zh"] in shell("clauses", "--lang", "zh").out
    assert clauses["C3.3a"]["title"]["en"] in shell("clauses", "--lang", "en").out


# --- plugins


def test_plugins_as_json(shell: Shell):
    result = shell("plugins", "--format", "json")
    assert (result.code, result.err) == (0, "")
    brought = {topic: plugin["rules"] for plugin in result.data for topic in plugin["topics"]}
    for topic in TOPICS:
        assert brought[topic] == len([rule for rule in CLAUSES if rule.startswith(f"{topic}/")])
    assert all(plugin["distribution"] == "opscheck" and plugin["error"] is None for plugin in result.data)
    assert any("standard" in plugin["rulesets"] for plugin in result.data)


def test_plugins_as_text(shell: Shell):
    lines = shell("plugins").out.splitlines()
    assert lines[0].split() == ["plugin", "from", "api", "rules", "load", "brings"]
    assert any(line.startswith("budget ") and line.endswith("budget/*") for line in lines)
