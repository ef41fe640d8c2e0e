"""Whether edits do what they are meant to do, and nothing else."""

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from opscheck.edits.edit import Edit, Refused, apply
from opscheck.source import Document, Limits, load

_OUTSIDE = "something outside of the change would change"
_UNREADABLE = "the file could not be read any more"
_FLAWED = "the text would have a flaw that it has not now: {flaw}"
_DATA = "another value of the file would change with it"
_COMMENTS = "a comment would change or be lost"
_MISSING = object()


def verified(
    document: Document,
    edits: Sequence[Edit],
    *,
    data: Any = _MISSING,
    comments: Sequence[str] | None = None,
    limits: Limits = Limits(),  # noqa: B008
) -> Document:
    """The document after the edits, as it would be read from the disk.

    ``data`` is what it must hold then (by default what it holds now), ``comments`` are the texts of the comments that
    it must have then, in order (by default those of now; see ``texts_of``). Raises Refused, with the reason, unless
    every byte outside of the edits stays, the text can be read without a new flaw, and data and comments are exactly
    those.
    """
    raw = apply(document.raw, edits)
    if not _same_outside(document.raw, raw, edits):
        raise Refused(_OUTSIDE)
    new = load(raw, document.file, limits)
    if new.fatal:
        raise Refused(_UNREADABLE)
    _refuse_new_flaws(document, new)
    if not same(new.data, document.data if data is _MISSING else data):
        raise Refused(_DATA)
    if texts_of(new) != list(texts_of(document) if comments is None else comments):
        raise Refused(_COMMENTS)
    return new


def texts_of(document: Document) -> list[str]:
    """The texts of a document's comments, in order; each begins with its #."""
    return [comment.text for comment in document.comments]


def same(one: Any, other: Any) -> bool:
    """Whether two pieces of plain data are the same in value, type, spelling of decimals and order of keys."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return str(one) == str(other) if isinstance(one, Decimal | float) else bool(one == other)


def _same_outside(old: bytes, new: bytes, edits: Iterable[Edit]) -> bool:
    """Whether the new bytes are the old ones with the edits in between; counted anew, from the front."""
    read, written = 0, 0
    for edit in sorted(edits):
        kept = edit.start - read
        if new[written : written + kept] != old[read : edit.start]:
            return False
        written += kept + len(edit.new)
        read = edit.end
    return new[written:] == old[read:]


def _refuse_new_flaws(old: Document, new: Document) -> None:
    before = Counter(flaw.message for flaw in old.flaws)
    for flaw in new.flaws:
        before[flaw.message] -= 1
        if before[flaw.message] < 0:
            raise Refused(_FLAWED, flaw=flaw.message)
