"""A list with a cursor, of any length: a line for each entry."""

from collections.abc import Iterator

from textual import events
from textual.message import Message as TextualMessage

from opscheck.tui.widgets.pane import Pane, Piece


class Listing(Pane):
    """Draws ``entry(number, width)`` for the entries that are seen. A cursor that moves says so."""

    class Moved(TextualMessage):
        """The cursor is on another entry."""

        def __init__(self, listing: "Listing") -> None:
            super().__init__()
            self.listing = listing

        @property
        def control(self) -> "Listing":
            """The list whose cursor has moved."""
            return self.listing

    class Opened(Moved):
        """Somebody wants to see more of an entry."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - the word of Textual
        super().__init__(id=id)
        self.size_of_list = 0
        self.cursor = 0

    def entry(self, number: int, width: int) -> Iterator[Piece]:
        """The pieces of an entry, after the sign of the cursor."""
        raise NotImplementedError

    def nothing(self) -> str:
        """What stands there where the list is empty."""
        return ""

    def fill(self, count: int, cursor: int) -> None:
        """Show other entries, with the cursor on one of them."""
        self.size_of_list = count
        self.resized(max(count, 1))
        self._put(cursor)

    # --- drawing

    def look_of(self, number: int) -> str:
        return "detail--selected" if number == self.cursor and self.size_of_list else ""

    def line(self, number: int, width: int) -> Iterator[Piece]:
        if number >= self.size_of_list:
            yield f" {self.nothing()}", "detail--quiet"
            return
        yield "▌" if number == self.cursor else " ", "detail--title"
        yield from self.entry(number, width - 1)

    # --- moving

    def move_to(self, number: int) -> None:
        """Put the cursor on an entry, the first or the last where there is no such one."""
        self._put(number)
        self.post_message(self.Moved(self))

    def _put(self, number: int) -> None:
        self.cursor = min(max(number, 0), max(self.size_of_list - 1, 0))
        self._show_cursor()
        self.refresh()

    def _show_cursor(self) -> None:
        top, height = round(self.scroll_offset.y), self.size.height
        if self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False, immediate=True)
        elif height and self.cursor >= top + height:
            self.scroll_to(y=self.cursor - height + 1, animate=False, immediate=True)

    def on_resize(self) -> None:
        self._show_cursor()

    def action_down(self) -> None:
        self.move_to(self.cursor + 1)

    def action_up(self) -> None:
        self.move_to(self.cursor - 1)

    def action_page_down(self) -> None:
        self.move_to(self.cursor + max(1, self.size.height - 1))

    def action_page_up(self) -> None:
        self.move_to(self.cursor - max(1, self.size.height - 1))

    def action_top(self) -> None:
        self.move_to(0)

    def action_bottom(self) -> None:
        self.move_to(self.size_of_list - 1)

    def on_click(self, event: events.Click) -> None:
        number = event.y + round(self.scroll_offset.y)
        if number < self.size_of_list:
            self.move_to(number)
            if event.chain > 1:
                self.post_message(self.Opened(self))
