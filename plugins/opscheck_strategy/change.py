"""Effects in relative terms: by how much a KPI is to rise or fall from its baseline."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from typing import Any

from opscheck import Kpi, Pass, Percent, Problem, Result, at_least, lacking, share, verdict
from opscheck_strategy.level import contrary

_TIMES = ("ms", "hours", "days")
_EXACT = Context(prec=1000)
_MOST_DECIMALS = 4
_SAYS = {
    "up": (
        "{kpi} is to rise by {change}, at least {least}",
        "{kpi} is to rise by {change}, less than {least}",
        "{kpi} is to fall by {change}, and not to rise by {least}",
        "{bound} or more fits",
    ),
    "down": (
        "{kpi} is to fall by {change}, at least {least}",
        "{kpi} is to fall by {change}, less than {least}",
        "{kpi} is to rise by {change}, and not to fall by {least}",
        "{bound} or less fits",
    ),
}
_FROM_ZERO = {
    "up": ("{kpi} is to rise from 0 to {target}", "{kpi} is to go from 0 to {target}, and not to rise"),
    "down": ("{kpi} is to fall from 0 to {target}", "{kpi} is to go from 0 to {target}, and not to fall"),
}


def changes_by(kpi: Kpi, floor: Percent) -> Result:
    """Whether a KPI that has a target is to rise by ``floor`` or more; where it is negative, to fall by so much.

    The change is a part of the baseline's size, so that a loss that becomes a gain is a rise. Of a baseline of zero no
    part can be named: there any change in the right direction will do.
    """
    wanted = "down" if floor.is_signed() else "up"
    if kpi.baseline is None:
        return lacking(kpi, "baseline")
    if kpi.direction not in (None, wanted):
        return contrary(kpi, wanted)
    sign = -1 if wanted == "down" else 1
    gained = sign * (kpi.target - kpi.baseline)
    if kpi.baseline == 0:
        good, bad = _FROM_ZERO[wanted]
        return verdict(gained > 0, kpi.at("target"), good, bad, kpi=kpi.id, target=kpi.target)
    least, size = abs(floor), abs(kpi.baseline)
    return _compared(
        kpi,
        wanted,
        share(gained, size),
        Percent(least),
        bound=_rounded(kpi.baseline + sign * least * size, wanted, kpi),
        arithmetic="({target} - {baseline}) / {size} = {signed}",
        size=type(kpi.baseline)(size),
        signed=share(sign * gained, size),
    )


def speeds_up_by(kpi: Kpi, floor: Percent) -> Result:
    """Whether a speed is to rise by ``floor``; one that is measured as a time is to fall to what is so much faster."""
    if kpi.unit not in _TIMES:
        return changes_by(kpi, floor)
    if kpi.baseline is None:
        return lacking(kpi, "baseline")
    if kpi.direction == "up":
        return contrary(kpi, "down")
    if kpi.target <= 0 or kpi.baseline <= 0:
        template = "{kpi} is to go from {baseline} to {target} {unit}, of which no speed can be told"
        values = {"kpi": kpi.id, "baseline": kpi.baseline, "target": kpi.target, "unit": kpi.unit}
        return Problem(kpi.at("target"), template, **values)
    faster = share(kpi.baseline - kpi.target, kpi.target)
    bound = _rounded(kpi.baseline / (1 + max(floor, Percent(0))), "down", kpi)  # no ruleset can make it divide by 0
    arithmetic = "{baseline} / {target} - 1 = {signed}"
    return _compared(kpi, "up", faster, floor, bound=bound, arithmetic=arithmetic, signed=faster, fits=_SAYS["down"][3])


def _compared(
    kpi: Kpi, wanted: str, gained: Percent, least: Percent, *, arithmetic: str, fits: str = "", **values: Any
) -> Result:
    good, too_little, wrong_way, target_fits = _SAYS[wanted]
    changed = at_least("change of {kpi}", gained, least)
    values |= {"kpi": kpi.id, "change": Percent(abs(gained)), "least": least, "measure": changed}
    at = kpi.at("target")
    if changed:
        return Pass(at, good, **values)
    return Problem(
        at,
        wrong_way if gained < 0 else too_little,
        related=[kpi.at("baseline")],
        arithmetic=arithmetic,
        help=fits or target_fits,
        baseline=kpi.baseline,
        target=kpi.target,
        **values,
    )


def _rounded(bound: Decimal, wanted: str, kpi: Kpi) -> Decimal:
    """A bound as it could be written into the plan: with the baseline's decimals, and more only where it takes them."""
    if _decimals(bound) > _MOST_DECIMALS:
        rounding = ROUND_CEILING if wanted == "up" else ROUND_FLOOR
        bound = bound.quantize(Decimal(1).scaleb(-_MOST_DECIMALS), rounding, _EXACT)
    decimals = max(_decimals(_EXACT.normalize(bound)), _decimals(kpi.baseline))
    bound = bound.quantize(Decimal(1).scaleb(-decimals), None, _EXACT)
    return Percent(bound) if isinstance(kpi.baseline, Percent) else bound


def _decimals(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
