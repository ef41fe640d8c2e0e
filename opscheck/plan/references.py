"""Ids: declared once, and declared at all where something refers to them."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from itertools import islice
from typing import Any, NamedTuple, get_args

from opscheck.plan import Plan
from opscheck.plan.base import At, Item, Model, key_of
from opscheck.plan.build import closest
from opscheck.plan.quantities import Percent
from opscheck.plan.select import parse_pattern, select
from opscheck.plan.types import Party, Ref


class PlanProblem(NamedTuple):
    """Something that opscheck itself finds wrong with a plan that can be read."""

    rule: str
    at: At
    template: str
    values: dict[str, Any]
    related: At | None = None
    help: str | None = None


class Mention(NamedTuple):
    """A place that names the id of something else: an item of ``section``, or a party where section is None."""

    at: At
    id: str
    section: str | None


DUPLICATE = "{id} is the id of two {section}"
MOST_UNKNOWN = 1000  # each takes a search for what was meant
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


def id_problems(plan: Plan) -> Iterator[PlanProblem]:
    """Everything that is wrong with the plan's ids."""
    declared = {section: list(_items(plan, section)) for section in SECTIONS}
    for section, items in declared.items():
        yield from _duplicates(section, items)
    known = {section: {item.id: item for item in items} for section, items in declared.items()}
    unknown = (
        mention
        for mention in mentions(plan)
        if mention.section and known[mention.section] and mention.id not in known[mention.section]
    )
    for mention in islice(unknown, MOST_UNKNOWN):
        yield _unknown(mention, known[mention.section or ""])
    yield from _misread(plan)


def _items(plan: Plan, section: str) -> Iterator[Item]:
    return (match.value for match in select(plan, parse_pattern(section)) if isinstance(match.value, Item))


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


def _unknown(mention: Mention, known: dict[str, Item]) -> PlanProblem:
    values = {"id": mention.id, "section": _name(mention.section or "")}
    meant = closest(mention.id, known)
    if meant:
        return PlanProblem("opscheck/unknown-reference", mention.at, UNKNOWN_MEANT, {**values, "meant": meant})
    return PlanProblem("opscheck/unknown-reference", mention.at, UNKNOWN, values)


def mentions(model: Model) -> Iterator[Mention]:
    """Every place below ``model`` that names an id of something else, in the order of the format."""
    for name, key, section in _mentioning(type(model)):
        value = getattr(model, name)
        if isinstance(value, tuple):
            yield from (Mention(model.at(key, index), id_, section) for index, id_ in enumerate(value))
        elif value is not None:
            yield Mention(model.at(key), value, section)
    for _, child in model.children():
        yield from mentions(child)


@cache
def _mentioning(model: type[Model]) -> tuple[tuple[str, str, str | None], ...]:
    """The attributes of a model that hold ids of other things: name, key, and the section that they refer to."""
    found = []
    for name, info in model.model_fields.items():
        marks = [*info.metadata, *_marks(info.annotation)]
        mark = next((mark for mark in marks if isinstance(mark, Ref | Party)), None)
        if mark is not None:
            found.append((name, key_of(model, name), mark.section if isinstance(mark, Ref) else None))
    return tuple(found)


def _marks(annotation: Any) -> Iterator[Any]:
    yield from getattr(annotation, "__metadata__", ())
    for part in get_args(annotation):
        yield from _marks(part)


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
    spelt = {"percent": f"{value}%", "ratio": f"{value.scaleb(-2).normalize():f}"}
    yield PlanProblem("opscheck/schema", at, PERCENT_READING, {"name": name, "value": value, **spelt})
