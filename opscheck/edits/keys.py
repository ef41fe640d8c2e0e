"""Another name for a key."""

from __future__ import annotations

from typing import Any

from opscheck.change import RenameKey
from opscheck.display import width
from opscheck.edits import spelling
from opscheck.edits.edit import Edit, Refused
from opscheck.edits.lines import COLON_AND_GAP, keeping_columns
from opscheck.edits.place import Place, in_flow
from opscheck.edits.planned import Planned, value_at, with_changed
from opscheck.edits.spelling import Style
from opscheck.source import Document, Node
from opscheck.source.spans import END, KEY_END, KEY_START, NO_KEY, START

_NO_KEY = "there is no key to rename"
_TAKEN = "the key {key} is there already"


def rename_key(place: Place, change: RenameKey) -> Planned:
    node, content = place.node, place.content
    if place.missing or node[KEY_START] == NO_KEY:
        raise Refused(_NO_KEY)
    if change.name in value_at(place.document.data, place.path[:-1]):
        raise Refused(_TAKEN, key=change.name)
    old = content[node[KEY_START] : node[KEY_END]]
    flow = in_flow(place._replace(nodes=place.nodes[:-1]))
    name = spelling.scalar(change.name, Style(), flow=flow, quote=old[0] if old[0] in "'\"" else "")
    edits = [_keeping_value_column(place.document, node, name)]
    grown = width(name) - width(old)
    if edits[0].end - edits[0].start == len(old.encode()) and grown and "\n" not in content[node[START] : node[END]]:
        behind = keeping_columns(place.document, node[END], node[END], "", grown)
        edits += [behind] if behind.old or behind.new else []

    def renamed(mapping: dict[str, Any]) -> dict[str, Any]:
        return {change.name if key == place.path[-1] else key: value for key, value in mapping.items()}

    return Planned(place.document, edits, with_changed(place.document.data, place.path[:-1], renamed))


def _keeping_value_column(document: Document, node: Node, name: str) -> Edit:
    """The key's new name; where the values are aligned, this one stays in its column."""
    start, end, content = node[KEY_START], node[KEY_END], document.text
    colon = COLON_AND_GAP.match(content, end)
    grown = width(name) - width(content[start:end])
    if colon and grown and not content.startswith(("\r", "\n"), colon.end()):
        before, after = len(colon[1]) - 1, len(colon[2])
        if before > 0:
            kept = max(0, before - grown)
            return Edit.replace(document, start, colon.end(1), name + " " * kept + ":")
        if after > 1:
            return Edit.replace(document, start, colon.end(), name + ":" + " " * max(1, after - grown))
    return Edit.replace(document, start, end, name)
