"""Plain data as YAML in the style of what stands around it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from opscheck.edits.place import children_of
from opscheck.source import Node, load
from opscheck.source.spans import CHILDREN, END, KEY_END, KEY_START, NO_KEY, START

_QUOTES = ("'", '"')
_DASH = re.compile(r"-(?:[ \t]|(?:#[^\r\n]*)?(?:\r\n|\r|\n))*\Z")


class Style(NamedTuple):
    """How somebody writes."""

    step: int = 2
    """How far what belongs to a key is indented."""
    dash: int = 2
    """How far the dashes of a list are indented below its key."""
    after_dash: str = " "
    value_quote: str = ""
    key_quote: str = ""
    comma: str = ", "
    padding: str = ""
    """What stands inside of braces."""
    value_column: int | None = None
    """The column, from the start of the key, at which the values of a block are aligned."""
    nested_flow: bool = True
    """Whether lists and mappings inside of an item are written in brackets."""


def scalar(value: Any, style: Style, *, flow: bool = False, quote: str | None = None) -> str:
    """A scalar; a text is written without quotes where it can be, unless ``quote`` or the style wants them."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | Decimal):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    wanted = style.value_quote if quote is None else quote
    if not wanted and _is_plain(value, flow):
        return str(value)
    return _quoted(value, wanted or '"')


def key(text: str, style: Style, *, flow: bool) -> str:
    """A key of a mapping."""
    return _quoted(text, style.key_quote) if style.key_quote else scalar(text, Style(), flow=flow)


@lru_cache(1024)
def _is_plain(text: str, flow: bool) -> bool:
    """Whether a text without quotes is read as itself, by YAML 1.1 as well, wherever a scalar may stand."""
    trials = [(f"{{k0: {text}, {text}: b}}", {"k0": text, text: "b"}), (f"[{text}]", [text])] if flow else []
    trials += [(f"k0: {text}\n{text}: b\n", {"k0": text, text: "b"}), (f"- {text}\n", [text])]
    for written, data in trials:
        document = load(written.encode("utf-8", "surrogatepass"), "")
        if document.data != data or document.flaws or document.comments:
            return False
    return True


def _quoted(text: str, quote: str) -> str:
    if quote == "'" and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return json.dumps(text, ensure_ascii=not text.isprintable())


def flow(value: Any, style: Style) -> str:
    """A value on one line, collections in brackets."""
    if isinstance(value, Mapping):
        entries = style.comma.join(entry(name, below, style) for name, below in value.items())
        return "{" + style.padding + entries + style.padding + "}" if entries else "{}"
    if isinstance(value, list | tuple):
        return "[" + style.comma.join(flow(item, style) for item in value) + "]"
    return scalar(value, style, flow=True)


def entry(name: str, value: Any, style: Style) -> str:
    """A key with its value, inside of braces."""
    return f"{key(name, style, flow=True)}: {flow(value, style)}"


def block(value: Mapping[str, Any] | list[Any], indent: int, style: Style) -> Iterator[str]:
    """A collection as lines, each key or dash ``indent`` columns from the left."""
    if isinstance(value, Mapping):
        for name, below in value.items():
            yield from _block_entry(key(name, style, flow=False), below, indent, style)
        return
    for item in value:
        yield from block_item(item, indent, style._replace(after_dash=" "))


def block_item(item: Any, indent: int, style: Style, *, on_one_line: bool = False) -> Iterator[str]:
    """An item of a list as lines, with its dash."""
    dash = " " * indent + "-" + style.after_dash
    if on_one_line or not isinstance(item, Mapping | list) or not item:
        yield dash + (flow(item, style) if isinstance(item, Mapping | list) else scalar(item, style))
        return
    for number, line in enumerate(block(item, len(dash), style)):
        yield line if number else dash + line[len(dash) :]


def _block_entry(name: str, value: Any, indent: int, style: Style) -> Iterator[str]:
    start = " " * indent + name + ":"
    if isinstance(value, Mapping | list) and value and not style.nested_flow:
        yield start
        yield from block(value, indent + (style.dash if isinstance(value, list) else style.step), style)
        return
    gap = " " * max(1, (style.value_column or 0) - len(name) - 1)
    yield start + gap + (flow(value, style) if isinstance(value, Mapping | list) else scalar(value, style))


