"""Parser events to plain data and its node tree, in one pass.

Nothing is ever expanded: an alias shares its value, and what the expansion would amount to is only counted, while
the events arrive. The pass stops at the first event beyond a limit.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from opscheck.source.extent import collection_end, content_start, opaque_extent, scalar_extent, tag_extent
from opscheck.source.flaws import AMBIGUOUS, SYNTAX, Flaws, Refusal, shortened
from opscheck.source.parser import Event, NextEvent
from opscheck.source.scalars import NOT_ALWAYS_TEXT, Datum, resolve
from opscheck.source.spans import NO_KEY, Children, Node, Path, Text

Built: TypeAlias = tuple[Any, Node]

_NOT_PLAIN = frozenset("\"'|>&!")

_TAG = "tag:yaml.org,2002:"
_TEXT_TAGS = frozenset((_TAG + "str", "!"))
_PLAIN_TAGS = frozenset(_TAG + kind for kind in ("int", "float", "bool", "null"))
_MAPPING_TAGS = frozenset((_TAG + "map", "!"))
_SEQUENCE_TAGS = frozenset((_TAG + "seq", "!"))

_DUPLICATE = "the key {key} stands twice in one mapping: the first one counts"
_FIRST_KEY = "it stands here first"
_NOT_TEXT_KEY = "the key {key} is not a text: put it in quotes"
_NO_KEY_TEXT = "a key is missing before this colon"
_COLLECTION_KEY = "a list or a mapping cannot be a key: it is left out"
_MERGE_KEY = "<< merges in YAML 1.1 and is an ordinary key in YAML 1.2: write the keys out"
_UNKNOWN_TAG = "the tag {tag} means nothing here: leave it out"
_NO_ANCHOR = "there is no anchor &{name} above this alias: put a text that starts with * in quotes"
_ENDLESS = "the alias *{name} stands inside its own anchor: it would never end"
_TOO_DEEP = "the data is nested deeper than {limit} levels"
_TOO_MANY = "the data has more than {limit} values, counting what aliases repeat"
_SECOND_DOCUMENT = "a second document starts here: a file holds one, and only the first counts"

_plain_keys: set[str] = set()  # what was a text as it stands: every plan has the same few hundred keys
_MOST_PLAIN_KEYS = 5_000


class Counted(NamedTuple):
    """What may be built at most."""

    depth: int
    nodes: int


class _Anchored(NamedTuple):
    """What an anchor names, with its number of nodes and levels after expansion."""

    datum: Any
    node: Node
    nodes: int
    levels: int


class Builder:
    """Builds the documents of one text; `opaque` collects the stretches in which a # starts no comment."""

    def __init__(self, text: Text, next_event: NextEvent, limits: Counted, flaws: Flaws) -> None:
        self.text = text
        self.content = text.content
        self.next_event = next_event
        self.most_nodes, self.deepest = limits.nodes, limits.depth
        self.flaws = flaws
        self.opaque: list[tuple[int, int]] = []
        self.nodes = 0
        self.levels = 0
        self.path: list[str | int] = []
        self.anchors: dict[str, _Anchored | None] = {}  # None while the anchored collection is still open

    def first_document(self) -> tuple[Any, Node | None]:
        """Data and node tree of the first document; the rest of the text is read too, for its errors and limits."""
        built: tuple[Any, Node | None] | None = None
        while type(event := self.next_event()) is not StreamEndEvent:
            if type(event) is not DocumentStartEvent:
                continue
            if built is not None:
                return self._drain(event, built)
            self.anchors = {}
            built = self.value(self.next_event(), "", NO_KEY, NO_KEY)
        return built or (None, None)

    def _drain(self, event: Event, built: tuple[Any, Node | None]) -> tuple[Any, Node | None]:
        end = event.end_mark.index
        start = end - 3 if self.content.endswith("---", 0, end) else end  # directives before it are no place to show
        self.flaws.note_flaw(SYNTAX, _SECOND_DOCUMENT, {}, start, max(end, start + 1))
        self.flaws = Flaws(self.text)
        while type(event) is not StreamEndEvent:
            if type(event) is DocumentStartEvent:
                self.anchors = {}
                self.value(self.next_event(), "", NO_KEY, NO_KEY)
            event = self.next_event()
        return built

    def value(self, event: Event, name: str | int, key_start: int, key_end: int) -> Built:
        """The datum and the node of the value that starts with `event`; `name` is its key or index."""
        self.nodes += 1
        if self.nodes > self.most_nodes:
            raise self._too_many(event)
        kind = type(event)
        if kind is ScalarEvent:
            start = event.start_mark.index
            end = event.end_mark.index
            if start == end:
                start = end = start if key_end == NO_KEY else key_end
                return None, (key_start, key_end, start, end, None, self.text)
            if self.content[start] in _NOT_PLAIN:
                return self._styled(event, name, key_start, key_end)
            datum = event.value
            if datum[0] in NOT_ALWAYS_TEXT:
                datum = self._resolve(datum, start, end, name)
            return datum, (key_start, key_end, start, end, None, self.text)
        if kind is AliasEvent:
            return self._alias(event, key_start, key_end)
        return self._collection(event, name, key_start, key_end)

    # --- scalars

    def _resolve(self, text: str, start: int, end: int, name: str | int) -> Datum:
        """The datum of a plain scalar; a doubt about it is a flaw."""
        datum, doubt = resolve(text)
        if doubt is not None:
            self.flaws.note_flaw(AMBIGUOUS, doubt.template, doubt.values, start, end, self._path(name))
        return datum

    def _styled(self, event: Event, name: str | int, key_start: int, key_end: int) -> Built:
        """A scalar in quotes, as a block, or with an anchor or a tag."""
        start, end = self._extent(event)
        if start == end and key_end != NO_KEY:
            start = end = key_end
        datum = self._tagged(event, start, end, name)
        node = (key_start, key_end, start, end, None, self.text)
        if event.anchor:
            self.anchors[event.anchor] = _Anchored(datum, node, 1, 0)
        return datum, node

    def _extent(self, event: Event) -> tuple[int, int]:
        """Start and end of a scalar; what a # means nothing in is noted on the way."""
        start, end = scalar_extent(self.content, event)
        if event.style:
            self.opaque.append(opaque_extent(self.content, event, start))
        return start, end

    def _tagged(self, event: Event, start: int, end: int, name: str | int) -> Datum:
        tag, text = event.tag, event.value
        if tag and tag not in _TEXT_TAGS and tag not in _PLAIN_TAGS:
            self._complain_tag(event, name)
        if tag in _PLAIN_TAGS or not (tag or event.style):
            return self._resolve(text, start, end, name)
        return str(text)

    def _complain_tag(self, event: Event, name: str | int) -> None:
        start, end = tag_extent(self.content, event)
        self.flaws.note_flaw(
            SYNTAX, _UNKNOWN_TAG, {"tag": shortened(self.content[start:end])}, start, end, self._path(name)
        )

    # --- aliases

    def _alias(self, event: Event, key_start: int, key_end: int) -> Built:
        """The value that an alias shares; its own span is the alias, its children stand where they were written."""
        start, end, name = event.start_mark.index, event.end_mark.index, event.anchor
        if name not in self.anchors:
            raise Refusal(_NO_ANCHOR, {"name": shortened(name)}, start, end)
        anchored = self.anchors[name]
        if anchored is None:
            raise Refusal(_ENDLESS, {"name": shortened(name)}, start, end)
        self.nodes += anchored.nodes - 1
        if self.nodes > self.most_nodes:
            raise self._too_many(event)
        self._reach(len(self.path) + anchored.levels, start, end)
        return anchored.datum, (key_start, key_end, start, end, anchored.node[4], anchored.node[5])

    def _reach(self, levels: int, start: int, end: int) -> None:
        """Note how deep the data is; refuse what is too deep."""
        if levels > self.deepest:
            raise Refusal(_TOO_DEEP, {"limit": self.deepest}, start, end)
        self.levels = max(self.levels, levels)

    def _too_many(self, event: Event) -> Refusal:
        return Refusal(_TOO_MANY, {"limit": self.most_nodes}, event.start_mark.index)

    # --- collections

    def _collection(self, event: Event, name: str | int, key_start: int, key_end: int) -> Built:
        offset = event.start_mark.index
        if len(self.path) >= self.levels:
            self._reach(len(self.path) + 1, offset, offset + 1)
        if event.anchor or event.tag:
            return self._with_properties(event, name, key_start, key_end)
        return self._children(event, name, key_start, key_end, offset)

    def _with_properties(self, event: Event, name: str | int, key_start: int, key_end: int) -> Built:
        anchor, tag = event.anchor, event.tag
        if tag and tag not in (_MAPPING_TAGS if type(event) is MappingStartEvent else _SEQUENCE_TAGS):
            self._complain_tag(event, name)
        before, levels, depth = self.nodes, self.levels, len(self.path)
        self.levels = depth + 1
        if anchor:
            self.anchors[anchor] = None
        start = content_start(self.content, event)
        datum, node = self._children(event, name, key_start, key_end, start)
        if anchor and self.anchors[anchor] is None:
            self.anchors[anchor] = _Anchored(datum, node, self.nodes - before + 1, self.levels - depth)
        self.levels = max(self.levels, levels)
        return datum, node

    def _children(self, event: Event, name: str | int, key_start: int, key_end: int, start: int) -> Built:
        """A collection without its properties; `start` is where its own text starts."""
        self.path.append(name)
        mapping = type(event) is MappingStartEvent
        datum, children, end = self._mapping(start) if mapping else self._sequence(start)
        self.path.pop()
        return datum, (key_start, key_end, start, end, children, self.text)

    def _sequence(self, end: int) -> tuple[list[Any], Children, int]:
        """Items, their nodes, and the end; block lists end with their last item, flow lists with their bracket."""
        next_event, value = self.next_event, self.value
        data: list[Any] = []
        children: list[Node] = []
        while type(event := next_event()) is not SequenceEndEvent:
            datum, node = value(event, len(data), NO_KEY, NO_KEY)
            data.append(datum)
            children.append(node)
            end = node[3]
        return data, children, collection_end(event, end)

    def _mapping(self, end: int) -> tuple[dict[str, Any], Children, int]:
        """Entries, their nodes, and the end; a refused entry is read, for its errors, but left out."""
        next_event, value, content, plain_keys = self.next_event, self.value, self.content, _plain_keys
        data: dict[str, Any] = {}
        children: dict[str, Node] = {}
        while type(event := next_event()) is not MappingEndEvent:
            start = event.start_mark.index
            if type(event) is ScalarEvent and (key := event.value) in plain_keys and key[0] == content[start]:
                self.nodes += 1
                end = event.end_mark.index
            else:
                key, start, end = self._key(event)
            if key in data:
                self._complain_duplicate(key, start, end, children[key])
                key = None
            datum, node = value(next_event(), key or "", start, end)
            if node[3] > end:
                end = node[3]
            if key is not None:
                data[key] = datum
                children[key] = node
        return data, children, collection_end(event, end)

    # --- keys

    def _key(self, event: Event) -> tuple[str | None, int, int]:
        """The text of a key (None if its entry is left out), and where it stands."""
        if type(event) is ScalarEvent:
            return self._scalar_key(event)
        datum, node = self.value(event, "", NO_KEY, NO_KEY)
        start, end = node[2], node[3]
        if isinstance(datum, (dict, list)):
            self.flaws.note_flaw(SYNTAX, _COLLECTION_KEY, {}, start, end, self._path())
            return None, start, end
        if isinstance(datum, str):
            return datum, start, end
        anchored = self.anchors[event.anchor]
        written = self.content[anchored.node[2] : anchored.node[3]] if anchored else ""
        return self._not_text(written, start, end), start, end

    def _scalar_key(self, event: Event) -> tuple[str | None, int, int]:
        self.nodes += 1
        start, end = self._extent(event)
        key, tag = str(event.value), event.tag
        if tag and tag not in _TEXT_TAGS and tag not in _PLAIN_TAGS:
            self._complain_tag(event, key)
        if event.anchor:
            self.anchors[event.anchor] = _Anchored(key, (NO_KEY, NO_KEY, start, end, None, self.text), 1, 0)
        if tag in _PLAIN_TAGS or not (tag or event.style):
            return self._plain_key(key, start, end), start, end
        return key, start, end

    def _plain_key(self, key: str, start: int, end: int) -> str | None:
        if key == "<<":
            self.flaws.note_flaw(AMBIGUOUS, _MERGE_KEY, {}, start, end, self._path(key))
            return None
        # A key such as `on` is part of the format, and a tool that reads it as a truth value reads no plan: no flaw.
        if not isinstance(resolve(key)[0], str):
            return self._not_text(key, start, end)
        if len(_plain_keys) < _MOST_PLAIN_KEYS:
            _plain_keys.add(key)
        return key

    def _not_text(self, key: str, start: int, end: int) -> str:
        template = _NOT_TEXT_KEY if key else _NO_KEY_TEXT
        self.flaws.note_flaw(SYNTAX, template, {"key": shortened(key)}, start, end, self._path(key))
        return key

    def _complain_duplicate(self, key: str, start: int, end: int, first: Node) -> None:
        related = ((self.text.span(first[0], first[1]), _FIRST_KEY),)
        self.flaws.note_flaw(SYNTAX, _DUPLICATE, {"key": shortened(key)}, start, end, self._path(key), related)

    def _path(self, *names: str | int) -> Path:
        """The path of an entry in the collection that is open; () for the root."""
        return (*self.path[1:], *names) if self.path else ()
