"""What there is to know about the selected finding, wrapped to the width of the pane."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import ClassVar

from rich.cells import cell_len, chop_cells

from opscheck.tui.explaining import Block
from opscheck.tui.gauge import fitted
from opscheck.tui.widgets.pane import Pane, Piece
from opscheck.wrapping import wrap

_LOOKS = {
    "title": "explanation--title",
    "head": "explanation--head",
    "quiet": "explanation--quiet",
    "code": "explanation--code",
    "good": "explanation--good",
    "bad": "explanation--bad",
    "gauge": "explanation--gauge",
    "added": "explanation--added",
    "removed": "explanation--removed",
    "hunk": "explanation--quiet",
}
_SPACED = ("head",)


class BlocksPane(Pane):
    """Draws blocks of text."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set(_LOOKS.values())

    def __init__(self, *, id: str) -> None:  # noqa: A002 - the word of Textual
        super().__init__(id=id)
        self._blocks: list[Block] = []
        self.lines: list[tuple[str, str]] = []
        """What is drawn: each line, and the kind of its block."""

    def open(self, blocks: Iterable[Block]) -> None:
        """Show other blocks, from their beginning."""
        self._blocks = list(blocks)
        self._wrap()
        self.scroll_to(x=0, y=0, animate=False, immediate=True)

    def on_resize(self) -> None:
        self._wrap()

    def _wrap(self) -> None:
        width = max(self.size.width - 3, 10)
        self.lines = [line for number, block in enumerate(self._blocks) for line in _lines_of(block, width, number)]
        self.resized(len(self.lines))

    def line(self, number: int, width: int) -> Iterator[Piece]:
        if number < len(self.lines):
            text, kind = self.lines[number]
            yield " " + text, _LOOKS.get(kind, "")


def _lines_of(block: Block, width: int, number: int) -> Iterator[tuple[str, str]]:
    if number and block.kind in _SPACED:
        yield "", ""
    indent = " " * block.indent
    fold = _FOLDED.get(block.kind, wrap)
    yield from ((indent + line, block.kind) for line in _chopped(fold, block.text, max(width - block.indent, 8)))


def _chopped(fold: Callable[[str, int], list[str]], text: str, room: int) -> Iterator[str]:
    """The lines of a text; words that are wider than the room are cut to pieces."""
    for line in fold(text, room):
        yield from chop_cells(line, room) if cell_len(line) > room else [line]


def _as_it_stands(text: str, room: int) -> list[str]:
    """A line as it is; what there is no room for goes on beneath it, further in."""
    if cell_len(text) <= room:
        return [text]
    first, *_ = chop_cells(text, room)
    hang = min(len(text) - len(text[1:].lstrip()) + 2, room // 3)
    return [first, *(" " * hang + piece for piece in chop_cells(text[len(first) :], room - hang))]


def _row(text: str, room: int) -> list[str]:
    """Two columns, the second of which is wrapped."""
    name, gap, _ = _COLUMNS.split(text, 1) if _COLUMNS.search(text) else ("", "", text)
    left = name + gap
    first, *more = wrap(text[len(left) :], max(room - cell_len(left), 8)) or [""]
    return [left + first, *(" " * cell_len(left) + line for line in more)]


_COLUMNS = re.compile(r"(\s{2,})")
_FOLDED = {
    **dict.fromkeys(("code", "added", "removed", "hunk", "same"), _as_it_stands),
    "row": _row,
    "gauge": fitted,
}
