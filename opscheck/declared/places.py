"""Where in the plan something stands that an expression speaks of, or lacks."""

import re
from collections.abc import Iterator
from typing import Any

from opscheck.plan import Plan
from opscheck.plan.base import At, Model
from opscheck.plan.select import ANY, Pattern, parse_pattern, select
from opscheck.rule import Problem, lacking_at

CHAIN = re.compile(r"(?<![\w.])([A-Za-z_]\w*)((?:\.[A-Za-z_]\w*(?!\w*\())+)")
BOUND = re.compile(r"\.(?:all|exists|exists_one|map|filter)\(\s*([A-Za-z_]\w*)\s*,")
LOOP = re.compile(r"([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\.(?:all|exists|exists_one|map|filter)\(\s*([A-Za-z_]\w*)\s*,")


def place_of(path: str, plan: Plan, subject: Any, at: At) -> At:
    """The place that ``self.amount`` or ``budget.total`` names; what need not exist is shown at the nearest thing."""
    first, *keys = path.split(".")
    if first == "self":
        return subject.at(*keys) if isinstance(subject, Model) and keys else at
    steps = parse_pattern(path.removeprefix("plan.") if first == "plan" and len(keys) > 1 else path)
    match = next(iter(select(plan, steps)), None)
    return match.at if match else plan.at()


def absence(text: str, key: str, plan: Plan, subject: Any, at: At) -> Problem:
    """The problem that a key is absent which an expression asks for, at the object that lacks it."""
    return lacking_at(next(_lacking(text, key, plan, subject), at), key)


def _lacking(text: str, key: str, plan: Plan, subject: Any) -> Iterator[At]:
    """The objects that lack the key where the expression says ``self.….key``, or the like in a loop."""
    names = _names(text)
    for start, rest in CHAIN.findall(text):
        keys = rest.split(".")[1:]
        if key not in keys or start not in names:
            continue
        root, pattern = names[start]
        model = subject if root == "self" else plan
        if isinstance(model, Model):
            for match in select(model, (*pattern, *keys[: keys.index(key) + 1])):
                if match.missing == (key,):
                    yield match.at


def _names(text: str) -> dict[str, tuple[str, Pattern]]:
    """What each name of an expression stands for: the root, ``self`` or ``plan``, and the path from there."""
    names: dict[str, tuple[str, Pattern]] = {"self": ("self", ()), "plan": ("plan", ())}
    for source, name in LOOP.findall(text):
        start, *keys = source.split(".")
        if start in names:
            root, pattern = names[start]
            names[name] = (root, (*pattern, *keys, ANY))
    return names
