"""Percent, Money, Period and Quantity: the units in which a plan speaks.

All of them are exact. Percent and Money are decimals and add, divide and compare as such; a Period is a calendar period
(a month is a calendar month). What cannot be read raises PydanticCustomError, whose type is a key of
``opscheck.plan.messages.MESSAGES``.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from functools import lru_cache, total_ordering
from typing import Any, Generic, NamedTuple, TypeVar, get_args

import whenever
from pydantic_core import PydanticCustomError, core_schema

from opscheck.plan.currencies import CURRENCIES, minor_units

_PERCENT = re.compile(r"([+-]?\d{1,150}(?:\.\d{1,150})?)%", re.ASCII)
_LOOSE_PERCENT = re.compile(r"([+-]?\d{1,150}(?:\.\d{1,150})?)\s*[%％]", re.ASCII)
_MONEY = re.compile(r"([+-]?\d{1,150}(?:\.\d{1,150})?) ([A-Z]{3})", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[, _]\d{3})+(?:\.\d+)?", re.ASCII)
_PERIOD = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?", re.ASCII)
_PERIOD_SHAPE = "^P(?=[0-9T])([0-9]+Y)?([0-9]+M)?([0-9]+W)?([0-9]+D)?(T(?=[0-9])([0-9]+H)?([0-9]+M)?)?$"
_LONGEST_YEARS = 1000
_WIDE = Context(prec=1000)  # quantize() of a number that a plan may hold never runs out of digits
_DAYS_PER_MONTH = Decimal("30.436875")  # of the Gregorian calendar's 400-year cycle


def _plain(parse: Callable[..., Any], schema: dict[str, Any], *, info: bool = False) -> tuple[Any, Any]:
    """The two pydantic hooks of a type that is read by one function."""

    def core(_cls: Any, _source: Any, _handler: Any) -> core_schema.CoreSchema:
        if info:
            return core_schema.with_info_plain_validator_function(parse)
        return core_schema.no_info_plain_validator_function(parse)

    def json(_cls: Any, _schema: Any, _handler: Any) -> dict[str, Any]:
        return dict(schema)

    return classmethod(core), classmethod(json)


def _number(value: object) -> Decimal | None:
    """The exact value of a YAML number; None for everything else, bool and infinity included."""
    if type(value) is Decimal:
        return value
    return Decimal(value) if type(value) is int else None


class Percent(Decimal):
    """A ratio written as a percentage: ``Percent("15%") == Decimal("0.15")``.

    Raises decimal.InvalidOperation for a text that is no number.
    """

    __slots__ = ()

    def __new__(cls, value: str | Decimal | int) -> "Percent":
        if isinstance(value, str) and value.endswith("%"):
            value = Decimal(value[:-1]).scaleb(-2)
        return super().__new__(cls, value)

    def __reduce__(self) -> tuple[Any, ...]:
        return Percent, (Decimal(self),)

    @classmethod
    def parse(cls, value: object) -> "Percent":
        """Read ``15%`` or the ratio ``0.15``; a bare ``15`` is refused, since it could mean either.

        Raises PydanticCustomError.
        """
        if isinstance(value, Percent):
            return value
        if isinstance(value, str):
            return cls._of_text(value)
        number = _number(value)
        if number is None:
            raise PydanticCustomError("percent_type", "not a percentage")
        if abs(number) > 1 or (type(value) is int and number != 0):
            ratio = number.scaleb(-2).normalize()
            raise PydanticCustomError(
                "bare_percent", "a bare number", {"value": str(value), "ratio": f"{ratio:f}", "percent": f"{value}%"}
            )
        return cls(number)

    @classmethod
    def _of_text(cls, text: str) -> "Percent":
        if _PERCENT.fullmatch(text):
            return cls(text)
        if loose := _LOOSE_PERCENT.fullmatch(text.strip()):
            raise _notation(text, f"{loose[1]}%", sure=True)
        raise PydanticCustomError("percent_type", "not a percentage")

    __get_pydantic_core_schema__, __get_pydantic_json_schema__ = _plain(
        lambda value: Percent.parse(value),
        {
            "anyOf": [
                {"type": "string", "pattern": r"^[+-]?[0-9]+(\.[0-9]+)?%$"},
                {"type": "number", "minimum": -1, "maximum": 1},
            ],
            "examples": ["15%", 0.15],
        },
    )


def share(part: Decimal | int, whole: Decimal | int) -> Percent:
    """``part`` of ``whole`` as an exact Percent, shown with at least one decimal.

    Raises decimal.DivisionByZero, a ZeroDivisionError, where ``whole`` is zero.
    """
    ratio = Decimal(part) / Decimal(whole)
    exponent = ratio.as_tuple().exponent
    if isinstance(exponent, int) and exponent <= -3:
        return Percent(ratio)
    return Percent(ratio.quantize(Decimal("0.001"), context=_WIDE))


class Money(Decimal):
    """An amount in the plan's currency, exact.

    An amount that names another currency is converted with the plan's own rate and rounded to the minor unit of the
    plan's currency; ``currency`` is the plan's currency, or None where the plan names none. Raises
    decimal.InvalidOperation for a text that is no number.
    """

    currency: str | None = None

    def __new__(cls, value: str | Decimal | int, currency: str | None = None) -> "Money":
        money = super().__new__(cls, value)
        money.currency = currency
        return money

    def __reduce__(self) -> tuple[Any, ...]:
        return Money, (Decimal(self), self.currency)

    def rounded(self) -> "Money":
        """Rounded to the minor unit of its currency, half to even."""
        unit = Decimal(1).scaleb(-minor_units(self.currency))
        return Money(self.quantize(unit, ROUND_HALF_EVEN, context=_WIDE), self.currency)

    @classmethod
    def parse(cls, value: object, info: Any = None) -> "Money":
        """Read ``960000.00``, or ``5000.00 USD`` by the plan's rates. Raises PydanticCustomError."""
        if isinstance(value, Money):
            return value
        exchange: Exchange = (info and info.context) or Exchange()
        number = _number(value)
        if number is not None:
            return cls(number, exchange.currency)
        if isinstance(value, str):
            return cls._of_text(value, exchange)
        raise PydanticCustomError("money_type", "not an amount")

    @classmethod
    def _of_text(cls, text: str, exchange: "Exchange") -> "Money":
        if foreign := _MONEY.fullmatch(text):
            return exchange.convert(Decimal(foreign[1]), foreign[2])
        if _GROUPED.fullmatch(text.strip()):
            raise _grouped(text, sure=exchange.currency is not None and minor_units(exchange.currency) < 3)
        raise PydanticCustomError("money_type", "not an amount")

    __get_pydantic_core_schema__, __get_pydantic_json_schema__ = _plain(
        lambda value, info: Money.parse(value, info),
        {
            "anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^[+-]?[0-9]+(\.[0-9]+)? [A-Z]{3}$"}],
            "examples": [960000.00, "5000.00 USD"],
        },
        info=True,
    )


