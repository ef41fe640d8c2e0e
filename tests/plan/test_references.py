"""Ids: declared once, declared at all where something names them, and read in the unit that their item has."""

import pytest
from core.plans import GOOD, HEADER, at, format_findings, good_data, judged, loaded, piece, said, with_data

from opscheck.engine.locate import Locator
from opscheck.plan import Plan
from opscheck.plan.base import Item, Model, parts_of
from opscheck.plan.build import build
from opscheck.plan.mentions import mentions
from opscheck.plan.references import MOST_MEANT, SECTIONS, id_problems
from opscheck.plan.select import ANY, parse_pattern
from opscheck.plan.shape import model_at

DUPLICATE, REFERENCE, SCHEMA = "opscheck/duplicate-id", "opscheck/unknown-reference", "opscheck/schema"


def below(model: Model) -> list[Model]:
    return [model, *(part.model for part in parts_of(model))]


# --- declared once


@pytest.mark.parametrize(
    "text",
    [
        "phases:\n  - {id: a}\n  - {id: b}\n  - {id: a}\n",
        "budget:\n  stages: [{id: s, lines: [{id: a}]},\n    {id: t, lines: [\n    {id: a}]}]\n",
        "phases:\n  - {id: p, experiments: [{id: a}]}\n  - id: q\n    experiments: [{id: a}]\n",
        "organization:\n  people:\n  - id: a\n  - {id: a}\n",
    ],
)
def test_an_id_is_declared_once_in_its_section(text):
    (finding,) = judged(piece(text), rules=[]).findings
    assert (finding.rule, finding.span.line) == (DUPLICATE, 4)
    assert [say.span.line for say in finding.related] != [4]


def test_the_third_of_an_id_points_at_the_first():
    findings = judged("risks:\n  - {id: a}\n  - {id: a}\n  - {id: a}\n" + HEADER, rules=[]).findings
    assert [found.path for found in findings] == ["risks[a#2].id", "risks[a#3].id"]
    assert [related.span.line for found in findings for related in found.related] == [2, 2]


def test_two_sections_may_use_one_id():
    assert format_findings("phases: [{id: a}]\nrisks: [{id: a}]\ndrills: [{id: a}]\n") == []


# --- declared at all


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("budget: {stages: [{id: s, phases: [here, near]}]}", "budget.stages[s].phases[near]"),
        ("deliverables: [{id: d, phase: near}]", "deliverables[d].phase"),
        ("organization: {responsibilities: [{phase: near}]}", "organization.responsibilities[near].phase"),
        ("actuals: {retrospectives: [{phase: near}]}", "actuals.retrospectives[near].phase"),
        ("actuals: {buffer_used: [{phase: near}]}", "actuals.buffer_used[near].phase"),
    ],
)
def test_a_dangling_id_is_found_where_it_stands(text, path):
    report = judged(f"phases: [{{id: here}}]\n{text}\n" + HEADER, rules=[])
    assert [(found.rule, found.path, found.span.line, said(found)) for found in report.findings] == [
        (REFERENCE, path, 2, "near is not one of the plan's phases")
    ]


def test_a_dangling_id_says_what_was_probably_meant():
    text = "phases: [{id: diagnosis}, {id: pilot}]\ndeliverables: [{id: d, phase: diagnosys}]\n"
    assert format_findings(text) == [
        (REFERENCE, 2, "diagnosys is not one of the plan's phases: did you mean diagnosis?")
    ]


def test_of_many_dangling_ids_only_the_first_are_searched_for_what_was_meant():
    near = ", ".join(f"{{id: d{number}, phase: pilto}}" for number in range(MOST_MEANT + 5))
    report = judged(f"phases: [{{id: pilot}}]\ndeliverables: [{near}]\n" + HEADER, rules=[])
    assert sum("meant" in found.message.values for found in report.findings) == MOST_MEANT


def test_who_is_a_party_is_for_a_rule_to_say():
    assert (
        format_findings(
            "organization: {people: [{id: a}]}\nphases: [{id: p}]\nplan: {id: x, owner: nobody}\nschema: opscheck/v1\n"
        )
        == []
    )


# --- not where the target is unknown for another reason


