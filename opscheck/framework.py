"""Frameworks: catalogues of clauses as data, contributed by plugins."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

from opscheck.errors import UserError
from opscheck.finding import Message
from opscheck.looking import content
from opscheck.plan.messages import MESSAGES
from opscheck.source import Document, Span, load

UNREADABLE = "the framework catalogue {file} cannot be read"
WRONG = "the framework catalogue cannot be read: {reason}"
NO_KEY = "a clause has no key {field}"
TWICE = "the clause {id} is declared twice"


class Clause(NamedTuple):
    """One thing that a framework asks of a plan. ``ours`` and ``case`` name the numbers that are not its own."""

    id: str
    framework: str
    source: tuple[str, ...]
    title: dict[str, str]
    text: dict[str, str]
    severity: str
    numbers: dict[str, Any]
    ours: tuple[str, ...]
    case: tuple[str, ...]
    origin: str
    when: str


class _Declared(BaseModel):
    """A clause as a catalogue declares it."""

    model_config = ConfigDict(extra="forbid")

    id: str
    title: dict[str, str]
    source: tuple[str, ...] = ()
    text: dict[str, str] = {}
    severity: Literal["error", "warning", "info"] = "error"
    numbers: dict[str, Any] = {}
    ours: tuple[str, ...] = ()
    case: tuple[str, ...] = ()
    origin: Literal["framework", "ours"] = "framework"
    when: Literal["always", "given"] = "always"


class _Framework(BaseModel):
    id: str


class _Catalogue(BaseModel):
    framework: _Framework
    clauses: tuple[_Declared, ...]


def load_clauses(catalogues: Iterable[Path]) -> dict[str, Clause]:
    """The clauses of all catalogues, by id, in their order.

    Clauses of the default framework keep their bare id; those of another one are prefixed, ``pci-dss:12.10.2``.
    Raises UserError where a catalogue cannot be read or declares an id twice.
    """
    clauses: dict[str, Clause] = {}
    for path in catalogues:
        for clause, span in _read(path):
            if clause.id in clauses:
                raise UserError(Message(TWICE, {"id": clause.id}), span)
            clauses[clause.id] = clause
    return clauses


DEFAULT_FRAMEWORK = "operations-plan"


def _read(path: Path) -> Iterator[tuple[Clause, Span]]:
    """Every clause of a catalogue and where it stands."""
    document = load(content(path), path.name)
    for flaw in document.flaws:
        raise UserError(Message(WRONG, {"reason": Message(flaw.template, flaw.values)}), flaw.span)
    if not isinstance(document.data, dict):
        raise UserError(Message(UNREADABLE, {"file": path.name}))
    try:
        catalogue = _Catalogue.model_validate(document.data)
    except ValidationError as error:
        raise _mistake(document, error.errors(include_url=False)[0]) from None
    framework = catalogue.framework.id
    prefix = "" if framework == DEFAULT_FRAMEWORK else f"{framework}:"
    for index, declared in enumerate(catalogue.clauses):
        values = {**declared.model_dump(), "id": prefix + declared.id, "framework": framework}
        yield Clause(**values), document.span(("clauses", index))


def _mistake(document: Document, details: Any) -> UserError:
    place = tuple(details["loc"])
    values = {"field": str(place[-1]), "value": details["input"], **(details.get("ctx") or {})}
    span = document.span(place[:-1] if details["type"] == "missing" else place)
    template = MESSAGES.get(details["type"], "{field}: {reason}")
    if details["type"] == "extra_forbidden":
        span, template = document.key_span(place) or span, NO_KEY
    reason = Message(template, {**values, "reason": str(details["msg"])})
    return UserError(Message(WRONG, {"reason": reason}), span)
