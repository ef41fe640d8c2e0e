"""One line to write."""

from textual.app import ComposeResult
from textual.widgets import Input

from opscheck.tui.dialogs.dialog import Dialog, Words


class AskDialog(Dialog[str]):
    """Asks for a text; ``help_`` says what it may be."""

    def __init__(self, title: str, value: str, help_: str, hint: str) -> None:
        super().__init__()
        self._texts = title, value, help_, hint

    def title_text(self) -> str:
        return self._texts[0]

    def hint(self) -> str:
        return self._texts[3]

    def body(self) -> ComposeResult:
        yield Input(self._texts[1], compact=True, select_on_focus=False)
        yield Words(self._texts[2], "quiet")

    def on_mount(self) -> None:
        self.set_focus(self.query_one(Input))

    def accept(self) -> None:
        self.dismiss(self.query_one(Input).value)
