"""Working days, and calendar time between them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opscheck_schedule_quality.workdays import Delay, closes, day_after, day_before, opens

from opscheck import Period

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
PERIODS = st.sampled_from(["P0D", "P1D", "P2D", "P3D", "P1W", "P10D", "P1M", "P2M", "P1Y", "PT36H", "P1M3D"]).map(
    Period
)
FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2026, 7, day) for day in (3, 4, 5, 6))


def test_the_end_of_a_friday_is_the_beginning_of_the_monday():
    assert closes(FRIDAY) == opens(MONDAY)
    assert {opens(SATURDAY), opens(SUNDAY), closes(SATURDAY), closes(SUNDAY)} == {opens(MONDAY)}
    assert (day_before(opens(MONDAY)), day_after(opens(MONDAY))) == (FRIDAY, MONDAY)


@given(DAYS, DAYS)
def test_working_days_are_those_that_one_counts(start: date, finish: date):
    counted = [start + timedelta(days=n) for n in range((finish - start).days + 1)]
    working = [day for day in counted if day.weekday() < 5]
    assert max(0, closes(finish) - opens(start)) == len(working)


@given(DAYS)
def test_a_day_is_found_again(day: date):
    if day.weekday() < 5:
        assert day_after(opens(day)) == day_before(closes(day)) == day
    assert opens(day) + (day.weekday() < 5) == closes(day)


@pytest.mark.parametrize(
    ("finished", "lag", "starts"),
    [
        (date(2026, 7, 1), "P1D", date(2026, 7, 3)),  # Wednesday: Thursday is between
        (date(2026, 7, 3), "P2D", date(2026, 7, 6)),  # Friday: the weekend is between
        (date(2026, 7, 3), "P3D", date(2026, 7, 7)),
        (date(2026, 7, 31), "P1M", date(2026, 9, 1)),  # Friday, so from 1 August on
        (date(2028, 1, 28), "P1M", date(2028, 2, 29)),  # Friday, so from 29 January on to the leap day
        (date(2026, 7, 1), "PT12H", date(2026, 7, 2)),  # less than a day is none
    ],
)
def test_a_lag_counts_calendar_days(finished: date, lag: str, starts: date):
    delay = Delay(Period(lag), None, after_finish=True)
    assert day_after(delay.after(closes(finished))) == starts


def test_a_lead_counts_back_from_when_it_would_be_allowed():
    delay = Delay(None, Period("P2D"), after_finish=True)
    assert day_after(delay.after(closes(date(2026, 7, 2)))) == date(2026, 7, 1)
    assert day_after(delay.after(closes(FRIDAY))) == date(2026, 7, 2)


@given(DAYS, PERIODS, PERIODS, st.booleans())
def test_before_is_the_latest_instant_that_keeps_the_delay(day: date, lag: Period, lead: Period, after_finish: bool):
    delay, instant = Delay(lag, lead, after_finish=after_finish), opens(day)
    latest = delay.before(instant)
    assert delay.after(latest) <= instant < delay.after(latest + 1)


@given(DAYS, PERIODS, PERIODS, st.booleans())
def test_who_waits_for_a_later_end_never_starts_earlier(day: date, lag: Period, lead: Period, after_finish: bool):
    delay, instant = Delay(lag, lead, after_finish=after_finish), opens(day)
    assert delay.after(instant) <= delay.after(instant + 1)


@pytest.mark.parametrize("period", ["P1000Y", "P1D"])
@pytest.mark.parametrize("day", [date.min, date(1, 1, 8), date(9999, 12, 30), date.max])
@pytest.mark.parametrize("after_finish", [True, False])
def test_nothing_leaves_the_calendar(period: str, day: date, after_finish: bool):
    for delay in (
        Delay(Period(period), None, after_finish=after_finish),
        Delay(None, Period(period), after_finish=after_finish),
    ):
        for instant in (opens(day), closes(day)):
            assert isinstance(delay.after(instant), int)
            assert isinstance(delay.before(instant), int)
            assert date.min <= day_before(instant) <= date.max
