"""The drills: a row for each scenario on one scale of days."""

from collections.abc import Iterator
from functools import partial

from opscheck.finding import Message
from opscheck.pictures import Days
from opscheck.pictures.drills import DrillCalendar, Exercise, Scenario
from opscheck.tui.drawing import scale
from opscheck.tui.drawing.rows import MARK_WIDTH, Part, Row, Sheet, Spot, mark, text_row
from opscheck.tui.look import fit

TITLE = "Drills"
NO_SCENARIO = "no scenario"
NO_FORM = "no form is given"
HELD = "{name} was held on {day}"
PLANNED = "{name} is planned for {day}"
OVERDUE = "{name} was planned for {day}, and is not recorded as held"
FORM = "form: {form}"
LEGEND = "✓ held  ○ planned  ! overdue  {forms}"
FORM_LETTER = "{letter} {form}"
_SIGNS = {"held": "✓", "planned": "○", "overdue": "!"}
_LOOKS = {"held": "picture--done", "planned": "picture--inside", "overdue": "picture--outside"}
_SAYS = {"held": HELD, "planned": PLANNED, "overdue": OVERDUE}
_ENTRY = 2


def rows(picture: DrillCalendar, sheet: Sheet) -> Iterator[Row]:
    """The rows of the picture."""
    marks = [entry.marks for row in picture.scenarios for entry in row.exercises]
    marks += [left.marks for left in picture.left_out]
    yield from sheet.entitled(TITLE, [*marks, picture.marks], picture.reading)
    if picture.days:
        columns = max(sheet.width - sheet.label - MARK_WIDTH - 2, 8)
        axis = " " * (MARK_WIDTH + sheet.label + 1) + scale.line(picture.days, columns)
        yield text_row(axis, "picture--quiet")
        for scenario in picture.scenarios:
            yield _row(scenario, picture, picture.days, columns, sheet)
        forms = tuple(Message(FORM_LETTER, {"letter": _letter(form), "form": form}) for form in picture.forms)
        yield from sheet.text(sheet.say(Message(LEGEND, {"forms": forms})))
    yield from sheet.rest(picture.marks, picture.left_out)


def _row(scenario: Scenario, picture: DrillCalendar, days: Days, columns: int, sheet: Sheet) -> Row:
    spots = [Spot(entry.name, entry.path, entry.marks, partial(_facts, entry)) for entry in scenario.exercises]
    return Row(lambda: _parts(scenario, picture, days, columns, sheet), spots)


def _parts(scenario: Scenario, picture: DrillCalendar, days: Days, columns: int, sheet: Sheet) -> Iterator[Part]:
    yield mark(tuple(finding for entry in scenario.exercises for finding in entry.marks), 0)
    name = scenario.name or sheet.in_words(NO_SCENARIO)
    yield Part(fit(name, sheet.label) + " ", "picture--name", 0)
    today = int(days.place(picture.today) * columns) if picture.today in days else None
    column = 0
    for index, entry in enumerate(scenario.exercises):
        start = max(int(days.place(entry.day) * columns), column)
        if start + _ENTRY > columns:
            start = max(columns - _ENTRY, column)
        yield from _blank(column, start, today)
        yield Part(f"{_SIGNS[entry.state]}{_letter(entry.form)}", _LOOKS[entry.state], index)
        column = start + _ENTRY
    yield from _blank(column, columns, today)


def _blank(first: int, end: int, today: int | None) -> Iterator[Part]:
    if today is None or not first <= today < end:
        yield Part(" " * max(end - first, 0))
        return
    yield Part(" " * (today - first))
    yield Part("│", "picture--today")
    yield Part(" " * (end - today - 1))


def _letter(form: str | None) -> str:
    letter = (form or "?")[0].upper()
    return letter if letter.isascii() and letter.isprintable() else "*"


def _facts(entry: Exercise) -> Iterator[Message]:
    yield Message(_SAYS[entry.state], {"name": entry.name, "day": entry.day})
    yield Message(FORM, {"form": entry.form}) if entry.form else Message(NO_FORM)
