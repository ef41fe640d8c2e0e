"""How values are written, as definitions that the three schemas share; and pydantic's schemas in our words."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from opscheck.plan import types
from opscheck.plan.quantities import Money, Percent, Period

Schema: TypeAlias = dict[str, Any]
"""A JSON Schema, or a part of one."""

NOTATIONS: Mapping[str, tuple[Any, str]] = {
    "Id": (types.Id, "Lower-case letters and digits, joined by hyphens"),
    "Text": (types.Text, "Text that is not empty; what looks like a number or a truth value needs quotes"),
    "Day": (types.Day, "A day, such as 2026-01-05"),
    "Month": (types.Month, "A month, such as 2026-01"),
    "Period": (Period, "A period in ISO 8601: P9D, P2W, P1M or PT72H"),
    "Percent": (Percent, "A percentage such as 15%, or the ratio 0.15"),
    "Portion": (types.Portion, "0% to 100%, or a ratio from 0 to 1"),
    "Money": (Money, "An amount in the plan's currency, or in another one that plan.rates knows: 5000.00 USD"),
    "Amount": (types.Amount, "An amount that is not negative, in the plan's currency or, as 5000.00 USD, in another"),
    "Quantity": (types.Quantity, "A value in its KPI's or indicator's unit: a number, or a percentage such as 15%"),
    "Currency": (types.Currency, "A currency code of ISO 4217"),
    "Unit": (
        types.Unit,
        "percent, ratio, count, points, index, hours, days or ms; a currency code of ISO 4217 for amounts",
    ),
}
_BESIDE = ("description", "default", "examples")


class Generator(GenerateJsonSchema):
    """Says what an author writes: no nulls, no titles made of names, no order but the model's."""

    ignored_warning_kinds = {"non-serializable-default"}  # noqa: RUF012 - pydantic declares it of the instance

    def nullable_schema(self, schema: Any) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: Any) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def sort(self, value: JsonSchemaValue, parent_key: str | None = None) -> JsonSchemaValue:
        return value


def definitions(names: Iterable[str]) -> Schema:
    """The definitions of these notations. Editors show ``errorMessage`` in place of a regular expression."""
    found = {}
    for name in names:
        type_, text = NOTATIONS[name]
        spelt = _plain(type_)
        for part in (spelt, *spelt.get("anyOf", ())):
            part["errorMessage"] = text
        found[name] = {"description": text, **spelt}
    return found


def name_notations(schema: Any) -> set[str]:
    """Replace every notation that is spelt out by its name; gives the names that were needed."""
    named = [(_plain(type_), name) for name, (type_, _) in NOTATIONS.items()]
    needed = set()
    for part in list(parts(schema)):
        spelt = {key: value for key, value in part.items() if key not in _BESIDE}
        for notation, name in named:
            wanted = {key: value for key, value in notation.items() if key not in _BESIDE}
            if spelt and {"type": "string", **spelt} == {"type": "string", **wanted}:  # a key's type goes unsaid
                for key in spelt:
                    del part[key]
                if part.get("examples") == notation.get("examples"):
                    part.pop("examples", None)
                part["$ref"] = f"#/$defs/{name}"
                needed.add(name)
    return needed


def parts(schema: Any) -> Iterator[Schema]:
    """Every mapping in a schema, the outer ones first."""
    if isinstance(schema, dict):
        yield schema
    for below in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from parts(below)


def described(schema: Any) -> Iterator[Schema]:
    """The parts of a schema that have a description."""
    return (part for part in parts(schema) if isinstance(part.get("description"), str))


def complaining(schema: Any) -> Iterator[Schema]:
    """The parts of a schema that say what editors are to show where a value is wrong."""
    return (part for part in parts(schema) if isinstance(part.get("errorMessage"), str))


def _plain(type_: Any) -> Schema:
    return TypeAdapter(type_).json_schema(schema_generator=Generator)
