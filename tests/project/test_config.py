"""Configuration: which file holds, what it may say, and that every mistake in it is named at its place."""

import os
from pathlib import Path

import pytest

from opscheck.errors import UserError
from opscheck.project.configurations import NAMES
from opscheck.source import Limits

FULL = """\
ruleset: ./our-rules.yaml
rules:
  budget/*: warning
overrides:
  - {files: [old/**], rules: {risk/*: off}}
plans: [plans/*.yaml, "*.ops"]
exclude: archive
fail-on: warning
format: json
lang: zh
require-plugins: [opscheck-acme>=1.2]
limits: {depth: 32, nodes: 1000}
x-ours: anything
"""
FULL_TOML = """\
[project]
name = "shop"
[tool.opscheck]
ruleset = "./our-rules.yaml"
plans = ["plans/*.yaml", "*.ops"]
exclude = "archive"
fail-on = "warning"
format = "json"
lang = "zh"
require-plugins = ["opscheck-acme>=1.2"]
limits = {depth = 32, nodes = 1000}
x-ours = "anything"
[tool.opscheck.rules]
"budget/*" = "warning"
[[tool.opscheck.overrides]]
files = ["old/**"]
rules = {"risk/*" = "off"}
"""


def found(place, folder=".", **options):
    return place.configurations(**options).for_folder(Path(os.path.normpath(place.folder / folder)))


def mistake(place, **options):
    with pytest.raises(UserError) as refused:
        found(place, **options)
    return refused.value


@pytest.mark.parametrize(("name", "text"), [("opscheck.yaml", FULL), ("pyproject.toml", FULL_TOML)])
def test_what_it_may_say(place, name, text):
    place.write({name: text})
    config = found(place)
    assert (config.file, config.folder, config.root) == (name, place.folder, place.folder)
    assert config.ruleset == "./our-rules.yaml"
    assert (config.plans, config.exclude) == (("plans/*.yaml", "*.ops"), ("archive",))
    assert (config.fail_on, config.format, config.lang) == ("warning", "json", "zh")
    assert [(wanted.name, wanted.versions) for wanted in config.require_plugins] == [("opscheck-acme", ">=1.2")]
    assert config.limits == Limits(depth=32, nodes_per_megabyte=1000)


@pytest.mark.parametrize(("name", "text"), [("opscheck.yaml", FULL), ("pyproject.toml", FULL_TOML)])
def test_rules_and_overrides_stay_raw_data_that_whoever_knows_rules_can_locate(place, name, text):
    place.write({name: text})
    config = found(place)
    data = config.document.data
    for step in config.section:
        data = data[step]
    assert data["rules"] == {"budget/*": "warning"}
    assert data["overrides"] == [{"files": ["old/**"], "rules": {"risk/*": "off"}}]
    line = next(number for number, line in enumerate(text.splitlines(), 1) if "budget/*" in line)
    assert config.span_of("rules", "budget/*").line == line


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "plans:\nlimits:\n", "{}"])
def test_it_may_say_nothing(place, text):
    place.write({"opscheck.yaml": text})
    config = found(place)
    assert config.file == "opscheck.yaml"
    assert (config.ruleset, config.plans, config.limits) == (None, (), Limits())


# --- which file holds


def test_the_nearest_one_holds_alone(repository):
    repository.write({"opscheck.yaml": "lang: en\nformat: json\n", "a/opscheck.yaml": "lang: zh\n", "a/b/c/x": ""})
    assert found(repository).lang == "en"
    near = found(repository, "a/b/c")
    assert (near.lang, near.format, near.folder) == ("zh", None, repository.folder / "a")


def test_names_in_one_folder_have_an_order(place):
    for name in reversed(NAMES):
        place.write({name: f"[tool.opscheck]\nformat = '{name}'" if name.endswith("toml") else f"format: {name}"})
        assert found(place).format == name


def test_a_pyproject_without_a_section_does_not_count(repository):
    repository.write({"opscheck.yaml": "lang: zh", "a/pyproject.toml": "[tool.other]\nopscheck = 1\n"})
    assert found(repository, "a").lang == "zh"