# --- the style of what is there


def style_of(content: str, nodes: tuple[Node, ...]) -> Style:
    """The style of the collection at the end of a path of nodes: its items' or keys', else that of those around it."""
    own = nodes[-1]
    items = children_of(own)
    mappings = [item for item in items if isinstance(item[CHILDREN], dict)] or [own]
    entries = [below for mapping in mappings for below in children_of(mapping)]
    nested = [below for below in entries if below[CHILDREN]]
    written = [below for below in entries if below[START] < below[END]]
    step, dash = _indentation(content, nodes)
    return Style(
        step=step,
        dash=dash,
        after_dash=_after_dash(content, own),
        value_quote=_common_quote(content, [below[START] for below in written if below[CHILDREN] is None]),
        key_quote=_common_quote(content, [below[KEY_START] for below in entries if below[KEY_START] != NO_KEY]),
        comma="," if _commas_without_blank(content, mappings) else ", ",
        padding=" " if any(content.startswith("{ ", mapping[START]) for mapping in mappings) else "",
        value_column=_value_column(content, mappings[-1]),
        nested_flow=all(content.startswith(("{", "["), below[START]) for below in nested),
    )


def column(content: str, offset: int) -> int:
    """The column of an offset, from 0."""
    return offset - max(content.rfind("\n", 0, offset), content.rfind("\r", 0, offset)) - 1


def _indentation(content: str, nodes: tuple[Node, ...]) -> tuple[int, int]:
    """How far keys and dashes are indented below their key: the nearest example, from this node outwards."""
    step = dash = None
    for node in reversed(nodes):
        for child in children_of(node):
            if child[KEY_START] == NO_KEY or not child[CHILDREN] or content[child[START]] in "{[":
                continue
            first = children_of(child)[0]
            if isinstance(child[CHILDREN], dict):
                step = step or column(content, first[KEY_START]) - column(content, child[KEY_START])
            elif dash is None and (at := dash_of(content, child, 0)) is not None:
                dash = column(content, at) - column(content, child[KEY_START])
    known = step or dash or 2
    return max(1, known), known if dash is None else max(0, dash)


def dash_of(content: str, items: Node, index: int) -> int | None:
    """Where the dash of an item of a block list stands."""
    nodes = children_of(items)
    behind = nodes[index - 1][END] if index else items[START]
    found = _DASH.search(content, behind, nodes[index][START])
    return found.start() if found else None


def _after_dash(content: str, items: Node) -> str:
    """What stands between the dash of the last item and the item."""
    nodes = children_of(items)
    dash = dash_of(content, items, len(nodes) - 1) if isinstance(items[CHILDREN], list) and nodes else None
    gap = "" if dash is None else content[dash + 1 : nodes[-1][START]]
    return gap if gap and not gap.strip(" ") else " "


def _common_quote(content: str, starts: Iterable[int]) -> str:
    """The quotes in which all of them are that could do without; none where they differ."""
    firsts = Counter(content[start : start + 1] for start in starts)
    numbers = sum(count for first, count in firsts.items() if first.isdigit() or first in "+-.")
    quoted = [quote for quote in _QUOTES if firsts[quote] and firsts[quote] == firsts.total() - numbers]
    return quoted[0] if quoted else ""


def _commas_without_blank(content: str, mappings: list[Node]) -> bool:
    for mapping in mappings:
        children = children_of(mapping)
        if content.startswith("{", mapping[START]) and len(children) > 1:
            return content[children[0][END] : children[1][KEY_START]] == ","
    return False


def _value_column(content: str, mapping: Node) -> int | None:
    """The column at which the values of a block mapping are aligned, if they are."""
    if content.startswith("{", mapping[START]):
        return None
    children = [child for child in children_of(mapping) if child[START] > child[KEY_END] and child[KEY_START] != NO_KEY]
    on_line = [
        (child[START] - child[KEY_START], child[START] - child[KEY_END])
        for child in children
        if not {"\n", "\r"} & set(content[child[KEY_END] : child[START]])
    ]
    columns = {offset for offset, _ in on_line}
    aligned = len(on_line) > 1 and len(columns) == 1 and any(gap > 2 for _, gap in on_line)
    return columns.pop() if aligned else None
