"""Where new text goes: at the end of a line, below a key, before a bracket; and columns that stay."""

from __future__ import annotations

import re
from collections.abc import Iterable

from opscheck.display import width
from opscheck.edits.edit import Edit
from opscheck.source import Document, Node
from opscheck.source.spans import END, START

COLON_AND_GAP = re.compile(r"([ \t]*:)( *)")
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_PADDED = re.compile(r"(,?)( {2,})(?=\S)")


def before_bracket(document: Document, node: Node, text: str) -> Edit:
    """One more entry before the bracket that closes a list or mapping on one line."""
    content = document.text
    inside = content[node[START] + 1 : node[END] - 1]
    at = node[START] + 1 + len(inside.rstrip(" \t"))
    if not inside.strip():
        return Edit.insert(document, at, text)
    comma = "," if inside.strip().endswith(",") else ", "
    return Edit.insert(document, at, (" " if comma == "," else comma) + text)


def after(document: Document, offset: int, lines: Iterable[str]) -> Edit:
    """Lines behind the line on which something ends."""
    at = line_end(document.text, offset)
    return Edit.insert(document, at, as_lines(document.text, at, lines))


def as_lines(content: str, at: int, lines: Iterable[str]) -> str:
    """Lines to be put at the end of a line: the line end that stands there stays the last one."""
    line_break = newline(content, at)
    return "".join(line_break + line for line in lines)


def newline_at(content: str, at: int) -> str:
    """What ends the line that ends here; empty at the end of the file."""
    found = _LINE_BREAK.match(content, at)
    return found[0] if found else ""


def newline(content: str, at: int) -> str:
    """How the line ends that ends here, else the file's first."""
    first = _LINE_BREAK.search(content)
    return newline_at(content, at) or (first[0] if first else "\n")


def line_end(content: str, offset: int) -> int:
    """Where the line of an offset ends, before what ends it."""
    found = _LINE_BREAK.search(content, offset)
    return found.start() if found else len(content)


def keeping_columns(document: Document, start: int, end: int, new: str, grown: int | None = None) -> Edit:
    """New text in place of some on one line; what is aligned behind it stays in its column, if there is room."""
    content = document.text
    grown = width(new) - width(content[start:end]) if grown is None else grown
    padded = _PADDED.match(content, end)
    if not padded or not grown:
        return Edit.replace(document, start, end, new)
    gap = max(1, len(padded[2]) - grown)
    return Edit.replace(document, start, padded.end(), new + padded[1] + " " * gap)


def below_key(document: Document, node: Node, lines: Iterable[str]) -> list[Edit]:
    """Lines below a key; the empty brackets behind it go, and a comment behind them keeps its column."""
    content = document.text
    at = line_end(content, node[END])
    written = as_lines(content, at, lines)
    below = Edit.insert(document, at, written)
    if node[START] == node[END]:
        return [below]
    if content[node[END] : at].strip():
        return [Edit.replace(document, node[START], node[END], " " * (node[END] - node[START])), below]
    before = len(content[: node[START]].rstrip(" "))
    return [Edit.replace(document, before, at, written)]
