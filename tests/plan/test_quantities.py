"""Percent, Money, Period: exact, and strict about how they are written."""

import pickle
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from opscheck.plan.quantities import Band, Exchange, Money, Percent, Period, calendar_days, day, quantity, share


def refusal(read, *arguments):
    with pytest.raises(PydanticCustomError) as refused:
        read(*arguments)
    return refused.value.type, refused.value.context or {}


class TestPercent:
    @pytest.mark.parametrize(
        ("written", "ratio"), [("15%", "0.15"), ("-10%", "-0.10"), ("0.1%", "0.001"), ("120%", "1.2")]
    )
    def test_a_percentage_is_a_ratio(self, written, ratio):
        assert Percent.parse(written) == Decimal(ratio)

    @pytest.mark.parametrize("ratio", [Decimal("0.15"), Decimal("1.0"), Decimal("-0.5"), 0])
    def test_a_ratio_up_to_one_is_read_as_it_is(self, ratio):
        assert Percent.parse(ratio) == ratio

    @pytest.mark.parametrize(
        ("bare", "percent", "as_ratio"),
        [(15, "15%", "0.15"), (1, "1%", "0.01"), (Decimal("1.5"), "1.5%", "0.015"), (100, "100%", "1")],
    )
    def test_a_bare_number_is_refused_and_both_ways_of_writing_it_are_named(self, bare, percent, as_ratio):
        kind, context = refusal(Percent.parse, bare)
        assert (kind, context["percent"], context["ratio"]) == ("bare_percent", percent, as_ratio)

    @pytest.mark.parametrize("written", ["15 %", " 15%", "15％"])
    def test_another_notation_is_refused_with_the_right_one(self, written):
        assert refusal(Percent.parse, written) == ("notation", {"value": written, "right": "15%"})

    @pytest.mark.parametrize("value", [True, None, "fifteen", [], float("inf"), "%"])
    def test_anything_else_is_no_percentage(self, value):
        assert refusal(Percent.parse, value)[0] == "percent_type"

    @given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**6), max_value=10**6))
    def test_writing_and_reading_keep_the_value(self, number):
        assert Percent.parse(f"{number:f}%") == number / 100

    def test_share_is_exact(self):
        assert share(1, 3) * 3 != 1  # a decimal, not a fraction
        assert share(Decimal("449999.99"), 3000000) < Percent("15%")
        assert share(Decimal("450000.00"), 3000000) == Percent("15%")


class TestMoney:
    def test_an_amount_in_another_currency_is_converted_and_rounded_to_the_minor_unit(self):
        exchange = Exchange("CNY", {"USD": Decimal("7.125")})
        assert exchange.convert(Decimal("0.02"), "USD") == Decimal("0.14")  # 0.1425, half to even
        assert Exchange("JPY", {"USD": Decimal("150.5")}).convert(Decimal("3.00"), "USD") == Decimal("452")

    def test_without_a_rate_there_is_no_amount(self):
        assert refusal(Exchange("CNY").convert, Decimal(1), "USD")[0] == "missing_rate"
        assert refusal(Exchange("CNY").convert, Decimal(1), "ABC")[0] == "currency"

    def test_grouped_digits_are_refused_with_the_right_notation(self):
        assert refusal(Money.parse, "1,000,000.00") == ("notation", {"value": "1,000,000.00", "right": "1000000.00"})

    def test_it_keeps_its_digits_and_pickles(self):
        money = Money.parse(Decimal("960000.00"))
        assert str(Decimal(money)) == "960000.00"
        assert pickle.loads(pickle.dumps(Money("1.50", "EUR"))).currency == "EUR"


class TestPeriod:
    @pytest.mark.parametrize(
        ("start", "period", "after"),
        [
            (date(2026, 1, 31), "P1M", date(2026, 2, 28)),
            (date(2024, 1, 31), "P1M", date(2024, 2, 29)),
            (date(2024, 2, 29), "P1Y", date(2025, 2, 28)),
            (date(2026, 11, 30), "P3M", date(2027, 2, 28)),
            (date(2026, 3, 1), "P2W", date(2026, 3, 15)),
            (date(2026, 3, 1), "P1M1D", date(2026, 4, 2)),
            (date(2026, 3, 1), "PT72H", date(2026, 3, 4)),
        ],
    )
    def test_months_are_calendar_months(self, start, period, after):
        assert Period(period).after(start) == after

    def test_periods_of_one_kind_compare_exactly(self):
        assert Period("P12M") == Period("P1Y")
        assert Period("PT72H") == Period("P3D")
        assert Period("P2W") < Period("P15D")

    def test_mixed_kinds_compare_by_the_average_month(self):
        assert Period("P4W") < Period("P1M")
        assert Period("P30D") < Period("P1M") < Period("P31D")

    @pytest.mark.parametrize("text", ["P2weeks", "2 weeks", "p2w"])
    def test_another_notation_is_refused_with_the_right_one(self, text):
        assert refusal(Period.parse, text) == ("notation", {"value": text, "right": "P2W"})

    @pytest.mark.parametrize("text", ["", "P", "PT", "P1", "1 M x", "P-1M", "P1.5M", "P99999Y", "P1MT", 3, None])
    def test_what_is_no_period_is_refused(self, text):
        assert refusal(Period.parse, text)[0] == "period_type"

    @given(st.dates(), st.integers(0, 11000), st.integers(0, 3000))
    def test_it_never_leaves_the_calendar(self, start, months, days):
        period = Period(f"P{months}M{days}D")
        assert period.before(start) <= start <= period.after(start)


def test_a_day_must_exist():
    assert day("2024-02-29") == date(2024, 2, 29)
    assert refusal(day, "2026-02-29") == ("no_such_day", {"value": "2026-02-29"})
    assert refusal(day, "5 January")[0] == "date_type"
    assert refusal(day, 20260105)[0] == "date_type"


def test_both_ends_count_as_days():
    assert calendar_days(date(2026, 1, 5), date(2026, 1, 5)) == 1
    assert calendar_days(date(2024, 2, 28), date(2024, 3, 1)) == 3


def test_a_measured_value_is_read_in_its_unit():
    assert quantity("15%", "percent") == Percent("15%")
    assert refusal(quantity, 15, "percent")[0] == "bare_percent"
    assert refusal(quantity, "15%", "hours")[0] == "unit_mismatch"
    assert quantity(15, "hours") == 15


def test_a_band_holds_both_its_ends():
    band = Band(Percent("30%"), Percent("40%"))
    assert Percent("30%") in band
    assert Percent("40%") in band
    assert Percent("40.01%") not in band
