"""What all dialogs have: a title, what they ask, and a line with the keys."""

from typing import TYPE_CHECKING, Generic, TypeVar, cast

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input

from opscheck.display import clean, say
from opscheck.finding import Message
from opscheck.translations import translate
from opscheck.tui.keys import commands_of
from opscheck.tui.look import cut
from opscheck.tui.widgets.pane import Pane

if TYPE_CHECKING:
    from opscheck.tui.app import ReviewApp

Answer = TypeVar("Answer")


class Words(Widget):
    """A line of text that can change; ``look`` is a class of the stylesheet."""

    def __init__(self, text: str = "", look: str = "") -> None:
        super().__init__(classes=look)
        self._text = text

    def say(self, text: str, *, bad: bool = False) -> None:
        """Say something else."""
        self._text = text
        self.set_class(bad, "-bad")
        self.refresh(layout=True)

    def render(self) -> Text:
        return Text(cut(self._text, self.size.width), no_wrap=True)


class Line(Input):
    """A line to write in, whose cursor stands still."""

    def on_mount(self) -> None:
        self.cursor_blink = False


class Dialog(ModalScreen[Answer], Generic[Answer]):
    """A dialog. Escape leaves it without an answer."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (80, "-medium"), (120, "-wide")]  # noqa: RUF012 - as Textual has it

    def on_mount(self) -> None:
        self.app.clear_notifications()  # which would lie on what is asked

    @property
    def review_app(self) -> "ReviewApp":
        """The application."""
        return cast("ReviewApp", self.app)

    def spoken(self, template: str) -> str:
        """A text in the language of the review."""
        return translate(template, self.review_app.review.lang)

    def sentence(self, message: Message) -> str:
        """A message in the language of the review."""
        return say(message, self.review_app.review.lang)

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Words(self.title_text(), "dialog-title")
            yield from self.body()
            yield Words(self.hint(), "dialog-hint")

    def title_text(self) -> str:
        """What the dialog is about."""
        raise NotImplementedError

    def hint(self) -> str:
        """Which keys do what."""
        raise NotImplementedError

    def body(self) -> ComposeResult:
        """What stands between."""
        raise NotImplementedError

    def tell(self, text: str, *, bad: bool = False) -> None:
        """Say something in the place of the keys."""
        self.query_one(".dialog-hint", Words).say(text, bad=bad)

    def accept(self) -> None:
        """Enter was pressed."""

    def on_key(self, event: events.Key) -> None:
        """Escape and enter; what else moves a pane is in the table of keys."""
        if event.key in ("escape", "enter"):
            event.stop()
            event.prevent_default()
            if event.key == "enter":
                self.accept()
            else:
                self.dismiss(None)
        elif not isinstance(self.focused, Input) or event.key in ("pageup", "pagedown"):
            self._move(event)

    def _move(self, event: events.Key) -> None:
        pane = next(iter(self.query(Pane)), None)
        for command in commands_of("dialog"):
            if pane and command.where == "pane" and event.key in self.review_app.keys.of(command):
                event.stop()
                getattr(pane, f"action_{command.action}")()


def field(label: str, name: str, value: str = "", placeholder: str = "") -> ComposeResult:
    """A line to write in, with its name before it."""
    from textual.containers import Horizontal

    with Horizontal(classes="field"):
        yield Words(clean(label), "field-label")
        yield Line(value, placeholder=placeholder, id=name, compact=True)
