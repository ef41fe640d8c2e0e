"""Plain data to a Plan, with every error of format named at its own path.

A value that cannot be read is taken out and the rest is read without it, so that an error in one place hides nothing in
another; what was taken out is remembered, so that no rule reports it as absent.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple, TypeVar, get_args, get_origin

from pydantic import ValidationError

from opscheck.plan import Plan, messages
from opscheck.plan.base import Model, key_of, model_in
from opscheck.plan.quantities import Exchange, decimal_or_none
from opscheck.plan.select import Path, spell
from opscheck.plan.types import Portion
from opscheck.plan.unreadable import Unreadable
from opscheck.source.scalars import Datum, resolve

_MOST_ERRORS = 200
_MOST_CANDIDATES = 1000
_PLAN_ID: Path = ("plan", "id")


class Right(NamedTuple):
    """The value that was meant; ``sure`` if what stands there can be read in no other way."""

    value: Datum
    sure: bool


class FormatError(NamedTuple):
    """A value or key that the format does not allow. The rule is opscheck/schema or opscheck/unknown-key."""

    rule: str
    path: Path
    template: str
    values: dict[str, Any]
    help: str | None = None
    causes: tuple[Path, ...] = ()
    """Where one of these cannot be read, this is no error of its own."""
    right: Right | None = None
    """What was meant; of an unknown key it is ``values["meant"]``."""


class Built(NamedTuple):
    """A plan, what is wrong with its format, and which paths could not be read (in the paths of the data)."""

    plan: Plan | None
    errors: list[FormatError]
    unreadable: Unreadable


def build(data: Any) -> Built:
    """Read plain data as a plan. The plan is None only where the data is no mapping at all."""
    if not isinstance(data, dict):
        return Built(None, [FormatError("opscheck/schema", (), messages.NO_PLAN, {})], Unreadable())
    plan, part = _read(Plan, data, _exchange(data), _readable)
    return Built(plan, part.errors, part.unreadable)


class Part(NamedTuple):
    """What can be read of some data, what is wrong with the rest, and which paths that is."""

    data: dict[str, Any]
    errors: list[FormatError]
    unreadable: Unreadable


def read_section(root: type[Model], key: str, data: Mapping[str, Any]) -> Part:
    """What ``root``, whose only field is a plugin's section, can read of a plan's data.

    Raises whatever the section's model raises, and ValueError where it refuses what is not there.
    """
    return _read(root, {key: data[key]}, _exchange(data), _readable_section)[1]


def section_of(root: type[Model], key: str, part: Part, data: Mapping[str, Any]) -> Any:
    """The section as its model reads what ``read_section`` has left."""
    return root.model_validate(part.data, context=_exchange(data)).get(key)


_Root = TypeVar("_Root", bound=Model)


def _read(
    root: type[_Root],
    data: dict[str, Any],
    exchange: Exchange,
    readable: Callable[[dict[str, Any], set[Path]], dict[str, Any]],
) -> tuple[_Root, Part]:
    unreadable = Unreadable()
    errors: list[FormatError] = []
    while True:
        try:
            model = root.model_validate(data, context=exchange)
            return model, Part(data, _limited(_independent(errors, unreadable)), unreadable)
        except ValidationError as failed:
            details = failed.errors(include_url=False)
        readers = [_FormatErrorReader(root, data, detail, unreadable) for detail in details]
        found = [reader.read(brief=len(errors) + index >= _MOST_ERRORS) for index, reader in enumerate(readers)]
        errors.extend(error._replace(path=unreadable.in_data(error.path)) for error in _without_meant(found))
        data = readable(data, {reading.gone for reading in found})
        _remember(unreadable, found)


def _readable_section(data: dict[str, Any], removed: set[Path]) -> dict[str, Any]:
    rest: dict[str, Any] = _without(data, removed)
    if rest == data:
        raise ValueError("the model of the section refuses what is not there")
    return rest


def _readable(data: dict[str, Any], removed: set[Path]) -> dict[str, Any]:
    """The data without what cannot be read; a plan whose id is gone gets one, so that the rest is still read."""
    rest: dict[str, Any] = _without(data, removed)
    header = rest.get("plan")
    if not isinstance(header, dict) or "id" not in header:
        rest = {**rest, "plan": {**(header if isinstance(header, dict) else {}), "id": "unnamed"}}
    return rest


class _Reading(NamedTuple):
    """What one of pydantic's errors says: the path to take out, and the key that was meant or is missing, if any."""

    error: FormatError
    gone: Path
    meant: Path | None = None
    missing: Path | None = None


def _without_meant(found: list[_Reading]) -> Iterator[FormatError]:
    """The errors of one round; that a misspelt key is missing, too, is not said."""
    meant = {reading.meant for reading in found}
    return (reading.error for reading in found if reading.missing is None or reading.missing not in meant)


