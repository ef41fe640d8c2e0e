"""Path patterns over a plan."""

import pytest
from core.plans import piece
from hypothesis import given
from hypothesis import strategies as st

from opscheck.plan import Plan
from opscheck.plan.base import absent
from opscheck.plan.build import build
from opscheck.plan.select import ANY, has_all, parse_pattern, select, spell
from opscheck.source import load


def read(text: str) -> Plan:
    plan = build(load(piece(text).encode(), "plan.yaml").data).plan
    assert plan is not None
    return plan


def found(text: str, pattern: str) -> list[tuple[object, str]]:
    """Each match of a pattern: its value, and what is left of the pattern where the plan ends."""
    return [(match.value, spell(match.missing)) for match in select(read(text), parse_pattern(pattern))]


@pytest.mark.parametrize(
    ("pattern", "steps"),
    [
        ("budget", ("budget",)),
        ("budget.total", ("budget", "total")),
        ("budget.stages[*].amount", ("budget", "stages", ANY, "amount")),
        ("phases[2].buffer", ("phases", 2, "buffer")),
        ("x-acme.a_b", ("x-acme", "a_b")),
    ],
)
def test_a_pattern_is_spelt_as_a_path_of_the_plan(pattern, steps):
    assert parse_pattern(pattern) == steps
    assert spell(steps) == pattern


@pytest.mark.parametrize("pattern", ["budget..total", "budget.", "[a]", "a b", "budget.[*]x!", ".a"])
def test_what_is_no_path_is_refused(pattern):
    with pytest.raises(ValueError, match="is not a path such as"):
        parse_pattern(pattern)


KEYS = st.from_regex(r"[a-z_][a-z0-9_-]{0,8}", fullmatch=True)


@given(st.lists(KEYS | st.just(ANY) | st.integers(0, 99), min_size=1).map(lambda steps: ("plan", *steps)))
def test_spelling_and_parsing_are_inverse(steps):
    assert parse_pattern(spell(steps)) == steps


STAGES = "budget: {total: 10, stages: [{id: a, amount: 4}, {id: b}, {id: c, amount: 0}]}"


def test_a_pattern_names_one_value_for_each_item():
    assert found(STAGES, "budget.total") == [(10, "")]
    assert found(STAGES, "budget.stages[*].amount") == [(4, ""), (None, "amount"), (0, "")]


def test_zero_and_false_are_not_absent():
    assert found("governance: {knowledge_base: {searchable: false}}", "governance.knowledge_base.searchable") == [
        (False, "")
    ]


@pytest.mark.parametrize("text", ["kpis: []", "budget:", "budget: {}", "budget: {stages: []}", "budget: {stages: }"])
def test_where_the_plan_ends_one_match_says_what_is_lacking(text):
    given_budget = "stages" in text
    expected = "stages[*].amount" if given_budget else "budget.stages[*].amount"
    if text == "budget: {}":
        expected = "budget.stages[*].amount"  # an empty mapping gives nothing
    assert found(text, "budget.stages[*].amount") == [(None, expected)]


def test_a_match_stands_at_the_nearest_thing_that_exists():
    plan = read(STAGES)
    places = [match.at for match in select(plan, parse_pattern("budget.stages[*].amount"))]
    assert [place.owner for place in places] == list(plan.budget.stages)
    assert [place.steps for place in places] == [("amount",), (), ("amount",)]


def test_a_pattern_may_go_through_plain_lists():
    assert [value for value, _ in found("governance: {rephasing: [a, b]}", "governance.rephasing[*]")] == ["a", "b"]


def test_a_pattern_that_goes_on_below_a_plain_value_finds_nothing_there():
    assert found("budget: {total: 5}", "budget.total.deeper") == [(None, "deeper")]


def test_keys_are_those_of_the_plan_and_not_of_python():
    assert found("organization: {people: [{id: a, from: 2024-03-01}]}", "organization.people[*].from")[0][1] == ""
    assert found("budget: {x-acme: 5}", "budget.x-acme") == [(5, "")]


TEXTS = ["kpis: []", "budget:", "budget: {stages: []}", STAGES, "budget: {total: 5}", "governance: {rephasing: [a, b]}"]
PATTERNS = ["budget", "budget.total", "budget.stages", "budget.stages[*]", "budget.stages[*].amount", "kpis[*].id"]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("pattern", [*PATTERNS, "governance.rephasing[*]", "budget.total.deeper"])
def test_the_plan_has_all_of_a_pattern_exactly_where_no_match_lacks_anything(text, pattern):
    plan, steps = read(text), parse_pattern(pattern)
    matches = select(plan, steps)
    assert has_all(plan, steps) is not any(match.missing or absent(match.value) for match in matches)
