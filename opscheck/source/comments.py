"""The comments of a text, found between the scalars that may contain a #."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from opscheck.source.spans import Span, Text

_COMMENT = re.compile(r"(?<![^ \t\r\n])#[^\r\n]*")


class Comment(NamedTuple):
    """A comment from its # to the end of the line; start and end are offsets in the text."""

    source: Text
    start: int
    end: int

    @property
    def text(self) -> str:
        """The comment with its #, without the line end."""
        return self.source.content[self.start : self.end]

    @property
    def span(self) -> Span:
        """Where the comment stands."""
        return self.source.span(self.start, self.end)

    @property
    def own_line(self) -> bool:
        """Whether nothing but blanks stands before it on its line."""
        return not self.source.content[self.source.line_start(self.start) : self.start].strip(" \t")


def find_comments(text: Text, opaque: Iterable[tuple[int, int]]) -> Iterator[Comment]:
    """Every comment outside of the opaque stretches, which are in the order of the text."""
    position = 0
    for start, end in (*opaque, (len(text.content), len(text.content))):
        for found in _COMMENT.finditer(text.content, position, start):
            yield Comment(text, found.start(), found.end())
        position = end
