"""Plain data to a plan: every error of format is named once, at its own line, and hides no other."""

from decimal import Decimal

import pytest
from core.plans import (
    GOOD,
    HEADER,
    at,
    format_findings,
    good_data,
    judged,
    one_of_each_key,
    paths_of,
    piece,
    said,
    with_data,
)

from opscheck.meant import closest
from opscheck.plan import Plan
from opscheck.plan.build import build
from opscheck.plan.messages import MESSAGES
from opscheck.plan.shape import model_at
from opscheck.source import load

SCHEMA, UNKNOWN_KEY = "opscheck/schema", "opscheck/unknown-key"


def read(text: str) -> Plan:
    built = build(load(piece(text).encode(), "plan.yaml").data)
    assert built.errors == []
    assert built.plan is not None
    return built.plan


def message(text: str) -> str:
    """The one message about a piece of a plan."""
    ((_, _, only),) = format_findings(text)
    return only


# --- keys


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("budget:\n  horizon: P1Y\n  totl: 5\n", 3, "totl is not a key of budget: did you mean total?"),
        ("bugdet:\n  total: 5\n", 1, "bugdet is not a key of a plan: did you mean budget?"),
        ("phases:\n  - {id: a}\n  - id: b\n    strt: x\n", 4, "strt is not a key of phases: did you mean start?"),
        ("Budget: {total: 5}\n", 1, "Budget is not a key of a plan: did you mean budget?"),
        ("colour: red\n", 1, "colour is not a key of a plan"),
        ("budget: {total: 5, totl: 6}\n", 1, "totl is not a key of budget"),  # total is taken, so it was not meant
        ('"[key]": 1\n', 1, "[key] is not a key of a plan"),
    ],
)
def test_an_unknown_key_is_found_at_its_own_line_with_what_was_meant(text, line, words):
    assert format_findings(text) == [(UNKNOWN_KEY, line, words)]


def test_an_unknown_key_below_a_mapping_with_free_keys():
    text = "plan: {id: a, currency: CNY, rates: {USD: {rat: 7.1}}}\nschema: opscheck/v1\nbudget: {total: 5 USD}\n"
    assert message(text) == "rat is not a key of plan.rates.USD: did you mean rate?"


def test_the_key_is_underlined_and_not_its_value():
    (finding,) = judged("budget:\n  totl: 5\n" + HEADER, rules=[]).findings
    assert (finding.span.column, finding.span.end_column) == (3, 7)


def test_a_misspelt_id_is_not_a_missing_one_too():
    assert [rule for rule, _, _ in format_findings("phases: [{idd: a}]")] == [UNKNOWN_KEY]
    assert [rule for rule, _, _ in format_findings("schema: opscheck/v1\nplan: {idd: a}")] == [UNKNOWN_KEY]
    assert [rule for rule, _, _ in format_findings("schema: opscheck/v1\nplna: {id: a}")] == [UNKNOWN_KEY]


def test_keys_that_begin_with_x_are_kept_wherever_they_stand():
    plan = read(
        """
        x-top: {a: [1, two]}
        budget:
          x-deep: 5.50
          stages: [{id: early, x-empty: , lines: [{id: l, x-l: yes}]}]
        """
    )
    assert plan.get("x-top")["a"] == (1, "two")
    assert plan.budget.get("x-deep") == Decimal("5.50")
    assert plan.budget.stages[0].get("x-empty") is None
    assert plan.budget.stages[0].lines[0].get("x-l") == "yes"
    assert plan.get("x-none") is None


