from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Context, Decimal
from itertools import islice, pairwise
from typing import NamedTuple

from opscheck import At, Fact, Facts, NotApplicable, Pass, Percent, Plan, Problem, Results, by_id, parameter
from opscheck_portfolio.across import AcrossPlans, is_running, time_of

_EXACT = Context(prec=1000)
_WHEN = {
    (True, True): "{person} is allocated {sum} from {first} to {last}, more than {maximum}",
    (True, False): "{person} is allocated {sum} from {first} on, more than {maximum}",
    (False, True): "{person} is allocated {sum} until {last}, more than {maximum}",
    (False, False): "{person} is allocated {sum}, more than {maximum}",
}

_MOST_SHARES = 1_000  # that are shown of one person: more than anybody reads


class Allocation(
    AcrossPlans,
    id="portfolio/allocation",
    severity="error",
    scope="portfolio",
):
    """Nobody is allocated to several plans beyond their whole working time.

    One id is one person in all plans. A share counts on each day from the plan's start to its finish, within the
    person's `from` and `until`; closed plans no longer take anybody's time. People whom several plans have from one
    fragment give that share to each of these plans. Each time without a break in which somebody is allocated too much
    is one finding, which speaks of the days on which it is worst.

    Why: each plan looks sound by itself, and all of them wait for the same person.

    Good:
        plan: {id: shops, start: 2026-01-05, finish: 2026-06-30}
        organization: {people: [{id: chen-yu, allocation: 80%}, {id: lin-mei, allocation: 60%}]}
        ---
        plan: {id: web, start: 2026-04-01, finish: 2026-12-31}
        organization: {people: [{id: chen-yu, allocation: 70%, from: 2026-07-01}, {id: lin-mei, allocation: 40%}]}
        ---
        plan: {id: past, status: closed, start: 2026-01-05, finish: 2026-12-31}
        organization: {people: [{id: chen-yu, allocation: 100%}]}
    Good:
        plan: {id: shops}
        ---
        plan: {id: web}
    Bad:
        plan: {id: shops, start: 2026-01-05, finish: 2026-06-30}
        organization: {people: [{id: chen-yu, allocation: 80%}]}
        ---
        plan: {id: web, start: 2026-04-01, finish: 2026-12-31}
        organization:
          people:
            - id: chen-yu
              allocation: 40%  # <- chen-yu is allocated 120 % from 2026-04-01 to 2026-06-30, more than 100 %
    Bad:
        plan: {id: shops}
        organization: {people: [{id: chen-yu, allocation: 80%}]}
        ---
        plan: {id: web}
        organization: {people: [{id: chen-yu, allocation: 21%}]}  # <- chen-yu is allocated 101 %, more than 100 %
    """

    maximum: Percent = parameter(
        Percent("100%"),
        "the most of their working time that anybody is allocated",
        ours="nobody has more working time than all of it",
    )

    def gather(self, plan: Plan) -> Iterator[Fact]:
        start, finish = time_of(plan)
        for person in by_id(plan.organization.people).values() if is_running(plan) else ():
            first, last = max(start, person.start_date or start), min(finish, person.until or finish)
            if person.allocation is not None and person.allocation > 0 and first <= last:
                value = (plan.header.id, person.allocation, first.toordinal(), last.toordinal())
                yield Fact(person.id, person.at("allocation"), value)

    def judge(self, facts: Facts) -> Results:
        people = 0
        too_much = False
        for person, given in facts:
            if len(given) > 1:
                people += 1
                for peak in _too_much(_shares(given), self.maximum):
                    too_much = True
                    yield _problem(str(person), peak, given, self.maximum)
        if not people:
            yield NotApplicable(None, "nobody is allocated to two plans")
        elif not too_much:
            message = "people in several plans: {count}, none allocated more than {maximum}"
            yield Pass(None, message, count=people, maximum=self.maximum)


class _Share(NamedTuple):
    """What a person gives to one plan; days as ordinals, both included."""

    at: At
    plan: str
    allocation: Percent
    first: int
    last: int


def _shares(given: Iterable[Fact]) -> Iterator[_Share]:
    return (_Share(fact.at, *fact.value) for fact in given)


class _Peak(NamedTuple):
    """The days, as ordinals, on which the sum is largest."""

    total: Percent
    first: int
    last: int


def _too_much(shares: Iterable[_Share], maximum: Percent) -> Iterator[_Peak]:
    """The worst days of each time without a break in which the shares are together more than the maximum."""
    worst: _Peak | None = None
    for peak in _stretches(shares):
        if peak.total <= maximum:
            if worst:
                yield worst
            worst = None
        elif worst is None or peak.total > worst.total:
            worst = peak


def _stretches(shares: Iterable[_Share]) -> Iterator[_Peak]:
    """All times between days on which a share begins or ends, in order; in the last of them there is none any more."""
    changes: dict[int, Percent] = defaultdict(lambda: Percent(0))
    for share in shares:
        changes[share.first] = Percent(_EXACT.add(changes[share.first], share.allocation))
        changes[share.last + 1] = Percent(_EXACT.subtract(changes[share.last + 1], share.allocation))
    total = Percent(0)
    days = sorted(changes)
    for day, following in pairwise([*days, days[-1] + 1]):
        total = Percent(_EXACT.add(total, changes[day]))
        yield _Peak(total, day, following - 1)


def _problem(person: str, peak: _Peak, given: Iterable[Fact], maximum: Percent) -> Problem:
    at_the_peak = (share for share in _shares(given) if share.first <= peak.first and peak.last <= share.last)
    shares = list(islice(at_the_peak, _MOST_SHARES))
    shares += deque(at_the_peak, maxlen=1)
    found, others = shares[-1], shares[:-1]
    first, last = date.fromordinal(peak.first), date.fromordinal(peak.last)
    rest = _EXACT.subtract(peak.total, found.allocation)
    return Problem(
        found.at,
        _WHEN[first > date.min, last < date.max],
        key=first.isoformat(),
        related=[share.at for share in others],
        arithmetic="{shares} in {plans} add up to {sum}",
        help="at most {left} is left for {plan} in that time",
        person=person,
        sum=peak.total,
        first=first,
        last=last,
        maximum=maximum,
        shares=tuple(share.allocation for share in shares),
        plans=tuple(share.plan for share in shares),
        left=Percent(max(_EXACT.subtract(maximum, rest), Decimal(0))),
        plan=found.plan,
    )
