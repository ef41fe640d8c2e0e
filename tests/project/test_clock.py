"""The day by which a plan is judged."""

from datetime import date

import pytest

from opscheck.clock import as_of
from opscheck.errors import UserError

CLOSED = {"status": "closed", "data_date": "2026-06-30"}


def test_the_option_comes_before_the_environment_and_both_before_the_plan():
    environ = {"OPSCHECK_AS_OF": "2026-02-02"}
    assert as_of("2026-01-01", environ, CLOSED) == date(2026, 1, 1)
    assert as_of(None, environ, CLOSED) == date(2026, 2, 2)
    assert as_of(None, {"OPSCHECK_AS_OF": ""}, CLOSED) == date(2026, 6, 30)


def test_only_a_closed_plan_is_judged_by_its_data_date():
    assert as_of(None, {}, CLOSED | {"status": "approved"}) != date(2026, 6, 30)


def test_today_is_the_day_in_the_time_zone_of_the_plan():
    # Kiritimati is 26 hours ahead of the last zone of the earth, so it is always a later day there.
    first = as_of(None, {}, {"timezone": "Pacific/Kiritimati"})
    last = as_of(None, {}, {"timezone": "Etc/GMT+12"})
    assert 1 <= (first - last).days <= 2
    assert last <= as_of(None, {}) <= first


@pytest.mark.parametrize("text", ["2026-02-30", "20260701", "2026-W01-1", "tomorrow", "2026-7-1", "２０２６-01-01"])
@pytest.mark.parametrize("origin", ["--as-of", "OPSCHECK_AS_OF"])
def test_a_bad_day_is_refused_by_the_name_of_where_it_came_from(origin, text):
    option, environ = (text, {}) if origin == "--as-of" else (None, {origin: text})
    with pytest.raises(UserError, match=f"^{origin} is .* not a day of the calendar"):
        as_of(option, environ)


@pytest.mark.parametrize("header", [None, [], "plan", {"timezone": 5}, {"timezone": "Mars/Base"}, {"timezone": "../x"}])
def test_what_cannot_be_read_of_the_plan_does_not_count(header):
    assert as_of(None, {}, header) in (as_of(None, {}), as_of(None, {}))


@pytest.mark.parametrize("data_date", [None, 20260630, "2026-13-01", ["2026-06-30"]])
def test_a_closed_plan_without_a_readable_data_date_is_judged_by_today(data_date):
    assert as_of(None, {}, {"status": "closed", "data_date": data_date}) >= date(2026, 1, 1)