# --- types


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("budget: much", "budget must be a mapping of keys to values"),
        ("budget: [total]", "budget must be a mapping of keys to values"),
        ("budget: {reserves: 5}", "reserves must be a mapping of keys to values"),
        ("kpis: {id: a}", "kpis must be a list"),
        ("kpis: retention", "kpis must be a list"),
        ("phases: 5", "phases must be a list"),
        ("tools: [crm]", "tools[0] must be a mapping of keys to values"),
        ("tools: [{id: a}, ~]", "tools[1] must be a mapping of keys to values"),
        ("governance: {rephasing: {a: b}}", "rephasing must be a list"),
        ("governance: {rephasing: [fine, [a]]}", "rephasing[1] must be text"),
        ("governance: {rephasing: [fine, ~]}", "rephasing[1] must be text"),
        ("governance: {rephasing: [7]}", 'rephasing[0] must be text: put it in quotes, "7"'),
        ("governance: {workspace: {name: [a]}}", "name must be text"),
        ("governance: {workspace: {name: 1.30}}", 'name must be text: put it in quotes, "1.30"'),
        ("governance: {workspace: {name: true}}", 'name must be text: put it in quotes, "true"'),
        ("governance: {workspace: {name: ''}}", "name is empty: fill it in or remove the key"),
        ("governance: {workspace: {name: '  '}}", "name is empty: fill it in or remove the key"),
        ("governance: {rephasing: ['']}", "rephasing[0] is empty: fill it in or remove the key"),
        ("governance: {knowledge_base: {searchable: 'yes'}}", "searchable must be true or false"),
        ("governance: {knowledge_base: {searchable: 1}}", "searchable must be true or false"),
        ("governance: {decision_limit: 72}", "decision_limit must be a period such as P2W, P9D, P1M or PT72H"),
        ("governance: {decision_limit: [P2W]}", "decision_limit must be a period such as P2W, P9D, P1M or PT72H"),
        ("budget: {expected_return: many}", "expected_return must be a number"),
        ("budget: {expected_return: '1.8'}", "expected_return must be a number"),
        ("budget: {expected_return: true}", "expected_return must be a number"),
        ("budget: {expected_return: .inf}", "expected_return must be a number"),
        ("budget: {expected_return: .nan}", "expected_return must be a number"),
        ("budget: {total: {a: 5}}", "total must be an amount such as 960000.00, or 5000.00 USD in another currency"),
        ("budget: {total: -5}", "total is -5: it cannot be below zero"),
        ("phases: [{id: a, start: soon}]", "start must be a date such as 2026-01-05"),
        ("phases: [{id: a, start: 20260105}]", "start must be a date such as 2026-01-05"),
        ("phases: [{id: a, start: 2026-02-30}]", "2026-02-30 is not a day of the calendar"),
        ("budget: {cash_flow: {periods: [{month: 2026-13}]}}", "month must be a month such as 2026-01"),
    ],
)
def test_a_value_of_the_wrong_type_says_what_would_be_right(text, words):
    assert format_findings(text) == [(SCHEMA, 1, words)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("15", "probability is a percentage, and a bare 15 could be read in two ways: write 15% or 0.15"),
        ("1", "probability is a percentage, and a bare 1 could be read in two ways: write 1% or 0.01"),
        ("15 %", "probability is written 15 %, which is not the plan's notation: write 15%"),
        ("15％", "probability is written 15％, which is not the plan's notation: write 15%"),
        ("150%", "probability is 150 %: it must lie between 0 % and 100 %"),
        ("-0.5", "probability is -50 %: it must lie between 0 % and 100 %"),
        ("high", "probability must be a percentage such as 15% or 0.15"),
    ],
)
def test_a_percentage_is_written_with_its_sign_or_as_a_ratio(text, words):
    assert format_findings(f"risks: [{{id: a, probability: {text}}}]") == [(SCHEMA, 1, words)]


@pytest.mark.parametrize("text", ["0", "0.0", "1.0", "0.15", "15%", "100%", "12.5%"])
def test_both_notations_of_a_percentage_are_read(text):
    assert read(f"risks: [{{id: a, probability: {text}}}]").risks[0].probability is not None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "budget: {total: '960,000.00'}",
            "total is written 960,000.00, which is not the plan's notation: write 960000.00",
        ),
        ("budget: {horizon: 2 weeks}", "horizon is written 2 weeks, which is not the plan's notation: write P2W"),
        (
            "budget: {expected_return: '1,000'}",
            "expected_return is written 1,000, which is not the plan's notation: write 1000",
        ),
    ],
)
def test_another_notation_is_named_in_the_plans_own(text, words):
    assert message(text) == words


