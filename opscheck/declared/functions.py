"""The functions that expressions about plans need and CEL does not have.

Numbers come and go as doubles; sums and comparisons of money are exact all the same, since each double is taken for the
decimal that it was written as (exact up to 15 digits).
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from opscheck.plan.quantities import Percent, Period


class FunctionError(Exception):
    """A function was given something that it cannot work with."""


def money_sum(amounts: Any) -> float:
    """``money_sum(self.lines.map(l, l.amount))``: the exact sum; of none, 0.0."""
    if not isinstance(amounts, Sequence) or isinstance(amounts, str):
        raise FunctionError("money_sum() takes a list of amounts")
    return float(sum(map(_decimal, amounts), Decimal(0)))


def money_eq(one: Any, other: Any) -> bool:
    """Whether two amounts are the same, without a double's rounding: ``money_eq(0.1 + 0.2, 0.3)``."""
    return money_cmp(one, other) == 0.0


def money_cmp(one: Any, other: Any) -> float:
    """-1.0, 0.0 or 1.0 as the first amount is smaller than, the same as or larger than the second."""
    difference = _to_digits(_decimal(one)) - _to_digits(_decimal(other))
    return float((difference > 0) - (difference < 0))


def percent(*values: Any) -> float:
    """``percent("15%")`` is 0.15; ``percent(part, whole)`` the ratio of two amounts."""
    if len(values) == 1 and isinstance(values[0], str):
        return float(_read(Percent, values[0], "a percentage such as 15%"))
    if len(values) == 2:
        part, whole = map(_decimal, values)
        if not whole:
            raise FunctionError("percent() of a whole that is zero")
        return float(part / whole)
    raise FunctionError('percent() takes a text such as "15%", or a part and a whole')


def days_between(start: Any, finish: Any) -> float:
    """The days from the first date to the second; below zero where the second is the earlier one."""
    return float((_day(finish) - _day(start)).days)


def after(day: Any, period: Any) -> datetime:
    """The day that is a period later; a month after 31 January is the last day of February."""
    return _midnight(_period(period).after(_day(day)))


def before(day: Any, period: Any) -> datetime:
    """The day that is a period earlier."""
    return _midnight(_period(period).before(_day(day)))


def period_days(period: Any) -> float:
    """The length of a period in days, for comparing periods; a month counts as the Gregorian average, 30.436875."""
    return float(_period(period).average_days)


FUNCTIONS = {
    function.__name__: function
    for function in (money_sum, money_eq, money_cmp, percent, days_between, after, before, period_days)
}
_SIGNIFICANT = 15  # digits of a decimal that a double keeps whatever they are


def _decimal(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise FunctionError(f"{value!r} is no number")
    return Decimal(repr(value))


def _to_digits(value: Decimal) -> Decimal:
    return Decimal(f"{value:.{_SIGNIFICANT}g}")


def _day(value: Any) -> date:
    if not isinstance(value, datetime):
        raise FunctionError(f"{value!r} is no date of the plan")
    return value.date()


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _period(value: Any) -> Period:
    period: Period = _read(Period, value, "a period such as P1M")
    return period


def _read(kind: Any, value: Any, what: str) -> Any:
    if not isinstance(value, str):
        raise FunctionError(f"{value!r} is not {what}")
    try:
        return kind.parse(value)
    except ValueError:
        raise FunctionError(f"{value!r} is not {what}") from None
