"""Working time: Monday to Friday, without holidays, counted as whole numbers.

An instant ``t`` is the boundary before working day ``t``: work that fills the working days 10 to 14 starts at instant
10 and finishes at instant 15, and what follows it may start at 15. The end of a Friday and the beginning of the Monday
after it are one instant.
"""

from datetime import date

from opscheck import Period

_FIRST_MONDAY = 1  # the ordinal of 0001-01-01, a Monday
_WORKDAYS = 5
_WEEK = 7
_SLACK = 7  # months, weekends and hours make an inverse wrong by a few working days at the most


def opens(day: date) -> int:
    """The instant at which a day begins: that of a weekend is the Monday's after it."""
    week, weekday = divmod(day.toordinal() - _FIRST_MONDAY, _WEEK)
    return week * _WORKDAYS + min(weekday, _WORKDAYS)


def closes(day: date) -> int:
    """The instant at which a day ends: that of a weekend is the Friday's before it."""
    week, weekday = divmod(day.toordinal() - _FIRST_MONDAY, _WEEK)
    return week * _WORKDAYS + min(weekday + 1, _WORKDAYS)


def day_after(instant: int) -> date:
    """The working day that begins at an instant, or the calendar's last day where there is none."""
    week, weekday = divmod(instant, _WORKDAYS)
    ordinal = week * _WEEK + weekday + _FIRST_MONDAY
    return date.fromordinal(min(max(ordinal, 1), date.max.toordinal()))


def day_before(instant: int) -> date:
    """The working day that ends at an instant."""
    return day_after(instant - 1)


class Delay:
    """The calendar time between two ends of tasks: a lag, less a lead.

    The format counts lags in calendar days (and months), so how many working days one takes depends on where it begins:
    a lag of two days after a Friday is over on the Monday. ``after_finish`` says that it begins when a task finishes,
    so on the calendar day after its last one, and else when one starts.
    """

    __slots__ = ("_after_finish", "_lag", "_lead")

    def __init__(self, lag: Period | None, lead: Period | None, *, after_finish: bool) -> None:
        self._lag = lag
        self._lead = lead
        self._after_finish = after_finish

    def after(self, instant: int) -> int:
        """The earliest instant that keeps the delay from ``instant`` on."""
        if not self._lag and not self._lead:
            return instant
        day = _next_day(day_before(instant)) if self._after_finish else day_after(instant)
        day = self._lag.after(day) if self._lag else day
        return opens(self._lead.before(day) if self._lead else day)

    def before(self, instant: int) -> int:
        """The latest instant from which on the delay is kept until ``instant``."""
        if not self._lag and not self._lead:
            return instant
        day = day_after(instant)
        day = self._lag.before(day) if self._lag else day
        near = opens(self._lead.after(day) if self._lead else day)
        near_by = range(near + _SLACK, near - _SLACK - 1, -1)
        return next((found for found in near_by if self.after(found) <= instant), near - _SLACK)


def _next_day(day: date) -> date:
    return date.fromordinal(min(day.toordinal() + 1, date.max.toordinal()))
