"""Exact arithmetic with money."""

from collections.abc import Iterable
from decimal import Context, Decimal

from opscheck import Money, Percent

_EXACT = Context(prec=1000)


def total(amounts: Iterable[Money]) -> Money:
    """The exact sum, in the currency of the amounts."""
    added, currency = Decimal(0), None
    for amount in amounts:
        added, currency = _EXACT.add(added, amount), amount.currency
    return Money(added, currency)


def difference(amount: Money, other: Money) -> Money:
    """How much more ``amount`` is than ``other``, exactly."""
    return Money(_EXACT.subtract(amount, other), amount.currency)


def portion(percent: Percent, amount: Money) -> Money:
    """A percentage of an amount, exactly; in the minor unit where that is exact."""
    product = Money(_EXACT.multiply(percent, amount), amount.currency)
    rounded = product.rounded()
    return rounded if rounded == product else product


def rounded_up(amount: Money) -> Money:
    """The smallest amount in the minor unit of its currency that is no less."""
    rounded = amount.rounded()
    unit = Decimal(1).scaleb(int(rounded.as_tuple().exponent))
    return rounded if rounded >= amount else Money(_EXACT.add(rounded, unit), amount.currency)
