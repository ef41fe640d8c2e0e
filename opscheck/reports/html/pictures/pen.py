"""What all pictures are drawn with: language, links to findings, and the signs for them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from typing import Any, NamedTuple

from markupsafe import Markup

from opscheck.display import severity_word
from opscheck.finding import Finding, Message, Severity
from opscheck.pictures import LeftOut, Marks, worst
from opscheck.reports.html.anchors import Anchors
from opscheck.reports.html.pictures.drawing import WIDTH, Drawing
from opscheck.reports.html.speech import counted, say
from opscheck.translations import translate

MARKED = "{severity}: {message}"
ACCEPTED = "accepted: {message}"
WITH_MORE = "{sentence} (and {count} more)"
NOT_DRAWN = "not drawn: {name} ({why})"
MORE = "and {count} more"
SIZE = 5.0
_MOST_LEFT_OUT = 5
_MOST_DESCRIBED = 40


class Picture(NamedTuple):
    """A drawing with its title and what it shows, in one line; ``notes`` say what is not drawn, and why.

    ``legend`` says what its signs mean.
    """

    kind: str
    title: str
    reading: str
    legend: str
    notes: tuple[str, ...]
    svg: Markup


@dataclass(frozen=True)
class Pen:
    """Draws for one plan, whose ``id`` begins those of its pictures."""

    id: str
    anchors: Anchors
    lang: str

    def drawing(
        self, kind: str, title: str, reading: Message, items: Iterable[str], height: float, *, wide: float = WIDTH
    ) -> Drawing:
        """An empty drawing; whoever cannot see it hears the reading and what is said of each item."""
        said = [self.say(reading), *items]
        more = len(said) - _MOST_DESCRIBED
        parts = [*said[:_MOST_DESCRIBED], *([counted(MORE, MORE, more, self.lang)] if more > 0 else [])]
        return Drawing(f"{self.id}-{kind}", translate(title, self.lang), "; ".join(parts), height, wide=wide)

    def picture(
        self, kind: str, title: str, reading: Message, left_out: Sequence[LeftOut], drawing: Drawing, legend: str = ""
    ) -> Picture:
        """The finished picture."""
        return Picture(
            kind=kind,
            title=translate(title, self.lang),
            reading=self.say(reading),
            legend=translate(legend, self.lang) if legend else "",
            notes=tuple(self._notes(left_out)),
            svg=drawing.markup(),
        )

    def _notes(self, left_out: Sequence[LeftOut]) -> Iterator[str]:
        for one in left_out[:_MOST_LEFT_OUT]:
            yield self.say(Message(NOT_DRAWN, {"name": one.name, "why": one.why}))
        if len(left_out) > _MOST_LEFT_OUT:
            yield counted(MORE, MORE, len(left_out) - _MOST_LEFT_OUT, self.lang)

    def say(self, message: Message) -> str:
        """A message in the language of the page."""
        return say(message, self.lang)

    def value(self, value: Any) -> str:
        """A quantity as people write it."""
        return say(Message("{value}", {"value": value}), self.lang)

    def mark(self, drawing: Drawing, x: float, y: float, marks: Marks) -> None:
        """The sign of the worst of some findings, leading to it; nothing where there is none."""
        if not marks:
            return
        severity = worst(marks)
        css = f"sign {severity.name}" if severity else "sign accepted"
        drawing.link(self.target(marks), self.marked(marks), _sign(severity, x, y), css)

    def target(self, marks: Marks) -> str | None:
        """Where the worst of some findings is on the page; None where it is not shown."""
        return self.anchors.of(_worst_of(marks))

    def marked(self, marks: Marks) -> str:
        """What the findings say, the worst of them in full."""
        sentence = self._sentence(_worst_of(marks))
        if len(marks) == 1:
            return sentence
        return self.say(Message(WITH_MORE, {"sentence": sentence, "count": len(marks) - 1}))

    def _sentence(self, finding: Finding) -> str:
        if not finding.stands:
            return self.say(Message(ACCEPTED, {"message": finding.message}))
        word = severity_word(finding.severity, self.lang)
        return self.say(Message(MARKED, {"severity": word, "message": finding.message}))


def _worst_of(marks: Marks) -> Finding:
    severity = worst(marks)
    return next((one for one in marks if one.stands and one.severity is severity), marks[0])


def tone(marks: Marks) -> str:
    """The class that colours something by the findings on it."""
    severity = worst(marks)
    return severity.name if severity else "plain"


def _sign(severity: Severity | None, x: float, y: float) -> list[tuple[float, float]]:
    """A disc for an error, a triangle for a warning, a square for an information, a diamond for what is accepted."""
    if severity is Severity.error:
        return [(x + SIZE * cos(step * pi / 8), y + SIZE * sin(step * pi / 8)) for step in range(16)]
    if severity is Severity.warning:
        return [(x, y - SIZE), (x + SIZE, y + SIZE * 0.8), (x - SIZE, y + SIZE * 0.8)]
    if severity is Severity.info:
        half = SIZE * 0.8
        return [(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)]
    return [(x, y - SIZE), (x + SIZE, y), (x, y + SIZE), (x - SIZE, y)]
