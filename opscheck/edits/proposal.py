"""A fix as edits of the text that was read, for whoever is to make them: an editor, a program that reads a report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from opscheck.change import Change
from opscheck.edits.changes import plan_change
from opscheck.edits.edit import Edit, Refused, apply
from opscheck.edits.verify import verified
from opscheck.finding import Fix
from opscheck.merge import Loaded, merge
from opscheck.source import Document

SEVERAL_FILES = "it would change several files at once"


class Proposal(NamedTuple):
    """The edits of one file that make a fix, in their order; they do not overlap."""

    document: Document
    edits: Sequence[Edit]


def propose(loaded: Loaded, fix: Fix) -> Proposal:
    """The edits of a fix; made together, they give the text that ``check --fix`` gives.

    Raises Refused where ``check --fix`` would not touch the text. Whether the finding would be gone, and no other come,
    only a new check of the plan can tell.
    """
    old, new = _made(loaded, fix.changes)
    edits = _at_once(loaded, fix.changes)
    return Proposal(old, edits if _gives(old, edits, new) else [_whole(old.raw, new.raw)])


def _made(loaded: Loaded, changes: Sequence[Change]) -> tuple[Document, Document]:
    """The document before and after the changes, made one after the other."""
    versions: list[Document] = []
    for change in changes:
        planned = plan_change(loaded, change)
        if versions and planned.document is not versions[-1]:
            raise Refused(SEVERAL_FILES)
        new = verified(planned.document, planned.edits, data=planned.data, comments=planned.comments)
        versions += [new] if versions else [planned.document, new]
        now = [new if each is planned.document else each for each in loaded.documents]
        loaded = merge(now[0], now[1:])
    return versions[0], versions[-1]


def _at_once(loaded: Loaded, changes: Sequence[Change]) -> list[Edit]:
    """The edits of all changes, each planned for the text as it is; none where one builds on another."""
    try:
        return sorted(edit for change in changes for edit in plan_change(loaded, change).edits)
    except Refused:
        return []


def _gives(old: Document, edits: Sequence[Edit], new: Document) -> bool:
    try:
        return apply(old.raw, edits) == new.raw
    except Refused:
        return False


def _whole(old: bytes, new: bytes) -> Edit:
    """One edit from the first byte that changes to the last; it never cuts a character in two."""
    first, second = old.decode(), new.decode()
    start = _alike(first, second)
    end = _alike(first[start:][::-1], second[start:][::-1])
    before, after = first[: len(first) - end], second[: len(second) - end]
    return Edit(len(first[:start].encode()), len(before.encode()), before[start:].encode(), after[start:].encode())


def _alike(one: str, other: str) -> int:
    """How many characters two texts have in common from their beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((index for index, (left, right) in pairs if left != right), min(len(one), len(other)))
