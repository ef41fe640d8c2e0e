"""Rules about all plans of a run: they compare what was gathered of each plan, or see all plans together."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from opscheck.engine import ConfiguredRule, PlanReport
from opscheck.engine.gathering import Everywhere, Kept, gather, read
from opscheck.engine.isolate import Failure, RuleLimits
from opscheck.engine.locate import Locator
from opscheck.engine.running import for_each
from opscheck.engine.verdicts import Verdict, Verdicts, verdict_of
from opscheck.merge import Loaded
from opscheck.plan import Plan
from opscheck.plan.base import At
from opscheck.plan.select import Path
from opscheck.rule import Fact, Facts, gathers, order_of
from opscheck.sorting import Sorted
from opscheck.source import Span

if TYPE_CHECKING:
    from opscheck.extensions import Section


def check_portfolio(
    checked: Sequence[tuple[Loaded, PlanReport]],
    rules: Sequence[ConfiguredRule],
    limits: RuleLimits = RuleLimits(),  # noqa: B008 - a tuple
    sections: Sequence["Section"] = (),
) -> list[PlanReport]:
    """The reports with what the portfolio's rules found, each finding in the report of the plan where it stands.

    Plans that cannot be read, or that have no id, are left out. Never raises for anything that a rule does.
    """
    gathering = Gathering(rules, limits)
    looking = [configured for configured in rules if not gathers(configured.rule)]
    plans: list[_Placed] = []
    for index, (loaded, report) in enumerate(checked):
        if found := read(loaded, report, sections, limits):
            gathering.add(index, report.plan, gather(rules, *found, limits))
            plans += [_Placed(index, report.plan, *found)] if looking else []
    verdicts = _in_order(rules, [*gathering.results().each, *_of_whole_plans(looking, plans, limits)])
    return [verdicts.amended(report, index) for index, (_, report) in enumerate(checked)]


def _in_order(rules: Sequence[ConfiguredRule], verdicts: Sequence[Verdict]) -> Verdicts:
    of = {verdict.rule: verdict for verdict in verdicts}
    return Verdicts(tuple(of[configured.rule.id] for configured in rules if configured.rule.id in of))


class Gathering:
    """Collects what the rules that gather have kept of the plans, one plan after the other, and lets them compare it.

    Up to ``most`` facts are in memory, whatever the number of plans.
    """

    def __init__(
        self,
        rules: Sequence[ConfiguredRule],
        limits: RuleLimits = RuleLimits(),  # noqa: B008 - a tuple
        most: int = 20_000,
    ) -> None:
        self._rules = [configured for configured in rules if gathers(configured.rule)]
        self._limits = limits
        each = most // max(1, len(self._rules))
        self._facts: dict[str, Sorted[Fact]] = {
            configured.rule.id: Sorted(order_of, each) for configured in self._rules
        }
        self._failed: dict[str, Failure] = {}
        self._plans = 0

    def add(self, index: int, plan: str | None, kept: Kept) -> None:
        """What was kept of the plan with an index and an id: of one after the other, in the order of the indices."""
        self._plans += 1
        for rule, facts in kept.items():
            if isinstance(facts, Failure):
                self._failed.setdefault(rule, facts)
                self._facts[rule] = Sorted(order_of)  # what it has kept of other plans is no use any more
            elif rule not in self._failed:
                for fact in facts:
                    place: Any = fact.at
                    self._facts[rule].add(fact._replace(at=place._replace(order=index, plan=plan), plan=index))

    def results(self) -> Verdicts:
        """What the rules say. Never raises for anything that a rule does."""
        sound = [configured for configured in self._rules if configured.rule.id not in self._failed]
        said = for_each(sound, self._compared, self._limits)
        failed = [Verdict(rule, failure=failure) for rule, failure in self._failed.items()]
        return _in_order(self._rules, [*map(_verdict, said), *failed])

    def _compared(self, configured: ConfiguredRule) -> Verdict:
        rule: Any = configured.rule
        facts = Facts(self._facts[rule.id], self._plans)
        return verdict_of(configured, lambda: rule.compare(facts), Everywhere())


def _verdict(said: tuple[ConfiguredRule, Verdict | Failure]) -> Verdict:
    configured, result = said
    return Verdict(configured.rule.id, failure=result) if isinstance(result, Failure) else result


# --- rules that see the plans themselves


class _Placed(NamedTuple):
    """A plan with its place in the run."""

    order: int
    id: str | None
    plan: Plan
    locator: Locator


def _of_whole_plans(rules: Sequence[ConfiguredRule], plans: Sequence[_Placed], limits: RuleLimits) -> Iterator[Verdict]:
    places = _Places(plans)
    seen = tuple(placed.plan for placed in plans)

    def judged(configured: ConfiguredRule) -> Verdict:
        return verdict_of(configured, lambda: configured.rule.check(seen), places)

    return map(_verdict, for_each(rules, judged, limits))


class _Places:
    """Finds the plan that a place belongs to."""

    def __init__(self, plans: Sequence[_Placed]) -> None:
        self._plans = plans

    def _of(self, at: At) -> _Placed:
        for placed in self._plans:
            if at.owner is placed.plan or placed.locator.knows(at):
                return placed
        raise TypeError("a place is in none of the plans")

    def plan_of(self, at: At) -> tuple[int, str | None]:
        placed = self._of(at)
        return placed.order, placed.id

    def span_at(self, at: At, key: str | None = None) -> Span:
        return self._of(at).locator.span_at(at, key)

    def logical_at(self, at: At) -> str:
        return self._of(at).locator.logical_at(at)

    def refs_at(self, at: At) -> tuple[str, ...]:
        return self._of(at).locator.refs_at(at)

    def data_path(self, at: At) -> Path:
        return self._of(at).locator.data_path(at)
