"""The schedule: phases as bars with their buffers, below each what is due in it, and today's line through all."""

from collections.abc import Iterator

from opscheck.finding import Message
from opscheck.pictures import Days
from opscheck.pictures.schedule import Due, PhaseBar, Schedule
from opscheck.tui.drawing import scale
from opscheck.tui.drawing.rows import MARK_WIDTH, Part, Row, Sheet, Spot, mark, runs, text_row
from opscheck.tui.look import fit

TITLE = "Schedule"
LASTS = "{name} lasts from {start} to {finish}"
HAS_BUFFER = "its buffer lasts until {end}"
NO_BUFFER = "it has no buffer"
USED = "{used} of its buffer is used"
MILESTONE = "{name}, a milestone, is due on {day}"
DELIVERABLE = "{name}, a deliverable, is due on {day}"
DONE = "it was done on {day}"
LATE = "it is overdue as of {today}"
LEGEND = "█ phase  ░ buffer  ▓ buffer used  ◆ milestone  ◇ deliverable  ✓ done  ! overdue  │ {today}"
_SHAPES = {"milestone": "◆", "deliverable": "◇"}
_TODAY = "│"


def rows(picture: Schedule, sheet: Sheet) -> Iterator[Row]:
    """The rows of the picture."""
    marks = [bar.marks for bar in picture.phases] + [due.marks for bar in picture.phases for due in bar.dues]
    marks += [due.marks for due in picture.others] + [left.marks for left in picture.left_out]
    yield from sheet.entitled(TITLE, [*marks, picture.marks], picture.reading)
    if picture.days:
        lines = _Lines(picture, picture.days, sheet)
        yield lines.axis()
        for bar in picture.phases:
            yield lines.phase(bar)
            yield from map(lines.due, bar.dues)
        yield from map(lines.due, picture.others)
        yield from sheet.text(sheet.say(Message(LEGEND, {"today": picture.today})))
    yield from sheet.rest(picture.marks, picture.left_out)


class _Lines:
    """Draws rows on one scale of days."""

    def __init__(self, picture: Schedule, days: Days, sheet: Sheet) -> None:
        self._days = days
        self._sheet = sheet
        self._picture = picture
        self._columns = max(sheet.width - sheet.label - MARK_WIDTH - 2, 8)
        self._today = self._at(days.place(picture.today)) if picture.today in days else None

    def _at(self, place: float) -> int:
        return min(int(place * self._columns), self._columns - 1)

    def axis(self) -> Row:
        """The scale."""
        return text_row(
            " " * (MARK_WIDTH + self._sheet.label + 1) + scale.line(self._days, self._columns), "picture--quiet"
        )

    def phase(self, bar: PhaseBar) -> Row:
        """The row of a phase."""
        return Row(lambda: self._phase(bar), (Spot(bar.name, bar.path, bar.marks, lambda: _of_phase(bar)),))

    def due(self, due: Due) -> Row:
        """The row of a milestone or deliverable."""
        spot = Spot(due.name, due.path, due.marks, lambda: _of_due(due, self._picture))
        return Row(lambda: self._due(due), (spot,))

    def _phase(self, bar: PhaseBar) -> Iterator[Part]:
        yield mark(bar.marks, 0)
        yield Part(fit(bar.name, self._sheet.label) + " ", "picture--name", 0)
        cells = self._blank()
        self._fill(cells, self._at(self._days.place(bar.start)), self._days.end(bar.finish), ("█", "picture--inside"))
        begins = self._ends(self._days.end(bar.finish))
        if bar.buffer_end and bar.buffer_end > bar.finish:
            self._fill(cells, begins, self._days.end(bar.buffer_end), ("░", "picture--buffer"))
        if bar.used_until and bar.used_until > bar.finish:
            self._fill(cells, begins, self._days.end(bar.used_until), ("▓", "picture--outside"))
        yield from runs(self._with_today(cells), 0)

    def _due(self, due: Due) -> Iterator[Part]:
        yield mark(due.marks, 0)
        yield Part(fit("  " + due.name, self._sheet.label) + " ", "picture--quiet", 0)
        cells = self._with_today(self._blank())
        column = self._at(self._days.place(due.day))
        sign = "✓" if due.done else "!" if due.overdue else ""
        look = "picture--outside" if due.overdue else "picture--done" if due.done else "picture--inside"
        text = f"{_SHAPES[due.kind]}{sign}"
        start = min(column, self._columns - len(text))
        cells[start : start + len(text)] = [(character, look) for character in text]
        yield from runs(cells, 0)

    def _blank(self) -> list[tuple[str, str]]:
        return [(" ", "")] * self._columns

    def _ends(self, place: float) -> int:
        return min(max(round(place * self._columns), 0), self._columns)

    def _fill(self, cells: list[tuple[str, str]], first: int, end: float, cell: tuple[str, str]) -> None:
        """What lasts has one column at least, as long as there is one."""
        last = max(self._ends(end), min(first + 1, self._columns))
        cells[first:last] = [cell] * (last - first)

    def _with_today(self, cells: list[tuple[str, str]]) -> list[tuple[str, str]]:
        if self._today is not None:
            cells[self._today] = (_TODAY, "picture--today")
        return cells


def _of_phase(bar: PhaseBar) -> Iterator[Message]:
    yield Message(LASTS, {"name": bar.name, "start": bar.start, "finish": bar.finish})
    yield Message(HAS_BUFFER, {"end": bar.buffer_end}) if bar.buffer_end else Message(NO_BUFFER)
    if bar.used is not None:
        yield Message(USED, {"used": bar.used})


def _of_due(due: Due, picture: Schedule) -> Iterator[Message]:
    yield Message(MILESTONE if due.kind == "milestone" else DELIVERABLE, {"name": due.name, "day": due.day})
    if due.done:
        yield Message(DONE, {"day": due.done})
    if due.overdue:
        yield Message(LATE, {"today": picture.today})
