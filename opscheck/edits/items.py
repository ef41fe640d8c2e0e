"""Items of lists: some more, or one less."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from opscheck.change import RemoveItem
from opscheck.edits import spelling
from opscheck.edits.edit import Edit, Refused
from opscheck.edits.lines import COLON_AND_GAP, after, before_bracket, line_end, newline_at
from opscheck.edits.place import Place, children_of, is_flow
from opscheck.edits.planned import Planned, with_changed
from opscheck.edits.spelling import column, dash_of, style_of
from opscheck.edits.values import NO_COLON, NO_ITEM, NO_LIST, fill, insert_key
from opscheck.source import Document, Node
from opscheck.source.spans import CHILDREN, END, KEY_END, KEY_START, NO_KEY, START

_COMMENTED = "a comment stands in what would be removed"
_DASH = "it is not clear where the item begins"


def insert_items(place: Place, given: Sequence[Mapping[str, Any] | str]) -> Planned:
    """Items at the end of a list, one after the other."""
    new = [item if isinstance(item, str) else dict(item) for item in given]
    if place.missing:
        return insert_key(place, new)
    node, content = place.node, place.content
    if node[START] == node[END] or (isinstance(node[CHILDREN], list) and not node[CHILDREN]):
        return fill(place, new)
    if not isinstance(node[CHILDREN], list):
        raise Refused(NO_LIST)
    data = with_changed(place.document.data, place.path, lambda items: [*items, *new])
    style = style_of(content, place.nodes)
    if is_flow(content, node):
        written = style.comma.join(spelling.flow(item, style) for item in new)
        return Planned(place.document, [before_bracket(place.document, node, written)], data)
    last = children_of(node)[-1]
    dash = dash_of(content, node, len(children_of(node)) - 1)
    if dash is None:
        raise Refused(_DASH)
    one_line, indent = is_flow(content, last), column(content, dash)
    lines = (line for item in new for line in spelling.block_item(item, indent, style, on_one_line=one_line))
    return Planned(place.document, [after(place.document, last[END], lines)], data)


def remove_item(place: Place, _change: RemoveItem) -> Planned:
    if place.missing or len(place.nodes) < 2 or not isinstance(place.nodes[-2][CHILDREN], list):
        raise Refused(NO_ITEM)
    index, items = int(place.path[-1]), place.nodes[-2]
    data = with_changed(place.document.data, place.path[:-1], lambda old: [*old[:index], *old[index + 1 :]])
    if is_flow(place.content, items):
        edit = _without_flow_item(place.document, items, index)
    elif len(children_of(items)) == 1:
        edit = _without_only_item(place.document, items)
    else:
        edit = _without_lines(place.document, items, index)
    _refuse_comments(place.document, edit)
    return Planned(place.document, [edit], data)


def _without_flow_item(document: Document, items: Node, index: int) -> Edit:
    nodes = children_of(items)
    if len(nodes) == 1:
        return Edit.replace(document, nodes[0][START], nodes[0][END], "")
    if index == 0:
        return Edit.replace(document, nodes[0][START], nodes[1][START], "")
    return Edit.replace(document, nodes[index - 1][END], nodes[index][END], "")


def _without_only_item(document: Document, items: Node) -> Edit:
    """A list that loses its only item is written as an empty one behind its key."""
    colon = COLON_AND_GAP.match(document.text, items[KEY_END])
    if items[KEY_START] == NO_KEY or not colon:
        raise Refused(NO_COLON)
    return Edit.replace(document, colon.end(1), items[END], " []")


def _without_lines(document: Document, items: Node, index: int) -> Edit:
    """A block item with the lines on which it stands."""
    content, item = document.text, children_of(items)[index]
    dash = dash_of(content, items, index)
    if dash is None:
        raise Refused(_DASH)
    start = dash - column(content, dash)
    end = line_end(content, item[END])
    if content[start:dash].strip() or content[item[END] : end].strip():
        raise Refused(_DASH if content[start:dash].strip() else _COMMENTED)
    next_line = end + len(newline_at(content, end))
    if next_line > end:
        return Edit.replace(document, start, next_line, "")
    before = len(content[:start].removesuffix("\n").removesuffix("\r")) if start else start
    return Edit.replace(document, before, end, "")


def _refuse_comments(document: Document, edit: Edit) -> None:
    if any(edit.start <= document.offset_in_file(comment.start) < edit.end for comment in document.comments):
        raise Refused(_COMMENTED)
