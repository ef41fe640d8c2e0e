"""A value in the place of another one, or where there was none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Context, Decimal
from typing import Any

from opscheck.change import SetValue
from opscheck.display import width
from opscheck.edits import spelling
from opscheck.edits.edit import Edit, Refused
from opscheck.edits.lines import COLON_AND_GAP, after, before_bracket, below_key, keeping_columns
from opscheck.edits.place import Place, children_of, in_flow, is_flow
from opscheck.edits.planned import Planned, value_at, with_changed
from opscheck.edits.spelling import Style, column, style_of
from opscheck.source import Node
from opscheck.source.spans import CHILDREN, END, KEY_END, KEY_START, NO_KEY, START

NO_ITEM = "there is no such item"
NO_LIST = "no list can be written here"
NO_COLON = "it is not clear where the value would stand"
_COLLECTION = "a whole list or mapping stands here"
_LONG_TEXT = "the value goes over several lines"
_CURRENCY = "the amount is written in another currency"

_WIDE = Context(prec=1000)
_FOREIGN = re.compile(r".* [A-Z]{3}")


def set_value(place: Place, change: SetValue) -> Planned:
    value = change.value
    if place.missing:
        return insert_key(place, value)
    if place.node[START] == place.node[END] or _is_empty(place.node):
        return fill(place, value)
    if place.node[CHILDREN] is not None:
        raise Refused(_COLLECTION)
    value = _spelt_alike(value_at(place.document.data, place.path), value)
    text = _replacing(place.content, place.node, value, flow=in_flow(place))
    edit = keeping_columns(place.document, place.node[START], place.node[END], text)
    return Planned(place.document, [edit], with_changed(place.document.data, place.path, lambda _: value))


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


def fill(place: Place, value: Any) -> Planned:
    """Write a value where the key has none, or an empty list or mapping."""
    data = with_changed(place.document.data, place.path, lambda _: value)
    style = style_of(place.content, place.nodes)
    node, content = place.node, place.content
    nested = isinstance(value, Mapping | list) and value
    if nested and not in_flow(place._replace(nodes=place.nodes[:-1])) and node[KEY_START] != NO_KEY:
        lines = spelling.block(value, _indent_below(place, value, style), style)
        return Planned(place.document, below_key(place.document, node, lines), data)
    written = spelling.flow(value, style) if nested else spelling.scalar(value, style, flow=in_flow(place))
    if node[START] < node[END]:
        return Planned(place.document, [Edit.replace(place.document, node[START], node[END], written)], data)
    colon = COLON_AND_GAP.match(content, node[KEY_END])
    if node[KEY_START] == NO_KEY or not colon:
        raise Refused(NO_COLON)
    at_end = content[colon.end() : colon.end() + 1] in ("", "\n", "\r", ",", "}")
    gap = "" if at_end else " " * max(1, len(colon[2]) - 1 - width(written))
    return Planned(place.document, [Edit.replace(place.document, colon.end(1), colon.end(), f" {written}{gap}")], data)


def _indent_below(place: Place, value: Any, style: Style) -> int:
    return column(place.content, place.node[KEY_START]) + (style.dash if isinstance(value, list) else style.step)


def insert_key(place: Place, value: Any) -> Planned:
    """A key that its mapping lacks; what else is missing on the way is written around the value."""
    name, *below = place.missing
    for step in reversed(below):
        value = {step: value} if isinstance(step, str) else None
    owner = place.path[: len(place.nodes) - 1]
    existing = place._replace(path=owner)
    node, content = place.node, place.content
    if not isinstance(name, str) or (value is None and below):
        raise Refused(NO_ITEM)
    if node[START] == node[END] or _is_empty(node):
        return fill(existing, {name: value})
    if not isinstance(node[CHILDREN], dict):
        raise Refused(NO_LIST)
    data = with_changed(place.document.data, owner, lambda mapping: {**mapping, name: value})
    style = style_of(content, place.nodes)
    if is_flow(content, node):
        edit = before_bracket(place.document, node, spelling.entry(name, value, style))
    else:
        indent = column(content, children_of(node)[0][KEY_START])
        edit = after(place.document, node[END], spelling.block({name: value}, indent, style))
    return Planned(place.document, [edit], data)
