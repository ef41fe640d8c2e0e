"""What may stand at each place of a plan or another file of ours, in one language.

It comes from the JSON Schemas and, where ids of a plan are named, from the models themselves.

A path is one of the data: keys, and a number for an item of a list, whichever it is.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
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
    """Answers what may stand at a path of the files that a JSON Schema describes."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._schema = schema
        self._definitions: Mapping[str, Any] = schema["$defs"]

    def keys(self, path: Path) -> list[Key]:
        """The keys of the mapping at a path, in the order of the format."""
        found: dict[str, Key] = {}
        for part in self._at(path):
            required = part.get("required", ())
            for name, below in part.get("properties", {}).items():
                if not isinstance(below, Mapping):
                    continue
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
        return None

    def names(self, path: Path) -> bool:
        """Whether the value at a path is the id of something, its own or another's."""
        return path[-1:] == ("id",) or self.reference(path) is not None

    # --- the schema

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
        for other in (*part.get("anyOf", ()), *(part[key] for key in ("then", "else") if key in part)):
            yield from self._whole(other)

    def _meaning(self, part: Mapping[str, Any]) -> str:
        return next((str(whole["description"]) for whole in self._whole(part) if "description" in whole), "")

    def _holds(self, part: Mapping[str, Any]) -> str:
        """``object`` or ``array`` where the value can be nothing else, else a plain value's type or nothing."""
        found = {str(whole.get("type", "string")) for whole in self._whole(part) if whole.keys() & {"type", "enum"}}
        return found.pop() if len(found) == 1 else ""


class PlanVocabulary(Vocabulary):
    """The vocabulary of plans. ``sections`` are those that plugins read; those without a schema are left out."""

    def __init__(self, lang: str, sections: Iterable[Section] = ()) -> None:
        self._sections = list(sections)
        super().__init__(_schema_of(lang, self._sections))

    def reference(self, path: Path) -> Ref | Party | None:
        own = next((section for section in self._sections if path[:1] == (section.key,)), None)
        return reference_at(path, own.root if own else Plan)

    @property
    def of_registers(self) -> Vocabulary:
        """What of it a register of waivers may say."""
        properties = {"waivers": self._schema["properties"]["waivers"]}
        return Vocabulary({"type": "object", "properties": properties, "$defs": self._definitions})


def _schema_of(lang: str, sections: list[Section]) -> Mapping[str, Any]:
    while True:
        try:
            return plan_schema(lang, sections)
        except UserError as error:
            sections = [section for section in sections if section.key != error.message.values.get("key")]


def _below(part: Mapping[str, Any], step: str | int) -> Iterator[Mapping[str, Any]]:
    if isinstance(step, int):
        below = part.get("items")
    else:
        patterns = part.get("patternProperties", {}).items()
        matching = next((value for pattern, value in patterns if re.search(pattern, step)), None)
        below = part.get("properties", {}).get(step, matching or part.get("additionalProperties"))
    if isinstance(below, Mapping):
        yield below


def _spelt(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
