"""Phases that begin before the one before them, with its buffer, is over."""

from collections.abc import Iterator, Sequence

from opscheck import Phase, Problem
from opscheck_schedule.days import in_days, last_day, runs, shifted


def undeclared_overlaps(phases: Sequence[Phase]) -> Iterator[Problem]:
    """A problem for each phase that overlaps an earlier one further than it declares.

    The later of two is the one that starts later, or stands later where both start on one day. Each is compared with
    that earlier phase whose buffer ends last.
    """
    longest: Phase | None = None
    for phase in sorted(filter(runs, phases), key=lambda phase: phase.start):
        if longest is not None:
            yield from _overlap(longest, phase)
        if longest is None or last_day(phase) > last_day(longest):
            longest = phase


def _overlap(earlier: Phase, later: Phase) -> Iterator[Problem]:
    free = shifted(last_day(earlier), 1)
    declared = later.overlap.after(later.start) if later.overlap else later.start
    if declared >= free:
        return
    days = (free - later.start).days
    yield Problem(
        later.at("start"),
        "{later} starts {start}, {days} before {earlier} and its buffer are over",
        key=earlier.id,
        related=[earlier.at("finish"), earlier.at("buffer"), later.at("overlap")],
        arithmetic="{earlier} and its buffer last until {last}",
        help="a start on {free} fits, or an overlap of {days}",
        later=later.id,
        start=later.start,
        days=in_days(days),
        earlier=earlier.id,
        last=last_day(earlier),
        free=free,
    )
