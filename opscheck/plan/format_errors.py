"""Errors of format: pydantic's own turned into plain words, a path of the data, and what the author meant."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple, get_args

from opscheck.meant import closest
from opscheck.plan import Plan, messages
from opscheck.plan.base import Model, key_of
from opscheck.plan.data import existing, value_at
from opscheck.plan.select import Path, spell
from opscheck.plan.shape import keys_of, model_at
from opscheck.plan.types import Portion
from opscheck.plan.unreadable import Unreadable
from opscheck.source.scalars import Datum, resolve

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


class Reading(NamedTuple):
    """What one of pydantic's errors says: the path to take out, and the key that was meant or is missing, if any."""

    error: FormatError
    gone: Path
    meant: Path | None = None
    missing: Path | None = None


class FormatErrorReader:
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
        there = existing(self.data, self.path)
        is_key = len(there) + 1 == len(self.path) and isinstance(value_at(self.data, there), dict)
        if is_key and (self.kind == "missing" or self.value is None):
            self.kind = "missing"
        else:
            self.path = there

    def read(self, *, brief: bool = False) -> Reading:
        """The error and what it takes out.

        ``brief`` spares the search for what was meant, for errors that are not shown.
        """
        if self.kind == "missing" or (self.value is None and self.path[-1] in ("id", "plan")):
            return self._missing()
        if brief:
            return Reading(FormatError("opscheck/schema", self.path, messages.MORE, {}), self._gone())
        if self.is_unknown_key:
            return self._unknown_key()
        return Reading(self._schema(), self._gone())

    def _gone(self) -> Path:
        """What has to be taken out: the value, or all that cannot be without it, such as an item without its id."""
        identity = self.path[-1:] == ("id",) and self.path != _PLAN_ID
        return self.path[:-1] if identity or (self.kind == "missing" and self.root is not Plan) else self.path

    def _missing(self) -> Reading:
        owner = self.path[:-1]
        template = messages.MISSING_KEY if self.root is Plan else messages.LACKS_KEY
        if self.in_list:
            template = messages.MESSAGES["missing"]
        path = owner if self.kind == "missing" else self.path
        values = {"field": str(self.path[-1]), "where": _keys(owner)}
        causes = (self.unreadable.in_data(self.path),) if self.kind == "missing" and self.root is not Plan else ()
        error = FormatError("opscheck/schema", path, template, values, causes=causes)
        return Reading(error, self._gone(), missing=self.path)

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

    def _unknown_key(self) -> Reading:
        owner, key = self.path[:-1], str(self.path[-1])
        known = keys_of(model_at(owner, self.root))
        there = value_at(self.data, owner)
        meant = closest(key, [name for name in known if not isinstance(there, dict) or name not in there])
        values: dict[str, Any] = {"field": key, "where": _keys(owner)}
        if meant is None:
            template = messages.UNKNOWN_KEY if owner else messages.UNKNOWN_KEY_OF_PLAN
            help_ = messages.UNKNOWN_KEY_HELP
            return Reading(FormatError("opscheck/unknown-key", self.path, template, values, help_), self.path)
        template = messages.UNKNOWN_KEY_MEANT if owner else messages.UNKNOWN_KEY_OF_PLAN_MEANT
        error = FormatError("opscheck/unknown-key", self.path, template, {**values, "meant": meant})
        return Reading(error, self.path, meant=(*owner, meant))


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
