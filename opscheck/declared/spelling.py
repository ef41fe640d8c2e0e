"""Whether the plan format has what a declared rule speaks of: a misspelt key is like one that every plan lacks."""

import re
from collections import Counter
from collections.abc import Collection

from opscheck.declared.places import BOUND, CHAIN, LOOP
from opscheck.finding import Message
from opscheck.nowhere import nowhere
from opscheck.plan.select import ANY, Pattern, parse_pattern

NO_PARAMETER = "there is no params.{name}: params has {known}"
NO_PARAMETERS = "there is no params.{name}: the rule has no params"
_LITERAL = re.compile(r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*\"""")


def misspelt(text: str, subjects: Pattern, params: Collection[str]) -> Message | None:
    """Why no plan has what the expression speaks of, and no parameter; None where nothing is wrong with it.

    ``subjects`` is what ``self`` stands for. What is reached through brackets or functions is not looked at.
    """
    text = _LITERAL.sub("''", text)
    names = _names(text, subjects)
    for start, rest in CHAIN.findall(text):
        keys = rest.split(".")[1:]
        if start == "params" and keys[0] not in params:
            values = {"name": keys[0], "known": tuple(params)}
            return Message(NO_PARAMETER if params else NO_PARAMETERS, values)
        pattern = names.get(start)
        reason = None if pattern is None else nowhere((*pattern, *keys))
        if reason:
            return reason
    return None


def misplaced(path: str, subjects: Pattern) -> Message | None:
    """The same of a place, such as ``self.amount`` or ``budget.total``. Raises ValueError for what is no path."""
    first, *rest = parse_pattern(path)
    if first == "self":
        return nowhere((*subjects, *rest))
    if first == "plan" and rest and nowhere(tuple(rest)) is None:
        return None  # from the plan on, and not from its header
    return nowhere((first, *rest))


def _names(text: str, subjects: Pattern) -> dict[str, Pattern | None]:
    """What each name stands for; None for one that stands for several things, or for what a function gives."""
    names: dict[str, Pattern | None] = {"self": subjects, "plan": ()}
    loops = LOOP.findall(text)
    names |= dict.fromkeys((Counter(BOUND.findall(text)) - Counter(name for _, name in loops)).keys())
    for source, name in loops:
        start, *keys = source.split(".")
        owner = names.get(start)
        pattern = None if owner is None else (*owner, *keys, ANY)
        names[name] = pattern if names.get(name, pattern) == pattern else None
    return names
