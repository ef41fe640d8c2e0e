"""Effects in absolute terms: the level that a KPI is to reach, in whatever unit it is measured."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from opscheck import Kpi, Percent, Period, Problem, Result, at_least, at_most, lacking, verdict

_MS_PER_DAY = 86_400_000
_CONTRARY = {
    "up": "{kpi} is to rise, and its direction says that lower is better",
    "down": "{kpi} is to fall, and its direction says that higher is better",
}


class Scale(NamedTuple):
    """The units in which a KPI may be measured, with what one of them counts, and which direction is better."""

    units: Mapping[str, int]
    direction: str = "up"


SHARE = Scale({"percent": 1, "ratio": 1})
POINTS = Scale({"points": 1, "index": 1, "percent": 100, "ratio": 100})
COUNT = Scale({"count": 1})
_DURATION = Scale({"hours": _MS_PER_DAY // 24, "days": _MS_PER_DAY, "ms": 1}, "down")


def reaches(kpi: Kpi, minimum: Decimal, scale: Scale) -> Result:
    """Whether the target of a KPI, which it has, is at least ``minimum`` on a scale."""
    problem = _not_comparable(kpi, minimum, scale)
    if problem:
        return problem
    target = kpi.target * scale.units[_unit(kpi)]
    reached = Percent(target) if isinstance(minimum, Percent) else Decimal(target)
    return verdict(
        at_least("target of {kpi}", reached, minimum),
        kpi.at("target"),
        "{kpi} is to reach {reached}, at least {minimum}",
        "{kpi} is to reach {reached}, less than {minimum}",
        help="at least {minimum} fits",
        kpi=kpi.id,
        reached=reached,
        minimum=minimum,
    )


def takes_at_most(kpi: Kpi, maximum: Period) -> Result:
    """Whether the target of a KPI, which it has, is a time of at most ``maximum``."""
    problem = _not_comparable(kpi, maximum, _DURATION)
    if problem:
        return problem
    return verdict(
        at_most("target of {kpi}", kpi.target, maximum.average_days * _MS_PER_DAY / _DURATION.units[_unit(kpi)]),
        kpi.at("target"),
        "{kpi} is to take {target} {unit}, at most {maximum}",
        "{kpi} is to take {target} {unit}, longer than {maximum}",
        help="at most {maximum} fits",
        kpi=kpi.id,
        target=kpi.target,
        unit=kpi.unit,
        maximum=maximum,
    )


def contrary(kpi: Kpi, wanted: str) -> Problem:
    """The KPI says that the other direction is the better one, so that its target aims away from what is asked for."""
    help_ = "direction: {wanted}"
    return Problem(kpi.at("direction"), _CONTRARY[wanted], help=help_, kpi=kpi.id, wanted=wanted)


def _unit(kpi: Kpi) -> str | None:
    return kpi.unit or ("percent" if isinstance(kpi.target, Percent) else None)


def _not_comparable(kpi: Kpi, level: Decimal | Period, scale: Scale) -> Problem | None:
    """What is wrong with a KPI whose target says nothing about a level on this scale."""
    unit = _unit(kpi)
    if unit is None:
        return lacking(kpi, "unit")
    if unit not in scale.units:
        return Problem(
            kpi.at("unit"),
            "{kpi} is measured in {unit}, which cannot be compared with {level}",
            help="measure it in one of {units}",
            kpi=kpi.id,
            unit=unit,
            level=level,
            units=tuple(scale.units),
        )
    return contrary(kpi, scale.direction) if kpi.direction not in (None, scale.direction) else None
