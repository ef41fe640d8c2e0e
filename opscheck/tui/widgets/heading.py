"""The line above a pane: what it shows."""

from rich.cells import cell_len
from rich.text import Text
from textual.widget import Widget

from opscheck.tui.look import cut


class Heading(Widget):
    """A rule with something on its left and something on its right."""

    _left = _right = ""

    def say(self, left: str, right: str) -> None:
        """Say something else."""
        self._left, self._right = left, right
        self.refresh()

    def render(self) -> Text:
        wide = self.size.width
        left = cut(self._left, wide - 4)
        room = wide - cell_len(left) - 8
        right = cut(self._right, room) if room > 6 else ""
        line = "─" * max(wide - cell_len(left) - cell_len(right) - (5 if right else 3), 0)
        text = Text("─ ", no_wrap=True)
        text.append(left, "bold").append(f" {line}")
        return text.append(f" {right} ") if right else text