@pytest.mark.parametrize(
    ("text", "words", "meant"),
    [
        ("tasks: [{id: a, kind: milestne}]", "kind cannot be milestne: it is task, milestone", "milestone"),
        ("tasks: [{id: a, kind: [task]}]", "kind must be one of task, milestone", None),
        ("kpis: [{id: a, direction: sideways}]", "direction cannot be sideways: it is up, down", None),
        ("kpis: [{id: a, unit: percnt}]", "percnt is not a unit", "percent"),
        ("kpis: [{id: a, unit: XXZ}]", "XXZ is not a unit", None),
    ],
)
def test_a_closed_vocabulary_says_its_words(text, words, meant):
    (finding,) = judged(text + "\n" + HEADER, rules=[]).findings
    assert message(text).startswith(words)
    assert finding.message.values.get("meant") == meant
    assert (finding.help is not None) == (meant is not None)


OPTIONAL = sorted({path[-1] for path in paths_of(good_data()) if isinstance(path[-1], str)} - {"id", "plan"})


@pytest.mark.parametrize("key", OPTIONAL)
def test_null_is_absent_wherever_the_format_asks_for_nothing(key):
    data = good_data()
    for path in reversed(list(paths_of(data))):
        if path[-1] == key:
            at(data, path[:-1])[key] = None
    assert [error.template for error in build(data).errors] == []


# --- identity


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ("{start: 2026-01-05}", "this item has no id"),
        ("{id: }", "this item has no id"),
        ("{id: ''}", "id is empty: fill it in or remove the key"),
        ("{id: 5}", 'id must be text: put it in quotes, "5"'),
        ("{id: [a]}", "id must be text"),
        ("{id: Pilot One}", "Pilot One is no id: use lower-case letters, digits and single hyphens"),
        ("{id: pilot--one}", "pilot--one is no id: use lower-case letters, digits and single hyphens"),
        ("{id: pilot_one}", "pilot_one is no id: use lower-case letters, digits and single hyphens"),
    ],
)
def test_an_item_needs_an_id(item, words):
    assert format_findings(f"phases:\n  - {{id: first}}\n  - {item}\n") == [(SCHEMA, 3, words)]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "a plan must be a mapping of keys to values"),
        ("[]", 1, "a plan must be a mapping of keys to values"),
        ("- a\n- b", 1, "a plan must be a mapping of keys to values"),
        ("just text", 1, "a plan must be a mapping of keys to values"),
        ("TODO", 1, "TODO is a placeholder: fill it in"),
        ("5", 1, "a plan must be a mapping of keys to values"),
        ("~", 1, "a plan must be a mapping of keys to values"),
        ("{}", 1, "the key plan is missing: every plan has it"),
        ("schema: opscheck/v1", 1, "the key plan is missing: every plan has it"),
        ("schema: opscheck/v1\nplan:", 2, "the key plan is missing: every plan has it"),
        ("schema: opscheck/v1\nplan: 3", 2, "plan must be a mapping of keys to values"),
        ("schema: opscheck/v1\nplan: []", 2, "plan must be a mapping of keys to values"),
        ("schema: opscheck/v1\nplan: {}", 2, "the key id is missing: every plan has it"),
        ("schema: opscheck/v1\nplan: {id: }", 2, "the key id is missing: every plan has it"),
        ("schema: opscheck/v1\nplan:\n  id: A B", 3, "A B is no id: use lower-case letters, digits and single hyphens"),
        ("plan: {id: a}\nschema: [opscheck/v1]", 2, "schema must be one of opscheck/v1"),
    ],
)
def test_a_text_that_is_no_plan_says_so_once(text, line, words):
    report = judged(text + "\n" * bool(text), rules=[])
    assert [(found.span.line, said(found)) for found in report.findings] == [(line, words)]


