"""A plan and its fragments as one document: lists append, mappings join, and each value still knows its own file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from opscheck.source import Document, Flaw, Node, Path, Positions, Span
from opscheck.source.spans import CHILDREN, TEXT

TWICE = "{field} is given here and in {other}"
_OWN_KEYS = ("schema", "part_of", "include")


@dataclass
class Loaded:
    """A plan as it was read: the data of all its files, where each value stands, and what is wrong with the texts."""

    file: str
    data: Any
    positions: Positions
    documents: Sequence[Document]
    flaws: list[Flaw] = field(default_factory=list)

    def line(self, file: str, number: int) -> str:
        """The text of a line of one of the plan's files, for an excerpt."""
        return next((document.line(number) for document in self.documents if document.file == file), "")


def merge(main: Document, fragments: Sequence[Document] = ()) -> Loaded:
    """Join a plan with its fragments. A value that is given twice is a flaw, at its second place."""
    loaded = Loaded(main.file, main.data, main.positions, [main, *fragments], list(main.flaws))
    for fragment in fragments:
        loaded.flaws.extend(fragment.flaws)
        if (
            isinstance(loaded.data, dict)
            and isinstance(fragment.data, dict)
            and fragment.root
            and loaded.positions.root
        ):
            data, node = _join(loaded, (), (loaded.data, loaded.positions.root), (fragment.data, fragment.root))
            loaded.data, loaded.positions = data, Positions(node, main.source)
    return loaded


def _join(loaded: Loaded, path: Path, ours: Any, theirs: Any) -> tuple[Any, Any]:
    """Our (data, node) with theirs joined in."""
    (data, node), (more, other) = ours, theirs
    if isinstance(data, list) and isinstance(more, list):
        return [*data, *more], (*node[:CHILDREN], [*node[CHILDREN], *other[CHILDREN]], node[TEXT])
    if not isinstance(data, Mapping) or not isinstance(more, Mapping):
        loaded.flaws.append(_twice(path, _place(node), _place(other)))
        return data, node
    joined, nodes = dict(data), dict(node[CHILDREN])
    for key, value in more.items():
        if (not path and key in _OWN_KEYS) or (key.startswith("x-") and key in joined):
            continue
        if joined.get(key) is None:
            joined[key], nodes[key] = value, other[CHILDREN][key]
        elif value is not None:
            pair = (joined[key], nodes[key]), (value, other[CHILDREN][key])
            joined[key], nodes[key] = _join(loaded, (*path, key), *pair)
    return joined, (*node[:CHILDREN], nodes, node[TEXT])


def _place(node: Node) -> Span:
    """What to underline: a scalar, or the key of what is larger."""
    positions = Positions(node, node[TEXT])
    return (positions.key_span(()) if node[CHILDREN] else None) or positions.span(())


def _twice(path: Path, first: Span, second: Span) -> Flaw:
    values: dict[str, object] = {"field": ".".join(map(str, path)), "other": first.file}
    return Flaw("opscheck/schema", TWICE, values, second, path, ((first, "the first value"),))
