"""The outline of a file: its sections, and the items in them by what identifies them."""

from collections.abc import Iterator
from itertools import count
from typing import Any

from lsprotocol.types import DocumentSymbol, Range, SymbolKind

from opscheck.engine.locate import item_names
from opscheck.lsp.views import View
from opscheck.plan.select import Path
from opscheck.source import Document, Node
from opscheck.source.spans import CHILDREN, END, KEY_END, KEY_START, NO_KEY, START

_MOST = 20_000
_TITLES = ("title", "name", "statement", "goal", "text", "kind")


def outline(document: Document, view: View) -> list[DocumentSymbol]:
    """The symbols of a file, nested as its data is; empty for a text that cannot be read."""
    if not isinstance(document.data, dict) or document.root is None:
        return []
    return list(_Outline(view).of_mapping((), document.data, document.root))


class _Outline:
    def __init__(self, view: View) -> None:
        self._view = view
        self._left = _MOST

    def of_mapping(self, path: Path, data: dict[str, Any], node: Node) -> Iterator[DocumentSymbol]:
        """A symbol for each key at the top, and below for those under which there are items."""
        children: Any = node[CHILDREN]
        for key, child in children.items():
            value = data[key]
            below = list(self._below((*path, key), value, child))
            if (below or not path) and self._take():
                kind = SymbolKind.Array if isinstance(value, list) else SymbolKind.Namespace
                kind = kind if isinstance(value, dict | list) else SymbolKind.Property
                start, end = child[KEY_START], child[KEY_END]
                if start != NO_KEY:
                    yield self._symbol(key, kind, (start, max(end, child[END])), (start, end), below, _detail(value))

    def _below(self, path: Path, data: Any, node: Node) -> Iterator[DocumentSymbol]:
        if isinstance(data, dict) and isinstance(node[CHILDREN], dict):
            yield from self.of_mapping(path, data, node)
        elif isinstance(data, list) and isinstance(node[CHILDREN], list):
            yield from self._of_list(path, data, node)

    def _of_list(self, path: Path, data: list[Any], node: Node) -> Iterator[DocumentSymbol]:
        """A symbol for each item that is a mapping, by what identifies it."""
        if not any(isinstance(item, dict) for item in data):
            return
        children: Any = node[CHILDREN]
        for item, name, child, index in zip(data, item_names(data, path), children, count(), strict=False):
            if isinstance(item, dict) and self._take():
                below = list(self._below((*path, index), item, child))
                whole = child[START], child[END]
                own = child[CHILDREN].get("id") if isinstance(child[CHILDREN], dict) else None
                named = (own[START], own[END]) if own and whole[0] <= own[START] <= own[END] <= whole[1] else whole
                yield self._symbol(name, SymbolKind.Object, whole, named, below, _detail(item))

    def _take(self) -> bool:
        self._left -= 1
        return self._left >= 0

    def _symbol(
        self,
        name: str,
        kind: SymbolKind,
        whole: tuple[int, int],
        named: tuple[int, int],
        below: list[DocumentSymbol],
        detail: str | None,
    ) -> DocumentSymbol:
        place = self._view.around(*whole)
        return DocumentSymbol(
            name=name.strip() or "?",
            kind=kind,
            range=place,
            selection_range=_inside(self._view.around(*named), place),
            detail=detail,
            children=below,
        )


def _inside(part: Range, whole: Range) -> Range:
    return part if whole.start <= part.start and part.end <= whole.end else Range(whole.start, whole.start)


def _detail(value: Any) -> str | None:
    """What the plan calls an item; a plain value itself."""
    if isinstance(value, dict):
        titles = (value.get(key) for key in _TITLES)
        return next((title for title in titles if isinstance(title, str)), None)
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None
