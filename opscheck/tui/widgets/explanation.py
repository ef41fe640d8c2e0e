"""What there is to know about the selected finding, wrapped to the width of the pane."""

from collections.abc import Iterable, Iterator
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
_AS_IT_STANDS = ("code", "added", "removed", "hunk", "same", "row")


class BlocksPane(Pane):
    """Draws blocks of text."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set(_LOOKS.values())

    def __init__(self, *, id: str) -> None:  # noqa: A002 - the word of Textual
        super().__init__(id=id)
        self._blocks: list[Block] = []
        self._lines: list[tuple[str, str]] = []

    def open(self, blocks: Iterable[Block]) -> None:
        """Show other blocks, from their beginning."""
        self._blocks = list(blocks)
        self._wrap()
        self.scroll_to(x=0, y=0, animate=False, immediate=True)

    def on_resize(self) -> None:
        self._wrap()

    def _wrap(self) -> None:
        width = max(self.size.width - 3, 10)
        self._lines = [line for number, block in enumerate(self._blocks) for line in _lines_of(block, width, number)]
        self.resized(len(self._lines))

    def line(self, number: int, width: int) -> Iterator[Piece]:
        if number < len(self._lines):
            text, kind = self._lines[number]
            yield " " + text, _LOOKS.get(kind, "")


def _lines_of(block: Block, width: int, number: int) -> Iterator[tuple[str, str]]:
    if number and block.kind in _SPACED:
        yield "", ""
    indent = " " * block.indent
    room = max(width - block.indent, 8)
    if block.kind in _AS_IT_STANDS:
        lines = [block.text]
    else:
        lines = [
            part
            for line in (fitted if block.kind == "gauge" else wrap)(block.text, room)
            for part in (chop_cells(line, room) if cell_len(line) > room else [line])
        ]
    yield from ((indent + line, block.kind) for line in lines)