def test_a_header_alone_is_a_plan():
    assert judged(HEADER, rules=[]).findings == []


@pytest.mark.parametrize("header", ["plan: 3", "plan:", "plan: {id: A B}", "x-plan: 3"])
def test_without_a_readable_id_the_rest_is_still_read_and_the_plan_has_no_name(header):
    report = judged(f"schema: opscheck/v1\n{header}\nbudget: {{total: much}}\n", rules=[])
    assert report.plan is None
    assert [found.path for found in report.findings][-1] == "budget.total"


# --- money


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("{id: a, currency: CNY}", "total is in USD, and plan.rates has no rate for it into CNY"),
        (
            "{id: a}",
            "total is in USD, and the plan does not say its own currency: name it in plan.currency",
        ),
        (
            "{id: a, currency: CNX, rates: {USD: {rate: 7}}}",
            "CNX is not a currency code of ISO 4217 such as EUR or CNY",
        ),
        ("{id: a, currency: CNX}", "CNX is not a currency code of ISO 4217 such as EUR or CNY"),
        ("{id: a, currency: CNY, rates: {USD: {rate: abc}}}", "rate must be a number"),
        ("{id: a, currency: CNY, rates: {USD: {rate: 0}}}", "rate is 0: it must be above zero"),
        ("{id: a, currency: CNY, rates: {USD: {rate: -7}}}", "rate is -7: it must be above zero"),
        ("{id: a, currency: CNY, rates: {USD: 7}}", "USD must be a mapping of keys to values"),
        (
            "{id: a, currency: CNY, rates: {XXZ: 7, USD: {rate: 7}}}",
            "XXZ is not a currency code of ISO 4217 such as EUR or CNY",
        ),
        ("{id: a, currency: CNY, rates: 7}", "rates must be a mapping of keys to values"),
        ("{id: a, curency: CNY}", "curency is not a key of plan: did you mean currency?"),
        ("7", "plan must be a mapping of keys to values"),
    ],
)
def test_an_amount_in_another_currency_needs_a_rate_and_a_broken_rate_is_one_finding(header, words):
    assert message(f"schema: opscheck/v1\nplan: {header}\nbudget: {{total: 5.00 USD}}") == words


def test_an_amount_in_another_currency_is_converted():
    text = "plan: {id: a, currency: CNY, rates: {USD: {rate: 7.12}}}\nbudget: {total: 5.00 USD}\n"
    plan = build(load(text.encode(), "plan.yaml").data).plan
    assert plan.budget.total == Decimal("35.60")


# --- one error hides nothing


def test_every_error_of_a_plan_is_found_at_its_own_line():
    text = """
    budget:
      total: [5]
      totl: 5
      stages:
        - {amount: 5}
        - {id: Early, amount: x}
        - {id: late, amount: z, phases: [nowhere]}
        - text
        - id: last
          lines:
            - 7
            - {id: a, amount: -1}
    phases: [{id: pilot}]
    kpis: {}
    risks:
      - {id: r, impact: high, contingency_plan: none}
    contingency_plans: [{id: c}, {id: c}]
    """
    assert [(rule.removeprefix("opscheck/"), line) for rule, line, _ in format_findings(text)] == [
        ("schema", 2),
        ("unknown-key", 3),
        ("schema", 5),
        ("schema", 6),
        ("schema", 6),
        ("schema", 7),
        ("unknown-reference", 7),
        ("schema", 8),
        ("schema", 11),
        ("schema", 12),
        ("schema", 14),
        ("schema", 16),
        ("unknown-reference", 16),
        ("duplicate-id", 17),
    ]


