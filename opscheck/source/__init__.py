"""Bytes to plain data with a span for every key and value, and the comments; refuses hostile input."""

from opscheck.source.comments import Comment
from opscheck.source.document import Document, Limits, load
from opscheck.source.flaws import Flaw
from opscheck.source.parser import HAS_C_PARSER, parse_events
from opscheck.source.spans import Children, Node, Path, Positions, Span, Text

__all__ = [
    "HAS_C_PARSER",
    "Children",
    "Comment",
    "Document",
    "Flaw",
    "Limits",
    "Node",
    "Path",
    "Positions",
    "Span",
    "Text",
    "load",
    "parse_events",
]
