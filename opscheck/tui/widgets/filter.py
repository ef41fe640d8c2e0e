"""The filter, how many findings it lets through, and what could narrow it further."""

from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message as Posted
from textual.timer import Timer
from textual.widgets import Input

from opscheck.display import counted, say
from opscheck.finding import Message, Severity
from opscheck.meant import closest
from opscheck.translations import translate
from opscheck.tui.look import SHAPES, cut
from opscheck.tui.query import FIELDS
from opscheck.tui.widgets.frame import Line

ONE_ERROR, ERRORS = "{count} error", "{count} errors"
ONE_WARNING, WARNINGS = "{count} warning", "{count} warnings"
ONE_INFO, INFOS = "{count} info", "{count} infos"
REVIEWED = "reviewed {count}"
STRANGE = "there is no field {field}: did you mean {meant}?"
FIELDS_ARE = "the fields are {known}"
FILTER = "filter"
NOBODY = "none"
_COUNTED = {
    Severity.error: (ONE_ERROR, ERRORS),
    Severity.warning: (ONE_WARNING, WARNINGS),
    Severity.info: (ONE_INFO, INFOS),
}


class FilterBar(Horizontal):
    """The field for the filter, and the counters beside it."""

    class Typed(Posted):
        """The filter says something else."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Left(Posted):
        """The filter is done with."""

    def compose(self) -> ComposeResult:
        yield FilterMark()
        yield Input(id="filter-text", compact=True, select_on_focus=False)
        yield Counters()

    @property
    def _input(self) -> Input:
        return self.query_one(Input)

    def on_mount(self) -> None:
        self._input.cursor_blink = False  # a screen on which nothing happens stands still

    def begin(self) -> None:
        """Let the user write."""
        self.screen.set_focus(self._input)

    def add(self, term: str) -> None:
        """Add a word to the filter."""
        self._input.value = f"{self._input.value.rstrip()} {term}".strip()
        self._input.cursor_position = len(self._input.value)

    def refresh_review(self) -> None:
        """Show the review's filter and counters."""
        with self.prevent(Input.Changed):
            self._input.value = self.query_one(Counters).review_app.review.filter
        self.refresh_counters()

    def refresh_counters(self) -> None:
        """Show how many findings there are now."""
        self.query_one(Counters).refresh(layout=True)

    def on_input_changed(self, message: Input.Changed) -> None:
        message.stop()
        self.post_message(self.Typed(message.value))

    def on_key(self, event: events.Key) -> None:
        if event.key in ("enter", "down"):
            event.stop()
            event.prevent_default()
            self.post_message(self.Left())


class FilterMark(Line):
    """The word before the field."""

    def get_content_width(self, *_: object) -> int:
        return cell_len(self._word) + 2

    @property
    def _word(self) -> str:
        return translate(FILTER, self.review_app.review.lang)

    def render(self) -> Text:
        return Text(f" {self._word} ", "bold", no_wrap=True)


class Counters(Line):
    """How many findings of each severity the filter lets through."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"counter--error", "counter--warning", "counter--info"}

    def get_content_width(self, *_: object) -> int:
        return self.render().cell_len

    def render(self) -> Text:
        review, text = self.review_app.review, Text(no_wrap=True)
        short = self.app.size.width < 80
        for severity in sorted(Severity, reverse=True):
            count = review.count(severity)
            said = str(count) if short else counted(*_COUNTED[severity], count, review.lang)
            text.append(f" {SHAPES[severity]} {said} ", self.get_component_rich_style(f"counter--{severity.name}"))
        if review.reviewed:
            said = f"✓ {review.reviewed}" if short else say(Message(REVIEWED, {"count": review.reviewed}), review.lang)
            text.append(f" {said} ")
        return text


class _Place(NamedTuple):
    start: int
    end: int
    term: str


class Facets(Line):
    """While the filter is written: what there is to choose from, with how many findings each would leave."""

    FIELDS = ("sev", "rule", "file", "phase", "owner")
    COMPONENT_CLASSES: ClassVar[set[str]] = {"facet--field", "facet--count"}

    class Chosen(Posted):
        """Somebody has clicked on a value."""

        def __init__(self, term: str) -> None:
            super().__init__()
            self.term = term

    _timer: Timer | None = None
    _places: tuple[tuple[_Place, ...], ...] = ()

    def refresh_soon(self) -> None:
        """Count anew, once nobody has typed for a moment."""
        if self._timer:
            self._timer.stop()
        self._timer = self.set_timer(0.12, self.refresh)

    def render(self) -> Text:
        if not self.screen.has_class("-filtering"):
            return Text()  # nobody sees what would take long to count
        review, lines, places = self.review_app.review, [], []
        for field in self.FIELDS[: self.size.height]:
            text, found = self._line(field)
            lines.append(text)
            places.append(found)
        for word in review.query.strange[:1]:
            meant = closest(word, FIELDS)
            values = {"field": word, "meant": meant, "known": FIELDS}
            said = Message(STRANGE if meant else FIELDS_ARE, values)
            lines[-1:] = [Text(f" {cut(say(said, review.lang), self.size.width - 2)}", no_wrap=True)]
        self._places = tuple(places)
        return Text("\n", no_wrap=True).join(lines)

    def _line(self, field: str) -> tuple[Text, tuple[_Place, ...]]:
        """The most frequent values of a field, as many as there is room for."""
        review, places = self.review_app.review, []
        text = Text(f" {field + ':':<7}", self.get_component_rich_style("facet--field"), no_wrap=True)
        text = Text.assemble(text, no_wrap=True)
        for value, count in review.counts(field).most_common(12):
            shown = cut(value, 32) or translate(NOBODY, review.lang)
            if text.cell_len + cell_len(shown) + len(str(count)) + 3 > self.size.width:
                break
            start = text.cell_len
            text.append(shown).append(f" {count}  ", self.get_component_rich_style("facet--count"))
            places.append(_Place(start, text.cell_len, _term(field, value) if value else ""))
        return text, tuple(places)

    def on_click(self, event: events.Click) -> None:
        for place in self._places[event.y] if event.y < len(self._places) else ():
            if place.start <= event.x < place.end and place.term:
                self.post_message(self.Chosen(place.term))


def _term(field: str, value: str) -> str:
    is_plain = not any(character.isspace() or character in '",*?' for character in value)
    return f"{field}:{value}" if is_plain else f'{field}:"{value}"'
