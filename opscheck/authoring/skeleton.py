"""A plan to start from: every section in place, with example numbers that fit together, and each key explained once.

The skeleton is the plan in ``skeleton.yaml``. Its days move with the start, its texts are translated, and the comments
come from the models, so that they never differ from what opscheck reads.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path as File
from typing import Any, NamedTuple, get_args

from opscheck.display import pad, width
from opscheck.engine.checks import placeholders
from opscheck.plan import Plan
from opscheck.plan.base import Model, key_of
from opscheck.plan.data import value_at
from opscheck.plan.select import Path
from opscheck.source import Document, load
from opscheck.translations import translate

_FILE = File(__file__).with_name("skeleton.yaml")
_START = date(2026, 1, 5)
_LATEST = date(9990, 1, 1)
_DAY_OR_MONTH = re.compile(r"\b(\d{4})-(\d{2})(?:-(\d{2}))?\b")
_QUOTED = re.compile(r'"(TODO[^"]*)"')
_COMMENT = re.compile(r"(?m)^(# *)(\S.*)$")
_LONGEST_LINE = 120
_HOME = {"zh": {"EUR": "CNY", "Etc/UTC": "Asia/Shanghai"}}


def first_start(today: date) -> date:
    """The first Monday of a January that comes after ``today``."""
    this_year = _first_monday(today.year)
    return this_year if this_year > today else _first_monday(today.year + 1)


def _first_monday(year: int) -> date:
    """The first Monday of a year. Raises ValueError where there is no such year."""
    new_year = date(year, 1, 1)
    return new_year + timedelta(days=-new_year.weekday() % 7)


def skeleton(start: date, lang: str = "en") -> str:
    """The text of a new plan that begins on ``start``, in English (``en``) or Chinese (``zh``).

    Raises ValueError where the plan would end after the last year of the calendar.
    """
    if start > _LATEST:
        raise ValueError(start)
    text = _moved(_at_home(_FILE.read_text(encoding="utf-8"), lang), start)
    return "\n".join(_explained(load(text.encode(), _FILE.name), lang)) + "\n"


def texts() -> Iterator[str]:
    """Every text of the template, in English."""
    template = _FILE.read_text(encoding="utf-8")
    yield from _QUOTED.findall(template)
    yield from (text for _, text in _COMMENT.findall(template))


# --- values


def _moved(text: str, start: date) -> str:
    """Every day as far from ``start`` as it was from the template's own, every month likewise."""
    days = start - _START
    months = (start.year - _START.year) * 12 + start.month - _START.month

    def move(found: re.Match[str]) -> str:
        year, month, day = (int(part or 0) for part in found.groups())
        if day:
            return (date(year, month, day) + days).isoformat()
        year, month = divmod(year * 12 + month - 1 + months, 12)
        return f"{year:04}-{month + 1:02}"

    return _DAY_OR_MONTH.sub(move, text)


def _at_home(text: str, lang: str) -> str:
    """Put texts, comments, currency and time zone of a language in place; no line moves."""
    text = _QUOTED.sub(lambda found: f'"{translate(found[1], lang)}"', text)
    text = _COMMENT.sub(lambda found: f"{found[1]}{translate(found[2], lang)}", text)
    for ours, theirs in _HOME.get(lang, {}).items():
        text = re.sub(rf"\b{ours}\b", theirs, text)
    return text


# --- comments


class _Note(NamedTuple):
    """What a comment says about the key that begins a line: above the line or behind it."""

    line: int
    text: str
    above: bool


def _explained(document: Document, lang: str) -> Iterator[str]:
    """The lines with their comments, those that follow each other aligned."""
    lines = document.text.splitlines()
    notes = list(_notes(document, lines, lang))
    columns = _columns([note for note in notes if not note.above], lines)
    by_line = {note.line: note for note in notes}
    for number, line in enumerate(lines, start=1):
        note = by_line.get(number)
        if note is None:
            yield line
        elif note.above:
            yield from (f"{' ' * _indentation(line)}# {note.text}", line)
        else:
            column = max(min(columns[number], _room_before(note.text)), width(line) + 2)
            yield f"{pad(line, column)}# {note.text}"


def _columns(notes: list[_Note], lines: list[str]) -> dict[int, int]:
    """Where the comment of each line begins; one line without a comment does not end a run of them."""
    columns: dict[int, int] = {}
    run: list[int] = []
    for note in notes:
        if run and note.line - run[-1] > 2:
            run = []
        run.append(note.line)
        columns |= dict.fromkeys(run, max(width(lines[line - 1]) for line in run) + 2)
    return columns


def _notes(document: Document, lines: list[str], lang: str) -> Iterator[_Note]:
    """A note at the first line that begins with a key, for every key of the format that the template has."""
    seen = set()
    for path, key, model, field in _keys(Plan, (), document.data):
        span = document.key_span((*path, key))
        if span is None or span.column - 1 != _indentation(lines[span.line - 1], " -"):
            continue
        declared = next(base for base in model.__mro__ if field in base.__annotations__), key
        value = value_at(document.data, (*path, key))
        if declared not in seen and not _explains_itself(value):
            seen.add(declared)
            text = translate(model.model_fields[field].description or "", lang)
            is_section = not path and isinstance(value, dict | list) and bool(value)
            yield _Note(span.line, text, is_section or width(lines[span.line - 1]) + 2 > _room_before(text))


def _explains_itself(value: Any) -> bool:
    """Whether a value is a placeholder, or a list of them."""
    first = value[0] if value and isinstance(value, list) else value
    return isinstance(first, str) and any(placeholders(first))


def _keys(model: type[Model], path: Path, data: Any) -> Iterator[tuple[Path, str, type[Model], str]]:
    """Every key below a path of the data, in order, with its model and the name of its field."""
    if isinstance(data, list):
        for index, item in enumerate(data):
            yield from _keys(model, (*path, index), item)
    elif isinstance(data, dict):
        fields = {key_of(model, name): name for name in model.model_fields}
        for key, value in data.items():
            yield path, key, model, fields[key]
            below = _model_in(model.model_fields[fields[key]].annotation)
            if below:
                yield from _keys(below, (*path, key), value)


def _model_in(annotation: Any) -> type[Model] | None:
    """The model that a field's type is made of, if it is."""
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)


def _indentation(line: str, characters: str = " ") -> int:
    return len(line) - len(line.lstrip(characters))


def _room_before(text: str) -> int:
    """The columns that a comment leaves in a line."""
    return _LONGEST_LINE - 2 - width(text)
