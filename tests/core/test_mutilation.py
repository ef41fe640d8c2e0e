"""Whatever is done to a plan, the report on it is sound: no rule fails, nothing is said twice or nowhere."""

from collections.abc import Callable
from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path as File
from typing import Any

from core.plans import AS_OF, TESTS, at, good_data, judged, loaded, paths_of, spell, standard
from core.soundness import sound_report
from hypothesis import given, note, settings
from hypothesis import strategies as st

from opscheck.engine.judge import judge
from opscheck.engine.locate import Locator
from opscheck.plan.build import build

Draw = Callable[[st.SearchStrategy], Any]

NUMBERS = [0, 1, -1, 15, 10**30, Decimal("0.1"), Decimal("-1E-30"), Decimal("1E+30"), Decimal("0.333333333333333333")]
QUANTITIES = ["0%", "15%", "-15%", "100%", "1000%", "5.00 USD", "0.00 CNY", "P0D", "P1M", "P999Y", "PT1H"]
DAYS = ["0001-01-01", "1900-01-01", "2026-01-05", "2026-06-30", "2026-07-01", "2027-07-31", "2028-02-29", "9999-12-31"]
WORDS = ["", " ", "other", "TODO", "待定", "no such id", "pilot", "chen-yu", "outage-plan", "2026-02", "2026-13", "]#2"]
OTHERS: list[Any] = [None, True, False, [], {}, [None], [[]], [{}], ["x"], {"a": 1}, {"id": "x"}, {"x-a": {"b": []}}]
VALUES = st.sampled_from([*NUMBERS, *QUANTITIES, *DAYS, *WORDS, *OTHERS])

EDGES = [date.min, date(2026, 1, 4), date(2026, 1, 5), AS_OF, date(2027, 7, 31), date(2027, 8, 1), date.max]
MONTH_ENDS = [date(year, month, 1) - timedelta(days=1) for year in (2026, 2027, 2028) for month in range(1, 13)]
JUDGED_ON = st.sampled_from([*EDGES, *MONTH_ENDS, date(2028, 2, 29)]) | st.dates()


# --- what is done to one value


def delete(owner: Any, key: Any, _data: Any, _draw: Draw) -> None:
    del owner[key]


def replace(owner: Any, key: Any, _data: Any, draw: Draw) -> None:
    owner[key] = deepcopy(draw(VALUES))


def negate(owner: Any, key: Any, _data: Any, _draw: Draw) -> None:
    value = owner[key]
    owner[key] = -value if isinstance(value, int | Decimal) else f"-{value}"


def misspell(owner: Any, key: Any, _data: Any, _draw: Draw) -> None:
    if isinstance(owner, dict):
        owner[f"{key}x"] = owner.pop(key)


def duplicate(owner: Any, key: Any, _data: Any, _draw: Draw) -> None:
    if isinstance(owner, list):
        owner.insert(0, deepcopy(owner[key]))
    elif isinstance(owner[key], list):
        owner[key] = deepcopy(owner[key] * 2)


def reverse(owner: Any, key: Any, _data: Any, _draw: Draw) -> None:
    if isinstance(owner[key], list):
        owner[key].reverse()
    elif isinstance(owner[key], dict):
        owner[key] = dict(reversed(owner[key].items()))


def move(owner: Any, key: Any, data: Any, draw: Draw) -> None:
    """Another part of the plan takes the value's place."""
    owner[key] = deepcopy(at(data, draw(st.sampled_from(list(paths_of(data))))))


def shift(owner: Any, key: Any, _data: Any, draw: Draw) -> None:
    """A day becomes another one; other values stay."""
    if isinstance(owner[key], str) and owner[key].count("-") == 2 and owner[key][:2] == "20":
        owner[key] = draw(st.dates().map(str) | st.sampled_from(DAYS))


def make_foreign(owner: Any, key: Any, _data: Any, _draw: Draw) -> None:
    if isinstance(owner[key], dict):
        owner[key]["kind"] = "other"


CHANGES = st.sampled_from([delete, replace, replace, negate, misspell, duplicate, reverse, move, shift, make_foreign])


@cache
def plans() -> tuple[Any, ...]:
    """The good plan and those of the examples, as data."""
    examples = sorted((File(TESTS).parent / "examples").glob("*/plan.yaml"))
    texts = [example.read_text(encoding="utf-8") for example in examples]
    return good_data(), *[loaded(text).data for text in texts]


@st.composite
def mutilated(draw: Draw, sources: st.SearchStrategy) -> Any:
    data = deepcopy(draw(sources))
    for change in draw(st.lists(CHANGES, min_size=1, max_size=8)):
        paths = list(paths_of(data))
        if paths:
            path = draw(st.sampled_from(paths))
            note(f"{change.__name__} {path}")
            change(at(data, path[:-1]), path[-1], data, draw)
    return data


GOOD_ONES = st.builds(good_data)
EXAMPLES = st.deferred(lambda: st.sampled_from(plans()))


# --- what holds all the same


@given(mutilated(GOOD_ONES), JUDGED_ON)
@settings(max_examples=150)
def test_the_report_on_a_mutilated_plan_is_sound(data, as_of):
    mutilated_plan = loaded(spell(data))
    assert mutilated_plan.data == data
    sound_report(mutilated_plan, as_of)


@given(mutilated(EXAMPLES), JUDGED_ON)
def test_the_report_on_a_mutilated_example_is_sound(data, as_of):
    sound_report(loaded(spell(data)), as_of)


@given(mutilated(EXAMPLES), JUDGED_ON)
@settings(max_examples=25)
def test_the_same_plan_gives_the_same_report(data, as_of):
    text = spell(data)
    assert judged(text, as_of) == judged(text, as_of)


@given(mutilated(EXAMPLES), JUDGED_ON)
@settings(max_examples=25)
def test_no_rule_changes_what_the_next_one_reads(data, as_of):
    built, again = build(data), build(data)
    if built.plan is None or again.plan is None:
        return
    locator, plan = Locator(loaded(spell(data)), built), built.plan.judged(as_of)
    for configured in standard().for_file("plan.yaml").rules:
        if configured.rule.scope == "plan":
            list(judge(configured.rule, plan, built.unreadable, locator.data_path))
    assert built.plan == again.plan


@given(st.recursive(VALUES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4)))
def test_the_report_on_any_data_at_all_is_sound(data):
    header = {"schema": "opscheck/v1", "plan": {"id": "trial"}}
    for whole in (data, header | data if isinstance(data, dict) else header | {"budget": data, "risks": data}):
        text = spell(whole)
        if loaded(text).data == whole:  # some texts of keys have no spelling in YAML
            sound_report(loaded(text), AS_OF)
