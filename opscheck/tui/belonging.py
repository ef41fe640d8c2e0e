"""To which phase and to which owner a finding belongs: by what stands along its path in the plan."""

from collections.abc import Iterable, Mapping
from typing import Any

from opscheck.engine.locate import item_names
from opscheck.finding import Finding


class Belonging:
    """Answers for the findings of some plans, whose data are given by id."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._data = data
        self._below: dict[int, dict[str, Any]] = {}
        self._known: dict[tuple[str, str], tuple[str, str]] = {}

    def phase(self, finding: Finding) -> str:
        """The id of the phase that it is about; empty where it is about none, or several."""
        return self._of(finding)[0]

    def owner(self, finding: Finding) -> str:
        """Who owns the nearest thing around it, the plan itself at last; empty where nobody does."""
        return self._of(finding)[1]

    def _of(self, finding: Finding) -> tuple[str, str]:
        place = finding.plan or "", finding.path
        if place not in self._known:
            self._known[place] = self._found(*place)
        return self._known[place]

    def _found(self, plan: str, logical: str) -> tuple[str, str]:
        value, rest = self._data.get(plan), logical
        keys: tuple[str, ...] = ()
        phase, owner = "", _owner_of(value)
        while rest:
            name = self._next(value, keys, rest)
            if name is None:
                break
            is_item = rest.startswith("[")
            value = self._children(value, keys)[name]
            rest = rest.removeprefix(".")[len(name) + 2 * is_item :]
            if is_item and keys == ("phases",):
                phase = name
            keys = keys if is_item else (*keys, name)
            if isinstance(value, dict):
                phase, owner = _text(value.get("phase")) or phase, _text(value.get("owner")) or owner
        return phase, owner

    def _next(self, value: Any, keys: tuple[str, ...], rest: str) -> str | None:
        """The first step of a logical path into some data; None where it leads nowhere."""
        below = self._children(value, keys)
        return next((name for name in _beginnings(rest) if name in below), None)

    def _children(self, value: Any, keys: tuple[str, ...]) -> Mapping[str, Any]:
        if isinstance(value, dict):
            return value
        if not isinstance(value, list):
            return {}
        if id(value) not in self._below:
            self._below[id(value)] = dict(zip(item_names(value, keys), value, strict=True))
        return self._below[id(value)]


def _owner_of(data: Any) -> str:
    """Who owns a plan as a whole."""
    header = data.get("plan") if isinstance(data, dict) else None
    return _text(header.get("owner")) if isinstance(header, dict) else ""


def _beginnings(rest: str) -> Iterable[str]:
    """What the first step of a logical path may be: ids hold dots and brackets, too."""
    if rest.startswith("["):
        ends = [index for index, character in enumerate(rest) if character == "]"]
        return [rest[1:end] for end in ends]
    rest = rest.removeprefix(".")
    ends = [index for index, character in enumerate(rest) if character in ".["]
    return [rest[:end] for end in (*ends, len(rest))]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
