"""Whether the plan format has what a path names: a misspelt one would match nothing, for ever and in silence."""

from collections.abc import Iterable
from types import UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from opscheck.finding import Message
from opscheck.meant import closest
from opscheck.plan import Plan
from opscheck.plan.base import Model
from opscheck.plan.select import ANY, Pattern, spell
from opscheck.plan.shape import keys_of

NO_KEY = "{path} is nowhere in a plan: {owner} has no {key}"
NO_KEY_MEANT = "{path} is nowhere in a plan: {owner} has no {key}; did you mean {meant}?"
PLAN_NO_KEY = "{path} is nowhere in a plan, which has no {key}"
PLAN_NO_KEY_MEANT = "{path} is nowhere in a plan, which has no {key}; did you mean {meant}?"
A_LIST = "{path} is nowhere in a plan: {owner} is a list, whose items are {owner}[*]"
NO_LIST = "{path} is nowhere in a plan: {owner} is no list"
NOTHING_BELOW = "{path} is nowhere in a plan: {owner} has nothing below it"


class _List(NamedTuple):
    """The type of a list, by that of its items."""

    items: Any


_FREE = object()
"""The type of what may hold anything: keys of the author's own choosing, and what stands below them."""


def nowhere(pattern: Pattern, sections: Iterable[type[Model]] = ()) -> Message | None:
    """Why no plan can have what the pattern names; None where one can.

    ``sections`` are the roots of sections that a plugin reads. What else begins with ``x-`` may hold anything.
    """
    roots: dict[str, Any] = {key: root for root in sections for key in keys_of(root)}
    held: Any = roots.get(str(pattern[0]), Plan) if pattern else Plan
    for index, step in enumerate(pattern):
        if held is _FREE or (isinstance(step, str) and step.startswith("x-") and step not in keys_of(held)):
            return None
        said = _refused(held, step, pattern, index)
        if said:
            return said
        held = held.items if isinstance(held, _List) else _held(held, str(step))
    return None


def _refused(held: Any, step: str | int, pattern: Pattern, index: int) -> Message | None:
    """Why something of a type has no such step below it; None where it has."""
    values = {"path": spell(pattern), "owner": spell(pattern[:index]), "key": step}
    is_item = step == ANY or isinstance(step, int)
    if isinstance(held, _List):
        return None if is_item else Message(A_LIST, values)
    if is_item:
        return Message(NO_LIST, values)
    if held is None:
        return Message(NOTHING_BELOW, values)
    known = keys_of(held)
    if step in known:
        return None
    meant = closest(str(step), known)
    templates = (NO_KEY, NO_KEY_MEANT) if index else (PLAN_NO_KEY, PLAN_NO_KEY_MEANT)
    return Message(templates[bool(meant)], {**values, "meant": meant})


def _held(model: type[Model], key: str) -> Any:
    """What the value of a key is: a model, a list, free, or None for a plain value."""
    info = next(info for name, info in model.model_fields.items() if (info.alias or name) == key)
    return _type_of(info.annotation)


def _type_of(annotation: Any) -> Any:
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _type_of(parts[0])
    if origin in (Union, UnionType):
        return next((found for found in map(_type_of, parts) if found is not None), None)
    if origin in (tuple, list):
        return _List(_type_of(parts[0]))
    if origin is dict or annotation is Any:
        return _FREE
    return annotation if isinstance(annotation, type) and issubclass(annotation, Model) else None
