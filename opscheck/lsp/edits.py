"""What changed between two states of a text, as the smallest edits of an editor's text."""

import re
from difflib import SequenceMatcher

from lsprotocol.types import TextEdit

from opscheck.lsp.positions import Positions

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def text_edits(new: str, positions: Positions) -> list[TextEdit]:
    """The edits that make ``new`` of the text of ``positions``; they do not touch each other."""
    old = positions.text.content
    before, after = _LINES.findall(old), _LINES.findall(new)
    edits, start, passed = [], 0, 0
    for first, last, from_, to in _changes(before, after):
        start += sum(map(len, before[passed:first]))
        replaced, by = "".join(before[first:last]), "".join(after[from_:to])
        head, tail = _same(replaced, by)
        edits.append(TextEdit(positions.range(start + head, start + len(replaced) - tail), by[head : len(by) - tail]))
        start, passed = start + len(replaced), last
    return edits


def _changes(before: list[str], after: list[str]) -> list[tuple[int, int, int, int]]:
    """The stretches of lines that differ. What is the same at both ends need not be compared with everything."""
    most = min(len(before), len(after))
    head = next((index for index in range(most) if before[index] != after[index]), most)
    tail = next((index for index in range(most - head) if before[-1 - index] != after[-1 - index]), most - head)
    middle = SequenceMatcher(None, before[head : len(before) - tail], after[head : len(after) - tail], autojunk=False)
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
    while tail and old[-tail] == "\n":
        tail -= 1
    return head, tail
