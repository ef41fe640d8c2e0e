"""A change as the edits of one file, and the data that the file must hold then."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from opscheck.edits.edit import Edit
from opscheck.source import Document, Path


class Planned(NamedTuple):
    """The edits of one file for a change, and the data that it must hold afterwards."""

    document: Document
    edits: list[Edit]
    data: Any
    comments: list[str] | None = None
    """The comments that it must have afterwards, where they are not those of before."""


def value_at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def with_changed(data: Any, path: Path, change: Callable[[Any], Any]) -> Any:
    """A copy of the data, changed at a path."""
    if not path:
        return change(data)
    copy: Any = data.copy()
    copy[path[0]] = with_changed(data[path[0]], path[1:], change)
    return copy
