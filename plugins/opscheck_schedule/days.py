"""Calendar days: of phases, of their buffers, and between dates. Nothing here leaves the calendar or raises."""

from datetime import date

from opscheck import Period, Phase, calendar_days

_MOST_DAYS = 365_000  # a Period is at most a thousand years; beyond, the exact number tells nobody anything


def shifted(day: date, days: int) -> date:
    """So many days later, or the calendar's first or last day where it ends before."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def days_from(start: date, period: Period) -> int:
    """How many calendar days a period has that begins on ``start``."""
    return (period.after(start) - start).days


def in_days(count: int) -> Period:
    """A number of days as a value of a message, which knows one day from several."""
    return Period(f"P{min(max(count, 0), _MOST_DAYS)}D")


def runs(phase: Phase) -> bool:
    """Whether the phase has both its dates, in their order."""
    return phase.start is not None and phase.finish is not None and phase.start <= phase.finish


def duration(phase: Phase) -> int:
    """The days of a phase that has its dates, both ends counted and the buffer not."""
    return calendar_days(phase.start, phase.finish)


def buffer_days(phase: Phase, length: Period) -> int:
    """The days of a period that begins when the phase is finished."""
    return days_from(shifted(phase.finish, 1), length)


def last_day(phase: Phase) -> date:
    """The last day of the phase's buffer, or of the phase where it has none."""
    return shifted(phase.finish, buffer_days(phase, phase.buffer)) if phase.buffer else phase.finish
