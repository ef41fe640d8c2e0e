"""The schema of a plan: what it accepts is what opscheck reads, and it says so in the author's words."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter, ValidationError

from opscheck.authoring.schema import plan_schema
from opscheck.authoring.schema.notations import NOTATIONS
from opscheck.cli import main
from opscheck.plan.build import build
from opscheck.source import load

ROOT = Path(__file__).parents[2]
GOOD = ROOT / "tests" / "data" / "good-plan.yaml"
EXAMPLES = sorted(
    path for path in (ROOT / "examples").rglob("*.yaml") if "\nschema: opscheck/" in "\n" + path.read_text("utf-8")
)
GOOD_EXAMPLES = [path for path in EXAMPLES if "defective" not in path.parts]
SCHEMA = plan_schema()
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def data_of(text: str) -> Any:
    return load(text.encode(), "plan.yaml").data


def errors_in(data: Any) -> list[str]:
    """The JSON paths that the schema rejects."""
    return [error.json_path for error in Draft202012Validator(SCHEMA).iter_errors(data)]


def parts(schema: Any) -> list[dict[str, Any]]:
    found = [schema] if isinstance(schema, dict) else []
    for below in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else []:
        found += parts(below)
    return found


def mappings() -> list[dict[str, Any]]:
    """The parts of the schema that stand for a mapping of the plan with keys of its own."""
    definitions = [value for value in SCHEMA["$defs"].values() if value.get("type") == "object"]
    return [SCHEMA, *definitions]


# --- the schema itself


def test_it_is_a_valid_schema_of_draft_2020_12():
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(SCHEMA)


def test_its_name_depends_on_no_host_or_path():
    assert SCHEMA["$id"] == "urn:opscheck:plan:v1"


def test_every_mapping_is_closed_except_for_keys_of_the_authors_own():
    assert len(mappings()) > 50
    for mapping in mappings():
        assert mapping["additionalProperties"] is False
        assert mapping["patternProperties"] == {"^x-": True}


def test_every_mapping_and_every_key_is_described():
    for mapping in mappings():
        assert mapping["description"]
        assert all(key["description"] for key in mapping["properties"].values())


def test_it_says_nothing_of_nulls_defaults_and_generated_titles():
    for part in parts({name: mapping["properties"] for name, mapping in enumerate(mappings())}):
        assert "default" not in part
        assert part.get("type") != "null"
        assert not isinstance(part.get("title"), str)


def test_items_that_others_refer_to_need_an_id():
    assert SCHEMA["$defs"]["Kpi"]["required"] == ["id"]
    assert "required" not in SCHEMA["$defs"]["Spend"]


def test_every_word_of_the_framework_is_offered():
    catalogue = load((ROOT / "rulesets/opscheck_rulesets/frameworks/operations-plan.yaml").read_bytes(), "x").data
    asked = {
        word
        for clause in catalogue["clauses"]
        for number in (clause.get("numbers") or {}).values()
        for word in (number if isinstance(number, list) else [])
        if isinstance(word, str) and re.fullmatch("[a-z-]+", word)
    }
    offered = {word for part in parts(SCHEMA) for word in part.get("examples") or [] if isinstance(word, str)}
    keys = {key for mapping in mappings() for key in mapping["properties"]}
    assert len(asked) > 60
    assert asked - offered - keys == set()


# --- what it accepts


def test_the_complete_plan_is_accepted():
    assert errors_in(data_of(GOOD.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: str(path.relative_to(ROOT / "examples")))
def test_it_rejects_an_example_exactly_where_opscheck_finds_its_format_wrong(path):
    data = data_of(path.read_text(encoding="utf-8"))
    whole = {"plan": {"id": "whole"}, **data} if "part_of" in data else data
    found = build({key: value for key, value in whole.items() if key != "part_of"}).errors
    assert len(errors_in(data)) == len(found)


@pytest.mark.parametrize(
    "text",
    [
        "schema: opscheck/v1\nplan: {id: p}",
        "plan: {id: a-file-that-the-configuration-calls-a-plan}",
        "schema: opscheck/v1\nplan: {id: p}\nx-ours: {anything: [1, {at: all}]}",
        "schema: opscheck/v1\nplan: {id: p, x-shops: 32}",
        "schema: opscheck/v1\npart_of: [../plan.yaml]\nkpis: [{id: nps}]",
        "schema: opscheck/v1\npart_of: [../plan.yaml]\nplan: {title: Only the title}",
        "schema: opscheck/v1\nplan: {id: p, currency: CNY, rates: {USD: {rate: 7.12, date: 2026-01-04}}}",
        "schema: opscheck/v1\nplan: {id: p}\norganization: {responsibilities: [{phase: a, accountable: [b, c]}]}",
    ],
)
def test_it_accepts(text):
    assert errors_in(data_of(text)) == []


# --- what it rejects


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("status: approved", "status: aproved", "$.plan.status"),
        ("status: approved", "state: approved", "$.plan"),
        ("currency: CNY", "currency: RMB", "$.plan.currency"),
        ("rates: {USD:", "rates: {USS:", "$.plan.rates"),
        ("start: 2026-01-05", "start: 5 January 2026", "$.plan.start"),
        ("total: 3000000.00", "total: 3,000,000.00", "$.budget.total"),
        ("amount: 960000.00", "amount: -960000.00", "$.budget.stages[0].amount"),
        ("amount: 960000.00", "amount:", "$.budget.stages[0].amount"),
        ("horizon: P19M", "horizon: 19 months", "$.budget.horizon"),
        ("horizon: P19M", "horizon: PT", "$.budget.horizon"),
        ("per: 1%, adjust: 5%", "per: 1%, adjust: 5", "$.budget.kpi_links[0].adjust"),
        ("confidence: 80%", "confidence: 120%", "$.budget.reserves.contingency.confidence"),
        ("month: 2026-01", "month: 2026-13", "$.budget.cash_flow.periods[0].month"),
        ("coverage: 25%", "coverage: 15", "$.phases[2].coverage"),
        ("direction: up, baseline: 31%", "direction: upwards, baseline: 31%", "$.kpis[0].direction"),
        (
            "unit: percent, direction: up, baseline: 31%",
            "unit: per cent, direction: up, baseline: 31%",
            "$.kpis[0].unit",
        ),
        ("- {id: retention, group", "- {group", "$.kpis[0]"),
        ("kind: milestone, goal: 诊断完成", "kind: gate, goal: 诊断完成", "$.tasks[2].kind"),
        ("depends_on: [{task: research}]", "depends_on: [{task: research, type: AS}]", "$.tasks[1].depends_on[0].type"),
        ("searchable: true", "searchable: maybe", "$.governance.knowledge_base.searchable"),
        ("schema: opscheck/v1", "schema: opscheck/v9", "$.schema"),
    ],
)
def test_it_rejects_what_opscheck_does_not_read(old, new, at):
    text = GOOD.read_text(encoding="utf-8")
    assert old in text
    assert errors_in(data_of(text.replace(old, new, 1))) == [at]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("schema: opscheck/v1", "$"),
        ("schema: opscheck/v1\nplan: {title: No id}", "$.plan"),
        ("schema: opscheck/v1\npart_of: plan.yaml", "$.part_of"),
        ("schema: opscheck/v1\npart_of: [plan.yaml]\ninclude: [more/*.yaml]", "$.include"),
        ("kpis: []", "$"),
    ],
)
def test_a_file_is_a_plan_with_an_id_or_a_fragment_that_names_its_plans(text, at):
    assert errors_in(data_of(text)) == [at]


NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=2) | st.integers(-200, 200)
TEXTS = st.from_regex(r"[+-]?[0-9]{1,3}(\.[0-9]{1,2})?( ?%| CNY)?", fullmatch=True).filter(
    lambda text: not re.match(r"-0+(\.0+)?\D", text)  # minus nothing is read as nothing; nobody writes it
)
PERIODS = st.from_regex(r"P([0-9]{1,2}[YMWD]){0,4}(T([0-9]{1,2}[HM]){0,2})?", fullmatch=True)
DATES = st.dates().map(str) | st.from_regex(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?", fullmatch=True)
IDS = st.text("ab1-_A", max_size=6)
WORDS = st.sampled_from(["CNY", "USD", "RMB", "percent", "days", "weeks", ""])


VALUES = NUMBERS | TEXTS | PERIODS | DATES | IDS | WORDS | st.booleans()


@pytest.mark.parametrize("name", sorted(set(NOTATIONS) - {"Quantity"}))
@given(value=VALUES)
def test_whatever_opscheck_reads_the_schema_accepts(name, value):
    try:
        TypeAdapter(NOTATIONS[name][0]).validate_python(value)
    except ValidationError:
        return
    assert Draft202012Validator(SCHEMA["$defs"][name]).is_valid(value)


@given(value=VALUES, unit=st.sampled_from(["percent", "count"]))
def test_whatever_opscheck_reads_in_a_unit_the_schema_accepts(value, unit):
    data = {"schema": "opscheck/v1", "plan": {"id": "p"}, "kpis": [{"id": "k", "unit": unit, "target": value}]}
    if not build(data).errors:
        assert errors_in(data) == []


# --- the command


def test_the_command_prints_it(capsys):
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out) == SCHEMA


def test_its_language_is_chosen_and_not_guessed(capsys, monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    main(["schema"])
    assert json.loads(capsys.readouterr().out) == SCHEMA


def test_in_chinese_every_description_is_chinese_and_nothing_else_differs(capsys):
    main(["schema", "--lang", "zh"])
    chinese = parts(json.loads(capsys.readouterr().out))
    for english, translated in zip(parts(SCHEMA), chinese, strict=True):
        text = translated.get("description")
        if isinstance(text, str):
            assert CHINESE.search(text) or set(re.findall(r"\w+", text)) <= set(
                re.findall(r"\w+", english["description"])
            )
        assert english.get("examples") == translated.get("examples")
        assert list(english) == list(translated)


def test_check_jsonschema_reads_it_and_agrees(tmp_path):
    schema, bad = tmp_path / "schema.json", tmp_path / "bad.yaml"
    schema.write_text(json.dumps(SCHEMA), encoding="utf-8")
    text = GOOD.read_text(encoding="utf-8")
    bad.write_text(
        text.replace("coverage: 25%", "coverage: 15").replace("\nobjectives:", "\nobjectifs:"), encoding="utf-8"
    )
    command = [Path(sys.executable).with_name("check-jsonschema"), "--schemafile", schema]
    good = subprocess.run([*command, GOOD, *GOOD_EXAMPLES], capture_output=True, text=True, check=False)
    refused = subprocess.run([*command, bad], capture_output=True, text=True, check=False)
    assert (good.returncode, good.stderr) == (0, "")
    assert refused.returncode == 1
    assert "$.phases[2].coverage" in refused.stdout
    assert "objectifs" in refused.stdout