def _remember(unreadable: Unreadable, found: list[_Reading]) -> None:
    """Note what one round took out, in the paths that the data had before it."""
    gone = dict.fromkeys(unreadable.in_data(reading.gone) for reading in found)
    meant = [unreadable.in_data(reading.meant) for reading in found if reading.meant]
    for path in (*gone, *meant):
        unreadable.add(path)
    for path in gone:
        if isinstance(path[-1], int):
            unreadable.remove_item(path)


def _independent(errors: list[FormatError], unreadable: Unreadable) -> list[FormatError]:
    """One error for each place, without those that follow from another one."""
    first = {(error.rule, error.path): error for error in reversed(errors)}
    return [error for error in reversed(first.values()) if not any(cause in unreadable for cause in error.causes)]


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


def _existing(data: Any, path: Path) -> Path:
    """As much of a path as the data has."""
    for length, step in enumerate(path):
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return path[:length]
    return path


class _FormatErrorReader:
    """Turns one of pydantic's errors into ours: plain words, a path of the data, and what the author meant."""

    def __init__(self, root: type[Model], data: Any, details: Mapping[str, Any], unreadable: Unreadable) -> None:
        self.root = root
        self.data = data
        self.unreadable = unreadable
        self.kind: str = details["type"]
        self.context: dict[str, Any] = dict(details.get("ctx") or {})
        self.reason = str(self.context.get("error") or details["msg"][:1].lower() + details["msg"][1:])
        self.is_unknown_key = self.kind == "extra_forbidden" or (
            self.kind == "string_pattern_mismatch" and self.context.get("pattern") == "^x-"
        )
        self.doubtful = bool(self.context.pop("doubt", False))
        self.value = details["input"]
        self.path: Path = details["loc"]
        if self.path[-1] == "[key]" and not self.is_unknown_key:  # a mapping's key that cannot be read
            self.path = self.path[:-1]
        if root is not Plan:
            self._keep_to_the_data()
        self.in_list = len(self.path) > 1 and isinstance(self.path[-2], int)

    def _keep_to_the_data(self) -> None:
        """Models of others may require keys, and pydantic adds steps of its own for unions and the like."""
        existing = _existing(self.data, self.path)
        is_key = len(existing) + 1 == len(self.path) and isinstance(value_at(self.data, existing), dict)
        if is_key and (self.kind == "missing" or self.value is None):
            self.kind = "missing"
        else:
            self.path = existing

    def read(self, *, brief: bool = False) -> _Reading:
        """The error and what it takes out.

        ``brief`` spares the search for what was meant, for errors that are not shown.
        """
        if self.kind == "missing" or (self.value is None and self.path[-1] in ("id", "plan")):
            return self._missing()
        if brief:
            return _Reading(FormatError("opscheck/schema", self.path, messages.MORE, {}), self._gone())
        if self.is_unknown_key:
            return self._unknown_key()
        return _Reading(self._schema(), self._gone())

    def _gone(self) -> Path:
        """What has to be taken out: the value, or all that cannot be without it, such as an item without its id."""
        identity = self.path[-1:] == ("id",) and self.path != _PLAN_ID
        return self.path[:-1] if identity or (self.kind == "missing" and self.root is not Plan) else self.path

    def _missing(self) -> _Reading:
        owner = self.path[:-1]
        template = messages.MISSING_KEY if self.root is Plan else messages.LACKS_KEY
        if self.in_list:
            template = messages.MESSAGES["missing"]
        path = owner if self.kind == "missing" else self.path
        values = {"field": str(self.path[-1]), "where": _keys(owner)}
        causes = (self.unreadable.in_data(self.path),) if self.kind == "missing" and self.root is not Plan else ()
        error = FormatError("opscheck/schema", path, template, values, causes=causes)
        return _Reading(error, self._gone(), missing=self.path)

    def _schema(self) -> FormatError:
        kind = self._kind()
        values = {"field": self._field(), "value": _shown(self.value), **self.context}
        template = messages.MESSAGES.get(kind)
        if template is None:  # pydantic's own words, or those of a plugin's model
            template = messages.MESSAGES["compound" if isinstance(self.value, dict | list) else "value"]
            values = {"field": values["field"], "value": values["value"], "reason": self.reason}
        causes = _exchange_paths(str(self.context["value"])) if self.kind == "missing_rate" else ()
        help_ = None
        if "expected" in self.context:
            values["expected"] = _expected(self.context["expected"])
            close = closest(str(self.value), values["expected"])
            if close:
                values["meant"], help_ = close, messages.MEANT
        return FormatError("opscheck/schema", self.path, template, values, help_, causes, self._right(values))

    def _right(self, values: Mapping[str, Any]) -> Right | None:
        """The value that was meant, if that is known."""
        if "meant" in values:
            return Right(values["meant"], sure=True)
        if self.kind == "notation":
            return Right(resolve(values["right"])[0], sure=not self.doubtful)
        if self.kind == "bare_percent" and Decimal(self.context["value"]) > 1:
            return Right(self.context["percent"], sure=self._is_portion())
        return None

    def _is_portion(self) -> bool:
        """Whether the field is a share between 0 % and 100 %, so that a bare 15 can only mean 15 %."""
        if Decimal(self.context["value"]) > 100:
            return False
        model = model_at(self.path[:-1])
        fields = model.model_fields.items() if model else ()
        return any(
            model and key_of(model, name) == self.path[-1] and Portion in get_args(of.annotation) for name, of in fields
        )

    def _kind(self) -> str:
        """The key of the message: pydantic's kind, more exactly where it says too little."""
        if self.kind == "string_type" and not isinstance(self.value, int | Decimal | float):
            return "no_text"
        if self.kind == "string_pattern_mismatch" and self.value == "":
            return "string_too_short"
        if self.kind == "literal_error" and not isinstance(self.value, str):
            return "literal_type"
        if self.kind == "missing_rate" and self.context["currency"] == "None":
            return "no_currency"
        return self.kind

    def _field(self) -> str:
        """The key, or which item of it: ``tools[1]``."""
        if isinstance(self.path[-1], int):
            return spell(self.unreadable.in_data(self.path)[-2:])
        return str(self.path[-1])

    def _unknown_key(self) -> _Reading:
        owner, key = self.path[:-1], str(self.path[-1])
        known = keys_of(model_at(owner, self.root))
        there = value_at(self.data, owner)
        meant = closest(key, [name for name in known if not isinstance(there, dict) or name not in there])
        values: dict[str, Any] = {"field": key, "where": _keys(owner)}
        if meant is None:
            template = messages.UNKNOWN_KEY if owner else messages.UNKNOWN_KEY_OF_PLAN
            help_ = messages.UNKNOWN_KEY_HELP
            return _Reading(FormatError("opscheck/unknown-key", self.path, template, values, help_), self.path)
        template = messages.UNKNOWN_KEY_MEANT if owner else messages.UNKNOWN_KEY_OF_PLAN_MEANT
        error = FormatError("opscheck/unknown-key", self.path, template, {**values, "meant": meant})
        return _Reading(error, self.path, meant=(*owner, meant))


