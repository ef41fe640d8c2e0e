"""How the values of a message read."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from opscheck.display import counted, say
from opscheck.finding import Message, Severity
from opscheck.plan.quantities import Band, Money, Percent, Period, share


class Mute:
    def __str__(self) -> str:
        raise RuntimeError


def said(value: object, lang: str = "en") -> str:
    return say(Message("{value}", {"value": value}), lang)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Percent("15%"), "15 %"),
        (Percent("0.15"), "15 %"),
        (Percent("0.150"), "15.0 %"),
        (Percent("15.25%"), "15.25 %"),
        (Percent("15.255%"), "15.3 %"),
        (Percent(1), "100 %"),
        (Percent("-4.5%"), "-4.5 %"),
        (share(1650000, 3000000), "55.0 %"),
        (share(1, 3), "33.3 %"),
        (Money("1650000.00", "EUR"), "1 650 000.00"),
        (Money(1650000, "EUR"), "1 650 000.00"),
        (Money(1650000, "JPY"), "1 650 000"),
        (Money("7.5", "KWD"), "7.500"),
        (Money("0.0333333333", "EUR"), "0.03"),
        (Money(-1234, None), "-1 234.00"),
        (9999, "9999"),
        (10000, "10 000"),
        (Decimal("12.50"), "12.50"),
        (Decimal(1) / 3, "0.33"),
        (0.1, "0.1"),
        (10**50, "1" + "0" * 50),
        (Decimal("1e999"), "1E+999"),
        (float("inf"), "Infinity"),
        (date(2026, 7, 1), "2026-07-01"),
        (True, "true"),
        (None, "nothing"),
        (Severity.warning, "warning"),
    ],
)
def test_a_value_is_shown_as_it_is_written_unless_that_is_too_long(value: object, text: str) -> None:
    assert said(value) == text


@pytest.mark.parametrize(
    ("iso", "text"),
    [
        ("P1M", "1 month"),
        ("P12M", "12 months"),
        ("P1Y", "1 year"),
        ("P9D", "9 days"),
        ("P0D", "0 days"),
        ("P4W", "4 weeks"),
        ("PT72H", "72 hours"),
        ("PT1M", "1 minute"),
        ("PT20000M", "20 000 minutes"),
        ("P1M15D", "P1M15D"),
    ],
)
def test_a_period_is_spelt_in_words_if_it_has_one_unit(iso: str, text: str) -> None:
    assert said(Period(iso)) == text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (Percent("30%"), Percent("40%"), "30–40 %"),
        (Percent("30%"), Percent("37.5%"), "30–37.5 %"),
        (Period("P1M"), Period("P2M"), "1–2 months"),
        (Period("P2W"), Period("P1M"), "2 weeks–1 month"),
        (Money(1000), Money(25000), "1 000.00–25 000.00"),
        (3, 9, "3–9"),
    ],
)
def test_a_band_names_a_shared_unit_once(low: Any, high: Any, text: str) -> None:
    assert said(Band(low, high)) == text


def test_items_are_joined_as_the_language_does() -> None:
    assert said(("a", "b", Percent("5%"))) == "a, b, 5 %"
    assert said(("甲", "乙"), "zh") == "甲、乙"
    assert said({"b", "a"}) == "a, b"
    assert said({"a": 1, "b": [2, 3]}) == "a: 1, b: 2, 3"
    assert said(range(25)) == ", ".join(map(str, range(20))) + ", …"


def test_a_message_in_a_message_is_said_in_its_place() -> None:
    reason = Message("it lacks {field}", {"field": "an owner"})
    assert say(Message("{id}: {reason}", {"id": "api-outage", "reason": reason})) == "api-outage: it lacks an owner"


@pytest.mark.parametrize(
    ("first", "second", "text"),
    [
        (Percent("14.996%"), Percent("15%"), "14.996 %, not 15 %"),
        (Percent("33.33331%"), Percent("33.33339%"), "33.3333 %, not 33.3334 %"),
        (share(1, 3), Percent("33.3%"), "33.33 %, not 33.3 %"),
        (Percent("0.004%"), Percent("1%"), "0.004 %, not 1 %"),
        (Decimal("0.0000049"), Decimal("0.5"), "0.000005, not 0.5"),
        (Money("99.999999"), Money(100), "99.999999, not 100.00"),
        (Decimal("99.999999"), Money(100), "99.999999, not 100.00"),
        (Percent("15.0%"), Percent("15%"), "15.0 %, not 15 %"),
        (Percent("15%"), Decimal(15), "15 %, not 15"),
    ],
)
def test_numbers_that_differ_never_look_the_same_and_nothing_looks_like_zero(
    first: object, second: object, text: str
) -> None:
    assert say(Message("{first}, not {second}", {"first": first, "second": second})) == text


def test_numbers_inside_a_band_or_a_list_are_told_apart_too() -> None:
    values = {"share": Percent("29.996%"), "band": Band(Percent("30%"), Percent("40%")), "all": (Percent("40.004%"),)}
    assert say(Message("{share}, outside {band}; {all}", values)) == "29.996 %, outside 30–40 %; 40.004 %"


def test_a_value_is_never_taken_for_a_template() -> None:
    message = Message("{a} and {b}", {"a": "{b} {a.__class__} {{", "b": "}{0}"})
    assert say(message) == "{b} {a.__class__} {{ and }{0}"


def test_a_placeholder_without_a_value_stays() -> None:
    message = Message("{a.__class__} {a[0]} {a!r} {a:>9} {b} {} {", {"a": "x"})
    assert say(message) == message.template


def test_doubled_braces_are_braces() -> None:
    assert say(Message("{{{a}}} }}", {"a": 1})) == "{1} }"


def test_long_texts_are_shortened() -> None:
    assert said("x" * 200) == "x" * 200
    assert said("x" * 201) == "x" * 199 + "…"
    assert len(said("\x00" * 10_000_000)) == 4 * 199 + 1


def test_what_cannot_be_shown_is_named_by_its_type() -> None:
    assert said(Mute()) == "Mute"


def test_deep_values_end_somewhere() -> None:
    deep: list[object] = []
    for _ in range(10_000):
        deep = [deep]
    assert said(deep) == "…"


@pytest.mark.parametrize("lang", ["en", "de_AT", "xx"])
def test_a_language_without_a_catalogue_is_english(lang: str) -> None:
    assert say(Message("the plan has no {field}", {"field": "budget"}), lang) == "the plan has no budget"
    assert say(Message(""), lang) == ""
    assert counted("{count} error", "{count} errors", 1, lang) == "1 error"
    assert counted("{count} error", "{count} errors", 12000, lang) == "12 000 errors"
