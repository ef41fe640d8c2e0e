"""A field for words to look for, and beside it what else narrows a list."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message as TextualMessage
from textual.widgets import Input

from opscheck.tui.look import cut
from opscheck.tui.widgets.clauses import OUTCOME_LOOKS
from opscheck.tui.widgets.frame import Line

_FIELD = 18  # columns for the words at least


class Choice(NamedTuple):
    """Something to narrow a list to: its name, what it is called, how many there are, and how it looks.

    ``sign`` is what it is called where there is little room.
    """

    name: str
    label: str
    size: int
    look: str = ""
    sign: str = ""


class WordsBar(Horizontal):
    """Words and choices."""

    class Changed(TextualMessage):
        """The words are others."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Left(TextualMessage):
        """The field is done with."""

    def compose(self) -> ComposeResult:
        yield Choices()
        yield Input(id="words", compact=True, select_on_focus=False)

    @property
    def _input(self) -> Input:
        return self.query_one(Input)

    def begin(self) -> None:
        """Let the user write."""
        self.screen.set_focus(self._input)

    def open(self, choices: Sequence[Choice], chosen: str, text: str, hint: str) -> None:
        """Show these choices, one of them chosen, and these words."""
        self.query_one(Choices).open(choices, chosen)
        self._input.placeholder = hint
        with self.prevent(Input.Changed):
            if self._input.value != text:
                self._input.value = text

    def on_input_changed(self, message: Input.Changed) -> None:
        message.stop()
        self.post_message(self.Changed(message.value))

    def on_key(self, event: events.Key) -> None:
        if event.key in ("enter", "down", "escape"):
            event.stop()
            event.prevent_default()
            self.post_message(self.Left())


class _Place(NamedTuple):
    start: int
    end: int
    name: str


class Choices(Line):
    """What a list can be narrowed to; a click chooses."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {*OUTCOME_LOOKS, "detail--quiet"}
    _choices: Sequence[Choice] = ()
    _chosen = ""
    _places: tuple[_Place, ...] = ()

    class Chosen(TextualMessage):
        """Somebody has clicked on a choice."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def open(self, choices: Sequence[Choice], chosen: str) -> None:
        """Show these."""
        self._choices, self._chosen = choices, chosen
        self.refresh(layout=True)

    def get_content_width(self, *_: object) -> int:
        return self.render().cell_len

    def render(self) -> Text:
        room = max(self.app.size.width - _FIELD, 10)
        text, places = self._drawn(signs=False)
        if text.cell_len > room:
            text, places = self._drawn(signs=True)
        self._places = tuple(place for place in places if place.end <= room)
        text.truncate(room)
        return text

    def _drawn(self, *, signs: bool) -> tuple[Text, list[_Place]]:
        """The choices that there are, but for the chosen one by their signs alone where room is short."""
        text, places = Text(" ", no_wrap=True), []
        for choice in self._choices:
            is_chosen = choice.name == self._chosen
            if not choice.size and not is_chosen:
                continue
            start = text.cell_len
            style = "reverse bold" if is_chosen else ""
            label = f"{choice.sign if signs and choice.sign and not is_chosen else cut(choice.label, 24)} {choice.size}"
            text.append(label, style or (self.get_component_rich_style(choice.look) if choice.look else ""))
            places.append(_Place(start, start + cell_len(label), choice.name))
            text.append("  ")
        return text, places

    def on_click(self, event: events.Click) -> None:
        for place in self._places:
            if place.start <= event.x < place.end:
                self.post_message(self.Chosen(place.name))