def test_items_that_cannot_be_read_do_not_move_the_others():
    text = """
    phases: [{id: pilot}]
    deliverables:
      - 1
      - {id: first, phase: pilto}
      - {name: nobody}
      - 2
      - {id: second, phase: piolt}
      - {id: third}
      - 3
      - {id: third}
    """
    found = [(line, words) for _, line, words in format_findings(text) if "pil" in words or "two" in words]
    assert [line for line, _ in found] == [4, 7, 10]
    (duplicate,) = [found for found in judged(piece(text), rules=[]).findings if "duplicate" in found.rule]
    assert [related.span.line for related in duplicate.related] == [8]


def test_beyond_two_hundred_errors_they_are_counted():
    text = "risks:\n" + "".join(f"  - {{id: r{number}, cost: x}}\n" for number in range(250)) + HEADER
    report = judged(text, rules=[])
    assert len(report.findings) == 201
    assert said(report.findings[0]) == "50 more errors of format are not shown"


def test_data_is_not_changed_by_reading_it():
    data = {"plan": {"id": 5}, "risks": [{"id": "a", "cost": "x"}, 3], "zzz": {}}
    build(data)
    assert data == {"plan": {"id": 5}, "risks": [{"id": "a", "cost": "x"}, 3], "zzz": {}}


# --- no key of the format is forgotten


@pytest.mark.parametrize("section", [key for key in good_data() if key != "schema"])
def test_a_misspelt_section_is_one_finding_and_no_rule_misses_it(section):
    text = GOOD.replace(f"\n{section}:", f"\n{section[:-1]}{section[-1] * 2}:")
    assert [(found.rule, found.message.values["meant"]) for found in judged(text).findings] == [(UNKNOWN_KEY, section)]


def misspell(owner: dict, key: str) -> None:
    owner[f"{key}x"] = owner.pop(key)


def retype(owner: dict, key: str) -> None:
    owner[key] = {"a b": 1} if isinstance(owner[key], list) else [[]]


@pytest.mark.parametrize("break_", [misspell, retype])
@pytest.mark.parametrize("path", one_of_each_key(), ids=lambda path: ".".join(map(str, path)))
def test_a_broken_key_is_one_finding_and_nothing_follows_from_it(path, break_):
    data = good_data()
    break_(at(data, path[:-1]), path[-1])
    assert [(found.rule, said(found)) for found in judged(with_data(data)).findings][1:] == []


# --- what the models say of themselves


def test_every_kind_of_error_that_the_models_can_make_has_words():
    kinds = {"missing", "string_type", "string_too_short", "string_pattern_mismatch", "literal_error", "model_type"}
    kinds |= {"dict_type", "tuple_type", "bool_type"}
    assert kinds <= set(MESSAGES)
    assert "value" in MESSAGES


@pytest.mark.parametrize("value", [True, Decimal("1.5"), "", "a b", [None], {"a": 1}], ids=repr)
def test_no_value_anywhere_gets_the_words_of_last_resort(value):
    data = good_data()
    for path in one_of_each_key():
        owner = at(data, path[:-1])
        before, owner[path[-1]] = owner[path[-1]], value
        assert MESSAGES["value"] not in [error.template for error in build(data).errors], path
        owner[path[-1]] = before


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ((), "Plan"),
        (("budget",), "Budget"),
        (("budget", "stages", 3, "lines"), "Line"),
        (("plan", "rates", "USD"), "Rate"),
        (("plan", "rates"), "Rate"),
        (("kpis", 0, "unit"), None),
        (("nowhere",), None),
    ],
)
def test_the_model_at_a_path(path, name):
    model = model_at(path)
    assert (model.__name__ if model else None) == name


def test_what_was_meant_is_near_and_of_a_reasonable_length():
    assert closest("totl", ["total", "stages"]) == "total"
    assert closest("TOTAL", ["total"]) == "total"
    assert closest("zebra", ["total", "stages"]) is None
    assert closest("t" * 100_000, ["t" * 100_000]) is None
