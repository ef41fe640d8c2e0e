"""From what is to change to the edits that change it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from opscheck.change import Change, InsertItem, RemoveComment, RemoveItem, RenameKey, SetValue
from opscheck.edits.items import insert_items, remove_item
from opscheck.edits.keys import rename_key
from opscheck.edits.place import Place, find, find_list, refuse_brackets_over_lines, refuse_properties
from opscheck.edits.planned import Planned
from opscheck.edits.remarks import remove_comment
from opscheck.edits.values import set_value
from opscheck.merge import Loaded
from opscheck.source import Path


def plan_change(loaded: Loaded, change: Change) -> Planned:
    """How a change is made in the file of a plan in which its place stands. Raises Refused where that is not clear."""
    if isinstance(change, RemoveComment):
        return remove_comment(loaded, change)
    if isinstance(change, InsertItem):
        return plan_items(loaded, change.at, [change.item])
    place = find(loaded, change.at)
    refuse_brackets_over_lines(place)
    planned = _PLANNERS[type(change)](place, change)
    refuse_properties(place, planned.edits)
    return planned


def plan_items(loaded: Loaded, at: Path, items: Sequence[Mapping[str, Any] | str]) -> Planned:
    """How items come to the end of the list at a path of the data, as ``plan_change`` makes one."""
    place = find_list(loaded, at)
    refuse_brackets_over_lines(place)
    planned = insert_items(place, items)
    refuse_properties(place, planned.edits)
    return planned


_PLANNERS: dict[type, Callable[[Place, Any], Planned]] = {
    SetValue: set_value,
    RenameKey: rename_key,
    RemoveItem: remove_item,
}
