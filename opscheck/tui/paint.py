"""The parts of a source line: keys, texts, numbers and comments, as the parser has found them.

A text that the parser refused has no parts, and is drawn plain: nothing is guessed.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from opscheck.source import Document, Node, Span, Text
from opscheck.source.spans import CHILDREN, END, KEY_END, KEY_START, NO_KEY, START

KEY, TEXT, NUMBER, QUOTED, COMMENT = "key", "text", "number", "quoted", "comment"
_NUMBER = re.compile(r"[-+]?[\d.][\d.,:%TZ+eE-]*%?|true|false|null|~|P(?=\d|T)[\dYMWDTHS.]+")


class Part(NamedTuple):
    """What a stretch of a text is."""

    start: int
    end: int
    kind: str


class Source:
    """A file's text with its parts, which are found when the first line is drawn."""

    def __init__(self, text: Text, document: Document | None = None) -> None:
        self.text = text
        self._document = document

    @cached_property
    def lines(self) -> int:
        """How many lines there are; an empty last one counts only where it is the only one."""
        line, column = self.text.place(len(self.text.content))
        return max(1, line - (column == 1))

    @cached_property
    def _parts(self) -> list[Part]:
        if self._document is None:
            return []
        comments = (Part(one.start, one.end, COMMENT) for one in self._document.comments)
        return sorted({*comments, *_parts_of(self._document)})

    @cached_property
    def _starts(self) -> list[int]:
        return [part.start for part in self._parts]

    def line(self, number: int, upto: int) -> Iterator[tuple[str, str]]:
        """The first characters of a line, counted from 1, in pieces: as they stand, and what they are."""
        content, start = self.text.line(number)[:upto], self.text.offset(number, 1)
        place, end = start, start + len(content)
        for part in self._on(start, end):
            first, last = max(part.start, place), min(part.end, end)
            if last > first:
                yield content[place - start : first - start], ""
                yield content[first - start : last - start], part.kind
                place = last
        yield content[place - start :], ""

    def _on(self, start: int, end: int) -> Iterator[Part]:
        """The parts that reach into a stretch; parts do not overlap."""
        for index in range(max(bisect_right(self._starts, start) - 1, 0), len(self._parts)):
            if self._parts[index].start >= end:
                return
            yield self._parts[index]


def _parts_of(document: Document) -> Iterator[Part]:
    """Keys and scalars; a tree that aliases share is gone through once."""
    waiting = [document.root] if document.root else []
    seen: set[int] = set()
    content = document.text
    while waiting:
        node = waiting.pop()
        if node[KEY_START] != NO_KEY:
            yield Part(node[KEY_START], node[KEY_END], KEY)
        children = node[CHILDREN]
        if children is None:
            yield from _scalar(node, content)
        elif id(children) not in seen:
            seen.add(id(children))
            waiting += children.values() if isinstance(children, dict) else children


def _scalar(node: Node, content: str) -> Iterator[Part]:
    start, end = node[START], node[END]
    if start < end:
        value = content[start : min(end, start + 40)]
        kind = QUOTED if value[0] in "\"'|>" else NUMBER if _NUMBER.fullmatch(value) else TEXT
        yield Part(start, end, kind)


def marked(pieces: Iterator[tuple[str, str]], span: Span, number: int) -> Iterator[tuple[str, str, bool]]:
    """The pieces of a line, cut where a span begins and ends: text, what it is, and whether the span covers it."""
    first = span.column - 1 if number == span.line else 0
    last = span.end_column - 1 if number == span.end_line else None
    inside = span.line <= number <= span.end_line
    place = 0
    for text, kind in pieces:
        start, end = place, place + len(text)
        low = min(max(first, start), end) - start if inside else len(text)
        high = (min(max(last, start), end) if last is not None else end) - start if inside else len(text)
        for part, covered in ((text[:low], False), (text[low:high], True), (text[high:], False)):
            if part:
                yield part, kind, covered
        place = end
