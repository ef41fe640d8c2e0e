"""What may be written at the cursor: keys of a mapping, words of the format, ids of the plan, rules and clauses."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from lsprotocol.types import CompletionItem, CompletionItemKind, CompletionList, TextEdit

from opscheck.authoring.explanation import in_language
from opscheck.catalogue import Catalogue
from opscheck.lsp.cursor import Cursor, cursor_at
from opscheck.lsp.navigation import PARTIES, Named
from opscheck.lsp.positions import Positions
from opscheck.lsp.vocabulary import Vocabulary
from opscheck.plan.select import Path
from opscheck.plan.types import Party

_RULE = ("waivers", 0, "rule")
_CLAUSE = ("applicability", 0, "clause")


class Known(NamedTuple):
    """What can be named: the items of the plan by section, which it takes a while to find, rules and clauses."""

    items: Callable[[], Mapping[str, Sequence[Named]]]
    catalogue: Catalogue
    lang: str

    def named(self, path: Path, vocabulary: Vocabulary) -> Iterable[Named]:
        """What the value at a path may name."""
        if path == _RULE:
            return (Named(rule) for rule in self.catalogue.rules)
        if path == _CLAUSE:
            clauses = self.catalogue.clauses.items()
            return (Named(id_, in_language(clause.title, self.lang)) for id_, clause in clauses)
        mark = vocabulary.reference(path)
        if mark is None:
            return ()
        items = self.items()
        sections = PARTIES if isinstance(mark, Party) else (mark.section,)
        return dict.fromkeys(named for section in sections for named in items.get(section, ()))


def complete(positions: Positions, offset: int, vocabulary: Vocabulary, known: Known) -> CompletionList:
    """The list for a cursor in the text of ``positions``; empty where nothing is known."""
    cursor = cursor_at(positions.text.content, offset)
    items: list[CompletionItem] = []
    if cursor is not None:
        quoted = cursor.word[:1] in ("'", '"')
        place = positions.range(cursor.start + quoted, offset)
        if cursor.is_key and not quoted:
            items += (_with_edit(item, TextEdit(place, text)) for item, text in _keys(cursor, vocabulary))
        if cursor.is_value:
            items += (_with_edit(item, TextEdit(place, item.label)) for item in _values(cursor.path, vocabulary, known))
    for number, item in enumerate(items):
        item.sort_text = f"{number:05}"  # our order: that of the format and of the plan
    return CompletionList(is_incomplete=False, items=items)


def _with_edit(item: CompletionItem, edit: TextEdit) -> CompletionItem:
    item.text_edit = edit
    return item


def _keys(cursor: Cursor, vocabulary: Vocabulary) -> Iterator[tuple[CompletionItem, str]]:
    """The keys that the mapping does not have yet, those that it must have first, each with the text to write."""
    keys = [key for key in vocabulary.keys(cursor.path) if key.name not in cursor.siblings]
    for key in sorted(keys, key=lambda key: not key.required):
        item = CompletionItem(key.name, kind=CompletionItemKind.Property, documentation=key.meaning or None)
        colon = "" if cursor.has_colon else ":" if key.holds in ("object", "array") else ": "
        yield item, key.name + colon


def _values(path: Path, vocabulary: Vocabulary, known: Known) -> Iterator[CompletionItem]:
    for named in known.named(path, vocabulary):
        yield CompletionItem(named.id, kind=CompletionItemKind.Reference, detail=named.title or None)
    for word in vocabulary.words(path):
        yield CompletionItem(word.text, kind=CompletionItemKind.EnumMember if word.closed else CompletionItemKind.Value)
