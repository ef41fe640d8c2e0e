"""The types of the plan's values, as its models name them."""

import datetime
import decimal
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Annotated, Any, Literal, NamedTuple, TypeVar

import whenever
from pydantic import BeforeValidator, StrictBool, StringConstraints, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError, core_schema

from opscheck.plan import quantities
from opscheck.plan.currencies import CURRENCIES
from opscheck.plan.quantities import Money, Percent

T = TypeVar("T")


def _none_to_mapping(value: Any) -> Any:
    return {} if value is None else value


def frozen(value: Any) -> Any:
    """Plain data that nobody can change: lists as tuples, mappings as read-only ones."""
    if isinstance(value, Mapping):
        return MappingProxyType({key: frozen(inner) for key, inner in value.items()})
    return tuple(map(frozen, value)) if isinstance(value, list | tuple) else value


def _none_to_list(value: Any) -> Any:
    return () if value is None else value


def _one_or_many(value: Any) -> Any:
    return (value,) if isinstance(value, str) else _none_to_list(value)


def _currency(value: Any) -> Any:
    if value not in CURRENCIES:
        raise PydanticCustomError("currency", "unknown currency", {"value": str(value)})
    return value


def _timezone(value: str) -> str:
    try:
        whenever.ZonedDateTime(2000, 1, 1, tz=value)
    except (whenever.TimeZoneNotFoundError, ValueError):
        raise PydanticCustomError("timezone", "unknown time zone", {"value": value}) from None
    return value


UNITS = ("percent", "ratio", "count", "points", "index", "hours", "days", "ms")


def _unit(value: Any) -> Any:
    if value not in UNITS and value not in CURRENCIES:
        raise PydanticCustomError("unit", "unknown unit", {"value": str(value), "expected": UNITS})
    return value


def _quantity(value: Any, info: ValidationInfo) -> Any:
    return quantities.quantity(value, info.data.get("unit"))


def _not_negative(value: Any) -> Any:
    if value < 0:
        raise PydanticCustomError("negative", "below zero", {"value": str(value)})
    return value


def _positive(value: Any) -> Any:
    if value <= 0:
        raise PydanticCustomError("positive", "not above zero", {"value": str(value)})
    return value


def _portion(value: Any) -> Any:
    if not 0 <= value <= 1:
        raise PydanticCustomError("portion", "outside 0 % to 100 %", {"value": value})
    return value


class _Before:
    """Prepares a value before its type reads it. Pydantic's own BeforeValidator looks at the function's signature for
    each field anew, which takes a good part of building the models.
    """

    def __init__(self, prepare: Callable[[Any], Any]) -> None:
        self.prepare = prepare

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], Any]) -> Any:
        return core_schema.no_info_before_validator_function(self.prepare, handler(source))


class _After:
    """Looks at a value after its type has read it; as cheap."""

    def __init__(self, look: Callable[[Any], Any]) -> None:
        self.look = look

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], Any]) -> Any:
        return core_schema.no_info_after_validator_function(self.look, handler(source))


class _OneOrManySchema:
    """Says to the JSON Schema that a list of one may be written without its brackets."""

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        many = handler(schema)
        return {"anyOf": [many["items"], many]}


One = Annotated[T, _Before(_none_to_mapping)]
Mapped = Annotated[T, _After(frozen)]
"""A mapping with keys of the author's choosing, or the author's own data."""
Many = Annotated[tuple[T, ...], _Before(_none_to_list)]
OneOrMany = Annotated[tuple[T, ...], _Before(_one_or_many), _OneOrManySchema()]

Text = Annotated[
    str,
    StringConstraints(min_length=1, strip_whitespace=True),
    WithJsonSchema({"type": "string", "minLength": 1, "pattern": r"\S"}),
]
Word = Text
"""A word of an open vocabulary, such as a kind."""
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Flag = StrictBool


