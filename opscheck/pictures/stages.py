"""The money of each stage, and the band that the rules allow it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from opscheck.finding import Evidence, Message
from opscheck.pictures.places import LeftOut, Marks, Named, Places, few, named
from opscheck.plan import Plan
from opscheck.plan.budget import Reserve, Stage
from opscheck.plan.quantities import Band, Money, Percent, share

NO_STAGES = "the plan has no budget by stage"
NO_TOTAL = "what the stages take of the budget is not known"
NO_BOUNDS = "no rule limits what the stages and reserves take of the budget"
ALL_WITHIN = "all {count} shares that have a limit keep it; the tightest is {name} with {share}"
SOME_OUTSIDE = "of {count} shares that have a limit, {outside} outside it: {names}"
LACKS_AMOUNT = "no amount is given"
NO_SHARE = "the budget's total is absent or zero"

_WHOLE = Decimal(1)
_MOST = Decimal("1.5")


@dataclass(frozen=True, slots=True)
class Segment:
    """One stage of a kind, or one reserve: its share is part of the bar's."""

    name: str
    amount: Money
    share: Percent
    path: str
    marks: Marks


@dataclass(frozen=True, slots=True)
class Bar:
    """What the stages of one kind, or a reserve, take of the budget, and the bounds that rules set.

    ``low`` and ``high`` are None where there is no such bound, ``within`` where no rule bounds the share.
    """

    name: str
    is_reserve: bool
    amount: Money
    share: Percent
    low: Percent | None
    high: Percent | None
    within: bool | None
    segments: tuple[Segment, ...]
    path: str
    marks: Marks


@dataclass(frozen=True, slots=True)
class StageBudgets:
    """The stages by kind, then the reserves. The scale is from 0 % to ``top``; a share may be beyond it."""

    total: Money | None
    bars: tuple[Bar, ...]
    top: Percent
    left_out: tuple[LeftOut, ...]
    marks: Marks
    reading: Message


@dataclass(frozen=True, slots=True)
class _Part:
    """A stage or a reserve that has an amount."""

    kind: str
    name: str
    amount: Money
    path: str
    is_reserve: bool


def stage_budgets(plan: Plan, places: Places) -> StageBudgets:
    """The picture of the budget by stage."""
    total = plan.budget.total
    parts, left_out = _parts(plan, places)
    bars = []
    for together in _by_kind(parts):
        bar = _bar(together, total, places)
        if bar:
            bars.append(bar)
        else:
            left_out += [LeftOut(part.name, Message(NO_SHARE), part.path, places.marks(part.path)) for part in together]
    reading = _reading(bars) if parts else Message(NO_STAGES)
    marks = places.rest("budget.stages", "budget.total", "budget.reserves")
    return StageBudgets(total, tuple(bars), _top(bars), tuple(left_out), marks, reading)


def _parts(plan: Plan, places: Places) -> tuple[list[_Part], list[LeftOut]]:
    parts: list[_Part] = []
    left_out: list[LeftOut] = []
    for stage in named(plan.budget.stages, "budget.stages"):
        kind, name = stage.model.kind, stage.model.id
        _take(stage, kind, name, parts, left_out, places)
    for name in ("contingency", "management"):
        reserve: Reserve = getattr(plan.budget.reserves, name)
        if reserve.given:
            _take(Named(f"budget.reserves.{name}", reserve), name, name, parts, left_out, places)
    return parts, left_out


def _take(
    item: Named[Stage] | Named[Reserve],
    kind: str,
    name: str,
    parts: list[_Part],
    left_out: list[LeftOut],
    places: Places,
) -> None:
    if item.model.amount is None:
        left_out.append(LeftOut(name, Message(LACKS_AMOUNT), item.path, places.marks(item.path)))
    else:
        parts.append(_Part(kind, name, item.model.amount, item.path, isinstance(item.model, Reserve)))


def _by_kind(parts: Sequence[_Part]) -> Iterator[list[_Part]]:
    """The parts of each kind together, in the order of the plan."""
    kinds: dict[tuple[bool, str], list[_Part]] = {}
    for part in parts:
        kinds.setdefault((part.is_reserve, part.kind), []).append(part)
    yield from kinds.values()


def _bar(parts: Sequence[_Part], total: Money | None, places: Places) -> Bar | None:
    """None where nobody can tell which share of the budget it is."""
    measured = [entry for part in parts for entry in places.measured(f"{part.path}.amount") if _is_share(entry)]
    amount = Money(sum((part.amount for part in parts), Decimal(0)), parts[0].amount.currency)
    taken = measured[0].measure.value if measured and measured[0].measure is not None else _share(amount, total)
    if taken is None:
        return None
    low, high = _bounds(measured)
    return Bar(
        name=parts[0].kind,
        is_reserve=parts[0].is_reserve,
        amount=amount,
        share=taken,
        low=low,
        high=high,
        within=all(bool(entry.measure) for entry in measured) if measured else None,
        segments=tuple(
            Segment(part.name, part.amount, _portion(part.amount, amount, taken), part.path, places.marks(part.path))
            for part in parts
        ),
        path=parts[0].path,
        marks=places.marks(*(part.path for part in parts)),
    )


def _is_share(entry: Evidence) -> bool:
    return entry.measure is not None and isinstance(entry.measure.value, Percent)


def _bounds(measured: Sequence[Evidence]) -> tuple[Percent | None, Percent | None]:
    """The narrowest bounds that were measured against."""
    lows, highs = [], []
    for measure in (entry.measure for entry in measured):
        if measure is None:
            continue
        if isinstance(measure.bound, Band):
            lows.append(measure.bound.low)
            highs.append(measure.bound.high)
        else:
            (lows if measure.direction == "at-least" else highs).append(measure.bound)
    return max(lows, default=None), min(highs, default=None)


def _share(amount: Money, total: Money | None) -> Percent | None:
    return share(amount, total) if total is not None and total > 0 else None


def _portion(amount: Money, of: Money, taken: Percent) -> Percent:
    return Percent(taken * amount / of) if of else Percent(0)


def _top(bars: Sequence[Bar]) -> Percent:
    """The end of the scale: the next ten per cent after the largest share or bound, at most 150 %."""
    largest = max([end for bar in bars for end in (bar.share, bar.high or bar.low or Percent(0))], default=_WHOLE)
    tenths = (min(Decimal(largest), _MOST) * 10).to_integral_value("ROUND_FLOOR") + 1
    return Percent(min(tenths / 10, _MOST))


def _reading(bars: Sequence[Bar]) -> Message:
    bound = [bar for bar in bars if bar.within is not None]
    outside = [bar for bar in bound if not bar.within]
    if not bars:
        return Message(NO_TOTAL)
    if not bound:
        return Message(NO_BOUNDS)
    if outside:
        names = tuple(bar.name for bar in outside)
        return Message(SOME_OUTSIDE, {"outside": len(outside), "count": len(bound), "names": few(names)})
    nearest = min(bound, key=_room)
    return Message(ALL_WITHIN, {"count": len(bound), "name": nearest.name, "share": nearest.share})


def _room(bar: Bar) -> Decimal:
    """How far the share is from its nearer bound."""
    below = [bar.share - bar.low] if bar.low is not None else []
    above = [bar.high - bar.share] if bar.high is not None else []
    return min([*below, *above], default=_WHOLE)
