"""All keys, from the one table."""

from collections.abc import Iterator

from rich.cells import cell_len

from opscheck.tui.dialogs.reading import ReadingDialog
from opscheck.tui.explaining import Block
from opscheck.tui.keys import Command, commands_of

ALL_KEYS = "all keys"
HERE, LISTS, EVERYWHERE = "On this screen", "In lists and texts", "Everywhere"
OTHER = "tab and shift+tab go from pane to pane. Other keys: {file} in the folder of your own configuration."


class HelpDialog(ReadingDialog):
    """Shows what can be done on a screen."""

    def __init__(self, screen: str) -> None:
        super().__init__()
        self._screen = screen

    def title_text(self) -> str:
        return self.spoken(ALL_KEYS)

    def blocks(self) -> Iterator[Block]:
        for where, title in ((self._screen, HERE), ("pane", LISTS), ("everywhere", EVERYWHERE)):
            commands = [
                command for command in commands_of(self._screen) if where in (command.where or "everywhere").split()
            ]
            if commands:
                yield Block("head", self.spoken(title))
            yield from (Block("row", self._line(command)) for command in commands)
        yield Block("head", "")
        yield Block("quiet", self.spoken(OTHER).replace("{file}", "keys.yaml"))

    def _line(self, command: Command) -> str:
        app = self.review_app
        keys = " ".join(app.key_name(key) for key in app.keys.of(command)) or "–"
        return keys + " " * max(16 - cell_len(keys), 2) + self.spoken(command.says)
