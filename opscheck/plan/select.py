"""Path patterns over a plan: ``budget.stages[*].amount`` names one value for each stage."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from opscheck.plan.base import At, Model, absent

Step = str | int
Path = tuple[Step, ...]
Pattern = tuple[Step, ...]
ANY = "[*]"
_STEP = re.compile(r"([A-Za-z_][\w-]*)|(\[\*\])|\[(\d+)\]")


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


def select(root: Model, steps: Pattern) -> Iterator[Match]:
    """Every value that the pattern names below ``root``.

    Where the plan lacks something on the way, one match says so: it stands at the nearest thing that exists and its
    ``missing`` begins with what is lacking there.
    """
    yield from _walk(root, (), root, steps)


def _walk(owner: Model, taken: tuple[Step, ...], value: Any, steps: Pattern) -> Iterator[Match]:
    if not steps:
        yield Match(At(owner, taken), value, ())
    elif steps[0] == ANY:
        for index, item in enumerate(value):
            yield from _enter(owner, (*taken, index), item, steps[1:])
    elif isinstance(value, Model):
        inner = value.get(str(steps[0]))
        if absent(inner):
            yield Match(At(owner, taken), None, steps)
        else:
            yield from _enter(owner, (*taken, steps[0]), inner, steps[1:])
    else:
        yield Match(At(owner, taken), None, steps)


def _enter(owner: Model, taken: tuple[Step, ...], value: Any, steps: Pattern) -> Iterator[Match]:
    if isinstance(value, Model):
        yield from _walk(value, (), value, steps)
    else:
        yield from _walk(owner, taken, value, steps)


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
