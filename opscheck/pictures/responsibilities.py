"""Who is accountable, responsible, consulted and informed (the RACI matrix)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from opscheck.finding import Message
from opscheck.pictures.places import Marks, Named, Places, few, named
from opscheck.plan import Plan
from opscheck.plan.base import Item
from opscheck.plan.organization import Responsibility

NOTHING = "the plan has no phases, deliverables or responsibilities"
EACH_ONE = "each of the {count} phases and deliverables has one who is accountable"
NOT_ONE = "of {count} phases and deliverables, {missing} without exactly one who is accountable: {names}"

RowKind = Literal["phase", "deliverable", "unknown"]
LETTERS = {"accountable": "A", "responsible": "R", "consulted": "C", "informed": "I"}


@dataclass(frozen=True, slots=True)
class Share:
    """What one party has to do with a phase or a deliverable: some of the letters A, R, C and I, in this order."""

    party: str
    letters: str
    marks: Marks


@dataclass(frozen=True, slots=True)
class Row:
    """A phase or a deliverable; ``unknown`` where the plan has responsibilities for what it does not have."""

    name: str
    kind: RowKind
    shares: Mapping[str, Share]
    path: str
    marks: Marks

    @property
    def accountable(self) -> int:
        """How many are accountable; one is right."""
        return sum("A" in share.letters for share in self.shares.values())


@dataclass(frozen=True, slots=True)
class Responsibilities:
    """A row for each phase and deliverable; ``parties`` are the columns, in the order in which they first occur.

    ``names`` has what the plan calls a party, where it says so. Nothing is left out: a row without shares is a gap.
    """

    rows: tuple[Row, ...]
    parties: tuple[str, ...]
    names: Mapping[str, str]
    marks: Marks
    reading: Message


def responsibilities(plan: Plan, places: Places) -> Responsibilities:
    """The picture of the responsibility matrix."""
    entries: dict[tuple[RowKind, str], list[Named[Responsibility]]] = defaultdict(list)
    for entry in named(plan.organization.responsibilities, "organization.responsibilities"):
        for kind in _of(entry.model):
            entries[kind].append(entry)
    rows = [
        _row("phase", phase, entries.pop(("phase", phase.model.id), []), places)
        for phase in named(plan.phases, "phases")
    ]
    rows += [
        _row("deliverable", item, entries.pop(("deliverable", item.model.id), []), places)
        for item in named(plan.deliverables, "deliverables")
    ]
    rows += [_unknown(name, left, places) for (_, name), left in entries.items()]
    parties = tuple(dict.fromkeys(party for row in rows for party in row.shares))
    marks = places.rest("organization.responsibilities")
    return Responsibilities(tuple(rows), parties, _names(plan, parties), marks, _reading(rows))


def _of(entry: Responsibility) -> Iterator[tuple[RowKind, str]]:
    if entry.phase is not None:
        yield "phase", entry.phase
    if entry.deliverable is not None:
        yield "deliverable", entry.deliverable
    if entry.phase is None and entry.deliverable is None:
        yield "unknown", ""


def _row(kind: RowKind, item: Named[Item], entries: Sequence[Named[Responsibility]], places: Places) -> Row:
    """A row of what the plan has; where no entry is about it, its path is its own."""
    paths = [entry.path for entry in entries]
    return Row(item.model.id, kind, _shares(entries, places), (*paths, item.path)[0], places.marks(*paths))


def _unknown(name: str, entries: Sequence[Named[Responsibility]], places: Places) -> Row:
    paths = [entry.path for entry in entries]
    return Row(name, "unknown", _shares(entries, places), paths[0], places.marks(*paths))


def _shares(entries: Iterable[Named[Responsibility]], places: Places) -> dict[str, Share]:
    letters: dict[str, str] = defaultdict(str)
    paths: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        for role, letter in LETTERS.items():
            for party in getattr(entry.model, role):
                if letter not in letters[party]:
                    letters[party] += letter
                paths[party].append(f"{entry.path}.{role}")
    return {party: Share(party, said, _marks(party, paths[party], places)) for party, said in letters.items()}


def _marks(party: str, roles: Iterable[str], places: Places) -> Marks:
    """The findings about a party's own share: those at its name, and those about all who have the role."""
    found = places.marks(*roles)
    own = {f"{role}[{party}]" for role in roles}
    return tuple(finding for finding in found if not finding.path.endswith("]") or finding.path in own)


def _names(plan: Plan, parties: Iterable[str]) -> dict[str, str]:
    organization = plan.organization
    known = {item.id: item.name for item in organization.departments}
    known |= {item.id: item.name for item in organization.people}
    return {party: name for party in parties if (name := known.get(party))}


def _reading(rows: Sequence[Row]) -> Message:
    if not rows:
        return Message(NOTHING)
    wrong = tuple(row.name for row in rows if row.accountable != 1)
    values = {"missing": len(wrong), "count": len(rows), "names": few(wrong)}
    return Message(NOT_ONE if wrong else EACH_ONE, values)
