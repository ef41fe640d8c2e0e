"""Ids across the files of a plan: where each is declared, where it is named, and what a new name would change."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from opscheck.engine.locate import Locator
from opscheck.merge import Loaded
from opscheck.plan.base import Item, Kinded
from opscheck.plan.build import Built
from opscheck.plan.mentions import mentions
from opscheck.plan.references import declared
from opscheck.source import Span

PARTIES = ("organization.people[*]", "organization.departments[*]")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_TITLES = ("title", "name", "statement", "goal", "text", "purpose", "scenario")


class Named(NamedTuple):
    """An id that something may refer to, and what it is called."""

    id: str
    title: str = ""


@dataclass(frozen=True)
class Thing:
    """Something with an id: its section, where the id is declared, and every place that names it."""

    section: str
    item: Item
    declaration: Span
    mentions: list[Span] = field(default_factory=list)

    @property
    def id(self) -> str:
        return self.item.id

    @property
    def title(self) -> str:
        """What the plan calls it, as far as it says."""
        titles = (self.item.get(key) for key in _TITLES)
        return next((title for title in titles if isinstance(title, str)), "")

    @property
    def places(self) -> list[Span]:
        """The declaration and all mentions."""
        return [self.declaration, *self.mentions]


class Index:
    """Everything with an id in a plan as it was read."""

    def __init__(self, loaded: Loaded, built: Built) -> None:
        self.things = _things(built, Locator(loaded, built))
        """All of them, section by section, with their mentions in the order of the format."""
        self._by_line: dict[tuple[str, int], list[Thing]] = {}
        for thing in self.things:
            for line in {(span.file, span.line) for span in thing.places}:
                self._by_line.setdefault(line, []).append(thing)

    @cached_property
    def named(self) -> dict[str, list[Named]]:
        """The ids by section, with what the plan calls the things."""
        found: dict[str, list[Named]] = {}
        for thing in self.things:
            found.setdefault(thing.section, []).append(Named(thing.id, thing.title))
        return found

    def at(self, file: str, line: int, column: int) -> Iterator[Thing]:
        """The things whose id stands at a place of a file; several where an id is declared twice."""
        near = self._by_line.get((file, line), ())
        return (thing for thing in near if any(_holds(span, file, line, column) for span in thing.places))


def _things(built: Built, locator: Locator) -> list[Thing]:
    if built.plan is None:
        return []
    models = [part.model for part in built.plan.parts]
    things = [
        Thing(section, item, locator.span_at(item.at("id")))
        for section, items in declared(models).items()
        for item in items
    ]
    by_name: dict[tuple[str, str], list[Thing]] = {}
    for thing in things:
        by_name.setdefault((thing.section, thing.id), []).append(thing)
    for mention in (mention for model in models for mention in mentions(model)):
        for section in (mention.section,) if mention.section else PARTIES:
            for thing in by_name.get((section, mention.id), ()):
                thing.mentions.append(locator.span_at(mention.at))
    return things


def span_in(thing: Thing, file: str, line: int, column: int) -> Span:
    """The place of a thing's id at a place of a file."""
    return next(span for span in thing.places if _holds(span, file, line, column))


def _holds(span: Span, file: str, line: int, column: int) -> bool:
    return span.file == file and span.line == line == span.end_line and span.column <= column <= span.end_column


# --- a new name

NO_ID = "{id} is no id: lower-case letters and digits, joined by hyphens"
TAKEN = "{id} is the id of another item of {section}"
IS_KIND = "the id {id} is also what it is in the framework's vocabulary: give it kind: {id} first"


def refusal(index: Index, thing: Thing, new: str) -> tuple[str, dict[str, str]] | None:
    """Why a thing cannot get a new id: a template and its values; None where it can."""
    section = thing.section.removesuffix("[*]").rpartition(".")[2].replace("_", " ")
    if not _ID.fullmatch(new):
        return NO_ID, {"id": new}
    if any(
        other.id == new and other.section == thing.section for other in index.things if other.item is not thing.item
    ):
        return TAKEN, {"id": new, "section": section}
    if isinstance(thing.item, Kinded) and thing.item.declared_kind is None and new != thing.id:
        return IS_KIND, {"id": thing.id}
    return None
