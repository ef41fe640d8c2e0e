"""Taking back what was written into files, and nothing of what somebody else has saved in them since."""

from collections.abc import Iterator, Sequence
from difflib import Match, SequenceMatcher
from pathlib import Path
from typing import NamedTuple

from opscheck.checking.waiving import Rewritten
from opscheck.edits import Refused, write
from opscheck.errors import UserError, reason
from opscheck.finding import Message

NOT_TAKEN_BACK = "{file} is as it is now: {reason}"
CHANGED = "the lines that were written have been changed since"
_Lines = list[bytes]


class _Step(NamedTuple):
    """A file as it is and as it is to be."""

    path: Path
    now: bytes
    then: bytes


def take_back(written: Sequence[Rewritten]) -> None:
    """Take back what was written, in all files or in none. Raises UserError where those lines are others by now."""
    done: list[_Step] = []
    for each in reversed(written):
        try:
            step = _step(each)
            write(*step)
        except (Refused, OSError) as error:
            for other in reversed(done):
                write(other.path, other.then, other.now)
            said = error.message if isinstance(error, Refused) else reason(error)
            raise UserError(Message(NOT_TAKEN_BACK, {"file": each.file, "reason": said})) from None
        done.append(step)


def _step(each: Rewritten) -> _Step:
    now = each.path.read_bytes()
    then = without(now, each.old, each.new)
    if then is None:
        raise Refused(CHANGED)
    return _Step(each.path, now, then)


def without(now: bytes, old: bytes, new: bytes) -> bytes | None:
    """What a file would hold had ``old`` never become ``new``; None where the lines that came or went then, or one of
    their neighbours, are others now, or cannot be told from others.
    """
    if now == new:
        return old
    lines = now.splitlines(keepends=True)
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    places = {-1: -1, len(after): len(lines)}  # of the lines of the new text, and of what stands before and after them
    for one in _equal(after, lines):
        places |= {one.a + index: one.b + index for index in range(one.size)}
    for start, end, instead in reversed(list(_hunks(before, after))):
        first = places.get(start - 1)
        if first is None or any(places.get(start + index) != first + 1 + index for index in range(end - start + 1)):
            return None
        lines[first + 1 : first + 1 + end - start] = instead
    return b"".join(lines)


def _hunks(old: _Lines, new: _Lines) -> Iterator[tuple[int, int, _Lines]]:
    """From which line of the new text up to which one stands something else than in the old one, and what that was."""
    last = Match(0, 0, 0)
    for one in _equal(old, new):
        if (last.a + last.size, last.b + last.size) != (one.a, one.b):
            yield last.b + last.size, one.b, old[last.a + last.size : one.a]
        last = one


def _equal(one: _Lines, other: _Lines) -> Iterator[Match]:
    """The stretches that two texts have in common, from the top, and at last an empty one where both end."""
    most = min(len(one), len(other))
    head = next((index for index in range(most) if one[index] != other[index]), most)
    tail = next((index for index in range(most - head) if one[-1 - index] != other[-1 - index]), most - head)
    yield Match(0, 0, head)
    matcher = SequenceMatcher(None, one[head : len(one) - tail], other[head : len(other) - tail])
    for block in matcher.get_matching_blocks():
        yield Match(block.a + head, block.b + head, block.size)
    yield Match(len(one) - tail, len(other) - tail, tail)
    yield Match(len(one), len(other), 0)
