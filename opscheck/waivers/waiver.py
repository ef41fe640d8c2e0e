"""A waiver as it was written, and what is wrong with one that cannot be understood."""

from __future__ import annotations

import os.path
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from opscheck.finding import Waived
from opscheck.source import Document, Span

THE_PLAN = "."  # how `at` spells the plan as a whole, whose logical path is empty
NO_REASON = "this waiver has no reason"
BACKWARDS = "this waiver ends on {until}, before it was created on {created}"


class Name(NamedTuple):
    """What identifies a waiver in findings about it: its own logical path, or its text where it is a comment."""

    path: str = ""
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Waiver:
    """The findings of one rule that are accepted: those at a place, on a line, or in a whole file.

    ``entry`` is where it stands in the data of its file's plan or register; None of one in a comment.
    ``at`` is a logical path, "" being the plan as a whole. ``shared_by`` are the files of the plans that a fragment
    belongs to where they are several: only all of them together can tell that nobody needs the waiver.
    """

    rule: str
    name: Name
    terms: Waived
    at: str | None = None
    file: str | None = None
    line: int | None = None
    key: str | None = None
    plan: str | None = None
    shared_by: tuple[str, ...] = ()
    entry: tuple[str | int, ...] | None = None

    @property
    def where(self) -> Span:
        """Where the waiver is written."""
        return self.terms.where


@dataclass(frozen=True, eq=False, slots=True)
class Fault:
    """Why what was meant to be a waiver is none."""

    name: Name
    where: Span
    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    help: str | None = None
    rule: str = "opscheck/waiver-malformed"


@dataclass(frozen=True, slots=True)
class Declared:
    """What somebody declared to be accepted, as far as it can be understood."""

    waivers: tuple[Waiver, ...] = ()
    faults: tuple[Fault, ...] = ()

    def with_more(self, other: Declared) -> Declared:
        """Both together."""
        return Declared((*self.waivers, *other.waivers), (*self.faults, *other.faults))


@dataclass(slots=True)
class Collector:
    """Gathers waivers and faults while something is read."""

    waivers: list[Waiver] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def add(self, waiver: Waiver) -> None:
        """Take a waiver, unless its own days contradict each other."""
        created, until = waiver.terms.created, waiver.terms.until
        if not waiver.terms.reason:
            self.faults.append(Fault(waiver.name, waiver.where, NO_REASON))
        elif created is not None and until is not None and until < created:
            values: dict[str, date] = {"created": created, "until": until}
            self.faults.append(Fault(waiver.name, waiver.where, BACKWARDS, values))
        else:
            self.waivers.append(waiver)

    def declared(self) -> Declared:
        """All that was gathered."""
        return Declared(tuple(self.waivers), tuple(self.faults))


def plans_of(fragment: Document) -> tuple[str, ...]:
    """The names of the plan files that a fragment says it belongs to, where they are several."""
    named = fragment.data.get("part_of") if isinstance(fragment.data, dict) else None
    if not isinstance(named, list) or len(named) < 2:
        return ()
    folder = os.path.dirname(fragment.file)
    return tuple(os.path.normpath(os.path.join(folder, name)).replace(os.sep, "/") for name in map(str, named))
