"""What a rule measures against a bound: whether it is kept, and how much is left."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from opscheck import Band, Money, Percent, Period, at_least, at_most, verdict, within
from opscheck.display import say
from opscheck.finding import Message, Outcome
from opscheck.plugins import Plugins
from opscheck.rule import Pass, Problem
from opscheck.testing import run_rule

NUMBERS = some.decimals(places=6, min_value=-(10**9), max_value=10**9)


@pytest.mark.parametrize(
    ("measured", "kept", "margin"),
    [
        (at_least("a", Percent("15.5%"), Percent("15%")), True, Decimal("0.005") / Decimal("0.15")),
        (at_least("a", Percent("15%"), Percent("15%")), True, 0),
        (at_least("a", Percent("12%"), Percent("15%")), False, Decimal("-0.2")),
        (at_most("a", Period("P1M"), Period("P2M")), True, Decimal("0.5")),
        (at_most("a", Period("P3M"), Period("P2M")), False, Decimal("-0.5")),
        (at_most("a", Money(90, "CNY"), Money(100, "CNY")), True, Decimal("0.1")),
        (within("a", 35, Band(30, 40)), True, Decimal("0.125")),
        (within("a", 31, Band(30, 40)), True, Decimal(1) / 30),
        (within("a", 41, Band(30, 40)), False, Decimal("-0.025")),
        (within("a", 30, Band(30, 30)), True, 0),
        (at_least("a", 0.5, Decimal("0.5")), True, 0),
        (at_least("a", 0, 0), True, 0),
        (at_least("a", 7, 0), True, None),
        (at_least("a", -7, 0), False, None),
        (at_most("a", -5, -10), False, Decimal("-0.5")),
    ],
)
def test_a_bound_is_kept_or_not_and_by_how_much(measured, kept, margin):
    assert bool(measured) is kept
    assert measured.margin == margin


@given(NUMBERS, NUMBERS)
def test_it_is_kept_just_where_the_comparison_says_so(value, bound):
    assert bool(at_least("a", value, bound)) == (value >= bound)
    assert bool(at_most("a", value, bound)) == (value <= bound)
    low, high = sorted([bound, -bound])
    assert bool(within("a", value, Band(low, high))) == (low <= value <= high)


@given(NUMBERS, NUMBERS, NUMBERS)
def test_what_is_beyond_its_bound_is_tighter_than_what_keeps_it(value, other, bound):
    one, two = at_least("a", value, bound), at_least("a", other, bound)
    if bool(one) != bool(two):
        assert (one.tightness < two.tightness) == bool(two)


@given(NUMBERS, NUMBERS)
def test_the_nearer_to_the_bound_the_tighter(more, bound):
    near, far = bound, bound + abs(more)
    assert at_least("a", near, bound).tightness <= at_least("a", far, bound).tightness


@pytest.mark.parametrize("value", ["15%", None, True, Decimal("NaN"), Decimal("Infinity"), float("nan")])
def test_what_cannot_be_compared_is_refused_where_the_rule_says_it(value):
    with pytest.raises(TypeError, match="cannot be measured"):
        at_least("a", value, 1)
    with pytest.raises(TypeError, match="cannot be measured"):
        within("a", 1, Band(0, value))


def test_it_reads_as_a_sentence():
    assert say(at_least("reserve", Percent("15.5%"), Percent("15%")).message) == "reserve: 15.5 %, at least 15 %"
    assert say(at_most("interval", Period("P2W"), Period("P1M")).message) == "interval: 2 weeks, at most 1 month"
    band = Band(Percent("30%"), Percent("40%"))
    assert say(within("early", Percent("32%"), band).message) == "early: 32 %, within 30–40 %"


def test_a_measure_decides_a_verdict_and_goes_with_it():
    plan_at = Band(1, 2)  # any object: it is only passed on
    good = verdict(at_least("a", 2, 1), plan_at, "good", "bad", key="k")
    bad = verdict(at_least("a", 0, 1), plan_at, "good", "bad", key="k")
    assert isinstance(good, Pass)
    assert isinstance(bad, Problem)
    assert (good.measure.value, bad.measure.value) == (2, 0)
    assert "measure" not in {**good.values, **bad.values}


BUFFERS = """\
phases:
  - {id: design, start: 2026-01-01, finish: 2026-01-20, buffer: P3D}
  - {id: pilot, start: 2026-02-01, finish: 2026-02-20, buffer: P2D}
"""


def test_the_name_of_what_was_measured_is_filled_in_with_the_values_of_the_note():
    rule = Plugins().rules["schedule/buffer"]
    report = run_rule(rule, BUFFERS)
    (found,) = report.findings
    assert say(found.measure.message) == "buffer of pilot: 10.0 %, at least 15 %"
    (outcome,) = report.outcomes
    assert outcome.outcome is Outcome.fail
    assert [evidence.measure for evidence in outcome.evidence] == [found.measure]


def test_the_values_of_a_plan_are_never_taken_for_a_template():
    measured = at_least("a", 2, 1)
    named = type(measured)(Message("{what}", {"what": "{value}"}), 2, "at-least", 1)
    assert say(named.message) == "{value}: 2, at least 1"
