"""Path patterns over a plan: ``budget.stages[*].amount`` names one value for each stage."""

import re
from functools import lru_cache
from typing import Any, NamedTuple

from opscheck.plan.base import At, Model, absent, given_below

Step = str | int
Path = tuple[Step, ...]
Pattern = tuple[Step, ...]
ANY = "[*]"
_NAME = r"[A-Za-z_][^\x00-,./:-@\[-^`{-\x7f]*"  # no ASCII but letters, digits, - and _
_STEP = re.compile(rf"({_NAME})|(\[\*\])|\[([0-9]+)\]")
_ITEM = rf"\[(\*|[0-9]+)\]({_NAME})?"
SPELLING = rf"^(({_NAME}|{_ITEM})(\.{_NAME}|\.?{_ITEM})*)?$"
"""What every path pattern looks like, to Python and to JSON Schema."""


@lru_cache(maxsize=1024)
def parse_pattern(pattern: str) -> Pattern:
    """``budget.stages[*].amount`` as ``("budget", "stages", "[*]", "amount")``.

    Raises ValueError where the text is no path pattern.
    """
    steps: list[Step] = []
    rest = pattern
    while rest:
        match = _STEP.match(rest)
        if not match:
            raise ValueError(f"{pattern!r} is not a path such as budget.stages[*].amount")
        steps.append(match[1] or match[2] or int(match[3]))
        rest = rest[match.end() :]
        rest = rest[1:] if rest.startswith(".") and len(rest) > 1 else rest
    return tuple(steps)


class Match(NamedTuple):
    """A value that a pattern names; ``missing`` is what is left of the pattern where the plan ends before it does."""

    at: At
    value: Any
    missing: tuple[Step, ...]


def select(root: Model, steps: Pattern) -> list[Match]:
    """Every value that the pattern names below ``root``.

    Where the plan lacks something on the way, one match says so: it stands at the nearest thing that exists and its
    ``missing`` begins with what is lacking there.
    """
    return _walk(root, (), root, steps)


def has_all(value: Any, steps: Pattern) -> bool:
    """Whether the plan gives everything that the pattern names below a value: whether ``select`` finds no gap."""
    for index, step in enumerate(steps):
        if step == ANY:
            rest = steps[index + 1 :]
            return all(has_all(item, rest) for item in value)
        value = given_below(value, step)
        if value is None:
            return False
    return bool(steps) or not absent(value)


def has_any(value: Any, steps: Pattern) -> bool:
    """Whether the plan gives anything that the pattern names below a value."""
    for index, step in enumerate(steps):
        if step == ANY:
            rest = steps[index + 1 :]
            return any(has_any(item, rest) for item in value)
        value = given_below(value, step)
        if value is None:
            return False
    return True


def _walk(owner: Model, taken: tuple[Step, ...], value: Any, steps: Pattern) -> list[Match]:
    """What the steps lead to from a value: it is ``owner`` itself, or what stands at the steps ``taken`` below it."""
    for index, step in enumerate(steps):
        if step == ANY:
            rest = steps[index + 1 :]
            return [match for number, item in enumerate(value) for match in _item(owner, (*taken, number), item, rest)]
        inner = given_below(value, step)
        if inner is None:
            return [Match(At(owner, taken), None, steps[index:])]
        value = inner
        owner, taken = (inner, ()) if isinstance(inner, Model) else (owner, (*taken, step))
    return [Match(At(owner, taken), value, ())]


def _item(owner: Model, taken: tuple[Step, ...], item: Any, rest: Pattern) -> list[Match]:
    return _walk(item, (), item, rest) if isinstance(item, Model) else _walk(owner, taken, item, rest)


def spell(steps: tuple[Step, ...]) -> str:
    """Steps as a plan's path: ``stages[*].amount``."""
    text = ""
    for step in steps:
        if isinstance(step, int):
            text += f"[{step}]"
        elif step == ANY:
            text += ANY
        else:
            text += f".{step}" if text else step
    return text
