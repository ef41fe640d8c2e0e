"""A list or text of any length that draws only the lines that are seen."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeAlias, cast

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

if TYPE_CHECKING:
    from opscheck.tui.app import ReviewApp
    from opscheck.tui.review import Review

Piece: TypeAlias = tuple[str, str]
"""A text without control characters, and the component class that says how it looks ("" as the rest of the line)."""


class Pane(ScrollView, can_focus=True, inherit_bindings=False):
    """Draws ``line(number, width)`` for the lines that are seen. What moves it is in the table of keys."""

    @property
    def review(self) -> "Review":
        """What is looked at."""
        return cast("ReviewApp", self.app).review

    def line(self, number: int, width: int) -> Iterable[Piece]:
        """The pieces of a line, counted from 0."""
        raise NotImplementedError

    def look_of(self, number: int) -> str:
        """The component class of a whole line, such as a selected one; empty where it is like the others."""
        return ""

    def resized(self, lines: int, columns: int = 0) -> None:
        """Say how much there is to draw."""
        self.virtual_size = Size(columns, lines)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        width, number = self.size.width, y + self.scroll_offset.y
        if not 0 <= number < self.virtual_size.height:
            return Strip.blank(width, self.rich_style)
        look = self.look_of(number)
        base = self.get_component_rich_style(look) if look else self.rich_style
        left = self.scroll_offset.x
        segments = [Segment(text, self._style(name, base)) for text, name in self.line(number, width + left) if text]
        return Strip(segments).crop_extend(left, left + width, base)

    def _style(self, name: str, base: Style) -> Style:
        return base + self.get_component_rich_style(name, partial=True) if name else base

    # --- moving: a list moves its cursor instead

    def action_down(self) -> None:
        self.scroll_relative(y=1, animate=False)

    def action_up(self) -> None:
        self.scroll_relative(y=-1, animate=False)

    def action_page_down(self) -> None:
        self.scroll_relative(y=max(1, self.size.height - 1), animate=False)

    def action_page_up(self) -> None:
        self.scroll_relative(y=-max(1, self.size.height - 1), animate=False)

    def action_top(self) -> None:
        self.scroll_to(y=0, animate=False)

    def action_bottom(self) -> None:
        self.scroll_to(y=self.max_scroll_y, animate=False)

    def action_left(self) -> None:
        self.scroll_relative(x=-8, animate=False)

    def action_right(self) -> None:
        self.scroll_relative(x=8, animate=False)