def test_nothing_above_the_repository_holds(place):
    place.write({"opscheck.yaml": "lang: zh", "repo/a/x": "", "repo2/.git": "gitdir: elsewhere"})
    place.git_init("repo")
    assert found(place, "repo/a").lang is None
    assert found(place, "repo2").lang is None
    assert found(place, "other").lang == "zh"


def test_the_users_own_comes_last(repository):
    repository.write({"home/opscheck/config.yaml": "lang: zh", "a/opscheck.yaml": "format: json"})
    assert found(repository).lang == "zh"
    assert found(repository, "a").lang is None


def test_the_users_own_is_in_dot_config_where_no_variable_says_otherwise(repository):
    repository.write({"home/.config/opscheck/config.yaml": "lang: zh"})
    assert found(repository, environ={"XDG_CONFIG_HOME": ""}).lang == "zh"


def test_the_option_comes_before_the_environment_and_both_before_what_is_near(place):
    place.write({"opscheck.yaml": "format: a", "b.yaml": "format: b", "ci/c.yaml": "format: c"})
    assert found(place, environ={"OPSCHECK_CONFIG": "b.yaml"}).format == "b"
    assert found(place, option="ci/c.yaml", environ={"OPSCHECK_CONFIG": "b.yaml"}).format == "c"
    assert found(place, environ={"OPSCHECK_CONFIG": ""}).format == "a"


def test_globs_of_a_given_file_relate_to_the_repository_and_its_ruleset_to_its_own_folder(repository):
    repository.write({"ci/opscheck.yaml": "plans: [plans/*.ops]\nruleset: ./ours.yaml"})
    config = found(repository, option="../ci/opscheck.yaml", cwd="plans")
    assert (config.root, config.folder) == (repository.folder, repository.folder / "ci")
    assert config.is_plan(repository.folder / "plans" / "a.ops")


def test_isolated_means_none(place):
    place.write({"opscheck.yaml": "lang: zh"})
    config = found(place, isolated=True, environ={"OPSCHECK_CONFIG": "missing.yaml"})
    assert (config.file, config.lang, config.span_of("lang")) == (None, None, None)
    assert "--isolated" in str(mistake(place, isolated=True, option="opscheck.yaml"))


def test_each_file_is_read_once(place):
    place.write({"opscheck.yaml": "lang: zh"})
    configurations = place.configurations()
    first = configurations.for_folder(place.folder / "a")
    place.write({"opscheck.yaml": "lang: en"})
    assert configurations.for_folder(place.folder / "b") is first


# --- globs


def test_globs_relate_to_the_folder_of_the_file(repository):
    repository.write({"team/opscheck.yaml": "plans: [plans/*.ops]\nexclude: [old, 'x/*.yaml']"})
    config = found(repository, "team/plans")
    team = repository.folder / "team"
    assert config.is_plan(team / "plans" / "a.ops")
    assert not config.is_plan(repository.folder / "plans" / "a.ops")
    assert config.is_excluded(team / "plans" / "old" / "a.yaml")
    assert config.is_excluded(team / "x" / "a.yaml")
    assert not config.is_excluded(team / "y" / "x" / "a.yaml")
    assert not config.is_excluded(Path("/old/a.yaml"))


# --- mistakes


