"""Plain data by path: what is there, how far it goes, and a copy without some of it."""

from collections import defaultdict
from typing import Any

from opscheck.plan.select import Path

_GONE = object()


def without(data: Any, removed: set[Path]) -> Any:
    """A copy of the data without the values at these paths; the data itself stays as it is."""
    if () in removed:
        return _GONE
    below: defaultdict[Any, set[Path]] = defaultdict(set)
    for path in removed:
        below[path[0]].add(path[1:])
    if isinstance(data, dict):
        pairs = [(key, without(value, below[key]) if key in below else value) for key, value in data.items()]
        return {key: value for key, value in pairs if value is not _GONE}
    values = [without(value, below[index]) if index in below else value for index, value in enumerate(data)]
    return [value for value in values if value is not _GONE]


def value_at(data: Any, path: Path) -> Any:
    """What the data holds at a path; None where it ends before."""
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def existing(data: Any, path: Path) -> Path:
    """As much of a path as the data has."""
    for length, step in enumerate(path):
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return path[:length]
    return path
