"""What changed between two states of a text, as the smallest edits of an editor's text."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from lsprotocol.types import TextEdit

from opscheck.lsp.positions import Positions

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


class Change(NamedTuple):
    """A stretch of a text from ``start`` to ``end``, now from ``new_start`` to ``new_end``, in characters."""

    start: int
    end: int
    new_start: int
    new_end: int


def text_edits(new: str, positions: Positions) -> list[TextEdit]:
    """The edits that make ``new`` of the text of ``positions``; they do not touch each other."""
    return [
        TextEdit(positions.range(each.start, each.end), new[each.new_start : each.new_end])
        for each in changes(positions.text.content, new)
    ]


def changes(old: str, new: str) -> Iterator[Change]:
    """The stretches that differ, none longer than it must be, in their order."""
    before, after = _LINES.findall(old), _LINES.findall(new)
    start = new_start = passed = new_passed = 0
    for first, last, from_, to in _different_lines(before, after):
        start += sum(map(len, before[passed:first]))
        new_start += sum(map(len, after[new_passed:from_]))
        replaced, by = "".join(before[first:last]), "".join(after[from_:to])
        head, tail = _same(replaced, by)
        end, new_end = start + len(replaced), new_start + len(by)
        yield Change(start + head, end - tail, new_start + head, new_end - tail)
        start, passed, new_start, new_passed = end, last, new_end, to


def _different_lines(before: list[str], after: list[str]) -> list[tuple[int, int, int, int]]:
    """The stretches of lines that differ. What is the same at both ends need not be compared with everything."""
    most = min(len(before), len(after))
    head = next((index for index in range(most) if before[index] != after[index]), most)
    tail = next((index for index in range(most - head) if before[-1 - index] != after[-1 - index]), most - head)
    middle = SequenceMatcher(None, before[head : len(before) - tail], after[head : len(after) - tail])
    return [
        (head + first, head + last, head + from_, head + to)
        for tag, first, last, from_, to in middle.get_opcodes()
        if tag != "equal"
    ]


def _same(old: str, new: str) -> tuple[int, int]:
    """How many characters are the same at both ends; a line end of two characters is never split."""
    most = min(len(old), len(new))
    head = next((index for index in range(most) if old[index] != new[index]), most)
    while head and old[head - 1] == "\r":
        head -= 1
    tail = next((index for index in range(most - head) if old[-1 - index] != new[-1 - index]), most - head)
    while tail and old[-tail] == "\n" and "\r" in (old[-tail - 1 : -tail], new[-tail - 1 : -tail]):
        tail -= 1
    return head, tail
