"""The pictures of a plan below each other, with a cursor that goes from bar to bar and from cell to cell."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.message import Message as TextualMessage

from opscheck.finding import Finding
from opscheck.pictures import Pictures
from opscheck.translations import translate
from opscheck.tui.drawing import Drawn, draw
from opscheck.tui.drawing.rows import NO_SPOT, Row, Spot, text_row
from opscheck.tui.widgets.pane import Pane, Piece

NOT_READABLE = "this plan cannot be read: the findings say why"
LOOKS = (
    *("title", "reading", "quiet", "name", "inside", "outside", "empty", "bound", "buffer", "today", "done", "alert"),
    *("high", "medium", "low", "field", "selected", "cursor"),
)
_MARKS = ("mark--error", "mark--warning", "mark--info", "mark--accepted", "text--high", "text--medium", "text--low")


class PictureView(Pane):
    """Draws the pictures of a plan. A cursor that moves says so."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {*(f"picture--{look}" for look in LOOKS), *_MARKS}

    class Moved(TextualMessage):
        """The cursor is somewhere else."""

    class Opened(TextualMessage):
        """Somebody wants to see the findings of the spot under the cursor."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - the word of Textual
        super().__init__(id=id)
        self._pictures: Pictures | None = None
        self._instead = NOT_READABLE
        self._drawn = Drawn([], {})
        self._width = 0
        self._stops: list[int] = []
        self._row, self._spot = 0, 0

    def open(self, pictures: Pictures | None, instead: str = NOT_READABLE) -> None:
        """Show the pictures of a plan, or what there is to say instead of them."""
        self._pictures, self._instead = pictures, instead
        self._draw()

    def on_resize(self) -> None:
        if self.size.width != self._width:
            self._draw()
        self._show_cursor()

    def _draw(self) -> None:
        """Make the rows for the present width; the cursor stays where it is, as far as that still exists."""
        before, lang = self.spot, self.review.lang
        self._width = self.size.width
        if self._pictures and self._width > 1:
            self._drawn = draw(self._pictures, self._width - 2, lang)
        else:
            self._drawn = Drawn([text_row(), text_row(" " + translate(self._instead, lang), "picture--reading")], {})
        self._stops = [number for number, row in enumerate(self._rows) if row.spots]
        self._go_to(*self._place_of(before))
        self.resized(len(self._rows))

    def _place_of(self, before: Spot | None) -> tuple[int, int]:
        """Where something that the cursor was on is now; where it is gone, the place as it was."""
        for number in (self._row, *self._stops) if before else ():
            spots = self._rows[number].spots if number < len(self._rows) else ()
            for index, spot in enumerate(spots):
                if before and (spot.path, spot.name) == (before.path, before.name):
                    return number, max(index, self._spot if self._spot < len(spots) and number == self._row else 0)
        return self._row, self._spot

    # --- what is where

    @property
    def _rows(self) -> list[Row]:
        return self._drawn.rows

    @property
    def spot(self) -> Spot | None:
        """What the cursor is on."""
        spots = self._rows[self._row].spots if self._row < len(self._rows) else ()
        return spots[self._spot] if self._spot < len(spots) else None

    @property
    def picture(self) -> str:
        """The picture that the cursor is in."""
        begun = [name for name, first in self._drawn.begins.items() if first <= self._row]
        return begun[-1] if begun else ""

    # --- drawing

    def look_of(self, number: int) -> str:
        is_here = number == self._row and number < len(self._rows) and len(self._rows[number].spots) == 1
        return "picture--selected" if is_here else ""

    def line(self, number: int, width: int) -> Iterator[Piece]:
        if number >= len(self._rows):
            return
        row, is_here = self._rows[number], number == self._row and self.spot is not None
        yield "▌" if is_here else " ", "picture--title"
        several = len(row.spots) > 1
        for part in row.parts():
            is_under = is_here and several and part.spot == self._spot
            yield part.text, "picture--cursor" if is_under else part.look

    # --- moving

    def go_to(self, finding: Finding) -> bool:
        """Put the cursor on the narrowest thing that a finding lies on; whether there is such a thing."""
        found = [
            (len(spot.marks), -len(spot.path), number, index)
            for number in self._stops
            for index, spot in enumerate(self._rows[number].spots)
            if any(mark is finding for mark in spot.marks)
        ]
        if not found:
            return False
        *_, number, index = min(found)
        self._move_to(number, index)
        return True

    def go_to_picture(self, name: str) -> None:
        """Put the cursor on the first thing of a picture, and show the picture from its top."""
        first = self._drawn.begins.get(name)
        if first is None:
            return
        after = bisect_left(self._stops, first)
        ends = min((other for other in self._drawn.begins.values() if other > first), default=len(self._rows))
        if after < len(self._stops) and self._stops[after] < ends:
            self._move_to(self._stops[after], 0)
        self.scroll_to(y=first, animate=False, immediate=True)

    def _go_to(self, row: int, spot: int) -> None:
        """Put the cursor on the nearest row that has something, from a row on."""
        if not self._stops:
            self._row = self._spot = 0
            return
        self._row = self._stops[min(bisect_left(self._stops, row), len(self._stops) - 1)]
        self._spot = min(max(spot, 0), len(self._rows[self._row].spots) - 1)

    def _move_to(self, row: int, spot: int) -> None:
        self._go_to(row, spot)
        self._show_cursor()
        self.refresh()
        self.post_message(self.Moved())

    def _step(self, count: int) -> None:
        if self._stops:
            index = bisect_left(self._stops, self._row) + count
            self._move_to(self._stops[min(max(index, 0), len(self._stops) - 1)], self._spot)

    def _show_cursor(self) -> None:
        top, height = round(self.scroll_offset.y), self.size.height
        if not height or not self._stops:
            return
        first = 0 if self._row == self._stops[0] else self._row
        if first < top:
            self.scroll_to(y=first, animate=False, immediate=True)
        elif self._row >= top + height:
            self.scroll_to(y=self._row - height + 1, animate=False, immediate=True)

    @property
    def has_marks(self) -> bool:
        """Whether a finding that stands lies on anything."""
        return bool(self._marked())

    def _marked(self) -> list[tuple[int, int]]:
        """The rows and spots on which findings lie that stand."""
        return [
            (number, index)
            for number in self._stops
            for index, spot in enumerate(self._rows[number].spots)
            if any(finding.stands for finding in spot.marks)
        ]

    def next_mark(self, sign: int) -> bool:
        """Go to the next thing with a finding that stands, or to the one before; whether there is one."""
        places = self._marked()
        here = (self._row, self._spot)
        index = bisect_right(places, here) if sign > 0 else bisect_left(places, here) - 1
        if not 0 <= index < len(places):
            return False
        self._move_to(*places[index])
        return True

    def action_down(self) -> None:
        self._step(1)

    def action_up(self) -> None:
        self._step(-1)

    def action_left(self) -> None:
        self._move_to(self._row, self._spot - 1)

    def action_right(self) -> None:
        self._move_to(self._row, self._spot + 1)

    def action_page_down(self) -> None:
        self._page(self.size.height - 1)

    def action_page_up(self) -> None:
        self._page(1 - self.size.height)

    def _page(self, lines: int) -> None:
        if self._stops:
            row = self._row + lines
            index = bisect_left(self._stops, row) if lines > 0 else bisect_right(self._stops, row) - 1
            self._move_to(self._stops[min(max(index, 0), len(self._stops) - 1)], self._spot)

    def action_top(self) -> None:
        self._step(-len(self._stops))

    def action_bottom(self) -> None:
        self._step(len(self._stops))

    def on_click(self, event: events.Click) -> None:
        number = event.y + round(self.scroll_offset.y)
        if number < len(self._rows) and self._rows[number].spots:
            spot = self._spot_at(self._rows[number], event.x - 1)
            self._move_to(number, spot)
            if event.chain > 1:
                self.post_message(self.Opened())

    def _spot_at(self, row: Row, column: int) -> int:
        """The spot of a row at a column, else the nearest one before it."""
        found, end = NO_SPOT, 0
        for part in row.parts():
            end += cell_len(part.text)
            found = part.spot if part.spot != NO_SPOT else found
            if column < end:
                break
        return max(found, 0)
