"""From what is to change to the edits that change it, and to the data that the file must hold then."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Context, Decimal
from typing import Any, NamedTuple

from opscheck.change import Change, InsertItem, RemoveItem, RenameKey, SetValue
from opscheck.display import width
from opscheck.edits import spelling
from opscheck.edits.edit import Edit, Refused
from opscheck.edits.place import (
    Place,
    find,
    find_list,
    in_flow,
    is_flow,
    refuse_brackets_over_lines,
    refuse_properties,
)
from opscheck.edits.spelling import Style, column, dash_before, style_of
from opscheck.merge import Loaded
from opscheck.source import Document, Node, Path
from opscheck.source.spans import CHILDREN, END, KEY_END, KEY_START, NO_KEY, START

_NO_KEY = "there is no key to rename"
_TAKEN = "the key {key} is there already"
_NO_ITEM = "there is no such item"
_NO_LIST = "no list can be written here"
_COLLECTION = "a whole list or mapping stands here"
_LONG_TEXT = "the value goes over several lines"
_CURRENCY = "the amount is written in another currency"
_COMMENTED = "a comment stands in what would be removed"
_DASH = "it is not clear where the item begins"
_COLON = "it is not clear where the value would stand"

_WIDE = Context(prec=1000)
_LINE_END = re.compile(r"\r\n|\r|\n|$")
_PADDED = re.compile(r"(,?)( {2,})(?=\S)")
_COLON_AND_GAP = re.compile(r"([ \t]*:)( *)")
_FOREIGN = re.compile(r".* [A-Z]{3}")


class Planned(NamedTuple):
    """The edits of one file for a change, and the data that it must hold afterwards."""

    document: Document
    edits: list[Edit]
    data: Any


def plan_change(loaded: Loaded, change: Change) -> Planned:
    """How a change is made in the file of a plan in which its place stands. Raises Refused where that is not clear."""
    place = find_list(loaded, change.at) if isinstance(change, InsertItem) else find(loaded, change.at)
    refuse_brackets_over_lines(place)
    planned = _PLANNERS[type(change)](place, change)
    refuse_properties(place, planned.edits)
    return planned


# --- values


def _set_value(place: Place, change: SetValue) -> Planned:
    value = change.value
    if place.missing:
        return _insert_key(place, value)
    if place.node[START] == place.node[END] or _is_empty(place.node):
        return _fill(place, value)
    if place.node[CHILDREN] is not None:
        raise Refused(_COLLECTION)
    value = _spelt_alike(_at(place.document.data, place.path), value)
    text = _replacing(place.content, place.node, value, flow=in_flow(place))
    edit = _keeping_columns(place.document, place.node[START], place.node[END], text)
    return Planned(place.document, [edit], _with(place.document.data, place.path, lambda _: value))


def _is_empty(node: Node) -> bool:
    return node[CHILDREN] is not None and not node[CHILDREN]


def _replacing(content: str, node: Node, value: Any, *, flow: bool) -> str:
    """The text of a scalar in the place of another one, in the same quotes."""
    old = content[node[START] : node[END]]
    if old[0] in "|>" or {"\n", "\r"} & set(old):
        raise Refused(_LONG_TEXT)
    return spelling.scalar(value, Style(), flow=flow, quote=old[0] if old[0] in "'\"" else "")


def _spelt_alike(old: Any, new: Any) -> Any:
    """A number with as many decimals as the one whose place it takes, where it needs no more."""
    if not isinstance(new, int | Decimal) or isinstance(new, bool):
        return new
    if isinstance(old, str) and _FOREIGN.fullmatch(old):
        raise Refused(_CURRENCY)
    exact = _WIDE.normalize(Decimal(new))
    decimals = max(0, -int(exact.as_tuple().exponent))
    like = old if isinstance(old, Decimal) else new if isinstance(old, str) and isinstance(new, Decimal) else None
    if like is not None:
        decimals = max(decimals, -int(like.as_tuple().exponent))
    return exact.quantize(Decimal(1).scaleb(-decimals), context=_WIDE) if decimals else int(exact)


def _fill(place: Place, value: Any) -> Planned:
    """Write a value where the key has none, or an empty list or mapping."""
    data = _with(place.document.data, place.path, lambda _: value)
    style = style_of(place.content, place.nodes)
    node, content = place.node, place.content
    nested = isinstance(value, Mapping | list) and value
    if nested and not in_flow(place._replace(nodes=place.nodes[:-1])) and node[KEY_START] != NO_KEY:
        lines = spelling.block(value, _indent_below(place, value, style), style)
        return Planned(place.document, _below_key(place.document, node, lines), data)
    written = spelling.flow(value, style) if nested else spelling.scalar(value, style, flow=in_flow(place))
    if node[START] < node[END]:
        return Planned(place.document, [Edit.replace(place.document, node[START], node[END], written)], data)
    colon = _COLON_AND_GAP.match(content, node[KEY_END])
    if node[KEY_START] == NO_KEY or not colon:
        raise Refused(_COLON)
    at_end = content[colon.end() : colon.end() + 1] in ("", "\n", "\r", ",", "}")
    gap = "" if at_end else " " * max(1, len(colon[2]) - 1 - width(written))
    return Planned(place.document, [Edit.replace(place.document, colon.end(1), colon.end(), f" {written}{gap}")], data)


def _indent_below(place: Place, value: Any, style: Style) -> int:
    return column(place.content, place.node[KEY_START]) + (style.dash if isinstance(value, list) else style.step)


def _below_key(document: Document, node: Node, lines: Any) -> list[Edit]:
    """Lines below a key; the empty brackets behind it go, and a comment behind them keeps its column."""
    content = document.text
    at = _line_end(content, node[END])
    below = Edit.insert(document, at, _as_lines(content, at, lines))
    if node[START] == node[END]:
        return [below]
    if content[node[END] : at].strip():
        return [Edit.replace(document, node[START], node[END], " " * (node[END] - node[START])), below]
    before = len(content[: node[START]].rstrip(" "))
    return [Edit.replace(document, before, at, _as_lines(content, at, lines))]


def _insert_key(place: Place, value: Any) -> Planned:
    """A key that its mapping lacks; what else is missing on the way is written around the value."""
    name, *below = place.missing
    for step in reversed(below):
        value = {step: value} if isinstance(step, str) else None
    owner = place.path[: len(place.nodes) - 1]
    existing = place._replace(path=owner)
    node, content = place.node, place.content
    if not isinstance(name, str) or (value is None and below):
        raise Refused(_NO_ITEM)
    if node[START] == node[END] or _is_empty(node):
        return _fill(existing, {name: value})
    if not isinstance(node[CHILDREN], dict):
        raise Refused(_NO_LIST)
    data = _with(place.document.data, owner, lambda mapping: {**mapping, name: value})
    style = style_of(content, place.nodes)
    if is_flow(content, node):
        edit = _before_bracket(place.document, node, spelling.entry(name, value, style))
    else:
        indent = column(content, next(iter(node[CHILDREN].values()))[KEY_START])
        edit = _after(place.document, node[END], spelling.block({name: value}, indent, style))
    return Planned(place.document, [edit], data)


# --- keys


def _rename_key(place: Place, change: RenameKey) -> Planned:
    node, content = place.node, place.content
    if place.missing or node[KEY_START] == NO_KEY:
        raise Refused(_NO_KEY)
    if change.name in _at(place.document.data, place.path[:-1]):
        raise Refused(_TAKEN, key=change.name)
    old = content[node[KEY_START] : node[KEY_END]]
    flow = in_flow(place._replace(nodes=place.nodes[:-1]))
    name = spelling.scalar(change.name, Style(), flow=flow, quote=old[0] if old[0] in "'\"" else "")
    edits = [_keeping_value_column(place.document, node, name)]
    grown = width(name) - width(old)
    if edits[0].end - edits[0].start == len(old.encode()) and grown and "\n" not in content[node[START] : node[END]]:
        behind = _keeping_columns(place.document, node[END], node[END], "", grown)
        edits += [behind] if behind.old or behind.new else []

    def renamed(mapping: dict[str, Any]) -> dict[str, Any]:
        return {change.name if key == place.path[-1] else key: value for key, value in mapping.items()}

    return Planned(place.document, edits, _with(place.document.data, place.path[:-1], renamed))


def _keeping_value_column(document: Document, node: Node, name: str) -> Edit:
    """The key's new name; where the values are aligned, this one stays in its column."""
    start, end, content = node[KEY_START], node[KEY_END], document.text
    colon = _COLON_AND_GAP.match(content, end)
    grown = width(name) - width(content[start:end])
    if colon and grown and not content.startswith(("\r", "\n"), colon.end()):
        before, after = len(colon[1]) - 1, len(colon[2])
        if before > 0:
            kept = max(0, before - grown)
            return Edit.replace(document, start, colon.end(1), name + " " * kept + ":")
        if after > 1:
            return Edit.replace(document, start, colon.end(), name + ":" + " " * max(1, after - grown))
    return Edit.replace(document, start, end, name)


