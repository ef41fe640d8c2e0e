"""Rows of a picture, their parts, and the spots in them that the cursor can be on."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from rich.cells import cell_len

from opscheck.display import say
from opscheck.finding import Finding, Message, Severity
from opscheck.pictures import LeftOut, Marks, worst
from opscheck.translations import translate
from opscheck.tui.look import LETTERS, SHAPES, cut, fit
from opscheck.wrapping import wrap

LEFT_OUT = "not drawn: {why}"
NO_SPOT = -1
LABEL_SHARE, WIDEST_LABEL = 0.28, 26
ACCEPTED = "✓"
MARK_WIDTH = 3


class Part(NamedTuple):
    """A piece of a row: its text, how it looks, and the number of the row's spot that it belongs to."""

    text: str
    look: str = ""
    spot: int = NO_SPOT


class Spot(NamedTuple):
    """Something that the cursor can be on: what it is called, what is known of it, and the findings that lie on it."""

    name: str
    path: str
    marks: Marks
    facts: Callable[[], Iterable[Message]] = tuple


class Row(NamedTuple):
    """A line of a picture."""

    parts: Callable[[], Iterable[Part]]
    spots: Sequence[Spot] = ()


@dataclass
class Sheet:
    """What rows are drawn on: so many columns wide, in a language."""

    width: int
    lang: str
    rows: list[Row] = field(default_factory=list)

    @property
    def label(self) -> int:
        """How many columns the names at the left have."""
        return min(max(int(self.width * LABEL_SHARE), 8), WIDEST_LABEL)

    def say(self, message: Message) -> str:
        """A message in the sheet's language."""
        return say(message, self.lang)

    def in_words(self, english: str) -> str:
        """A word in the sheet's language."""
        return translate(english, self.lang)

    # --- what all pictures have

    def entitled(self, title: str, marks: Sequence[Marks], reading: Message) -> Iterator[Row]:
        """The title with how many findings lie in the picture, and the reading below it."""
        yield text_row()
        yield Row(lambda: self._title(self.in_words(title), sum(finding.stands for each in marks for finding in each)))
        yield from self.text(self.say(reading), "picture--reading")

    def text(self, text: str, look: str = "picture--quiet") -> Iterator[Row]:
        """A text in as many rows as it takes."""
        for line in wrap(text, max(self.width - 2, 10)):
            yield text_row(" " + cut(line, self.width - 2), look)

    def _title(self, title: str, count: int) -> Iterator[Part]:
        name, number = cut(title, self.width - 12), f" {count} " if count else ""
        yield Part(f"─ {name} ", "picture--title")
        yield Part("─" * max(self.width - cell_len(name) - len(number) - 4, 0), "picture--quiet")
        yield Part(number, "picture--title")
        yield Part("─", "picture--quiet")

    def rest(self, marks: Marks, left_out: Iterable[LeftOut]) -> Iterator[Row]:
        """The findings of the picture as a whole, and what could not be drawn."""
        for finding in marks:
            spot = Spot(finding.path, finding.path, (finding,))
            yield Row(partial(self._finding, finding), (spot,))
        for left in left_out:
            spot = Spot(left.name, left.path, left.marks, partial(_told, left))
            yield Row(partial(self._left_out, left), (spot,))

    def _finding(self, finding: Finding) -> Iterator[Part]:
        yield mark((finding,), 0)
        yield Part(cut(say(finding.message, self.lang), self.width - MARK_WIDTH - 2), "", 0)

    def _left_out(self, left: LeftOut) -> Iterator[Part]:
        yield mark(left.marks, 0)
        yield Part(fit(left.name, self.label) + " ", "", 0)
        yield Part(cut(self.say(_why(left)), self.width - self.label - MARK_WIDTH - 2), "picture--quiet", 0)


def _why(left: LeftOut) -> Message:
    return Message(LEFT_OUT, {"why": left.why})


def _told(left: LeftOut) -> tuple[Message]:
    return (_why(left),)


def text_row(text: str = "", look: str = "") -> Row:
    """A row that is only text."""
    return Row(lambda: (Part(text, look),))


def mark(marks: Marks, spot: int) -> Part:
    """The sign of the worst finding: shape, letter and colour; a tick where all are accepted, blanks where is none."""
    severity = worst(marks)
    if severity is None:
        return Part(f"{ACCEPTED}  " if marks else " " * MARK_WIDTH, "mark--accepted", spot)
    return Part(f"{SHAPES[severity]}{LETTERS[severity]} ", look_of(severity), spot)


def look_of(severity: Severity) -> str:
    """The component class of a severity."""
    return f"mark--{severity.name}"


def runs(cells: Sequence[tuple[str, str]], spot: int) -> Iterator[Part]:
    """Cells of one column each as parts, those that look alike together."""
    start = 0
    for index in range(1, len(cells) + 1):
        if index == len(cells) or cells[index][1] != cells[start][1]:
            yield Part("".join(text for text, _ in cells[start:index]), cells[start][1], spot)
            start = index
