"""Plain data to a Plan, with every error of format named at its own path.

A value that cannot be read is taken out and the rest is read without it, so that an error in one place hides nothing in
another; what was taken out is remembered, so that no rule reports it as absent.
"""

import difflib
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from pydantic import ValidationError

from opscheck.plan import Plan, messages
from opscheck.plan.base import Model, key_of, model_in
from opscheck.plan.quantities import Exchange, decimal_or_none
from opscheck.plan.select import Path
from opscheck.plan.unreadable import Unreadable

_MOST_ERRORS = 200
_PLAN_ID: Path = ("plan", "id")


class FormatError(NamedTuple):
    """A value or key that the format does not allow. The rule is opscheck/schema or opscheck/unknown-key."""

    rule: str
    path: Path
    template: str
    values: dict[str, Any]
    help: str | None = None


class Built(NamedTuple):
    """A plan, what is wrong with its format, and which paths could not be read (in the paths of the data)."""

    plan: Plan | None
    errors: list[FormatError]
    unreadable: Unreadable


def build(data: Any) -> Built:
    """Read plain data as a plan. The plan is None only where the data is no mapping at all."""
    unreadable = Unreadable()
    if not isinstance(data, dict):
        values = {"field": "a plan"}
        return Built(None, [FormatError("opscheck/schema", (), messages.MESSAGES["model_type"], values)], unreadable)
    exchange = _exchange(data)
    errors: list[FormatError] = []
    while True:
        try:
            return Built(Plan.model_validate(data, context=exchange), _limited(errors), unreadable)
        except ValidationError as failed:
            details = failed.errors(include_url=False)
        readers = [_FormatErrorReader(data, detail) for detail in details]
        found = [reader.read(brief=len(errors) + index >= _MOST_ERRORS) for index, reader in enumerate(readers)]
        errors.extend(error._replace(path=unreadable.in_data(error.path)) for error, _ in found)
        data = _readable(data, {paths[0] for _, paths in found})
        _remember(unreadable, [paths for _, paths in found])


def _readable(data: dict[str, Any], removed: set[Path]) -> dict[str, Any]:
    """The data without what cannot be read; a plan whose id is gone gets one, so that the rest is still read."""
    rest: dict[str, Any] = _without(data, removed)
    header = rest.get("plan")
    if not isinstance(header, dict) or "id" not in header:
        rest = {**rest, "plan": {**(header if isinstance(header, dict) else {}), "id": "unnamed"}}
    return rest


def _remember(unreadable: Unreadable, found: list[list[Path]]) -> None:
    """Note what one round took out, in the paths that the data had before it."""
    in_data = [[unreadable.in_data(path) for path in paths] for paths in found]
    for paths in in_data:
        for path in paths:
            unreadable.add(path)
    for path in {paths[0] for paths in in_data}:
        if isinstance(path[-1], int):
            unreadable.remove_item(path)


def _limited(errors: list[FormatError]) -> list[FormatError]:
    if len(errors) <= _MOST_ERRORS:
        return errors
    more = FormatError("opscheck/schema", (), messages.MORE, {"count": len(errors) - _MOST_ERRORS})
    return [*errors[:_MOST_ERRORS], more]


def _exchange(data: Mapping[str, Any]) -> Exchange:
    """The plan's currency and rates, read ahead so that amounts can be converted while they are read."""
    header = data.get("plan")
    if not isinstance(header, dict):
        return Exchange()
    rates = header.get("rates")
    currency = header.get("currency")
    numbers = {
        code: decimal_or_none(rate.get("rate"))
        for code, rate in (rates.items() if isinstance(rates, dict) else ())
        if isinstance(rate, dict)
    }
    known = {code: number for code, number in numbers.items() if number is not None and number > 0}
    return Exchange(currency if isinstance(currency, str) else None, known)


_GONE = object()


def _without(data: Any, removed: set[Path]) -> Any:
    """A copy of the data without the values at these paths; the data itself stays as it is."""
    if () in removed:
        return _GONE
    below: defaultdict[Any, set[Path]] = defaultdict(set)
    for path in removed:
        below[path[0]].add(path[1:])
    if isinstance(data, dict):
        pairs = [(key, _without(value, below[key]) if key in below else value) for key, value in data.items()]
        return {key: value for key, value in pairs if value is not _GONE}
    values = [_without(value, below[index]) if index in below else value for index, value in enumerate(data)]
    return [value for value in values if value is not _GONE]


def value_at(data: Any, path: Path) -> Any:
    """What the data holds at a path; None where it ends before."""
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data