def _keeping_columns(document: Document, start: int, end: int, new: str, grown: int | None = None) -> Edit:
    """New text in place of some on one line; what is aligned behind it stays in its column, if there is room."""
    content = document.text
    grown = width(new) - width(content[start:end]) if grown is None else grown
    padded = _PADDED.match(content, end)
    if not padded or not grown:
        return Edit.replace(document, start, end, new)
    gap = max(1, len(padded[2]) - grown)
    return Edit.replace(document, start, padded.end(), new + padded[1] + " " * gap)


# --- items


def _insert_item(place: Place, change: InsertItem) -> Planned:
    item = change.item if isinstance(change.item, str) else dict(change.item)
    if place.missing:
        return _insert_key(place, [item])
    node, content = place.node, place.content
    if node[START] == node[END] or (isinstance(node[CHILDREN], list) and not node[CHILDREN]):
        return _fill(place, [item])
    if not isinstance(node[CHILDREN], list):
        raise Refused(_NO_LIST)
    data = _with(place.document.data, place.path, lambda items: [*items, item])
    style = style_of(content, place.nodes)
    if is_flow(content, node):
        return Planned(place.document, [_before_bracket(place.document, node, spelling.flow(item, style))], data)
    last = node[CHILDREN][-1]
    dash = dash_before(content, last)
    if dash is None:
        raise Refused(_DASH)
    one_line = is_flow(content, last)
    lines = spelling.block_item(item, column(content, dash), style, on_one_line=one_line)
    return Planned(place.document, [_after(place.document, last[END], lines)], data)


