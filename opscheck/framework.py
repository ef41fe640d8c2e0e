"""Frameworks: catalogues of clauses as data, contributed by plugins."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from opscheck.errors import UserError
from opscheck.finding import Message
from opscheck.looking import content
from opscheck.source import load


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


def load_clauses(catalogues: Iterable[Path]) -> dict[str, Clause]:
    """The clauses of all catalogues, by id, in their order.

    Clauses of the default framework keep their bare id; those of another one are prefixed, ``pci-dss:12.10.2``.
    Raises UserError where a catalogue cannot be read or declares an id twice.
    """
    clauses: dict[str, Clause] = {}
    for path in catalogues:
        for clause in _read(path):
            if clause.id in clauses:
                raise UserError(Message("the clause {id} is declared twice", {"id": clause.id}))
            clauses[clause.id] = clause
    return clauses


DEFAULT_FRAMEWORK = "operations-plan"


def _read(path: Path) -> Iterable[Clause]:
    document = load(content(path), path.name)
    if document.flaws or not isinstance(document.data, dict):
        raise UserError(Message("the framework catalogue {file} cannot be read", {"file": path.name}))
    framework = str(document.data["framework"]["id"])
    prefix = "" if framework == DEFAULT_FRAMEWORK else f"{framework}:"
    for entry in document.data["clauses"]:
        yield Clause(
            id=prefix + entry["id"],
            framework=framework,
            source=tuple(entry.get("source", ())),
            title=entry["title"],
            text=entry.get("text", {}),
            severity=entry.get("severity", "error"),
            numbers=entry.get("numbers", {}),
            ours=tuple(entry.get("ours", ())),
            case=tuple(entry.get("case", ())),
            origin=entry.get("origin", "framework"),
            when=entry.get("when", "always"),
        )
