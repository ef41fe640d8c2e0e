"""Where a report of what is shown is to be written."""

from textual.app import ComposeResult
from textual.widgets import Input

from opscheck.display import counted
from opscheck.errors import UserError
from opscheck.finding import Message
from opscheck.plugins import Plugins
from opscheck.tui.dialogs.dialog import Dialog, Line, Words
from opscheck.tui.export import Target, formats, target

ONE, MANY = "export {count} finding", "export {count} findings"
FORMATS_ARE = "the formats are {known}"
HINT = "FORMAT:FILE · enter writes it · escape leaves it"
IS_THERE = "{file} is there already: enter overwrites it, escape leaves it"
EXAMPLE = "markdown:findings.md"


class ExportDialog(Dialog[Target]):
    """Asks for ``FORMAT:FILE``; a file that is there already is overwritten by a second enter alone."""

    def __init__(self, count: int, plugins: Plugins) -> None:
        super().__init__()
        self._count = count
        self._plugins = plugins
        self._asked: Target | None = None

    def title_text(self) -> str:
        return counted(ONE, MANY, self._count, self.review_app.review.lang)

    def hint(self) -> str:
        return self.spoken(HINT)

    def body(self) -> ComposeResult:
        yield Line(EXAMPLE, compact=True, select_on_focus=False)
        yield Words(self.sentence(Message(FORMATS_ARE, {"known": formats(self._plugins)})), "quiet")

    def on_input_changed(self) -> None:
        self._asked = None
        self.tell(self.hint())

    def accept(self) -> None:
        try:
            wanted = target(self.query_one(Input).value, self._plugins)
        except UserError as error:
            self.tell(self.sentence(error.message), bad=True)
            return
        if wanted != self._asked and wanted.file.exists():
            self._asked = wanted
            self.tell(self.sentence(Message(IS_THERE, {"file": str(wanted.file)})), bad=True)
        else:
            self.dismiss(wanted)