def _remove_item(place: Place, _change: RemoveItem) -> Planned:
    if place.missing or len(place.nodes) < 2 or not isinstance(place.nodes[-2][CHILDREN], list):
        raise Refused(_NO_ITEM)
    index, items = int(place.path[-1]), place.nodes[-2]
    data = _with(place.document.data, place.path[:-1], lambda old: [*old[:index], *old[index + 1 :]])
    if is_flow(place.content, items):
        edit = _without_flow_item(place.document, items, index)
    elif len(items[CHILDREN]) == 1:
        edit = _without_only_item(place.document, items)
    else:
        edit = _without_lines(place.document, place.node)
    _refuse_comments(place.document, edit)
    return Planned(place.document, [edit], data)


def _without_flow_item(document: Document, items: Node, index: int) -> Edit:
    nodes = items[CHILDREN]
    if len(nodes) == 1:
        return Edit.replace(document, nodes[0][START], nodes[0][END], "")
    if index == 0:
        return Edit.replace(document, nodes[0][START], nodes[1][START], "")
    return Edit.replace(document, nodes[index - 1][END], nodes[index][END], "")


def _without_only_item(document: Document, items: Node) -> Edit:
    """A list that loses its only item is written as an empty one behind its key."""
    colon = _COLON_AND_GAP.match(document.text, items[KEY_END])
    if items[KEY_START] == NO_KEY or not colon:
        raise Refused(_COLON)
    return Edit.replace(document, colon.end(1), items[END], " []")


def _without_lines(document: Document, item: Node) -> Edit:
    """A block item with the lines on which it stands."""
    content = document.text
    dash = dash_before(content, item)
    if dash is None:
        raise Refused(_DASH)
    start = dash - column(content, dash)
    end = _line_end(content, item[END])
    if content[start:dash].strip() or content[item[END] : end].strip():
        raise Refused(_DASH if content[start:dash].strip() else _COMMENTED)
    after = _LINE_END.match(content, end)
    if after and after[0]:
        return Edit.replace(document, start, after.end(), "")
    before = len(content[:start].removesuffix("\n").removesuffix("\r")) if start else start
    return Edit.replace(document, before, end, "")


def _refuse_comments(document: Document, edit: Edit) -> None:
    if any(edit.start <= document.offset_in_file(comment.start) < edit.end for comment in document.comments):
        raise Refused(_COMMENTED)


# --- where new text goes


def _before_bracket(document: Document, node: Node, text: str) -> Edit:
    """One more entry before the bracket that closes a list or mapping on one line."""
    content = document.text
    inside = content[node[START] + 1 : node[END] - 1]
    at = node[START] + 1 + len(inside.rstrip(" \t"))
    if not inside.strip():
        return Edit.insert(document, at, text)
    comma = "," if inside.strip().endswith(",") else ", "
    return Edit.insert(document, at, (" " if comma == "," else comma) + text)


def _after(document: Document, offset: int, lines: Any) -> Edit:
    """Lines behind the line on which something ends."""
    at = _line_end(document.text, offset)
    return Edit.insert(document, at, _as_lines(document.text, at, lines))


def _as_lines(content: str, at: int, lines: Any) -> str:
    """Lines to be put at the end of a line: the line end that stands there stays the last one."""
    newline = _newline(content, at)
    return "".join(newline + line for line in lines)


def _newline(content: str, at: int) -> str:
    """How the line ends that ends here, else the file's first."""
    here = _LINE_END.match(content, at)
    if here and here[0]:
        return here[0]
    first = re.search(r"\r\n|\r|\n", content)
    return first[0] if first else "\n"


def _line_end(content: str, offset: int) -> int:
    found = re.compile(r"[\r\n]").search(content, offset)
    return found.start() if found else len(content)


# --- data


def _at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def _with(data: Any, path: Path, change: Callable[[Any], Any]) -> Any:
    """A copy of the data, changed at a path."""
    if not path:
        return change(data)
    copy: Any = data.copy()
    copy[path[0]] = _with(data[path[0]], path[1:], change)
    return copy


_PLANNERS: dict[type, Callable[[Place, Any], Planned]] = {
    SetValue: _set_value,
    RenameKey: _rename_key,
    InsertItem: _insert_item,
    RemoveItem: _remove_item,
}
