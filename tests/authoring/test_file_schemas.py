"""The schemas of rulesets and configurations: they judge as opscheck's own readers do."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from authoring.mutations import Mutation, mutations
from hypothesis import given, settings
from jsonschema import Draft202012Validator
from pydantic import BaseModel

from opscheck import Plan, Results, Rule, parameter
from opscheck.authoring.schema import config_schema, ruleset_schema
from opscheck.catalogue import Catalogue
from opscheck.cli import main
from opscheck.errors import UserError
from opscheck.keys import KnownKey
from opscheck.plugins import Plugins
from opscheck.project.configurations import Configurations
from opscheck.project.keys import CONFIGURATION, RULESET
from opscheck.reports import FORMATS
from opscheck.ruleset import load_ruleset, read_layers
from opscheck.source import load

ROOT = Path(__file__).parents[2]
PLUGINS = Plugins()
CATALOGUE = Catalogue(PLUGINS)
SCHEMAS = {"ruleset": ruleset_schema(CATALOGUE), "config": config_schema(CATALOGUE)}
CHINESE = {"ruleset": ruleset_schema(CATALOGUE, "zh"), "config": config_schema(CATALOGUE, "zh")}

RULES = """
rules:
  budget/reserve: {minimum: 20%, severity: warning}
  budget/stage-ratio: warning
  schedule/phase-duration: {durations: {diagnosis: [P1M, P2M], pilot: null}}
  schedule/phases: {required: [discovery, release]}
  "drill/*": warning
  "risk/?e*": {severity: info}
  opscheck/placeholder: {severity: warning}
  opscheck/stale-data: off
  our/lines:
    for: budget.stages[*]
    when: "true"
    assert: self.amount > params.large
    message: "{self.id} is small"
    params: {large: 3}
    clauses: C2.4a
    requires: [budget.stages, "budget.stages[*].amount"]
    severity: warning
    as_of: 2026-01-01
    good: ["budget: {}"]
overrides:
  - files: ["drafts/**"]
    rules: {budget/reserve: off}
  - files: old.yaml
    rules: {"*": info}
