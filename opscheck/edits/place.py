"""Where a path of a plan stands: in which of its files, on which nodes, and whether it can be edited there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ruamel.yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from opscheck.edits.edit import Edit, Refused
from opscheck.merge import Loaded
from opscheck.source import Document, Node, Path, parse_events
from opscheck.source.spans import CHILDREN, END, START, TEXT

_NOWHERE = "there is no such place in the file"
_PROPERTY = "it stands at an anchor, an alias or a tag"
_SEVERAL_LINES = "it stands in brackets that go over several lines"
_LINE_BREAK = re.compile(r"[\r\n]")
_MAY_HAVE_PROPERTIES = re.compile(r"[&*!]")


class Place(NamedTuple):
    """A place in one file of a plan.

    ``path`` is its path in that file's data; ``nodes`` are the nodes from the root down that path, as far as it exists.
    """

    document: Document
    path: Path
    nodes: tuple[Node, ...]

    @property
    def node(self) -> Node:
        """The deepest node that exists."""
        return self.nodes[-1]

    @property
    def missing(self) -> Path:
        """What is left of the path where the file ends before it does."""
        return self.path[len(self.nodes) - 1 :]

    @property
    def content(self) -> str:
        """The text of the file."""
        return self.document.text


def find(loaded: Loaded, path: Path) -> Place:
    """The place of a path of the plan's data, in the file in which it stands, or its nearest owner does."""
    node = loaded.positions.root
    local: list[str | int] = []
    if node is None:
        raise Refused(_NOWHERE)
    steps = iter(path)
    for step in steps:
        children = node[CHILDREN]
        if isinstance(children, list) and isinstance(step, int) and step < len(children):
            node = children[step]
            local.append(sum(before[TEXT] is node[TEXT] for before in children[:step]))
        elif isinstance(children, dict) and isinstance(step, str) and step in children:
            node = children[step]
            local.append(step)
        else:
            local += [step, *steps]
    document = next((document for document in loaded.documents if document.source is node[TEXT]), None)
    if document is None or document.root is None:
        raise Refused(_NOWHERE)
    return _in_file(document, tuple(local))


def find_list(loaded: Loaded, path: Path) -> Place:
    """The place of a list, in the file that holds its last item."""
    node = loaded.positions.root
    for step in path:
        children = node[CHILDREN] if node else None
        node = children.get(step) if isinstance(children, dict) and isinstance(step, str) else None
    if node and isinstance(node[CHILDREN], list) and node[CHILDREN]:
        item = find(loaded, (*path, len(node[CHILDREN]) - 1))
        return Place(item.document, item.path[:-1], item.nodes[:-1])
    return find(loaded, path)


def _in_file(document: Document, path: Path) -> Place:
    nodes = [document.root] if document.root else []
    for step in path:
        children = nodes[-1][CHILDREN]
        if isinstance(children, dict) and step in children:
            nodes.append(children[str(step)])
        elif isinstance(children, list) and isinstance(step, int) and step < len(children):
            nodes.append(children[step])
        else:
            break
    return Place(document, path, tuple(nodes))


def children_of(node: Node) -> list[Node]:
    """The nodes directly below a node."""
    children = node[CHILDREN]
    return list(children.values() if isinstance(children, dict) else children or ())


# --- what cannot be edited


def is_flow(content: str, node: Node) -> bool:
    """Whether a collection is written in brackets."""
    return node[CHILDREN] is not None and content[node[START] : node[START] + 1] in ("{", "[")


def in_flow(place: Place) -> bool:
    """Whether the place is inside of brackets."""
    return any(is_flow(place.content, node) for node in place.nodes)


def refuse_brackets_over_lines(place: Place) -> None:
    """Raises Refused where brackets around the place, or its own, go over several lines."""
    for node in place.nodes:
        if is_flow(place.content, node) and _LINE_BREAK.search(place.content, node[START], node[END]):
            raise Refused(_SEVERAL_LINES)


def refuse_properties(place: Place, edits: list[Edit]) -> None:
    """Raises Refused where an edit touches, or what is edited is part of, what has an anchor or a tag, or an alias."""
    document = place.document
    if not _MAY_HAVE_PROPERTIES.search(document.text):
        return
    inside = place.nodes if place.missing or place.node[CHILDREN] is not None else place.nodes[:-1]
    touched = [(edit.start, edit.end) for edit in edits]
    touched += [(document.offset_in_file(node[START]),) * 2 for node in inside]
    for start, end in _properties(document):
        first, last = document.offset_in_file(start), document.offset_in_file(end)
        if any(begin <= last and stop >= first for begin, stop in touched):
            raise Refused(_PROPERTY)


def _properties(document: Document) -> Iterator[tuple[int, int]]:
    """The stretches of the text that have an anchor or a tag, or are an alias."""
    next_event = parse_events(document.text)
    opened: list[int | None] = []
    end = 0
    while type(event := next_event()) is not StreamEndEvent:
        kind = type(event)
        if kind in (AliasEvent, ScalarEvent):
            start, end = event.start_mark.index, event.end_mark.index
            end = start + len(document.text[start:end].rstrip())
            if kind is AliasEvent or event.anchor or event.tag:
                yield start, end
        elif kind in (MappingStartEvent, SequenceStartEvent):
            opened.append(event.start_mark.index if event.anchor or event.tag else None)
        elif kind in (MappingEndEvent, SequenceEndEvent):
            if event.end_mark.index > event.start_mark.index:
                end = event.end_mark.index  # a closing bracket
            begun = opened.pop()
            if begun is not None:
                yield begun, end
