"""Telling plans from other files by their bytes, without parsing them.

A file is a plan or a fragment if a line of it says ``schema: opscheck/…``. Where that line is missing, two sections of
the plan format at the left margin are taken for a plan that lost it.
"""

from __future__ import annotations

import re
from functools import cached_property

from opscheck.source import Document, Flaw

FORMAT = "opscheck/v1"
SECTIONS = (
    "plan",
    "context",
    "objectives",
    "budget",
    "organization",
    "governance",
    "tools",
    "data",
    "kpis",
    "phases",
    "deliverables",
    "tasks",
    "risk_model",
    "risks",
    "contingency_plans",
    "indicators",
    "drills",
    "actuals",
    "applicability",
    "waivers",
)
SCHEMA = "opscheck/schema"
NO_HEADER = "this looks like a plan ({sections}) without its first line, {header}: nothing else in it is checked"
HEADER_MISSING = "the line {header} is missing"
OTHER_VERSION = "{value} is not a format that this opscheck reads: it reads {known}"

# Each pattern is searched behind a line break put before the text, so that every line begins behind one: a search for
# a set of characters is several times faster than one for the start of a line, and lone carriage returns count, too.
_SCHEMA_KEY = r"""[\r\n](["']?schema["']?)[ \t]*:"""
_SCHEMA = re.compile(_SCHEMA_KEY)
_HEADER = re.compile(_SCHEMA_KEY + r"""\s*["']?opscheck/""")
# A word that most plans hold somewhere is searched for by itself, ten times as fast, and then what stands before it.
_PART_OF = re.compile(r"""part_of(?:(?<=[\r\n]part_of)|(?<=[\r\n]["']part_of))["']?[ \t]*:""")
_SECTION = re.compile(rf"""[\r\n]["']?({"|".join(SECTIONS)})["']?[ \t]*:(?=\s|\Z)""")


class Marks:
    """What the bytes of a file show at a glance (each pattern behind a search for a word, which is much faster)."""

    def __init__(self, raw: bytes) -> None:
        # UTF-16 and UTF-32 are refused later, with a finding: until then it is enough to see what they meant.
        bare = raw.replace(b"\0", b"").lstrip(b"\xff\xfe") if b"\0" in raw[:8] else raw
        self._text = "\n" + bare.removeprefix(b"\xef\xbb\xbf").decode("latin-1")

    @cached_property
    def header(self) -> bool:
        """Whether a line says ``schema: opscheck/…``."""
        return "opscheck/" in self._text and _HEADER.search(self._text) is not None

    @cached_property
    def part_of(self) -> bool:
        """Whether a line begins with ``part_of:``, as one of every fragment does."""
        return _PART_OF.search(self._text) is not None

    @property
    def may_include(self) -> bool:
        """Whether other files may belong to this one: a key that has no such word in it is spelt with backslashes."""
        return "include" in self._text or "\\" in self._text

    @property
    def sections(self) -> bool:
        """Whether there are two or more sections of a plan."""
        return len(set(_SECTION.findall(self._text))) >= 2


def header_flaw(document: Document) -> Flaw:
    """That a file with sections of a plan has no header, at its ``schema`` line or its first section."""
    text = "\n" + document.text
    found = _SCHEMA.search(text) or _SECTION.search(text)
    span = document.source.span(found.start(1) - 1, found.end(1) - 1) if found else document.source.span(0, 0)
    sections = tuple(dict.fromkeys(_SECTION.findall(text)))
    return Flaw(SCHEMA, NO_HEADER, {"sections": sections, "header": f"schema: {FORMAT}"}, span)


def version_flaw(document: Document) -> Flaw | None:
    """That a plan or fragment names no format or one that is not known; None where all is well."""
    value = document.data.get("schema")
    if value == FORMAT:
        return None
    if value is None:
        values: dict[str, object] = {"header": f"schema: {FORMAT}"}
        return Flaw(SCHEMA, HEADER_MISSING, values, document.span(()))
    return Flaw(SCHEMA, OTHER_VERSION, {"value": str(value), "known": FORMAT}, document.span(("schema",)), ("schema",))