def _exchange_paths(currency: str) -> tuple[Path, ...]:
    """What has to be readable so that an amount in a foreign currency can be converted."""
    rate: Path = ("plan", "rates", currency)
    return (*(rate[:length] for length in (1, 2, 3)), (*rate, "rate"), ("plan", "currency"))


def _keys(path: Path) -> str:
    """The keys on a path, with a point between them."""
    return ".".join(step for step in path if isinstance(step, str))


def _shown(value: Any) -> str:
    text = str(value) if not isinstance(value, bool) else str(value).lower()
    return text if len(text) <= 60 else text[:59] + "…"


def _expected(expected: Any) -> tuple[str, ...]:
    if isinstance(expected, str):  # pydantic spells it "'draft', 'review' or 'closed'"
        return tuple(part.strip(" '") for part in expected.replace(" or ", ", ").split(","))
    return tuple(expected)


def closest(word: str, candidates: Any) -> str | None:
    """The candidate that ``word`` was probably meant to be; None where nothing is near."""
    import difflib  # a plan without mistakes need not pay for it

    if len(word) > 60:
        return None
    names = {candidate.lower(): candidate for candidate in islice(candidates, _MOST_CANDIDATES)}
    found = difflib.get_close_matches(word.lower(), names, n=1, cutoff=0.7)
    return names[found[0]] if found else None


def keys_of(model: type[Model] | None) -> list[str]:
    """The keys that a mapping of this model may have."""
    return [key_of(model, name) for name in model.model_fields] if model else []


def model_at(path: Path, root: type[Model] = Plan) -> type[Model] | None:
    """The model that the format has for the mapping at this path."""
    current: Any = root
    for step in path:
        entries = _entries(current)
        if isinstance(step, int) or entries:
            current = entries or current
            continue
        model = model_in(current)
        attribute = next((name for name in model.model_fields if key_of(model, name) == step), None) if model else None
        if attribute is None or model is None:
            return None
        current = model.model_fields[attribute].annotation
    return model_in(current)


def _entries(annotation: Any) -> Any:
    """What a mapping with keys of the author's choosing holds; None for everything else."""
    if get_origin(annotation) is dict:
        return get_args(annotation)[1]
    return next(filter(None, map(_entries, get_args(annotation))), None)
