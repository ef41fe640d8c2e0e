"""Shares of tasks or links: the form that most of the fourteen points have."""

from collections.abc import Sequence
from typing import Any

from opscheck import At, Percent, Plan, Result, at_least, at_most, share, verdict

MOST_RELATED = 100  # more places than anybody follows; the count says how many there are
_ARITHMETIC = "{count} / {total} = {share}"


def at_most_a_share(
    plan: Plan, part: Sequence[At], total: int, maximum: Percent, what: str, good: str, bad: str, **values: Any
) -> Result:
    """Whether ``part``, the places of what counts against the schedule, is at most a share of ``total`` (above zero).

    ``what`` names what is measured. The templates may speak of {count}, {total}, {share} and {maximum}.
    """
    found = share(len(part), total)
    return verdict(
        at_most(what, found, maximum),
        plan.at("tasks"),
        good,
        bad,
        related=part[:MOST_RELATED],
        arithmetic=_ARITHMETIC,
        count=len(part),
        total=total,
        share=found,
        maximum=maximum,
        **values,
    )


def at_least_a_share(
    plan: Plan, rest: Sequence[At], total: int, minimum: Percent, what: str, good: str, bad: str, **values: Any
) -> Result:
    """Whether all but ``rest``, the places of what counts against the schedule, is at least a share of ``total``."""
    found = share(total - len(rest), total)
    return verdict(
        at_least(what, found, minimum),
        plan.at("tasks"),
        good,
        bad,
        related=rest[:MOST_RELATED],
        arithmetic=_ARITHMETIC,
        count=total - len(rest),
        total=total,
        share=found,
        minimum=minimum,
        **values,
    )
