"""How messages read: templates filled with their values, hostile text made visible, widths of East Asian text.

Values come from plans, so nothing in them is ever taken for a template, and what could steer a terminal is spelt out.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from enum import Enum
from itertools import islice, pairwise
from typing import Any

from opscheck.finding import Message, Severity
from opscheck.plan.currencies import minor_units
from opscheck.plan.quantities import Band, Money, Percent, Period
from opscheck.source import Span
from opscheck.translations import PLACEHOLDER, filled, plural, translate

# --- sentences


def say(message: Message, lang: str = "en", *, cleaned: bool = True) -> str:
    """A message as a sentence in a language. A placeholder without a value stays as it is; never raises.

    ``cleaned=False`` keeps the true characters of the values, for formats that are read by programs.
    """
    sentence = _Speaker(lang).sentence(message)
    return clean(sentence) if cleaned else sentence


def counted(one: str, many: str, count: int, lang: str) -> str:
    """``counted("{count} error", "{count} errors", 3, "en")`` is "3 errors"."""
    return say(Message(plural(one, many, count, lang), {"count": count}), lang)


def located(message: Message, span: Span | None, lang: str) -> str:
    """A message after its place, if it has one: ``opscheck.yaml:3: …``."""
    place = f"{span.file}:{span.line}: " if span else ""
    return clean(place) + say(message, lang)


def severity_word(severity: Severity, lang: str) -> str:
    """What a severity is called in a language."""
    return translate(_SEVERITIES[severity], lang)


_SEVERITIES = {Severity.error: "error", Severity.warning: "warning", Severity.info: "info"}

# --- values

LONGEST_TEXT = 200
_MOST_ITEMS = 20
_DEEPEST = 3
_UNITS = {
    "Y": ("{count} year", "{count} years"),
    "M": ("{count} month", "{count} months"),
    "W": ("{count} week", "{count} weeks"),
    "D": ("{count} day", "{count} days"),
    "TH": ("{count} hour", "{count} hours"),
    "TM": ("{count} minute", "{count} minutes"),
}
_ONE_UNIT = re.compile(r"P(T?)(\d+)([YMWDH])", re.ASCII)


class _Speaker:
    """Spells the values of one message, with as many decimals as keep its different numbers apart."""

    def __init__(self, lang: str, depth: int = 0) -> None:
        self.lang = lang
        self.depth = depth
        self.decimals: Mapping[tuple[bool, Decimal], int] = {}

    def sentence(self, message: Message) -> str:
        if self.depth > _DEEPEST:
            return "…"
        template = translate(message.template, self.lang)
        names = {name for name in PLACEHOLDER.findall(template) if name in message.values}
        self.decimals = _telling_apart(_numbers([message.values[name] for name in names]))
        texts = {name: self.value(message.values[name]) for name in names}
        return PLACEHOLDER.sub(lambda found: filled(found, texts), template)

    def value(self, value: Any) -> str:
        if value is None:
            return translate("nothing", self.lang)
        if isinstance(value, str):
            return _shortened(value)
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, Enum):
            return value.value if isinstance(value.value, str) else value.name
        if isinstance(value, int | float | Decimal):
            return self.unit(value, self.number(value))
        if isinstance(value, date):
            return value.isoformat()
        return self.compound(value)

    def compound(self, value: Any) -> str:
        """A value that is made of others."""
        if isinstance(value, Period):
            return self.period(value)
        if isinstance(value, Message):
            return _Speaker(self.lang, self.depth + 1).sentence(value)
        if isinstance(value, Band):
            return self.band(value.low, value.high)
        if isinstance(value, Mapping | Sequence | Set):
            return self.several(value)
        return _shortened(_text_of(value))

    def number(self, number: float | Decimal) -> str:
        exact = _exact(number)
        if _is_extreme(exact):
            return _shortened(str(exact))
        wanted = max(_decimals(number), self.decimals.get((isinstance(number, Percent), exact), 0))
        rounded = _round(exact, wanted)
        grouped = isinstance(number, Money) or rounded.copy_abs() >= 10_000
        return _shortened(f"{rounded:,f}".replace(",", " ") if grouped else f"{rounded:f}")

    def unit(self, number: object, text: str) -> str:
        return translate("{number} %", self.lang).replace("{number}", text) if isinstance(number, Percent) else text

    def period(self, period: Period) -> str:
        unit, count = _one_unit(period)
        return self.in_units(unit, count, self.number(count)) if unit else period.text

    def in_units(self, unit: str, count: int, text: str) -> str:
        return plural(*_UNITS[unit], count, self.lang).replace("{count}", text)

    def band(self, low: Any, high: Any) -> str:
        if isinstance(low, Percent) and isinstance(high, Percent):
            return self.unit(low, f"{self.number(low)}–{self.number(high)}")
        if isinstance(low, Period) and isinstance(high, Period):
            (unit, least), (same, most) = _one_unit(low), _one_unit(high)
            if unit and unit == same:
                return self.in_units(unit, most, f"{self.number(least)}–{self.number(most)}")
        return f"{self.value(low)}–{self.value(high)}"

    def several(self, values: Collection[Any]) -> str:
        if self.depth > _DEEPEST:
            return "…"
        self.depth += 1
        ordered = sorted(values, key=_text_of) if isinstance(values, Set) else values
        each = ordered.items() if isinstance(ordered, Mapping) else ((value,) for value in ordered)
        texts = [": ".join(map(self.value, parts)) for parts in islice(each, _MOST_ITEMS)]
        self.depth -= 1
        if len(texts) < len(values):
            texts.append("…")
        return ("、" if self.lang.startswith("zh") else ", ").join(texts)


def _text_of(value: object) -> str:
    """What any other object says of itself."""
    try:
        return str(value)
    except Exception:  # noqa: BLE001 - an object of a stranger's rule may do anything, and no report may fail by it
        return type(value).__name__


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"


def _one_unit(period: Period) -> tuple[str, int]:
    """``P12M`` as ("M", 12); ("", 0) for a period that mixes units."""
    found = _ONE_UNIT.fullmatch(period.text)
    return (found[1] + found[3], int(found[2])) if found else ("", 0)


# --- numbers

_MOST_DECIMALS = 60
_EXACTLY = Context(prec=1_000_000)


def _exact(number: float | Decimal) -> Decimal:
    """The number as it is shown: a percentage times hundred, nothing rounded."""
    exact = Decimal(repr(number)) if isinstance(number, float) else Decimal(number)
    if not isinstance(number, Percent) or not exact.is_finite():
        return exact
    sign, digits, exponent = exact.as_tuple()
    return Decimal((sign, digits, int(exponent) + 2))


def _places(number: Decimal) -> int:
    return max(0, -int(number.as_tuple().exponent))


def _decimals(number: float | Decimal) -> int:
    """How many decimals a number has in a sentence: those it is written with, unless they are very many."""
    places = _places(_exact(number))
    if isinstance(number, Percent):
        return places if places <= 2 else 1
    if isinstance(number, Money):
        least = minor_units(number.currency)
        return max(places, least) if places <= 4 else least
    return places if places <= 4 else 2


def _round(exact: Decimal, decimals: int) -> Decimal:
    rounded = exact.quantize(Decimal((0, (1,), -decimals)), ROUND_HALF_EVEN, _EXACTLY)
    return rounded if rounded else rounded.copy_abs()


def _is_extreme(exact: Decimal) -> bool:
    """Whether the number is far beyond what a plan speaks of: then it is neither rounded nor grouped."""
    return not exact.is_finite() or (bool(exact) and abs(exact.adjusted()) > 40) or _places(exact) > 10_000


def _numbers(values: Iterable[Any], depth: int = 0) -> Iterator[float | Decimal]:
    """All numbers in these values."""
    for value in values:
        if isinstance(value, int | float | Decimal):
            if not isinstance(value, bool) and not _is_extreme(_exact(value)):
                yield value
        elif isinstance(value, str | Message) or depth > _DEEPEST:
            continue
        elif isinstance(value, Band):
            yield from _numbers([value.low, value.high], depth + 1)
        elif isinstance(value, Sequence | Set):
            yield from _numbers(islice(value, _MOST_ITEMS), depth + 1)


def _telling_apart(numbers: Iterable[float | Decimal]) -> dict[tuple[bool, Decimal], int]:
    """The decimals by which different numbers look different, and what is not zero does not look like zero."""
    decimals: dict[tuple[bool, Decimal], int] = {(True, Decimal(0)): 0, (False, Decimal(0)): 0}
    for number in numbers:
        name = isinstance(number, Percent), _exact(number)
        decimals[name] = min(decimals.get(name, _MOST_DECIMALS), _decimals(number))
    while alike := _alike(decimals):
        decimals.update({name: decimals[name] + 1 for name in alike})
    return decimals


def _alike(decimals: Mapping[tuple[bool, Decimal], int]) -> list[tuple[bool, Decimal]]:
    """The rounded numbers that look like another one."""
    looks: dict[tuple[bool, Decimal], list[Decimal]] = {}
    for (is_percent, exact), places in decimals.items():
        looks.setdefault((is_percent, _round(exact, places)), []).append(exact)
    return [
        (is_percent, exact)
        for (is_percent, rounded), same in looks.items()
        for exact in same
        if len(same) > 1 and exact != rounded and decimals[is_percent, exact] < _MOST_DECIMALS
    ]


# --- characters

_ZERO_WIDTH_JOINER = "\u200d"
_ZERO_WIDTH_NON_JOINER = "\u200c"
_SELECTORS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
_BLANK_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
_VIRAMA = 9
_SHORT_MARKS = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def clean(text: str) -> str:
    """The text with every control, bidirectional and invisible character spelt out, as ``\\x1b`` or ``\\u202e``."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(pieces(text))


