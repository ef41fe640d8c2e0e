"""What the rules about all plans keep of each of them: facts, so that no plan has to stay in memory."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from opscheck.engine import ConfiguredRule, PlanReport, read_sections
from opscheck.engine.isolate import Failure, RuleLimits, failure_of
from opscheck.engine.locate import Located, Locator
from opscheck.engine.running import for_each
from opscheck.merge import Loaded
from opscheck.plan import Plan
from opscheck.plan.base import At, Model
from opscheck.plan.build import build
from opscheck.plan.select import Path
from opscheck.rule import Fact, gathers, heard
from opscheck.source import Span

if TYPE_CHECKING:
    from opscheck.extensions import Section

Kept: TypeAlias = Mapping[str, Sequence[Fact] | Failure]
"""By the id of each rule, its facts about one plan, whose places are ``Located``; or why there are none. It pickles."""


def read(
    loaded: Loaded, report: PlanReport, sections: Sequence["Section"], limits: RuleLimits
) -> tuple[Plan, Locator] | None:
    """The plan as the rules about all plans see it; None for one that cannot be read or has no id."""
    if report.plan is None:
        return None
    built = build(loaded.data)
    read_sections(built, loaded, sections, limits)  # what fails has been reported for the plan by itself
    return (built.plan.judged(report.as_of), Locator(loaded, built)) if built.plan is not None else None


def gather(
    rules: Sequence[ConfiguredRule],
    plan: Plan,
    locator: Locator,
    limits: RuleLimits = RuleLimits(),  # noqa: B008 - a tuple
) -> Kept:
    """What the rules that gather keep of a plan. Never raises for anything that a rule does."""
    gathering = [configured for configured in rules if gathers(configured.rule)]
    found = for_each(gathering, lambda configured: _gathered(configured, plan, locator), limits)
    return {configured.rule.id: facts for configured, facts in found}


def _gathered(configured: ConfiguredRule, plan: Plan, locator: Locator) -> Sequence[Fact] | Failure:
    rule: Any = configured.rule
    try:
        return list(_located(heard(rule.gather(plan), "gather"), locator))
    except (Exception, SystemExit) as error:  # noqa: BLE001 - the isolation boundary: a rule may fail in any way
        return failure_of(error)


def _located(facts: Iterable[Fact], locator: Locator) -> Iterator[Fact]:
    """The facts with places that outlive the plan. Raises TypeError for what nobody could compare or keep."""
    places: dict[tuple[int, Path], Located] = {}
    for fact in facts:
        _refuse_nonsense(fact)
        where = id(fact.at.owner), fact.at.steps
        place = places[where] = places.get(where) or locator.located(fact.at)
        yield Fact(fact.key, cast(At, place), fact.value, fact.plan)  # to a rule one is as good as the other


def _refuse_nonsense(fact: object) -> None:
    if not isinstance(fact, Fact) or not isinstance(fact.at, At):
        raise TypeError(f"gather() yielded {fact!r}, which is no Fact with a place")
    if not isinstance(fact.key, str) and not (isinstance(fact.key, tuple) and all(map(_is_text, fact.key))):
        raise TypeError(f"the key of a fact is {fact.key!r}, which is neither a text nor a tuple of texts")
    if isinstance(fact.value, _OF_A_PLAN):
        raise TypeError(f"the value of a fact is a {type(fact.value).__name__}, which would keep the whole plan")


_OF_A_PLAN = (Model, At)


def _is_text(part: object) -> bool:
    return isinstance(part, str)


class Everywhere:
    """Knows of each place of a fact what there was to know while its plan was at hand: the ``Places`` of ``compare``.

    A place stands for itself alone: a key below it cannot be asked for any more.
    """

    def span_at(self, at: object, key: str | None = None) -> Span:
        return _place(at).span

    def logical_at(self, at: object) -> str:
        return _place(at).logical

    def refs_at(self, at: object) -> tuple[str, ...]:
        return _place(at).refs

    def data_path(self, at: object) -> Path:
        return _place(at).data

    def plan_of(self, at: object) -> tuple[int, str | None]:
        place = _place(at)
        return place.order, place.plan


def _place(at: object) -> Located:
    if not isinstance(at, Located):
        raise TypeError("a place is that of no fact")
    return at
