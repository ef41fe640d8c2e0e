"""What the plan format has at each place, in one language: from the JSON Schema and from the models themselves.

A path is one of the data: keys, and a number for an item of a list, whichever it is.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from opscheck.authoring.schema import plan_schema
from opscheck.errors import UserError
from opscheck.extensions import Section
from opscheck.plan import Plan
from opscheck.plan.references import reference_at
from opscheck.plan.select import Path
from opscheck.plan.types import Party, Ref


class Key(NamedTuple):
    """A key that a mapping may have, what it means, and whether its value goes on below it."""

    name: str
    meaning: str
    holds: str
    required: bool = False


class Word(NamedTuple):
    """A value; ``closed`` if only the words of the format are allowed, else it is an example."""

    text: str
    closed: bool


class Vocabulary:
    """Answers what may stand at a path of a plan. ``sections`` are those that plugins read."""

    def __init__(self, lang: str, sections: Iterable[Section] = ()) -> None:
        self._lang = lang
        self._sections = list(sections)

    def keys(self, path: Path) -> list[Key]:
        """The keys of the mapping at a path, in the order of the format."""
        found: dict[str, Key] = {}
        for part in self._at(path):
            required = part.get("required", ())
            for name, below in part.get("properties", {}).items():
                found.setdefault(name, Key(name, self._meaning(below), self._holds(below), name in required))
        return list(found.values())

    def words(self, path: Path) -> list[Word]:
        """The values that the format enumerates for a path, or gives as examples."""
        found: dict[str, Word] = {}
        for part in self._at(path):
            if part.get("type") == "boolean":
                part = {"enum": [True, False]}
            for name, closed in (("enum", True), ("const", True), ("examples", False)):
                values = [part["const"]] if name == "const" and name in part else part.get(name, ())
                for value in values if isinstance(values, list) else ():
                    text = _spelt(value)
                    found.setdefault(text, Word(text, closed))
        return list(found.values())

    def meaning(self, path: Path) -> str:
        """What the value at a path means; empty where the format does not say."""
        return next((said for part in self._at(path, resolve=False) if (said := self._meaning(part))), "")

    def notation(self, path: Path) -> str:
        """How the value at a path is written, such as a period; empty where it is plain."""
        return str(self._definitions.get(self.notation_name(path), {}).get("description", ""))

    def notation_name(self, path: Path) -> str:
        """What that notation is called: ``Period``, ``Amount``; empty where the value is plain."""
        for part in self._at(path, resolve=False):
            name = str(part.get("$ref", "")).rpartition("/")[2]
            if name and "properties" not in self._definitions.get(name, {}):
                return name
        return ""

    def reference(self, path: Path) -> Ref | Party | None:
        """What the value at a path names: items of a section, or a person or department."""
        own = next((section for section in self._sections if path[:1] == (section.key,)), None)
        return reference_at(path, own.root if own else Plan)

    def names(self, path: Path) -> bool:
        """Whether the value at a path is the id of something, its own or another's."""
        return path[-1:] == ("id",) or self.reference(path) is not None

    # --- the schema

    @cached_property
    def _schema(self) -> Mapping[str, Any]:
        """The schema with the sections of plugins, without those for which there is none."""
        sections = list(self._sections)
        while True:
            try:
                return plan_schema(self._lang, sections)
            except UserError as error:
                sections = [section for section in sections if section.key != error.message.values.get("key")]

    @cached_property
    def _definitions(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self._schema["$defs"]
        return found

    def _at(self, path: Path, *, resolve: bool = True) -> list[Mapping[str, Any]]:
        """The parts of the schema that speak of a path; those that only refer to another stay so if not resolved."""
        parts: list[Mapping[str, Any]] = [self._schema]
        for step in path:
            parts = [below for part in parts for whole in self._whole(part) for below in _below(whole, step)]
        return [whole for part in parts for whole in self._whole(part)] if resolve else parts

    def _whole(self, part: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        """A part with what it refers to, and each of its alternatives."""
        yield part
        if "$ref" in part:
            yield from self._whole(self._definitions.get(part["$ref"].removeprefix("#/$defs/"), {}))
        for other in part.get("anyOf", ()):
            yield from self._whole(other)

    def _meaning(self, part: Mapping[str, Any]) -> str:
        return next((str(whole["description"]) for whole in self._whole(part) if "description" in whole), "")

    def _holds(self, part: Mapping[str, Any]) -> str:
        """``object``, ``array``, or another type of JSON for a plain value."""
        return next((str(whole["type"]) for whole in self._whole(part) if "type" in whole), "")


def _below(part: Mapping[str, Any], step: str | int) -> Iterator[Mapping[str, Any]]:
    if isinstance(step, int):
        below = part.get("items")
    else:
        below = part.get("properties", {}).get(step, part.get("additionalProperties"))
    if isinstance(below, Mapping):
        yield below


def _spelt(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