waivers: {longest: P6M, approval: required, unwaivable: [risk/*]}
x-ours: {anything: 1}
"""
TEXTS = {
    "ruleset": f"name: ours\nversion: '1'\ndescription: d\nextends: [standard]\nseverities: {{error: off}}\n{RULES}",
    "config": f"""
ruleset: standard@1
rulesets: {{draft: draft}}
baseline: accepted.json
plans: [plans/*.yaml]
exclude: old/
fail-on: never
format: json
lang: zh
require-plugins: [opscheck>=0.1]
limits: {{depth: 3, nodes: 10, rule-seconds: 4, rule-megabytes: 9}}
{RULES}""",
}


def data_of(text: str) -> Any:
    return load(text.encode(), "file.yaml").data


def errors_in(kind: str, data: Any) -> list[str]:
    return [error.json_path for error in Draft202012Validator(SCHEMAS[kind]).iter_errors(data)]


def described(schema: Any) -> list[str]:
    found = [schema["description"]] if isinstance(schema, dict) and isinstance(schema.get("description"), str) else []
    for below in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else []:
        found += described(below)
    return found


# --- what they are


@pytest.mark.parametrize("kind", SCHEMAS)
def test_they_are_valid_and_every_reference_in_them_leads_somewhere(kind: str) -> None:
    schema = SCHEMAS[kind]
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"urn:opscheck:{kind}:v1"
    referred = set(re.findall(r'"\$ref": "#/\$defs/([^"]+)"', json.dumps(schema)))
    assert referred == set(schema["$defs"])


@pytest.mark.parametrize(("kind", "keys"), [("ruleset", RULESET), ("config", CONFIGURATION)])
def test_the_keys_are_those_that_the_reader_knows(kind: str, keys: dict[str, KnownKey]) -> None:
    properties = SCHEMAS[kind]["properties"]
    assert list(properties) == list(keys)
    assert [properties[name]["description"] for name in keys] == [key.description for key in keys.values()]


@pytest.mark.parametrize("kind", SCHEMAS)
def test_every_rule_is_there_with_each_parameter_its_default_and_where_that_comes_from(kind: str) -> None:
    rules = SCHEMAS[kind]["$defs"]["Rules"]["properties"]
    for rule in CATALOGUE.rules.values():
        parameters = rules[rule.id]["then"]["properties"]
        assert list(parameters) == ["severity", *rule.model_fields]
        assert parameters["severity"]["default"] == rule.severity.name
        assert all(parameters[name].keys() >= {"default", "description"} for name in rule.model_fields)
    reserve = rules["budget/reserve"]["then"]["properties"]["minimum"]
    assert reserve["description"] == (
        "the smallest share of the total that is held back (from the framework, §3.3, §7.3, §4.4)"
    )
    assert (reserve["default"], reserve["$ref"]) == ("15%", "#/$defs/Percent")


@pytest.mark.parametrize("kind", SCHEMAS)
def test_the_defaults_of_parameters_are_valid_themselves(kind: str) -> None:
    rules = {
        rule.id: {name: setting["default"] for name, setting in properties.items()}
        for rule in CATALOGUE.rules.values()
        for properties in [SCHEMAS[kind]["$defs"]["Rules"]["properties"][rule.id]["then"]["properties"]]
    }
    assert errors_in(kind, {"rules": rules}) == []


@pytest.mark.parametrize("kind", SCHEMAS)
def test_in_chinese_everything_is_said_in_chinese(kind: str) -> None:
    english, chinese = described(SCHEMAS[kind]), described(CHINESE[kind])
    assert len(english) == len(chinese)
    assert [text for text in chinese if not re.search("[\u4e00-\u9fff]", text)] == []


def test_rulesets_that_are_installed_are_offered_by_their_names() -> None:
    assert {"standard", "strict", "draft", "agile"} <= set(SCHEMAS["config"]["properties"]["ruleset"]["examples"])


class Threshold(BaseModel):
    """A pair that a parameter may be."""

    value: int = 3


class Nested(Rule, id="acme/nested"):
    """It has a parameter with a model of its own."""

    threshold: Threshold = parameter(Threshold(), "how much")

    def check(self, _plan: Plan) -> Results:
        yield from ()


def test_a_parameter_with_a_model_of_its_own_brings_its_definition() -> None:
    plugins = Plugins()
    plugins.rules = {"acme/nested": Nested}
    plugins.plugin_of = {**plugins.plugin_of, "acme/nested": plugins.all[0]}
    schema = ruleset_schema(Catalogue(plugins))
    validator = Draft202012Validator(schema)
    assert "acme.nested.Threshold" in schema["$defs"]
    assert validator.is_valid({"rules": {"acme/nested": {"threshold": {"value": 4}}}})
    assert not validator.is_valid({"rules": {"acme/nested": {"threshold": {"value": "many"}}}})


# --- what they accept


SHIPPED = [
    *(ROOT / "rulesets/opscheck_rulesets").glob("*.yaml"),
    *(ROOT / "examples").glob("plugins/*/src/*/rulesets/*.yaml"),
]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_ruleset_that_is_shipped_is_accepted(path: Path) -> None:
    assert errors_in("ruleset", data_of(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("path", sorted((ROOT / "examples").rglob("opscheck.yaml")), ids=lambda path: path.parent.name)
def test_every_configuration_that_is_shipped_is_accepted(path: Path) -> None:
    assert errors_in("config", data_of(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("kind", SCHEMAS)
@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "rules: {budget/reserve: on}",
        "rules: {budget/reserve: {}}",
        "rules: {our/lines: off}",
        "rules: {our/lines: {minimum: 3}}",
        "rules: {acme/not-installed: {severity: info}}",
        "rules: {schedule/phase-duration: {durations: {discovery: [P1M, P2M], pilot: null}}}",
        "rules: {'*': off, '[br]*/*': {severity: info}}",
        "overrides: []",
    ],
)
def test_they_accept(kind: str, text: str) -> None:
    assert errors_in(kind, data_of(text)) == []


# --- what they refuse


