from collections.abc import Iterator, Sequence
from typing import NamedTuple

from opscheck import NotApplicable, Pass, Plan, Problem, Reserve, Results
from opscheck_portfolio.across import AcrossPlans, at_one_time, running

_NAMES = ("contingency", "management")


class SharedReserve(AcrossPlans, id="portfolio/shared-reserve", severity="warning", scope="portfolio"):
    """No reserve is counted in the budgets of two plans.

    Two reserves are taken for one where they agree in everything: the amount with its currency, a holder, the method,
    the confidence and the evidence. That is so where two plans have it from one fragment. Only plans that run at the
    same time and are not closed are compared. Two reserves that are alike by chance are told apart by what is said of
    them, such as `refs` to the decision by which each was granted.

    Why: money that two plans count on is spent by the first one that needs it.

    Good:
        plan: {id: shops, currency: CNY}
        budget: {reserves: {contingency: {amount: 450000, holder: chen-yu, refs: [decisions/2025-14.md]}}}
        ---
        plan: {id: web, currency: CNY}
        budget: {reserves: {contingency: {amount: 450000, holder: chen-yu, refs: [decisions/2025-15.md]}}}
    Good:
        plan: {id: shops}
        ---
        plan: {id: web}
    Bad:
        plan: {id: shops, currency: CNY}
        budget: {reserves: {contingency: {amount: 450000, holder: chen-yu, method: expected-value}}}
        ---
        plan: {id: web, currency: CNY}
        budget:
          reserves:
            contingency:
              amount: 450000  # <- the contingency reserve of 450 000.00, held by chen-yu, is counted in shops, too
              holder: chen-yu
              method: expected-value
    """

    def compare(self, plans: Sequence[Plan]) -> Results:
        held: dict[tuple[object, ...], list[_Held]] = {}
        twice = False
        for reserve in _reserves(running(plans)):
            alike = held.setdefault(reserve.key, [])
            other = next((one for one in alike if at_one_time(one.plan, reserve.plan)), None)
            alike.append(reserve)
            if other is not None:
                twice = True
                yield _problem(reserve, other)
        if not held:
            yield NotApplicable(None, "no plan has a reserve with a holder")
        elif not twice:
            yield Pass(None, "no two reserves are one")


class _Held(NamedTuple):
    """A reserve that somebody holds for a plan."""

    plan: Plan
    name: str
    reserve: Reserve

    @property
    def key(self) -> tuple[object, ...]:
        """What two reserves that are one have in common."""
        reserve = self.reserve
        said = (reserve.amount, reserve.holder, reserve.method, reserve.confidence, reserve.refs)
        return (self.plan.header.currency, self.name, *said)


def _reserves(plans: Sequence[Plan]) -> Iterator[_Held]:
    for plan in plans:
        for name in _NAMES:
            reserve = plan.budget.reserves.get(name)
            if reserve.amount and reserve.holder:
                yield _Held(plan, name, reserve)


def _problem(reserve: _Held, other: _Held) -> Problem:
    return Problem(
        reserve.reserve.at("amount"),
        "the {reserve} reserve of {amount}, held by {holder}, is counted in {plan}, too",
        key=other.plan.header.id,
        related=[other.reserve.at("amount")],
        help="divide it between the plans, or say in refs what tells the two reserves apart",
        reserve=reserve.name,
        amount=reserve.reserve.amount,
        holder=reserve.reserve.holder,
        plan=other.plan.header.id,
    )
