"""Plans for tests: the good one as text and as data, pieces of plans, and data written out as YAML again."""

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path as File
from textwrap import dedent
from typing import Any

from opscheck.display import say
from opscheck.engine import ConfiguredRule, PlanReport, check
from opscheck.finding import Finding
from opscheck.merge import Loaded, merge
from opscheck.plugins import Plugins
from opscheck.ruleset import Ruleset, load_ruleset
from opscheck.source import load

AS_OF = date(2026, 7, 1)
TESTS = File(__file__).parents[1]
GOOD = (TESTS / "data" / "good-plan.yaml").read_text(encoding="utf-8")
HEADER = "schema: opscheck/v1\nplan: {id: trial}\n"

Path = tuple[str | int, ...]


@cache
def standard() -> Ruleset:
    return load_ruleset("standard", Plugins(), folder=TESTS)


def loaded(text: str, file: str = "plan.yaml") -> Loaded:
    return merge(load(text.encode(), file))


def judged(text: str | Loaded, as_of: date = AS_OF, rules: list[ConfiguredRule] | None = None) -> PlanReport:
    """The report on a text, by the standard ruleset unless other rules are given."""
    configured = standard().for_file("plan.yaml")
    chosen = configured.rules if rules is None else rules
    return check(loaded(text) if isinstance(text, str) else text, chosen, as_of, configured.severities)


def format_findings(text: str) -> list[tuple[str, int, str]]:
    """What opscheck itself finds in a piece of a plan: rule, line and message. The header is put below it."""
    return [(found.rule, found.span.line, said(found)) for found in judged(piece(text), rules=[]).findings]


def piece(text: str) -> str:
    """A piece of a plan as a plan: without indentation, and with a header below it where it has none."""
    text = dedent(text).strip("\n") + "\n"
    return text if "schema:" in text else text + HEADER


def said(finding: Finding) -> str:
    return say(finding.message)


@cache
def _good() -> Loaded:
    return loaded(GOOD)


def good_data() -> dict[str, Any]:
    data: dict[str, Any] = deepcopy(_good().data)
    return data


def with_data(data: Any) -> Loaded:
    """The good plan's text with other data, for tests that do not look at lines."""
    return replace(_good(), data=data)


def paths_of(data: Any, path: Path = ()) -> Iterator[Path]:
    """Every path of the data, from the top down, without the root."""
    steps = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, value in steps:
        yield (*path, step)
        yield from paths_of(value, (*path, step))


@cache
def one_of_each_key() -> tuple[Path, ...]:
    """A path of the good plan for each key of the format that it uses."""
    data = good_data()
    found = {tuple(step if isinstance(step, str) else "*" for step in path): path for path in paths_of(data)}
    return tuple(path for path in found.values() if isinstance(path[-1], str))


def at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def spell(data: Any, indent: str = "") -> str:
    """Data as YAML, one key or item on each line, every text in quotes."""
    if isinstance(data, dict) and data:
        return "".join(
            f"\n{indent}{json.dumps(key, ensure_ascii=False)}:{spell(data[key], indent + '  ')}" for key in data
        )
    if isinstance(data, list) and data:
        return "".join(f"\n{indent}-{spell(item, indent + '  ')}" for item in data)
    if isinstance(data, Decimal):
        return f" {data:f}"
    return " " + json.dumps(data, ensure_ascii=False)
