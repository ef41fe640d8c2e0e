"""The line above the pictures: which plan it is, and the names of the pictures to click on."""

from typing import NamedTuple

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.message import Message as TextualMessage

from opscheck.translations import translate
from opscheck.tui.gallery import Gallery
from opscheck.tui.look import cut
from opscheck.tui.widgets.frame import Line

NAMES = {
    "stages": "budget",
    "schedule": "schedule",
    "risks": "risks",
    "drills": "drills",
    "kpis": "KPIs",
    "responsibilities": "RACI",
}


class _Place(NamedTuple):
    start: int
    end: int
    name: str


class PlanBar(Line):
    """Shows where one is. A click on a picture's name goes there, one on the plan's name lets another be chosen."""

    _gallery: Gallery | None = None
    _picture = ""
    _places: tuple[_Place, ...] = ()

    class Picked(TextualMessage):
        """Somebody wants to see a picture."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    class Plans(TextualMessage):
        """Somebody wants to choose a plan."""

    def open(self, gallery: Gallery, picture: str) -> None:
        """Show which plan and which picture it is."""
        self._gallery, self._picture = gallery, picture
        self.refresh()

    def render(self) -> Text:
        lang, text, places = self.review_app.review.lang, Text(" ", no_wrap=True), []
        for name, word in NAMES.items():
            label = translate(word, lang)
            start = text.cell_len
            text.append(label, "reverse bold" if name == self._picture else "")
            places.append(_Place(start, text.cell_len, name))
            text.append("  ")
        which = self._which(self.size.width - text.cell_len - 1)
        if which:
            text.append(" " * max(self.size.width - text.cell_len - cell_len(which) - 1, 0))
            places.append(_Place(text.cell_len, text.cell_len + cell_len(which), ""))
            text.append(which, "bold")
        self._places = tuple(places)
        return text

    def _which(self, room: int) -> str:
        """``2/7 name``, where there are several plans."""
        if not self._gallery or len(self._gallery.plans) < 2 or room < 6:
            return ""
        report = self._gallery.plan.report
        number = f"{self._gallery.chosen + 1}/{len(self._gallery.plans)}"
        return f"{number} {cut(report.title or report.plan or report.file, room - len(number) - 1)}".rstrip()

    def on_click(self, event: events.Click) -> None:
        for place in self._places:
            if place.start <= event.x < place.end:
                self.post_message(self.Picked(place.name) if place.name else self.Plans())