@pytest.mark.parametrize(
    ("text", "place_of", "message"),
    [
        ("lang: fr", "1:7", "lang cannot be fr: it is one of en, zh"),
        ("lang: en\nrulset: x", "2:1", "no key rulset: did you mean ruleset?"),
        ("fail_on: never", "1:1", "no key fail_on: did you mean fail-on?"),
        ("zzz: 1", "1:1", "no key zzz: it has ruleset, rulesets, rules,"),
        ("limits: {deepth: 3}", "1:10", "no key deepth: did you mean depth?"),
        ("limits: {depth: 0}", "1:17", "depth must be a whole number from 1 to 200"),
        ("limits: {nodes: 1.5}", "1:17", "nodes must be a whole number"),
        ("limits: {depth: true}", "1:17", "depth must be a whole number"),
        ("limits: {depth: }", "1:10", "depth must be a whole number"),
        ("limits: 3", "1:9", "limits must be a mapping"),
        ("fail-on: warnings", "1:10", "fail-on cannot be warnings: it is one of error, warning, info, never"),
        ("fail-on: [never]", "1:10", "fail-on must be text"),
        ("plans: {a: b}", "1:8", "plans must be a list of texts"),
        ("plans: [a, 3]", "1:12", "plans must be a list of texts"),
        ("plans: [a, ../b]", "1:12", "../b must be a relative path"),
        ("exclude: /etc", "1:10", "/etc must be a relative path"),
        ("rules: [a]", "1:8", "rules must be a mapping"),
        ("overrides: {a: b}", "1:12", "overrides must be a list"),
        ("require-plugins: [a, 'b>']", "1:22", "b> is no requirement such as opscheck-acme>=1.2"),
        ("ruleset: 3", "1:10", "ruleset must be text"),
        ("- ruleset", "1:1", "a configuration must be a mapping"),
        ("just text", "1:1", "a configuration must be a mapping"),
        ("a: [", "1:4", ""),
        ("lang: a\nlang: b", "2:1", "lang"),
        ("lang: !!python/object:os.system x", "1:7", ""),
    ],
)
def test_a_mistake_is_named_at_its_place(place, text, place_of, message):
    place.write({".opscheck.yaml": text})
    error = str(mistake(place))
    assert error.startswith(f".opscheck.yaml:{place_of}: ")
    assert message in error


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("[tool.opscheck]\nrulset = 'x'", 2, "did you mean ruleset?"),
        ("[tool.opscheck]\nplans = [\n 'a',\n 3]", 2, "plans must be a list of texts"),
        ("[tool]\nopscheck = 3", 2, "a configuration must be a mapping"),
        ("[tool.opscheck\n", 1, "no valid TOML"),
        ("[tool.opscheck]\nlimits = {depth = 0}", 2, "whole number"),
    ],
)
def test_a_mistake_in_a_pyproject_is_named_at_its_line(place, text, line, message):
    place.write({"pyproject.toml": text})
    error = mistake(place)
    assert (error.span.file, error.span.line) == ("pyproject.toml", line)
    assert message in str(error)


def test_values_that_only_yaml_1_1_reads_differently_are_no_mistake(place):
    place.write({"opscheck.yaml": "rules: {budget/*: off}"})
    assert found(place).span_of("rules", "budget/*").column == 19


def test_a_nearer_file_that_cannot_be_read_is_never_passed_over(repository):
    repository.write({"opscheck.yaml": "lang: zh", "a/opscheck.yaml/x": "", "b/x": ""})
    (repository.folder / "b" / "opscheck.yaml").symlink_to("nowhere")
    with pytest.raises(UserError, match=r"a/opscheck.yaml:1:1: this is no regular file"):
        found(repository, "a")
    with pytest.raises(UserError, match=r"b/opscheck.yaml:1:1: the file cannot be read"):
        found(repository, "b")


@pytest.mark.parametrize("options", [{"option": "missing.yaml"}, {"environ": {"OPSCHECK_CONFIG": "missing.yaml"}}])
def test_a_given_file_must_be_there(place, options):
    assert "missing.yaml:1:1: the file cannot be read: No such file" in str(mistake(place, **options))


def test_a_given_pyproject_must_have_the_section(place):
    place.write({"pyproject.toml": "[tool.other]\n"})
    assert str(mistake(place, option="pyproject.toml")) == "pyproject.toml:1:1: the file has no [tool.opscheck] section"


# --- plugins


def test_required_plugins_must_be_installed_in_the_version_asked_for(place):
    place.write({"opscheck.yaml": "require-plugins:\n  - opscheck_acme>=1.2\n  - other\n"})
    config = found(place)
    config.check_plugins({"opscheck-acme": "1.10", "Other": "0.1"})
    with pytest.raises(UserError, match=r"opscheck.yaml:3:5: the plugin other is required and not installed"):
        config.check_plugins({"opscheck-acme": "1.2"})
    with pytest.raises(UserError, match=r"opscheck.yaml:2:5: .* required in version >=1.2, and 1.1 is installed"):
        config.check_plugins({"opscheck-acme": "1.1", "other": "1"})
