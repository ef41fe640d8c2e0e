"""How a risk is rated, and which risks are open."""

from decimal import Decimal

from opscheck import Percent, Plan, Risk


def rating(probability: Percent | None, impact: Decimal | None, scale: Decimal) -> Decimal | None:
    """Probability x impact / scale, from 0 to 1; None where one of the two is not given.

    An impact beyond the scale (a finding of risk/assessed) is rated as the end of the scale that it is beyond.
    """
    if probability is None or impact is None:
        return None
    return probability * min(max(impact, Decimal(0)), scale) / scale


def is_open(risk: Risk, plan: Plan) -> bool:
    """Whether the risk has been identified and not closed by the day that the plan is judged by."""
    identified = risk.identified is None or risk.identified <= plan.as_of
    return identified and (risk.closed is None or risk.closed > plan.as_of)


def stricter(own: Decimal | None, bound: Decimal) -> Decimal:
    """The plan's own bound where it is no looser than the rule's, else the rule's."""
    return bound if own is None else min(own, bound)
