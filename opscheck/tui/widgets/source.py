"""The file in which the selected finding stands, with its value underlined and what was calculated beneath."""

from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from opscheck.display import clean, say
from opscheck.finding import Finding
from opscheck.source import Span, Text
from opscheck.tui.look import cut
from opscheck.tui.paint import Source, marked
from opscheck.tui.widgets.pane import Pane, Piece

_TAB = "    "
_SLACK = 100  # characters that take no column do not count


class Place(NamedTuple):
    """A stretch of a file, and what there is to say of it."""

    span: Span
    note: str


class SourcePane(Pane):
    """Draws a file around the place that is looked at: the finding's own, or one that contributes to it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "source--number",
        "source--here",
        "source--mark",
        "source--note",
        "source--key",
        "source--number-value",
        "source--quoted",
        "source--comment",
        "source--related",
    }

    def __init__(self, *, id: str) -> None:  # noqa: A002 - the word of Textual
        super().__init__(id=id)
        self.places: list[Place] = []
        self.chosen = 0
        self._sources: dict[str, Source] = {}

    # --- what is looked at

    def open(self, finding: Finding | None) -> None:
        """Look at a finding."""
        self.places = list(self._places(finding)) if finding else []
        self.chosen = 0
        self._go()

    def next_place(self) -> None:
        """Look at the next line that contributes to the finding, after the last one at the finding itself."""
        if self.places:
            self.chosen = (self.chosen + 1) % len(self.places)
            self._go()

    def forget(self) -> None:
        """The files have been read anew."""
        self._sources.clear()

    def _places(self, finding: Finding) -> Iterator[Place]:
        lang = self.review.lang
        yield Place(finding.span, say(finding.arithmetic, lang) if finding.arithmetic else "")
        yield from (Place(related.span, say(related.message, lang)) for related in finding.related)

    @property
    def place(self) -> Place | None:
        """The place that is looked at."""
        return self.places[self.chosen] if self.places else None

    @property
    def source(self) -> Source | None:
        """The file of the place that is looked at; None where it is not there."""
        if self.place is None:
            return None
        file = self.place.span.file
        if file not in self._sources:
            text, document = self.review.text_of(file)
            self._sources[file] = Source(text or Text(file, ""), document)
        return self._sources[file]

    def _go(self) -> None:
        source, place = self.source, self.place
        if source is None or place is None:
            self.resized(0)
            return
        self._gutter = len(str(source.lines))
        self.resized(source.lines + 1)
        self._scroll(place)
        self.call_after_refresh(self._scroll, place)  # where the pane has another size then

    def _scroll(self, place: Place) -> None:
        """Bring a place into view, a third of the way down."""
        if place is not self.place:
            return
        self.scroll_to(x=0, y=max(0, place.span.line - 1 - self.size.height // 3), animate=False, immediate=True)
        wanted = place.span.end_column if place.span.line == place.span.end_line else place.span.column + 8
        hidden = wanted + self._gutter + 4 - self.size.width
        if hidden > 0 and self.size.width:
            self.virtual_size = self.virtual_size.with_width(self.size.width + place.span.column)
            self.scroll_to(x=min(hidden + 4, place.span.column), animate=False, immediate=True)

    def on_resize(self) -> None:
        self._go()

    # --- drawing

    def line(self, number: int, width: int) -> Iterator[Piece]:
        source, place = self.source, self.place
        if source is None or place is None:
            return
        note_line = place.span.line
        if number == note_line:
            yield from self._note(place, source, width)
            return
        number += 1 if number < note_line else 0
        yield from self._number(number)
        pieces = source.line(number, width + _SLACK)
        for text, kind, covered in marked(pieces, place.span, number):
            yield _shown(text), "source--mark" if covered else _LOOKS.get(kind, "")

    def _number(self, number: int) -> Iterator[Piece]:
        file = self.place.span.file if self.place else ""
        here = self.place is not None and number == self.place.span.line
        contributes = any(place.span.line == number and place.span.file == file for place in self.places)
        mark = "▌" if here else "·" if contributes else " "
        look = "source--here" if here else "source--related" if contributes else "source--number"
        yield f"{number:>{self._gutter}} {mark} ", look

    def _note(self, place: Place, source: Source, width: int) -> Iterator[Piece]:
        """The line beneath the place: carets below the value, and what was calculated."""
        line, span = source.text.line(place.span.line), place.span
        last = span.end_column - 1 if span.line == span.end_line else len(line)
        before, value = _shown(line[: span.column - 1]), _shown(line[span.column - 1 : last][: width + _SLACK])
        from rich.cells import cell_len

        indent = self._gutter + 3 + cell_len(before)
        carets = "^" * max(1, min(cell_len(value), width))
        yield " " * indent + carets, "source--note"
        yield " " + cut(place.note, max(width, indent + len(carets) + 24) - indent - len(carets) - 2), "source--note"


def _shown(text: str) -> str:
    return "".join(_TAB if part == "\t" else clean(part) for part in _by_tabs(text))


def _by_tabs(text: str) -> Iterator[str]:
    head, *rest = text.split("\t")
    yield head
    for part in rest:
        yield "\t"
        yield part


_LOOKS = {
    "key": "source--key",
    "number": "source--number-value",
    "quoted": "source--quoted",
    "comment": "source--comment",
}
