from collections.abc import Iterator
from decimal import Context, Decimal
from typing import NamedTuple

from opscheck import At, Fact, Facts, Money, NotApplicable, Pass, Plan, Problem, Reserve, Results
from opscheck_portfolio.across import AcrossPlans, Time, Times, is_running, time_of

_NAMES = ("contingency", "management")
_EXACT = Context(prec=1000)


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

    def gather(self, plan: Plan) -> Iterator[Fact]:
        for name in _NAMES if is_running(plan) else ():
            reserve = plan.budget.reserves.get(name)
            if reserve.amount and reserve.holder:
                value = (name, reserve.amount, reserve.holder, plan.header.id, time_of(plan))
                yield Fact(_identity(plan, name, reserve), reserve.at("amount"), value)

    def judge(self, facts: Facts) -> Results:
        held = twice = False
        for _, alike in facts:
            held = True
            earlier: Times[_Held] = Times()
            for reserve in (_Held(fact.at, *fact.value) for fact in alike):
                other = earlier.first_with(reserve.time)
                earlier.add(reserve.time, reserve)
                if other is not None:
                    twice = True
                    yield _problem(reserve, other)
        if not held:
            yield NotApplicable(None, "no plan has a reserve with a holder")
        elif not twice:
            yield Pass(None, "no two reserves are one")


class _Held(NamedTuple):
    """A reserve that somebody holds for a plan."""

    at: At
    name: str
    amount: Money
    holder: str
    plan: str
    time: Time


def _identity(plan: Plan, name: str, reserve: Reserve) -> tuple[str, ...]:
    """What two reserves that are one have in common."""
    amount, confidence = _plain(reserve.amount), _plain(reserve.confidence)
    said = (plan.header.currency or "", name, amount, reserve.holder or "", reserve.method or "", confidence)
    return (*said, *reserve.refs)


def _plain(number: Decimal | None) -> str:
    """A number as text, the same one however many zeros it is written with."""
    return "" if number is None else str(_EXACT.normalize(_EXACT.plus(number)))


def _problem(reserve: _Held, other: _Held) -> Problem:
    return Problem(
        reserve.at,
        "the {reserve} reserve of {amount}, held by {holder}, is counted in {plan}, too",
        key=other.plan,
        related=[other.at],
        help="divide it between the plans, or say in refs what tells the two reserves apart",
        reserve=reserve.name,
        amount=reserve.amount,
        holder=reserve.holder,
        plan=other.plan,
    )