class Exchange(NamedTuple):
    """The plan's currency, and what one unit of each other currency is worth in it."""

    currency: str | None = None
    rates: Mapping[str, Decimal] = {}

    def convert(self, amount: Decimal, currency: str) -> Money:
        if currency == self.currency:
            return Money(amount, currency)
        rate = self.rates.get(currency)
        if rate is None:
            kind = "missing_rate" if currency in CURRENCIES else "currency"
            raise PydanticCustomError(kind, "no rate", {"value": currency, "currency": str(self.currency)})
        return Money(amount * rate, self.currency).rounded()


@lru_cache(maxsize=1_024)
def _parts_of_period(text: str) -> tuple[int, int, int, Decimal]:
    """Months, days, minutes, and the average length in days: the same few texts are read again and again."""
    match = _PERIOD.fullmatch(text)
    if not match or not any(match.groups()) or text.endswith("T"):
        raise ValueError(text)
    years, months, weeks, days, hours, minutes = (int(part or 0) for part in match.groups())
    months, days, minutes = years * 12 + months, weeks * 7 + days, hours * 60 + minutes
    average_days = months * _DAYS_PER_MONTH + days + Decimal(minutes) / 1440
    if average_days > _LONGEST_YEARS * 366:
        raise ValueError(text)
    return months, days, minutes, average_days


@total_ordering
class Period:
    """An ISO 8601 duration: calendar months, days, and hours of a clock.

    Two periods compare exactly when both are months or both are days and hours; otherwise by the average length of a
    month in the Gregorian calendar (30.436875 days), so four weeks are less than a month and a year is 365.2425 days.
    Raises ValueError for a text that is no such duration.
    """

    __slots__ = ("average_days", "days", "minutes", "months", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.months, self.days, self.minutes, self.average_days = _parts_of_period(text)
        """The last is the length in days, a month counted as 30.436875 of them."""

    def after(self, day: date) -> date:
        """The day this long after ``day``: 31 January and a month give the last day of February.

        Beyond the calendar it is the calendar's last day, ``date.max``.
        """
        return self._shift(day, 1)

    def before(self, day: date) -> date:
        """The day this long before ``day``."""
        return self._shift(day, -1)

    def _shift(self, day: date, sign: int) -> date:
        try:
            if self.months:
                day = whenever.Date(day.year, day.month, day.day).add(months=sign * self.months).to_stdlib()
            return day + sign * timedelta(days=self.days, minutes=self.minutes)
        except (OverflowError, ValueError):
            return date.max if sign > 0 else date.min

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Period) and self.average_days == other.average_days

    def __lt__(self, other: "Period") -> bool:
        return self.average_days < other.average_days

    def __hash__(self) -> int:
        return hash(self.average_days)

    def __bool__(self) -> bool:
        return bool(self.months or self.days or self.minutes)

    def __repr__(self) -> str:
        return f"Period({self.text!r})"

    def __str__(self) -> str:
        return self.text

    @classmethod
    def parse(cls, value: object) -> "Period":
        """Read ``P2W``, ``P9D``, ``P1M`` or ``PT72H``. Raises PydanticCustomError."""
        if isinstance(value, Period):
            return value
        if not isinstance(value, str):
            raise PydanticCustomError("period_type", "not a period")
        try:
            return cls(value)
        except ValueError:
            right = _other_period_notation(value)
            if right is None:
                raise PydanticCustomError("period_type", "not a period") from None
            sure = not value.rstrip().lower().endswith("m")  # months, or minutes
            raise _notation(value, right, sure=sure) from None

    __get_pydantic_core_schema__, __get_pydantic_json_schema__ = _plain(
        lambda value: Period.parse(value),
        {"type": "string", "pattern": _PERIOD_SHAPE, "examples": ["P2W", "P1M", "P12M", "PT72H"]},
    )


