"""What of a text stands at an offset: the path of the data, and the stretch that belongs to it."""

from typing import Any, NamedTuple

from opscheck.plan.select import Path
from opscheck.source import Document, Node
from opscheck.source.spans import CHILDREN, END, KEY_END, KEY_START, NO_KEY, START


class Place(NamedTuple):
    """A key with its value, an item, or a value in a list.

    ``key`` is the stretch of the key, ``value`` that of the value; ``on_key`` says which of them was pointed at.
    """

    path: Path
    key: tuple[int, int] | None
    value: tuple[int, int]
    on_key: bool

    @property
    def pointed(self) -> tuple[int, int]:
        """The stretch that was pointed at."""
        return self.key if self.on_key and self.key else self.value


def place_at(document: Document, offset: int) -> Place | None:
    """The key or plain value at an offset; None between them, and in a text that cannot be read."""
    return _find(document.root, (), offset) if document.root is not None else None


def _find(node: Node, path: Path, offset: int) -> Place | None:
    key = (node[KEY_START], node[KEY_END]) if node[KEY_START] != NO_KEY else None
    value = node[START], node[END]
    if key and key[0] <= offset <= key[1]:
        return Place(path, key, value, True)
    children: Any = node[CHILDREN]
    if children is None:
        return Place(path, key, value, False) if value[0] <= offset <= value[1] and value[0] < value[1] else None
    for step, child in children.items() if isinstance(children, dict) else enumerate(children):
        first = child[KEY_START] if child[KEY_START] != NO_KEY else child[START]
        if first <= offset <= max(child[END], child[KEY_END]):
            found = _find(child, (*path, step), offset)
            if found:
                return found
    return None
