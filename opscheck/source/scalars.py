"""Plain scalars by the YAML 1.2 core schema, and those that YAML 1.1 reads as something else.

Numbers of more than 150 characters or with an exponent beyond two digits stay text: they are no quantity of any plan,
and numbers inside the range of a double cannot make later arithmetic overflow or fill the memory.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple, TypeAlias

Datum: TypeAlias = str | int | Decimal | float | bool | None

_WORDS: dict[str, Datum] = {
    **dict.fromkeys(("~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
_ON_OFF_WORDS = frozenset(form for word in ("yes", "no", "on", "off") for form in (word, word.title(), word.upper()))
_OLD_TRUTH_WORDS = _ON_OFF_WORDS | frozenset("yYnN")

NOT_ALWAYS_TEXT = frozenset("0123456789+-.~nNtTfFyYoO")  # first characters that may make something else
_LONGEST = 150

_NUMBER = re.compile(
    r"(?P<integer>[-+]?[0-9]+)"
    r"|(?P<based>0o[0-7]+|0x[0-9a-fA-F]+)"
    r"|(?P<decimal>[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?0*[0-9]{1,2})?)"
)

_OLD_SIGN = re.compile(r"[_:]|0[bx]")  # what every old number has that is none any more
_OLD_OCTAL = re.compile(r"[-+]?0[0-7_]+")
_OLD_EXPONENT = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)[eE][-+][0-9]+")
_OLD_INTEGER = re.compile(r"[-+]?(?:0b_*[01][01_]*|0x_*[0-9a-fA-F][0-9a-fA-F_]*|0[0-7_]+|[1-9][0-9_]*)")
_OLD_FLOAT = re.compile(r"[-+]?(?:[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+][0-9]{1,2})?")
_OLD_BASE_60 = re.compile(r"[-+]?(?:[1-9][0-9_]*(?::[0-5]?[0-9])+|[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*)")

_TRUTH = '{text} is a truth value in YAML 1.1 and a word in YAML 1.2: write "{text}" in quotes, or true or false'
_OCTAL = '{text} is {old} in YAML 1.1 and {new} in YAML 1.2: write it without the leading zero, or "{text}" in quotes'
_NEW_NUMBER = '{text} is a text in YAML 1.1 and the number {new} in YAML 1.2: write {new}, or "{text}" in quotes'
_OLD_NUMBER = '{text} is the number {old} in YAML 1.1 and a text in YAML 1.2: write {old}, or "{text}" in quotes'
_BASE_60 = '{text} is the number {old} in YAML 1.1 (base 60) and a text in YAML 1.2: write "{text}" in quotes'


class Doubt(NamedTuple):
    """How YAML 1.1 reads a scalar differently: a message template with its values."""

    template: str
    values: dict[str, object]


def resolve(text: str) -> tuple[Datum, Doubt | None]:
    """The datum of a plain scalar, and the doubt about it if the two YAML versions differ."""
    if text[:1] not in NOT_ALWAYS_TEXT or len(text) > _LONGEST:
        return text or None, None
    return _resolve(text)


@lru_cache(maxsize=4_096)
def _resolve(text: str) -> tuple[Datum, Doubt | None]:
    if text in _WORDS:
        return _WORDS[text], None
    if text in _OLD_TRUTH_WORDS:
        return text, Doubt(_TRUTH, {"text": text})
    if text[0].isalpha():
        return text, None
    number = _number(text)
    if number is not None:
        return number, _read_otherwise_before(text, number)
    return text, _read_as_number_before(text) if _OLD_SIGN.search(text) else None


def _number(text: str) -> int | Decimal | None:
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    if found.lastgroup == "decimal":
        return Decimal(text)
    return int(text) if found.lastgroup == "integer" else int(text, 0)


def _read_otherwise_before(text: str, number: int | Decimal) -> Doubt | None:
    """The doubt about a number of YAML 1.2: `010` was 8, `1e3`, `08` and `0o17` were texts."""
    if isinstance(number, Decimal):
        return None if "e" not in text.lower() or _OLD_EXPONENT.fullmatch(text) else _new_number(text, f"{number:f}")
    if text.startswith("0o"):
        return _new_number(text, number)
    digits = text.lstrip("+-")
    if len(digits) == 1 or digits[0] != "0" or digits.startswith("0x"):
        return None
    if not _OLD_OCTAL.fullmatch(text):
        return _new_number(text, number)
    old = int(text, 8)
    return Doubt(_OCTAL, {"text": text, "old": old, "new": number}) if old != number else None


def _read_as_number_before(text: str) -> Doubt | None:
    """The doubt about a text of YAML 1.2 that was a number: `1_000`, `0b101`, `-0x1F`, `1:30`."""
    bare = text.replace("_", "")
    if _OLD_INTEGER.fullmatch(text):
        return Doubt(_OLD_NUMBER, {"text": text, "old": _old_integer(bare)})
    if _OLD_FLOAT.fullmatch(text):
        return Doubt(_OLD_NUMBER, {"text": text, "old": f"{Decimal(bare):f}"})
    if _OLD_BASE_60.fullmatch(text):
        return Doubt(_BASE_60, {"text": text, "old": _base_60(bare)})
    return None


def _new_number(text: str, number: object) -> Doubt:
    return Doubt(_NEW_NUMBER, {"text": text, "new": number})


def _old_integer(bare: str) -> int:
    digits = bare.lstrip("+-")
    octal = len(digits) > 1 and digits[0] == "0" and digits[1].isdigit()
    return int(bare, 8 if octal else 0)


def _base_60(bare: str) -> str:
    total = Decimal(0)
    for part in bare.lstrip("+-").split(":"):
        total = total * 60 + Decimal(part)
    return f"{-total if bare.startswith('-') else total:f}"