_SPOKEN = re.compile(r"p?\s*(\d+)\s*(h|hours?|d|days?|w|weeks?|m|months?|y|years?)", re.ASCII | re.IGNORECASE)


def _other_period_notation(text: str) -> str | None:
    """``P2weeks``, ``2 weeks`` and ``p2w`` as ``P2W``; None where the text is no period at all."""
    spoken = _SPOKEN.fullmatch(text.strip())
    if not spoken or len(spoken[1]) > 3:
        return None
    unit = spoken[2][0].upper()
    return f"PT{spoken[1]}H" if unit == "H" else f"P{spoken[1]}{unit}"


def day(value: object) -> date:
    """Read an ISO date, ``2026-01-05``."""
    if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise PydanticCustomError("no_such_day", "no such day", {"value": value}) from None
    if isinstance(value, date):
        return value
    raise PydanticCustomError("date_type", "not a date")


def number(value: object) -> Decimal:
    """Read a plain number, exactly."""
    found = _number(value)
    if found is not None:
        return found
    if isinstance(value, str) and _GROUPED.fullmatch(value.strip()):
        raise _grouped(value)
    raise PydanticCustomError("number_type", "not a number")


def _grouped(text: str, *, sure: bool = False) -> PydanticCustomError:
    """The error of a number with grouped digits. ``1,234`` may be a decimal comma, unless ``sure`` says it is none."""
    groups = re.findall("[, _]", text.strip())
    one_way = sure or groups != [","] or "." in text
    right = re.sub("[, _]", "", text.strip())
    return _notation(text, right, sure=one_way)


def _notation(text: str, right: str, *, sure: bool) -> PydanticCustomError:
    """The error of a value in a known other notation; ``doubt`` says that it can be read in yet another way."""
    context: dict[str, Any] = {"value": text, "right": right}
    return PydanticCustomError("notation", "another notation", context if sure else {**context, "doubt": True})


def quantity(value: object, unit: str | None) -> Decimal:
    """A measured value in ``unit``: a Percent where the unit is percent, else a plain number.

    Raises PydanticCustomError where a percentage meets another unit or a bare number a percentage.
    """
    if unit == "percent":
        return Percent.parse(value)
    if isinstance(value, Percent) or (isinstance(value, str) and value.endswith("%")):
        if unit is None:
            return Percent.parse(value)
        raise PydanticCustomError("unit_mismatch", "another unit", {"value": str(value), "unit": unit})
    return number(value)


def decimal_or_none(text: object) -> Decimal | None:
    """The decimal that ``text`` spells, or None: for reading ahead, before validation."""
    try:
        return Decimal(str(text))
    except InvalidOperation:
        return None


Bound = TypeVar("Bound")


class Band(Generic[Bound]):
    """A range with both ends: ``Band(Percent("30%"), Percent("40%"))``, in YAML ``[30%, 40%]``."""

    __slots__ = ("high", "low")

    def __init__(self, low: Bound, high: Bound) -> None:
        self.low = low
        self.high = high

    def __contains__(self, value: Any) -> bool:
        return bool(self.low <= value <= self.high)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Band) and (self.low, self.high) == (other.low, other.high)

    def __hash__(self) -> int:
        return hash((self.low, self.high))

    def __repr__(self) -> str:
        return f"Band({self.low!r}, {self.high!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return Band, (self.low, self.high)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> core_schema.CoreSchema:
        bound = handler.generate_schema(*get_args(source) or (Any,))
        ends = core_schema.tuple_schema([bound, bound])
        return core_schema.no_info_before_validator_function(
            _ends, core_schema.no_info_after_validator_function(_ordered, ends)
        )


def _ends(value: Any) -> Any:
    return (value.low, value.high) if isinstance(value, Band) else value


def _ordered(ends: tuple[Any, Any]) -> Band[Any]:
    if ends[0] > ends[1]:
        raise PydanticCustomError("band", "the first of the two is the lower one")
    return Band(*ends)


def calendar_days(start: date, finish: date) -> int:
    """The days from ``start`` to ``finish``, both ends counted; below one where finish precedes start."""
    return (finish - start).days + 1