def pieces(text: str) -> Iterator[str]:
    """What each character of the text looks like: itself, or its spelling."""
    for index, character in enumerate(text):
        yield character if _is_visible(text, index) else _spelt(character)


def _is_visible(text: str, index: int) -> bool:
    character = text[index]
    if character in _SELECTORS:
        return index > 0 and text[index - 1] not in _SELECTORS and text[index - 1].isprintable()
    if character.isprintable():
        return character not in _BLANK_LETTERS
    if character in (_ZERO_WIDTH_JOINER, _ZERO_WIDTH_NON_JOINER):
        return 0 < index < len(text) - 1 and _joins(text[index - 1], character, text[index + 1])
    category = unicodedata.category(character)
    return category == "Zs" or (category == "Cn" and not _is_never_assigned(ord(character)))


def _joins(before: str, joiner: str, after: str) -> bool:
    """Whether a joiner does its work here: emoji that are one picture, Indic conjuncts, Persian word parts."""
    if unicodedata.combining(before) == _VIRAMA:
        return True
    if joiner == _ZERO_WIDTH_JOINER:
        return _is_picture(before) and _is_picture(after)
    return unicodedata.bidirectional(before) == unicodedata.bidirectional(after) == "AL"


def _is_picture(character: str) -> bool:
    return unicodedata.category(character) in ("So", "Sk") or character in _SELECTORS


def _is_never_assigned(code: int) -> bool:
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF or 0xE0000 <= code <= 0xE0FFF


def _spelt(character: str) -> str:
    code = ord(character)
    if code > 0xFFFF:
        return f"\\U{code:08x}"
    return _SHORT_MARKS.get(character) or (f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}")


def width(text: str) -> int:
    """How many columns of a terminal the text takes: two for a wide character, none for one that combines."""
    if text.isascii():
        return len(text)
    joined = text.count(_ZERO_WIDTH_JOINER) and sum(
        _columns(after) for joiner, after in pairwise(text) if joiner == _ZERO_WIDTH_JOINER
    )
    return sum(map(_columns, text)) - joined


def _columns(character: str) -> int:
    if unicodedata.east_asian_width(character) in "WF":
        return 2
    return 0 if unicodedata.category(character) in ("Mn", "Me", "Cf") or "\u1160" <= character <= "\u11ff" else 1


def pad(text: str, columns: int) -> str:
    """The text, filled with spaces up to a width."""
    return text + " " * (columns - width(text))