class _Read:
    """Reads a type through one of our functions, without trying pydantic's own readings first."""

    def __init__(self, parse: Callable[[Any], Any], json_schema: dict[str, Any]) -> None:
        self.parse = parse
        self.json_schema = json_schema

    def __get_pydantic_core_schema__(self, _source: Any, _handler: Any) -> Any:
        return core_schema.no_info_plain_validator_function(self.parse)

    def __get_pydantic_json_schema__(self, _schema: Any, _handler: Any) -> dict[str, Any]:
        return dict(self.json_schema)


_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


def _month(value: Any) -> Any:
    if not isinstance(value, str) or not _MONTH.fullmatch(value):
        raise PydanticCustomError("month", "not a month")
    return value


_CURRENCY_CODES = sorted(CURRENCIES)
_DAY_SCHEMA = {
    "type": "string",
    "format": "date",
    "pattern": "^(?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|"
    "02-(0[1-9]|[12][0-9]))$",
    "examples": ["2026-01-05"],
}
_QUANTITY_SCHEMA = {
    "anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^[+-]?[0-9]+(\.[0-9]+)?%$"}],
    "examples": ["15%", 72],
}
_AMOUNT_SCHEMA = {
    "anyOf": [
        {"type": "number", "minimum": 0},
        {"type": "string", "pattern": r"^\+?[0-9]+(\.[0-9]+)? [A-Z]{3}$"},
    ],
    "examples": [960000.00, "5000.00 USD"],
}
_PORTION_SCHEMA = {
    "anyOf": [
        {"type": "string", "pattern": r"^\+?0*(100(\.0+)?|[0-9]{1,2}(\.[0-9]+)?)%$"},
        {"type": "number", "minimum": 0, "maximum": 1},
    ],
    "examples": ["15%", 0.15],
}

Day = Annotated[datetime.date, _Read(quantities.day, _DAY_SCHEMA)]
Number = Annotated[decimal.Decimal, _Read(quantities.number, {"type": "number"})]
ExchangeRate = Annotated[Number, _After(_positive), WithJsonSchema({"type": "number", "exclusiveMinimum": 0})]
Month = Annotated[str, _Read(_month, {"type": "string", "pattern": f"^{_MONTH.pattern}$", "examples": ["2026-01"]})]
Quantity = Annotated[Any, BeforeValidator(_quantity), WithJsonSchema(_QUANTITY_SCHEMA)]
Currency = Annotated[str, _After(_currency), WithJsonSchema({"type": "string", "enum": _CURRENCY_CODES})]
Timezone = Annotated[
    str, _After(_timezone), WithJsonSchema({"type": "string", "examples": ["Asia/Shanghai", "Europe/Berlin"]})
]
Unit = Annotated[str, _After(_unit), WithJsonSchema({"type": "string", "enum": [*UNITS, *_CURRENCY_CODES]})]
Amount = Annotated[Money, _After(_not_negative), WithJsonSchema(_AMOUNT_SCHEMA)]
Portion = Annotated[Percent, _After(_portion), WithJsonSchema(_PORTION_SCHEMA)]
Direction = Literal["up", "down"]


class Ref(NamedTuple):
    """Marks an id that must be declared: ``section`` is a path pattern of the items it may name."""

    section: str


class Party(NamedTuple):
    """Marks the id of a person or department; which of them are known is the business of a rule."""


PhaseRef = Annotated[str, Ref("phases[*]")]
KpiRef = Annotated[str, Ref("kpis[*]")]
ToolRef = Annotated[str, Ref("tools[*]")]
TaskRef = Annotated[str, Ref("tasks[*]")]
DeliverableRef = Annotated[str, Ref("deliverables[*]")]
RiskRef = Annotated[str, Ref("risks[*]")]
IndicatorRef = Annotated[str, Ref("indicators[*]")]
ContingencyPlanRef = Annotated[str, Ref("contingency_plans[*]")]
DrillRef = Annotated[str, Ref("drills[*]")]
LineRef = Annotated[str, Ref("budget.stages[*].lines[*]")]
ProblemRef = Annotated[str, Ref("context.problems[*]")]
DepartmentRef = Annotated[str, Ref("organization.departments[*]")]
PartyRef = Annotated[str, Party()]
