"""What moved between two states of a plan: values by logical path, and the figures that rules derive from them.

Items are told apart by their ids, so that another order, another file or other comments are no change; ``15%`` and
``0.15`` are the same, and so are ``P1Y`` and ``P12M``.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from opscheck.engine.locate import item_names
from opscheck.finding import Message, RuleOutcome
from opscheck.merge import Loaded
from opscheck.plan.base import Model
from opscheck.plan.build import build
from opscheck.plan.quantities import Period
from opscheck.plan.select import Path

MOVED = "{path} {before} -> {after}"
NEW = "{path} is new: {after}"
GONE = "{path} is gone: {before}"
MORE = "{path} also has {after}"
LESS = "{path} no longer has {before}"
SECTION_NEW = "{path} is new"
SECTION_GONE = "{path} is gone"
OTHERWISE = "{path} is written in another way"
FIGURE = "{before} -> {after}"

_OF_FILES = ("schema", "include", "part_of")  # how a plan is spread over files is no value of it


class Change(NamedTuple):
    """A value that is another one now. None stands for no value, and for whole sections and items."""

    path: str
    before: Any
    after: Any
    message: Message


class Figure(NamedTuple):
    """What a rule measures and found otherwise before: the sentence names both."""

    rule: str
    message: Message


class _Value(NamedTuple):
    """Plain data, and the same as the plan's models read it: None where they do not."""

    data: Any
    read: Any = None

    @property
    def is_absent(self) -> bool:
        return self.data is None or self.data == [] or self.data == {}

    @property
    def is_section(self) -> bool:
        return isinstance(self.data, dict | list)

    @property
    def spoken(self) -> Any:
        return self.data if self.read is None else self.read

    def below(self, key: str) -> "_Value":
        data = self.data.get(key)
        is_mapping = isinstance(self.read, Model | Mapping)
        return _Value(data, self.read.get(key) if is_mapping else None)

    def items(self) -> "list[_Value]":
        read = self.read
        if not isinstance(read, tuple) or len(read) != len(self.data):  # an item that cannot be read is left out
            read = [None] * len(self.data)
        return [_Value(*pair) for pair in zip(self.data, read, strict=True)]


_ABSENT = _Value(None)


def changes(before: Loaded, after: Loaded) -> list[Change]:
    """Every value that differs, in the order of the plan as it is after; none where a text of either is refused."""
    if any(document.fatal for document in (*before.documents, *after.documents)):
        return []
    return list(_compare((), "", _whole(before), _whole(after)))


def _whole(loaded: Loaded) -> _Value:
    """A plan without what says only how it is kept in files."""
    if not isinstance(loaded.data, dict):
        return _Value({})
    data = {key: value for key, value in loaded.data.items() if key not in _OF_FILES}
    return _Value(data, build(loaded.data).plan)


def _compare(path: Path, name: str, before: _Value, after: _Value) -> Iterator[Change]:
    if before.is_absent or after.is_absent:
        yield from _one_sided(name, before, after)
    elif isinstance(before.data, dict) and isinstance(after.data, dict):
        for key in dict.fromkeys([*after.data, *before.data]):
            yield from _compare((*path, key), f"{name}.{key}" if name else key, before.below(key), after.below(key))
    elif isinstance(before.data, list) and isinstance(after.data, list):
        yield from _compare_lists(path, name, before, after)
    elif before.is_section or after.is_section:
        yield Change(name, None, None, Message(OTHERWISE, {"path": name}))
    elif before.spoken != after.spoken:
        yield _change(MOVED, name, before.spoken, after.spoken)


def _one_sided(name: str, before: _Value, after: _Value) -> Iterator[Change]:
    """What only one of the two has; a whole plan that is absent is not said in pieces."""
    if not after.is_absent:
        yield _section(SECTION_NEW, name) if after.is_section else _change(NEW, name, None, after.spoken)
    elif not before.is_absent:
        yield _section(SECTION_GONE, name) if before.is_section else _change(GONE, name, before.spoken, None)


def _compare_lists(path: Path, name: str, before: _Value, after: _Value) -> Iterator[Change]:
    if not any(isinstance(item, dict) for item in (*before.data, *after.data)):
        yield from _compare_plain(name, before.items(), after.items())
        return
    then = dict(zip(item_names(before.data, path), before.items(), strict=True))
    now = dict(zip(item_names(after.data, path), after.items(), strict=True))
    for item in dict.fromkeys([*now, *then]):
        # The index only says that this is the path of an item.
        yield from _compare((*path, 0), f"{name}[{item}]", then.get(item, _ABSENT), now.get(item, _ABSENT))


def _compare_plain(name: str, before: list[_Value], after: list[_Value]) -> Iterator[Change]:
    """Lists of words and numbers, whose order says nothing: what left and what came."""
    left, came = _without([item.spoken for item in before], after), _without([item.spoken for item in after], before)
    if left and came:
        yield _change(MOVED, name, left, came)
    elif left or came:
        yield _change(MORE, name, None, came) if came else _change(LESS, name, left, None)


def _without(values: list[Any], others: list[_Value]) -> tuple[Any, ...]:
    """The values that the others do not have, counting those that are there several times."""
    counts = Counter(_hashable(other.spoken) for other in others)
    rest = []
    for value in values:
        key = _hashable(value)
        if counts[key] > 0:
            counts[key] -= 1
        else:
            rest.append(value)
    return tuple(rest)


def _hashable(value: Any) -> Any:
    return repr(value) if isinstance(value, list | dict) else value


def _change(template: str, path: str, before: Any, after: Any) -> Change:
    values = {"path": path, "before": before, "after": after}
    used = {name: value for name, value in values.items() if value is not None}
    return Change(path, before, after, Message(template, used))


def _section(template: str, path: str) -> Change:
    return Change(path, None, None, Message(template, {"path": path}))


# --- figures


def figures(before: Sequence[RuleOutcome], after: Sequence[RuleOutcome]) -> list[Figure]:
    """What rules measured otherwise: "the contingency reserve is 15.0 % -> 12.0 % of the total".

    Measurements are told apart by their words (a kind, a name); where that is not enough, nothing is said of them.
    """
    then = {outcome.rule: _measured(outcome) for outcome in before}
    return [
        Figure(outcome.rule, Message(message.template, moved))
        for outcome in after
        for key, message in _measured(outcome).items()
        if (moved := _moved(then.get(outcome.rule, {}).get(key), message))
    ]


def _measured(outcome: RuleOutcome) -> dict[tuple[Any, ...], Message]:
    messages = [evidence.message for evidence in outcome.evidence]
    keys = [_words(message) for message in messages]
    return {key: message for key, message in zip(keys, messages, strict=True) if keys.count(key) == 1}


def _words(message: Message) -> tuple[Any, ...]:
    """Of the values that a message says, those that name something, and the names of those that measure it."""
    said = ((name, value) for name, value in sorted(message.values.items()) if f"{{{name}}}" in message.template)
    return tuple((name, None if _is_measure(value) else repr(value)) for name, value in said)


def _is_measure(value: Any) -> bool:
    return isinstance(value, Decimal | int | float | Period | date) and not isinstance(value, bool)


def _moved(before: Message | None, after: Message) -> dict[str, Any] | None:
    """The values of a message, each that moved as what it was and what it is; None where none did."""
    if before is None:
        return None
    moved = {
        name: Message(FIGURE, {"before": before.values[name], "after": value})
        for name, value in after.values.items()
        if _is_measure(value) and f"{{{name}}}" in after.template and before.values[name] != value
    }
    return {**after.values, **moved} if moved else None
