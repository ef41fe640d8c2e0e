"""What the filter says: ``sev:error rule:budget/* -owner:li pilot`` as conditions on the columns of a table.

Words with a colon ask a column, and several of the same column mean any of them; a minus turns a word around; what is
left has to be in the text of a finding. A value with ``*`` or ``?`` is a glob, any other one is a part of what is
looked for, so that the list narrows with each letter.
"""

import re
from collections.abc import Callable
from fnmatch import translate as as_pattern
from typing import NamedTuple

FIELDS = ("sev", "rule", "file", "phase", "owner", "plan", "clause", "fixable", "new", "reviewed", "waived")
FLAGS = frozenset(("fixable", "new", "reviewed", "waived"))
_WORD = re.compile(r'(?P<minus>-?)(?:(?P<field>[a-z]+):)?(?:"(?P<quoted>[^"]*)"?|(?P<plain>\S*))')
_NO = ("no", "false", "0", "否")


class Term(NamedTuple):
    """One word of a filter: of a column, or with the field "" of the whole text."""

    field: str
    value: str
    negated: bool = False


class Query(NamedTuple):
    """A filter. ``strange`` are words that look like a field and are none."""

    terms: tuple[Term, ...] = ()
    strange: tuple[str, ...] = ()


def parse(text: str) -> Query:
    """Read a filter. Never fails: what is not understood is a word to look for."""
    terms, strange = [], []
    for found in _WORD.finditer(text):
        if not found[0] or found[0] == "-":
            continue
        field, value = found["field"] or "", found["quoted"] if found["quoted"] is not None else found["plain"] or ""
        if field not in (*FIELDS, ""):
            strange.append(field)
            field, value = "", f"{field}:{value}"
        if field in FLAGS:
            terms.append(_flag(field, value, bool(found["minus"])))
        elif value:
            terms += [Term(field, one.casefold(), bool(found["minus"])) for one in _alternatives(field, value)]
    return Query(tuple(terms), tuple(strange))


def _flag(field: str, value: str, negated: bool) -> Term:
    return Term(field, "", negated != (value.casefold() in _NO))


def _alternatives(field: str, value: str) -> list[str]:
    return [one for one in value.split(",") if one] if field else [value]


def test_of(value: str) -> Callable[[str], bool]:
    """Whether a text of a column is meant by a value."""
    if "*" in value or "?" in value:
        glob = re.compile(as_pattern(value))
        return lambda text: glob.match(text.casefold()) is not None
    return lambda text: value in text.casefold()
