"""Where things stand in a text: spans, and the tree of nodes that answers for every path.

A node is a plain tuple, so that one pass over a plan stays cheap and trees of several files can be joined:

    (key_start, key_end, start, end, children, text)

Offsets count characters in `text`; key_start is -1 where there is no key (list items, the root). `children` is
None (a scalar), a dict of nodes by key or a list of nodes. A merged tree is built by joining children: each node
still knows its own text.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import Final, NamedTuple, TypeAlias

Path: TypeAlias = tuple[str | int, ...]
Children: TypeAlias = dict[str, "Node"] | list["Node"] | None
Node: TypeAlias = tuple[int, int, int, int, Children, "Text"]

NO_KEY: Final = -1
KEY_START: Final = 0
KEY_END: Final = 1
START: Final = 2
END: Final = 3
CHILDREN: Final = 4
TEXT: Final = 5

_LINE_END = re.compile(r"\r\n|\r|\n")


class Span(NamedTuple):
    """A stretch of a file; lines and columns count from 1, in characters; end_column is exclusive."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int


class Text:
    """A file's text, which turns character offsets into lines and columns when somebody asks."""

    def __init__(self, file: str, content: str) -> None:
        self.file = file
        self.content = content

    @cached_property
    def _starts(self) -> array[int]:
        """The offset at which each line starts; lines end at CRLF, CR and LF only, as they do in editors."""
        starts = array("q", [0])
        starts.extend(found.end() for found in _LINE_END.finditer(self.content))
        return starts

    def place(self, offset: int) -> tuple[int, int]:
        """The line and the column of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """The offset of a line and column; behind the end of the line or the text, the end of it."""
        line = min(max(line, 1), len(self._starts))
        return self._starts[line - 1] + min(max(column - 1, 0), len(self.line(line)))

    def span(self, start: int, end: int) -> Span:
        """The span of the characters from start up to end."""
        return Span(self.file, *self.place(start), *self.place(end))

    def line_start(self, offset: int) -> int:
        """The offset at which the line of `offset` starts."""
        return self._starts[bisect_right(self._starts, offset) - 1]

    def line(self, number: int) -> str:
        """The text of a line without its line end; empty where there is no such line."""
        if not 1 <= number <= len(self._starts):
            return ""
        end = self._starts[number] if number < len(self._starts) else len(self.content)
        return self.content[self._starts[number - 1] : end].rstrip("\r\n")


class Positions:
    """Answers where a path of the data stands, over the node tree of one file or a merged one."""

    def __init__(self, root: Node | None, text: Text) -> None:
        self.root = root
        self.text = text

    def span(self, path: Path) -> Span:
        """The span of the value; of its key if the value is empty; of what is nearest if the path does not exist."""
        node, complete = self._find(path)
        if node is None:
            return Span(self.text.file, 1, 1, 1, 1)
        if complete and node[START] < node[END]:
            return node[TEXT].span(node[START], node[END])
        return _name_of(node)

    def key_span(self, path: Path) -> Span | None:
        """The span of the key at a path; None for list items, the root and what does not exist."""
        node, complete = self._find(path)
        if node is None or not complete or node[KEY_START] == NO_KEY:
            return None
        return node[TEXT].span(node[KEY_START], node[KEY_END])

    def _find(self, path: Path) -> tuple[Node | None, bool]:
        """The deepest node on the path, and whether it is the path's own."""
        node = self.root
        if node is None:
            return None, False
        for step in path:
            below = _child(node[CHILDREN], step)
            if below is None:
                return node, False
            node = below
        return node, True


def _child(children: Children, step: str | int) -> Node | None:
    if isinstance(children, dict):
        return children.get(step) if isinstance(step, str) else None
    if isinstance(children, list) and isinstance(step, int) and 0 <= step < len(children):
        item: Node = children[step]
        return item
    return None


def _name_of(node: Node) -> Span:
    """What to underline for a whole node: its key, else (items, the root) the first key inside it."""
    while node[KEY_START] == NO_KEY:
        first = next(_each(node[CHILDREN]), None)
        if first is None:
            start, end = node[START], node[END]
            if 0 < start == end and node[TEXT].content[start - 1] not in "\r\n":
                start -= 1  # an empty item shows its dash
            return node[TEXT].span(start, end)
        node = first
    return node[TEXT].span(node[KEY_START], node[KEY_END])


def _each(children: Children) -> Iterator[Node]:
    if isinstance(children, dict):
        return iter(children.values())
    return iter(children or ())
