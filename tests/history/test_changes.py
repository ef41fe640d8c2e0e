"""What moved between two states of a plan: by logical path, and only where the plan says something else."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from core.plans import GOOD, loaded
from hypothesis import given, settings
from hypothesis import strategies as st

from opscheck.display import say
from opscheck.finding import Evidence, Message, Outcome, RuleOutcome
from opscheck.history.changes import changes, figures
from opscheck.merge import Loaded, merge
from opscheck.plan.quantities import Percent, Period
from opscheck.source import load

HEAD = "schema: opscheck/v1\nplan: {id: p, currency: CNY, rates: {USD: {rate: 7, date: 2026-01-04}}}\n"


def addressing(words: str) -> str:
    return f"objectives: [{{id: a, addresses: [{words}]}}]"


def said(before: str, after: str) -> list[str]:
    return [say(change.message) for change in changes(loaded(HEAD + before), loaded(HEAD + after))]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("risks: [{id: a, probability: 1%}, {id: b}]", "risks: [{id: b}, {probability: 0.01, id: a}]"),
        ("budget: {horizon: P1Y}", "budget: {horizon: P12M}"),
        ("budget: {total: 100}", "budget: {total: 100.00}"),
        ("budget: {total: 70}", "budget: {total: 10 USD}"),
        ("budget: {total: 1}", "budget:\n  # why\n  total: 1   # so\n"),
        ("budget: {}", "risks: []"),
        ("budget:", ""),
        ("include: [a.yaml]", "include: []"),
        (addressing("x, y"), addressing("y, x")),
        ("x-own: {a: [1, {b: 2}]}", "x-own: {a: [1, {b: 2}]}"),
        ("budget: {total: nonsense}", "budget: {total: nonsense}"),
        ("budget: &b {total: 1}\nx-b: *b", "budget: {total: 1}\nx-b: {total: 1}"),
    ],
)
def test_the_same_in_other_words_is_no_change(before, after):
    assert said(before, after) == said(after, before) == []


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("budget: {total: 1}", "budget: {total: 1000}", "budget.total 1.00 -> 1 000.00"),
        ("budget: {horizon: P11M}", "budget: {horizon: P19M}", "budget.horizon 11 months -> 19 months"),
        ("budget: {total: 1, horizon: P1M}", "budget: {total: 1}", "budget.horizon is gone: 1 month"),
        ("budget: {total: 1}", "budget: {total: 1, horizon: P1M}", "budget.horizon is new: 1 month"),
        ("", "budget: {total: 1}", "budget is new"),
        ("risks: [{id: a}, {id: b}]", "risks: [{id: b}]", "risks[a] is gone"),
        ("risks: [{id: a}]", "risks: [{id: b}, {id: a}]", "risks[b] is new"),
        (
            "risks: [{id: a, probability: 20%}]",
            "risks: [{id: a, probability: 12.5%}]",
            "risks[a].probability 20 % -> 12.5 %",
        ),
        (
            addressing("x, y"),
            addressing("y, z"),
            "objectives[a].addresses x -> z",
        ),
        (
            addressing("x"),
            addressing("y, x"),
            "objectives[a].addresses also has y",
        ),
        (
            addressing("x, x"),
            addressing("x"),
            "objectives[a].addresses no longer has x",
        ),
        ("budget: {total: nonsense}", "budget: {total: 1}", "budget.total nonsense -> 1.00"),
        ("budget: {total: {a: 1}}", "budget: {total: 1}", "budget.total is written in another way"),
        ("x-own: {a: [[1]]}", "x-own: {a: [[2]]}", "x-own.a 1 -> 2"),
        ("x-own: true", "x-own: false", "x-own true -> false"),
        ("tools: [{id: a, name: 旧}]", "tools: [{id: a, name: 新}]", "tools[a].name 旧 -> 新"),
        (
            "tools: [{id: a, id2: 1}, {id: b, name: x}]",
            "tools: [{id: b, name: y}, {id: a, id2: 1}]",
            "tools[b].name x -> y",
        ),
        (
            "tools: [{id: Bad Id, name: x}, {id: b}]",
            "tools: [{id: Bad Id, name: y}, {id: b}]",
            "tools[Bad Id].name x -> y",
        ),
    ],
)
def test_a_change_is_said_with_its_path_and_both_values(before, after, message):
    assert said(before, after) == [message]


def test_of_a_text_that_is_refused_no_value_is_known():
    whole = HEAD + "budget: {total: 1}"
    assert said("budget: [", "budget: {total: 1}") == said("budget: {total: 1}", "budget: [") == []
    refused = merge(load(HEAD.encode(), "plan.yaml"), [load(b"budget: [", "part.yaml")])
    assert changes(loaded(whole), refused) == changes(refused, loaded(whole)) == []


# --- any two plans

PLAN = loaded(GOOD)


def shuffled(data: Any, draw: Callable[[Any], Any]) -> Any:
    """The same plan in another order."""
    if isinstance(data, dict):
        return {key: shuffled(data[key], draw) for key in draw(st.permutations(list(data)))}
    if isinstance(data, list):
        return [shuffled(item, draw) for item in draw(st.permutations(data))]
    return data


@given(st.data())
@settings(max_examples=20)
def test_another_order_says_nothing(data):
    other = Loaded(PLAN.file, shuffled(PLAN.data, data.draw), PLAN.positions, PLAN.documents)
    assert changes(PLAN, other) == []


def leaves(data: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    if isinstance(data, dict):
        return [leaf for key, value in data.items() for leaf in leaves(value, (*path, key))]
    if isinstance(data, list) and any(isinstance(item, dict) for item in data):
        return [leaf for index, value in enumerate(data) for leaf in leaves(value, (*path, index))]
    return [path] if data not in ([], None) and path[0] not in ("schema", "include") else []


LEAVES = leaves(PLAN.data)


@given(st.sampled_from(LEAVES))
def test_every_value_that_is_left_out_is_missed_and_nothing_else(path):
    less = deepcopy(PLAN.data)
    owner = less
    for step in path[:-1]:
        owner = owner[step]
    del owner[path[-1]]
    other = Loaded(PLAN.file, less, PLAN.positions, PLAN.documents)
    (key,) = [step for step in path[-1:] if isinstance(step, str)]
    there, back = changes(PLAN, other), changes(other, PLAN)
    assert any(change.path.endswith(key) or change.after is None for change in there)
    assert {change.path for change in there} == {change.path for change in back}
    assert [(change.before, change.after) for change in there] != []


# --- figures


def outcome(*messages: Message, rule: str = "a/b") -> RuleOutcome:
    return RuleOutcome("p", rule, Outcome.passed, tuple(Evidence(message) for message in messages))


def figure(template: str, **values: Any) -> Message:
    return Message(template, values)


def told(before: RuleOutcome, after: RuleOutcome) -> list[str]:
    return [say(found.message) for found in figures([before], [after])]


def test_a_figure_that_moved_is_said_in_its_own_sentence():
    before = outcome(figure("it is {share}, at least {least}", share=Percent("15%"), least=Percent("10%")))
    after = outcome(figure("it is {share}, less than {least}", share=Percent("8%"), least=Percent("10%")))
    assert told(before, after) == ["it is 15 % -> 8 %, less than 10 %"]
    assert told(before, before) == []


def test_figures_are_told_apart_by_what_they_speak_of():
    before = outcome(*(figure("{kind} takes {time}", kind=kind, time=Period("P1M")) for kind in ("early", "late")))
    after = outcome(
        figure("{kind} takes {time}", kind="late", time=Period("P2M")),
        figure("{kind} takes {time}", kind="early", time=Period("P1M")),
        figure("{kind} takes {time}", kind="new", time=Period("P9M")),
    )
    assert told(before, after) == ["late takes 1 month -> 2 months"]


def test_what_cannot_be_told_apart_is_not_compared():
    twice = outcome(figure("{count} of them", count=1), figure("{count} of them", count=2))
    assert told(outcome(figure("{count} of them", count=3)), twice) == []
    assert told(outcome(figure("{count} of them", count=3)), outcome(figure("{other} of them", other=4))) == []
    assert told(outcome(figure("{count}", count=3), rule="c/d"), outcome(figure("{count}", count=4))) == []
