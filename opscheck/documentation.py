"""A rule's docstring as its documentation: summary, why, and examples that are also its tests.

    Good:
        budget: {horizon: P19M}
    Bad:
        budget: {horizon: P9M}  # <- the budget covers 9 months

Each ``Good:`` or ``Bad:`` starts an example, a piece of a plan; ``Good, as of 2026-07-01:`` sets the day by which it is
judged. ``# <-`` marks the line of a finding, and what follows is part of its message.
"""

import inspect
import re
from datetime import date
from functools import cache
from typing import NamedTuple

from opscheck.rule import Rule

_HEADING = re.compile(r"^(Why|Good|Bad)(?:, as of (\d{4}-\d{2}-\d{2}))?:[ ]*(.*)$")
_BETWEEN = re.compile(r"\n\s*\n|\n(?=\s*- )")
_MARK = re.compile(r"#[ ]*<-[ ]*(.*)$")
EXAMPLE_DAY = date(2026, 7, 1)


class Example(NamedTuple):
    """A piece of a plan; ``expected`` holds (line, part of the message) for each finding, lines counted from 1."""

    text: str
    as_of: date
    expected: tuple[tuple[int, str], ...]


class Documentation(NamedTuple):
    """What a rule says about itself; details and reasons in paragraphs of one line each."""

    summary: str
    details: tuple[str, ...]
    why: tuple[str, ...]
    good: tuple[Example, ...]
    bad: tuple[Example, ...]


@cache
def documentation(rule: type[Rule]) -> Documentation:
    """Read a rule's docstring."""
    parts = _parts(inspect.cleandoc(rule.__doc__ or ""))
    summary, *details = _prose(parts, "Summary") or [""]
    examples = [(name, _example(day, lines)) for name, day, lines in parts if name in ("Good", "Bad")]
    return Documentation(
        summary=summary,
        details=tuple(details),
        why=tuple(_prose(parts, "Why")),
        good=tuple(example for name, example in examples if name == "Good"),
        bad=tuple(example for name, example in examples if name == "Bad"),
    )


def paragraphs(docstring: str) -> list[str]:
    """All that a docstring says in words: what gets translated."""
    parts = _parts(docstring)
    return [*_prose(parts, "Summary"), *_prose(parts, "Why")]


_Part = tuple[str, str | None, list[str]]


def _parts(docstring: str) -> list[_Part]:
    """The parts of a docstring: heading, day, lines."""
    parts: list[_Part] = [("Summary", None, [])]
    for line in docstring.splitlines():
        heading = _HEADING.match(line)
        if heading:
            parts.append((heading[1], heading[2], [heading[3]]))
        else:
            parts[-1][2].append(line)
    return parts


def _prose(parts: list[_Part], name: str) -> list[str]:
    """The paragraphs and the items of lists (``- …``) in one part, each in one line."""
    texts = ["\n".join(lines) for heading, _, lines in parts if heading == name]
    return [" ".join(text.split()) for text in _BETWEEN.split("\n\n".join(texts)) if text.strip()]


def _example(day: str | None, lines: list[str]) -> Example:
    text = inspect.cleandoc("\n" + "\n".join(lines[1:])) + "\n"
    marks = [(number, _MARK.search(line)) for number, line in enumerate(text.splitlines(), 1)]
    expected = tuple((number, mark[1].strip()) for number, mark in marks if mark)
    return Example(text, date.fromisoformat(day) if day else EXAMPLE_DAY, expected)