class _FormatErrorReader:
    """Turns one of pydantic's errors into ours: plain words, a path of the data, and what the author meant."""

    def __init__(self, data: Any, details: Mapping[str, Any]) -> None:
        self.data = data
        self.kind: str = details["type"]
        self.context: dict[str, Any] = dict(details.get("ctx") or {})
        self.path: Path = tuple(step for step in details["loc"] if step != "[key]")
        self.value = details["input"]

    def read(self, *, brief: bool = False) -> tuple[FormatError, list[Path]]:
        """The error, and the paths that it makes unreadable: first the one to take out.

        ``brief`` spares the search for what was meant, for errors that are not shown.
        """
        if brief and self.kind != "missing":
            return FormatError("opscheck/schema", self.path, messages.MORE, {}), [self._gone()]
        if self.kind == "string_pattern_mismatch" and self.context.get("pattern") == "^x-":
            return self._unknown_key()
        if self.kind == "missing":
            return self._missing()
        return self._schema(), [self._gone()]

    def _gone(self) -> Path:
        """What has to be taken out: the value, or the whole item where it is the item's id."""
        identity = self.path[-1:] == ("id",) and self.path != _PLAN_ID
        return self.path[:-1] if identity else self.path

    def _missing(self) -> tuple[FormatError, list[Path]]:
        owner = self.path[:-1]
        values = {"field": str(self.path[-1])}
        gone = self.path if self.path == _PLAN_ID or not owner else owner
        return FormatError("opscheck/schema", owner, messages.MESSAGES["missing"], values), [gone]

    def _schema(self) -> FormatError:
        kind = self.kind
        if kind == "string_type" and not isinstance(self.value, int | Decimal | float):
            kind = "no_text"
        values = {"field": self._field(), "value": _shown(self.value), **self.context}
        template = messages.MESSAGES.get(kind, messages.MESSAGES["value"])
        help_ = None
        if kind in ("literal_error", "unit"):
            values["expected"] = _expected(self.context["expected"])
            close = closest(str(self.value), values["expected"])
            if close:
                values["meant"], help_ = close, messages.MEANT
        return FormatError("opscheck/schema", self.path, template, values, help_)

    def _field(self) -> str:
        names = [step for step in self.path if isinstance(step, str)]
        return names[-1] if names else "a plan"

    def _unknown_key(self) -> tuple[FormatError, list[Path]]:
        owner, key = self.path[:-1], str(self.path[-1])
        known = keys_of(model_at(owner))
        there = value_at(self.data, owner)
        meant = closest(key, [name for name in known if not isinstance(there, dict) or name not in there])
        values: dict[str, Any] = {"field": key, "where": _where(owner)}
        if meant is None:
            template, help_, unreadable = messages.UNKNOWN_KEY, messages.UNKNOWN_KEY_HELP, [self.path]
        else:
            values["meant"] = meant
            template, help_, unreadable = messages.UNKNOWN_KEY_MEANT, None, [self.path, (*owner, meant)]
        return FormatError("opscheck/unknown-key", self.path, template, values, help_), unreadable


def _where(owner: Path) -> str:
    names = [step for step in owner if isinstance(step, str)]
    return ".".join(names) or "a plan"


def _shown(value: Any) -> str:
    text = str(value) if not isinstance(value, bool) else str(value).lower()
    return text if len(text) <= 60 else text[:59] + "…"


def _expected(expected: Any) -> tuple[str, ...]:
    if isinstance(expected, str):  # pydantic spells it "'draft', 'review' or 'closed'"
        return tuple(part.strip(" '") for part in expected.replace(" or ", ", ").split(","))
    return tuple(expected)


def closest(word: str, candidates: Any) -> str | None:
    """The candidate that ``word`` was probably meant to be; None where nothing is near."""
    if len(word) > 60:
        return None
    found = difflib.get_close_matches(word.lower(), list(candidates), n=1, cutoff=0.7)
    return found[0] if found else None


def keys_of(model: type[Model] | None) -> list[str]:
    """The keys that a mapping of this model may have."""
    return [key_of(model, name) for name in model.model_fields] if model else []


def model_at(path: Path) -> type[Model] | None:
    """The model that the format has for the mapping at this path."""
    current: Any = Plan
    for step in path:
        if isinstance(step, int):
            continue
        model = model_in(current)
        attribute = next((name for name in model.model_fields if key_of(model, name) == step), None) if model else None
        if attribute is None or model is None:
            return None
        current = model.model_fields[attribute].annotation
    return model_in(current)