@pytest.mark.parametrize(
    "phases",
    [
        "x-phases: []",  # the section is absent: that is the finding of the rule that asks for it
        "phases: []",
        "phases: text",  # it cannot be read
        "phasse: [{id: pilot}]",  # it is misspelt
        "phases: [{id: here}, {idd: pilot}]",  # an item has no id that can be read: it may be this one
        "phases: [{id: here}, {start: 2026-01-05}]",
        "phases: [{id: here}, {id: [pilot]}]",
        "phases: [{id: here}, 5]",
        "phases: [{id: here}, pilot]",  # the id is there, in an item that cannot be read
        "phases: [{id: here}, {id: Pilot}]",
    ],
)
def test_an_id_that_may_be_declared_where_nothing_can_be_read_is_not_called_dangling(phases):
    rules = [rule for rule, _, _ in format_findings(f"{phases}\ndeliverables: [{{id: d, phase: pilot}}]\n")]
    assert REFERENCE not in rules


def test_an_item_that_cannot_be_read_hides_no_other_dangling_id():
    text = "phases: [{id: here}, {id: Bad One}]\ndeliverables: [{id: d, phase: nowhere}]\n"
    assert [rule for rule, _, _ in format_findings(text)] == [SCHEMA, REFERENCE]


def test_the_lines_of_a_stage_that_cannot_be_read_are_unknown():
    stages = "[{id: early, lines: [{id: a}]}, {idd: late, lines: [{id: b}]}]"
    text = f"budget: {{stages: {stages}}}\nactuals: {{spend: [{{line: b}}]}}\n"
    assert [rule for rule, _, _ in format_findings(text)] == ["opscheck/unknown-key"]


# --- read in their unit


@pytest.mark.parametrize(
    ("unit", "value", "words"),
    [
        ("percent", "15%", None),
        ("percent", "0.15", None),
        ("percent", "15", "k is measured in percent, and a bare 15 could be read in two ways: write 15% or 0.15"),
        ("percent", "1", "k is measured in percent, and a bare 1 could be read in two ways: write 1% or 0.01"),
        ("days", "15", None),
        ("days", "15%", "k is measured in days, so a percentage cannot be read"),
        ("CNY", "15%", "k is measured in CNY, so a percentage cannot be read"),
    ],
)
@pytest.mark.parametrize(("section", "key"), [("kpis", "kpi"), ("indicators", "indicator")])
def test_a_reading_is_in_the_unit_of_what_it_measures(section, key, unit, value, words):
    text = f"{section}: [{{id: k, unit: {unit}}}]\nactuals:\n  readings: [{{{key}: k, value: {value}}}]\n"
    assert format_findings(text) == ([(SCHEMA, 3, words)] if words else [])


def test_a_budget_step_is_in_the_unit_of_its_kpi():
    text = "kpis: [{id: k, unit: percent}]\nbudget: {kpi_links: [{kpi: k, per: 2, adjust: 5%}]}\n"
    ((rule, line, words),) = format_findings(text)
    assert (rule, line) == (SCHEMA, 2)
    assert words.endswith("write 2% or 0.02")


# --- the whole format


def item_models() -> list[type[Model]]:
    def subclasses(model: type[Model]) -> list[type[Model]]:
        return [below for child in model.__subclasses__() for below in (child, *subclasses(child))]

    of_the_format = [model for model in subclasses(Item) if model.__module__.startswith("opscheck.plan.")]
    return [model for model in of_the_format if model.__name__ not in ("Header", "Kinded")]


def test_every_item_with_an_id_belongs_to_exactly_one_section():
    of_sections = [model_at(tuple(step for step in parse_pattern(section) if step != ANY)) for section in SECTIONS]
    assert sorted(model.__name__ for model in of_sections) == sorted(model.__name__ for model in item_models())


def test_every_section_that_is_referred_to_exists():
    plan = build(loaded(GOOD).data).plan
    assert isinstance(plan, Plan)
    named = {mention.section for model in below(plan) for mention in mentions(model)} - {None}
    assert named <= set(SECTIONS)
    assert len(named) > 10


def test_every_reference_of_the_good_plan_is_checked():
    """Each one is broken in turn, and each break is found at its own place."""
    data = good_data()
    built = build(data)
    locator = Locator(with_data(data), built)
    for mention in [mention for model in below(built.plan) for mention in mentions(model) if mention.section]:
        path = locator.data_path(mention.at)
        owner = at(data, path[:-1])
        before, owner[path[-1]] = owner[path[-1]], "no-such-thing"
        broken = build(data)
        found = [(problem.rule, problem.values["id"]) for problem in id_problems(broken.plan, broken.unreadable, data)]
        assert found == [(REFERENCE, "no-such-thing")], path
        owner[path[-1]] = before