@pytest.mark.parametrize("kind", SCHEMAS)
@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("rules: {budget/reserve: fatal}", "$.rules['budget/reserve']"),
        ("rules: {budget/reserve: {minimun: 20%}}", "$.rules['budget/reserve']"),
        ("rules: {budget/reserve: {minimum: 15}}", "$.rules['budget/reserve'].minimum"),
        ("rules: {budget/reserve: }", "$.rules['budget/reserve']"),
        ("rules: {budget/resrve: off}", "$.rules"),
        ("rules: {opscheck/syntax: off}", "$.rules"),
        ("rules: {opscheck/placeholder: {minimum: 3}}", "$.rules['opscheck/placeholder']"),
        ("rules: {our/lines: {assert: a}}", "$.rules['our/lines']"),
        ("rules: {'our/*': {assert: a, message: b}}", "$.rules['our/*']"),
        ("rules: {our/lines: {assert: a, message: b, for: a b}}", "$.rules['our/lines'].for"),
        ("rules: {our/lines: {assert: a, message: b, params: {severity: 3}}}", "$.rules['our/lines'].params"),
        ("rules: {budget/ours: {assert: a, message: b}}", "$.rules"),
        ("overrides: [{files: a}]", "$.overrides[0]"),
        ("waivers: {longest: P0D}", "$.waivers.longest"),
        ("rulez: {}", "$"),
    ],
)
def test_they_refuse(kind: str, text: str, at: str) -> None:
    assert errors_in(kind, data_of(text)) == [at]


# --- they judge as the readers do


VALUES = ["", " ", "x", 3, -3, 0, 0.5, 10**9, True, [], {}, [1], ["a", "a"], {"a": 1}, [[]], ["P3M", "P1M"]]
VALUES += ["15%", "120%", "P2W", "P0D", "on", "off", "error", "fatal", "../a", "/a", "a/..", "draft", "required", "a b"]
VALUES += ["opscheck>=1", "json", "en", {"severity": "on", "minimum": "10%"}, {"assert": "true", "message": "m"}]
KEYS = ["zz", "x-zz", "our/y", "budget/y", "budget/*", "severity"]
UNSAYABLE = re.compile(
    "|".join(
        [
            "matches no rule|no installed plugin has|has no parameter",  # what a glob matches, what others declare
            "there is no ruleset|outside the repository|cannot be read: the first of the two",
            "an expression knows|no CEL expression|message|cannot compare|is no message|no such",
            "nowhere in a plan|no params",
        ]
    )
)


def refused(kind: str, data: Any, folder: Path) -> str | None:
    """What opscheck itself has against a ruleset or configuration."""
    name = "ours.yaml" if kind == "ruleset" else "opscheck.yaml"
    (folder / ".git").mkdir(exist_ok=True)
    (folder / name).write_text(json.dumps(data), encoding="utf-8")
    try:
        if kind == "ruleset":
            load_ruleset("./ours.yaml", PLUGINS, folder=folder).check()
            return None
        config = Configurations(None, {}, cwd=folder).for_folder(folder)
        assert config.document
        load_ruleset("standard", PLUGINS, folder=folder).extended(list(read_layers(config.document, ()))).check()
        return None if config.format in (None, *FORMATS) else "there is no such format"
    except UserError as error:
        return str(error)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mutated")


@pytest.mark.parametrize("kind", SCHEMAS)
def test_what_is_not_mutated_is_accepted_by_both(kind: str, folder: Path) -> None:
    data = data_of(TEXTS[kind])
    assert (refused(kind, data, folder), errors_in(kind, data)) == (None, [])


@settings(max_examples=150, deadline=None)
@given(mutation=mutations(data_of(TEXTS["ruleset"]), VALUES, KEYS))
def test_a_mutated_ruleset_is_refused_by_the_schema_exactly_where_opscheck_refuses_it(
    mutation: Mutation, folder: Path
) -> None:
    _compare("ruleset", mutation, folder)


@settings(max_examples=150, deadline=None)
@given(mutation=mutations(data_of(TEXTS["config"]), VALUES, KEYS))
def test_a_mutated_configuration_is_refused_by_the_schema_exactly_where_opscheck_refuses_it(
    mutation: Mutation, folder: Path
) -> None:
    _compare("config", mutation, folder)


def _compare(kind: str, mutation: Mutation, folder: Path) -> None:
    data = mutation.applied(data_of(TEXTS[kind]))
    said, errors = refused(kind, data, folder), errors_in(kind, data)
    if said is None or errors:
        assert bool(said) == bool(errors), (said, errors)
    else:
        assert UNSAYABLE.search(said), said


# --- the command


@pytest.mark.parametrize("kind", SCHEMAS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_command_prints_them(kind: str, lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", kind, "--lang", lang]) == 0
    assert json.loads(capsys.readouterr().out) == (SCHEMAS if lang == "en" else CHINESE)[kind]
