"""Ids: declared once, and declared at all where something refers to them."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from itertools import islice
from typing import Any, NamedTuple, cast

from opscheck.meant import closest
from opscheck.plan import Plan
from opscheck.plan.base import At, Item, Model
from opscheck.plan.data import value_at
from opscheck.plan.mentions import Mention, marked
from opscheck.plan.quantities import Percent
from opscheck.plan.select import ANY, Path, Step, parse_pattern
from opscheck.plan.shape import model_at
from opscheck.plan.types import Party, Ref
from opscheck.plan.unreadable import Unreadable


class PlanProblem(NamedTuple):
    """Something that opscheck itself finds wrong with a plan that can be read."""

    rule: str
    at: At
    template: str
    values: dict[str, Any]
    related: At | None = None
    help: str | None = None
    meant: str | None = None
    """The value that was probably meant."""


DUPLICATE = "{id} is the id of two {section}"
MOST_PROBLEMS = 1000  # of a kind: a hostile plan may not drown the run
MOST_MEANT = 20  # of them have a did-you-mean, which takes a search
UNKNOWN = "{id} is not one of the plan's {section}"
UNKNOWN_MEANT = "{id} is not one of the plan's {section}: did you mean {meant}?"
PERCENT_READING = (
    "{name} is measured in percent, and a bare {value} could be read in two ways: write {percent} or {ratio}"
)
OTHER_READING = "{name} is measured in {unit}, so a percentage cannot be read"

# Unique within each of these; a stage's lines are referred to without their stage, a pilot's experiments without it.
SECTIONS = (
    "context.problems[*]",
    "objectives[*]",
    "budget.stages[*]",
    "budget.stages[*].lines[*]",
    "organization.departments[*]",
    "organization.people[*]",
    "organization.roles[*]",
    "governance.meetings[*]",
    "governance.partners[*]",
    "tools[*]",
    "data.dashboards[*]",
    "kpis[*]",
    "phases[*]",
    "phases[*].experiments[*]",
    "deliverables[*]",
    "tasks[*]",
    "risks[*]",
    "contingency_plans[*]",
    "indicators[*]",
    "drills[*]",
)


def id_problems(plan: Plan, unreadable: Unreadable, data: Any) -> Iterator[PlanProblem]:
    """Everything that is wrong with the plan's ids. ``unreadable`` are the paths of ``data`` that the plan lacks."""
    models = [part.model for part in plan.parts]
    sections = declared(models)
    for section, items in sections.items():
        yield from islice(_duplicates(section, items), MOST_PROBLEMS)
    known = {section: {item.id for item in items} for section, items in sections.items()}
    named = (mention for _, found in plan.mentions for mention in found if mention.section in known)
    unknown = (mention for mention in named if mention.id not in known[mention.section or ""])
    lost = _LostIds(unreadable, data)
    found = (mention for mention in islice(unknown, MOST_PROBLEMS) if not lost.may_be(mention))
    for count, mention in enumerate(found):
        yield _unknown(mention, known[mention.section or ""] if count < MOST_MEANT else ())
    yield from _misread(plan)


def declared(models: Iterable[Model]) -> dict[str, list[Item]]:
    """The items of each section that has any, in the order of the models."""
    declared: dict[str, list[Item]] = {}
    for model in models:
        section = _section_of(type(model))
        if section:
            declared.setdefault(section, []).append(cast(Item, model))
    return declared


@cache
def _section_of(model: type[Model]) -> str | None:
    """The section whose items are of this model."""
    if not issubclass(model, Item):
        return None
    return next((section for section in SECTIONS if model_at(_keys(section)) is model), None)


def _keys(section: str) -> tuple[Step, ...]:
    return tuple(step for step in parse_pattern(section) if step != ANY)


class _LostIds:
    """The ids of items that could not be read: naming one of them is no error of its own."""

    def __init__(self, unreadable: Unreadable, data: Any) -> None:
        self._unreadable = unreadable
        self._data = data
        self._ids: dict[str, list[str] | None] = {}

    def may_be(self, mention: Mention) -> bool:
        """Whether the mention may name a lost item: it is spelt much like one, or there is one whose id is unknown."""
        section = mention.section or ""
        if section not in self._ids:
            self._ids[section] = self._ids_in(parse_pattern(section))
        ids = self._ids[section]
        return ids is None or mention.id in ids or closest(mention.id, ids[:MOST_MEANT]) is not None

    def _ids_in(self, pattern: tuple[Step, ...]) -> list[str] | None:
        ids = []
        for path in self._unreadable.within(pattern):
            item = value_at(self._data, path)
            id_ = item.get("id") if isinstance(item, dict) else item
            if len(path) < len(pattern) or not isinstance(id_, str):
                return None
            ids.append(id_)
        return ids


def _name(section: str) -> str:
    return section.removesuffix("[*]").rpartition(".")[2].replace("_", " ")


def _duplicates(section: str, items: list[Item]) -> Iterator[PlanProblem]:
    if len({item.id for item in items}) == len(items):
        return
    first: dict[str, Item] = {}
    for item in items:
        if item.id in first:
            values = {"id": item.id, "section": _name(section)}
            yield PlanProblem("opscheck/duplicate-id", item.at("id"), DUPLICATE, values, first[item.id].at("id"))
        first.setdefault(item.id, item)


def _unknown(mention: Mention, candidates: Iterable[str]) -> PlanProblem:
    values = {"id": mention.id, "section": _name(mention.section or "")}
    meant = closest(mention.id, sorted(candidates))
    if meant:
        values = {**values, "value": mention.id, "meant": meant}
        return PlanProblem("opscheck/unknown-reference", mention.at, UNKNOWN_MEANT, values, meant=meant)
    return PlanProblem("opscheck/unknown-reference", mention.at, UNKNOWN, values)


def reference_at(path: Path, root: type[Model] = Plan) -> Ref | Party | None:
    """What kind of thing the format has the value at a path of the data name; None where it is no id of anything."""
    while path and isinstance(path[-1], int):
        path = path[:-1]
    model = model_at(path[:-1], root) if path else None
    return next((mark for _, key, mark in marked(model) if key == path[-1]), None) if model else None


def _misread(plan: Plan) -> Iterator[PlanProblem]:
    """Values that are not in the unit of what they measure: the unit stands elsewhere, so the format cannot tell."""
    units = {("kpi", kpi.id): kpi.unit for kpi in plan.kpis}
    units |= {("indicator", indicator.id): indicator.unit for indicator in plan.indicators}
    for reading in plan.actuals.readings:
        name = reading.kpi or reading.indicator
        unit = units.get(("kpi" if reading.kpi else "indicator", name or ""))
        if unit == "percent":
            yield from _bare_percent(reading.at("value"), name, reading.value)
        elif unit is not None and isinstance(reading.value, Percent):
            values = {"name": name, "unit": unit, "value": reading.value}
            yield PlanProblem("opscheck/schema", reading.at("value"), OTHER_READING, values)
    for link in plan.budget.kpi_links:
        if units.get(("kpi", link.kpi or "")) == "percent":
            yield from _bare_percent(link.at("per"), link.kpi, link.per)


def _bare_percent(at: At, name: str | None, value: Decimal | None) -> Iterator[PlanProblem]:
    if value is None or isinstance(value, Percent) or (abs(value) <= 1 and value != 1):
        return
    percent = f"{value}%"
    values = {"name": name, "value": value, "percent": percent, "ratio": f"{value.scaleb(-2).normalize():f}"}
    meant = percent if value > 1 else None
    yield PlanProblem("opscheck/schema", at, PERCENT_READING, {**values, "meant": percent}, meant=meant)
