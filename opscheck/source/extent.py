"""Where an event's own text starts and ends. Both parsers' marks are generous, and not always the same:

anchor and tag count as part of a value, block scalars run on over blank lines, block collections up to the next
token, and what is empty is put before or behind the blanks around it.
"""

from __future__ import annotations

import re

from opscheck.source.flaws import Refusal, shortened
from opscheck.source.parser import Event

_PROPERTY = re.compile(r"!<[^>\s]*>|[&!][^\s,\[\]{}]*")
_BLANKS = re.compile(r"(?:[ \t\r\n]+(?:#[^\r\n]*)?)*")
_ANCHOR = re.compile(rf"&[^\s,\[\]{{}}]*{_BLANKS.pattern}")
_BETWEEN = frozenset(" \t\r\n,[]{}")
_SURROGATE = re.compile("[\ud800-\udfff]")

_ODD_ANCHOR = "the anchor {anchor} may hold letters, digits, - and _ only"
_HALF_A_CHARACTER = "an escape in these quotes is half a surrogate pair: write the character itself"


def scalar_extent(content: str, event: Event) -> tuple[int, int]:
    """Start and end of a scalar, without anchor, tag and trailing blank lines."""
    start, end = content_start(content, event), event.end_mark.index
    if event.style in ("|", ">"):
        return start, start + len(content[start:end].rstrip(" \t\r\n"))
    if not event.style and not event.value:
        end = _behind_blanks(content, end)
        return end, end
    if event.style == '"' and _SURROGATE.search(event.value):
        raise Refusal(_HALF_A_CHARACTER, {}, start, end)
    return start, end


def opaque_extent(content: str, event: Event, start: int) -> tuple[int, int]:
    """The stretch of a quoted or block scalar in which a # starts no comment; the header of a block may hold one."""
    end: int = event.end_mark.index
    if event.style in ("|", ">"):
        breaks = [found for found in (content.find("\n", start, end), content.find("\r", start, end)) if found >= 0]
        start = min(breaks, default=end)
    return start, end


def content_start(content: str, event: Event) -> int:
    """The offset behind an event's anchor and tag."""
    offset: int = event.start_mark.index
    awaited = ("&" if event.anchor else "") + ("!" if event.tag else "")
    while awaited and (found := _PROPERTY.match(content, offset)) and found[0][0] in awaited:
        if found[0][0] == "&" and found[0] != f"&{event.anchor}":
            raise Refusal(_ODD_ANCHOR, {"anchor": shortened(found[0])}, found.start(), found.end())
        awaited = awaited.replace(found[0][0], "")
        offset = _after(_BLANKS, content, found.end())
    return offset


def tag_extent(content: str, event: Event) -> tuple[int, int]:
    """Start and end of an event's tag. The pure parser's mark skips one that stands before an anchor."""
    offset: int = event.start_mark.index
    anchor = _ANCHOR.match(content, offset)
    if anchor and content.startswith("!", anchor.end()):
        offset = anchor.end()
    elif anchor:
        offset = content.rfind("!", 0, offset)
        while offset > 0 and content[offset - 1] not in _BETWEEN:
            offset -= 1
    return offset, _after(_PROPERTY, content, offset)


def collection_end(event: Event, last: int) -> int:
    """Where a collection ends: behind its bracket; without one, where its last child ends."""
    closer: int = event.end_mark.index
    return closer if closer > event.start_mark.index else last


def _behind_blanks(content: str, offset: int) -> int:
    while offset > 0 and content[offset - 1] in " \t\r\n":
        offset -= 1
    return offset


def _after(pattern: re.Pattern[str], content: str, offset: int) -> int:
    found = pattern.match(content, offset)
    return found.end() if found else offset
