"""What a fix would change in the plan's text, as a diff."""

from collections.abc import Iterator
from itertools import takewhile
from typing import NamedTuple

from opscheck.edits import Edit, Refused, apply
from opscheck.edits.changes import plan_change
from opscheck.finding import Fix
from opscheck.merge import Loaded
from opscheck.source import Document

_MOST_LINES = 24
_CONTEXT = 1


class Changed(NamedTuple):
    """A line that stays, or goes, or comes."""

    line: str
    goes: bool = False
    comes: bool = False


def diff(loaded: Loaded | None, fix: Fix) -> list[Changed]:
    """The lines that a fix changes, with the one before and after; none where that cannot be said of the text alone."""
    planned = _planned(loaded, fix) if loaded else None
    if planned is None:
        return []
    document, edits = planned
    try:
        new = apply(document.raw, edits)
    except Refused:
        return []
    lines = list(_lines(_text(document.raw), _text(new)))
    return lines if len(lines) <= _MOST_LINES else []


def _planned(loaded: Loaded, fix: Fix) -> tuple[Document, list[Edit]] | None:
    """The edits, all in one file."""
    try:
        planned = [plan_change(loaded, change) for change in fix.changes]
    except (Refused, LookupError):
        return None
    document = planned[0].document if planned else None
    if document is None or not _is_yaml(document) or any(one.document is not document for one in planned):
        return None
    return document, [edit for one in planned for edit in one.edits]


def _is_yaml(document: Document) -> bool:
    """Whether the data stands in the text as it is; what an importer has made of it has no keys there."""
    return any(document.key_span((key,)) for key in document.data)


def _text(raw: bytes) -> list[str]:
    return raw.decode(errors="replace").splitlines()


def _lines(old: list[str], new: list[str]) -> Iterator[Changed]:
    """From the first line that differs to the last, with their neighbours."""
    first = _same(old, new)
    rest_old, rest_new = old[first:], new[first:]
    last = _same(rest_old[::-1], rest_new[::-1])
    gone, come = rest_old[: len(rest_old) - last], rest_new[: len(rest_new) - last]
    yield from (Changed(line) for line in old[max(0, first - _CONTEXT) : first])
    yield from (Changed(line, goes=True) for line in gone)
    yield from (Changed(line, comes=True) for line in come)
    yield from (Changed(line) for line in old[first + len(gone) :][:_CONTEXT])


def _same(one: list[str], other: list[str]) -> int:
    """How many lines are the same at the beginning."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
