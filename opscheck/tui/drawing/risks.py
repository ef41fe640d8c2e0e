"""The risks: how many are where, and below that each with its rating, the highest first."""

from collections.abc import Iterator
from functools import partial

from opscheck.display import say
from opscheck.finding import Message
from opscheck.pictures import Marks, worst
from opscheck.pictures.risks import Cell, PlacedRisk, RiskMatrix
from opscheck.tui.drawing.rows import MARK_WIDTH, Part, Row, Sheet, Spot, mark, text_row
from opscheck.tui.look import LETTERS, SHAPES, cut, fit

TITLE = "Risks"
PROBABILITY, IMPACT = "probability", "impact"
FIELD = "probability {probability}, impact {impact}: {count}"
NAMES = "{names}"
POSITION = "{name}: probability {probability}, impact {impact}, rating {rating}"
EVENT = "{event}"
REVIEWED = "it was reviewed last on {day}"
COST = "it would cost {cost}"
OWNER = "{owner} watches it"
LEVELS = {"high": "high", "medium": "medium", "low": "low", None: ""}
_LETTERS = {"high": "H", "medium": "M", "low": "L", None: " "}
_MOST_NAMES = 20


def rows(picture: RiskMatrix, sheet: Sheet) -> Iterator[Row]:
    """The rows of the picture."""
    placed = [risk for cell in picture.cells for risk in cell.risks]
    marks = [risk.marks for risk in placed] + [left.marks for left in picture.left_out]
    yield from sheet.entitled(TITLE, [*marks, picture.marks], picture.reading)
    if placed:
        yield from _matrix(picture, sheet)
        for risk in sorted(placed, key=lambda risk: (-risk.rating, risk.name)):
            spot = Spot(risk.name, risk.path, risk.marks, partial(_of_risk, risk))
            yield Row(partial(_risk, risk, sheet), (spot,))
    yield from sheet.rest(picture.marks, picture.left_out)


# --- the matrix


def _matrix(picture: RiskMatrix, sheet: Sheet) -> Iterator[Row]:
    width = max((sheet.width - sheet.label - MARK_WIDTH - 2) // len(picture.columns), 4)
    for number in range(len(picture.rows) - 1, -1, -1):
        cells = [picture.cell(number, column) for column in range(len(picture.columns))]
        spots = [_spot(cell, picture) for cell in cells]
        label = sheet.say(Message("{band}", {"band": picture.rows[number]}))
        if number == len(picture.rows) - 1:
            label = f"{sheet.in_words(PROBABILITY)} {label}"
        yield Row(partial(_cells, cells, label, width, sheet), spots)
    ends = [band.high if picture.has_whole_steps else band for band in picture.columns]
    names = "".join(fit(f"  {sheet.say(Message('{end}', {'end': end}))}", width) for end in ends)
    label = fit(" " * MARK_WIDTH + sheet.in_words(IMPACT), MARK_WIDTH + sheet.label + 1)
    yield text_row(label + names, "picture--quiet")
    yield text_row()


def _cells(cells: list[Cell], label: str, width: int, sheet: Sheet) -> Iterator[Part]:
    yield Part(" " * MARK_WIDTH + fit(label, sheet.label) + " ", "picture--quiet")
    for index, cell in enumerate(cells):
        look = f"picture--{cell.level}" if cell.level else "picture--field"
        severity = worst(_marks(cell))
        sign = f"{SHAPES[severity]}{LETTERS[severity]}" if severity else ""
        yield Part(f"{_LETTERS[cell.level]} ", look, index)
        yield Part(fit(_content(cell, sign, width - 3), width - 3), look, index)
        yield Part(" ")


def _content(cell: Cell, sign: str, room: int) -> str:
    """As many names as there is room for, else how many risks there are."""
    if not cell.risks:
        return ""
    names = " ".join(risk.name for risk in cell.risks[:3])
    text = f"{sign} {names}" if sign else names
    return text if len(cell.risks) <= 3 and len(text) <= room else f"{sign} {len(cell.risks)}".strip()


def _marks(cell: Cell) -> Marks:
    return tuple(finding for risk in cell.risks for finding in risk.marks)


def _spot(cell: Cell, picture: RiskMatrix) -> Spot:
    path = cell.risks[0].path if cell.risks else "risks"
    return Spot("", path, _marks(cell), lambda: _of_cell(cell, picture))


def _of_cell(cell: Cell, picture: RiskMatrix) -> Iterator[Message]:
    column = picture.columns[cell.column]
    impact = column.high if picture.has_whole_steps else column
    values = {"probability": picture.rows[cell.row], "impact": impact, "count": len(cell.risks)}
    yield Message(FIELD, values)
    if cell.risks:
        yield Message(NAMES, {"names": tuple(risk.name for risk in cell.risks[:_MOST_NAMES])})


# --- the risks


def _risk(risk: PlacedRisk, sheet: Sheet) -> Iterator[Part]:
    yield mark(risk.marks, 0)
    yield Part(fit(risk.name, sheet.label) + " ", "picture--name", 0)
    level = sheet.in_words(LEVELS[risk.level]) if risk.level else ""
    yield Part(fit(f"{_number(risk.rating)} {level}", 12) + " ", f"text--{risk.level}" if risk.level else "", 0)
    room = sheet.width - sheet.label - MARK_WIDTH - 16
    event = Message(EVENT, {"event": risk.event or risk.category or ""})
    yield Part(cut(say(event, sheet.lang), room), "picture--quiet", 0)


def _number(rating: object) -> str:
    return f"{rating:.2f}"


def _of_risk(risk: PlacedRisk) -> Iterator[Message]:
    values = {"name": risk.name, "probability": risk.probability, "impact": risk.impact, "rating": risk.rating}
    yield Message(POSITION, values)
    if risk.event:
        yield Message(EVENT, {"event": risk.event})
    if risk.cost is not None:
        yield Message(COST, {"cost": risk.cost})
    if risk.owner:
        yield Message(OWNER, {"owner": risk.owner})
    if risk.reviewed:
        yield Message(REVIEWED, {"day": risk.reviewed})
