"""From what is to change to the edits that change it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from opscheck.change import Change, InsertItem, RemoveComment, RemoveItem, RenameKey, SetValue
from opscheck.edits.items import insert_item, remove_item
from opscheck.edits.keys import rename_key
from opscheck.edits.place import Place, find, find_list, refuse_brackets_over_lines, refuse_properties
from opscheck.edits.planned import Planned
from opscheck.edits.remarks import remove_comment
from opscheck.edits.values import set_value
from opscheck.merge import Loaded


def plan_change(loaded: Loaded, change: Change) -> Planned:
    """How a change is made in the file of a plan in which its place stands. Raises Refused where that is not clear."""
    if isinstance(change, RemoveComment):
        return remove_comment(loaded, change)
    place = find_list(loaded, change.at) if isinstance(change, InsertItem) else find(loaded, change.at)
    refuse_brackets_over_lines(place)
    planned = _PLANNERS[type(change)](place, change)
    refuse_properties(place, planned.edits)
    return planned


_PLANNERS: dict[type, Callable[[Place, Any], Planned]] = {
    SetValue: set_value,
    RenameKey: rename_key,
    InsertItem: insert_item,
    RemoveItem: remove_item,
}
