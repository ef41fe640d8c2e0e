"""Which side of a threshold a value is on."""

from decimal import Decimal

from opscheck import Percent


def comparable(value: Decimal, other: Decimal) -> bool:
    """Whether two values are in one unit: a bare number above 1 beside a percentage could be read in two ways."""
    if isinstance(value, Percent) == isinstance(other, Percent):
        return True
    bare = other if isinstance(value, Percent) else value
    return abs(bare) <= 1


def fails(value: Decimal, bound: Decimal, direction: str) -> bool:
    """Whether the value is beyond the bound: below it where higher is better (``up``), else above it."""
    return value < bound if direction == "up" else value > bound
