"""The open risks by probability and impact."""

from opscheck.finding import Message
from opscheck.pictures import RiskMatrix
from opscheck.pictures.risks import Cell, PlacedRisk
from opscheck.reports.html.pictures.drawing import WIDTH, Drawing, broken
from opscheck.reports.html.pictures.pen import Pen, Picture

TITLE = "Risks"
RISK = "{name}: probability {probability}, impact {impact}"
RISK_EVENT = "{name}: probability {probability}, impact {impact}; {event}"
PROBABILITY = "probability"
IMPACT = "impact"
_LEFT = 60.0
_LINE = 13.0
_GAP = 4.0  # between two risks of a field
_MARGIN = 7.0
_SIGN = 17.0
_SMALLER = 1.15  # than other texts
_LEAST_HIGH = 34.0
_MOST_IN_CELL = 6


def draw(of: RiskMatrix, pen: Pen) -> Picture:
    """A table of fields, the most probable above, the most harmful on the right."""
    wide = (WIDTH - _LEFT - 2) / len(of.columns)
    heights = [_height(of, row, wide) for row in range(len(of.rows))]
    bottom = 16 + sum(heights)
    said = (_said(risk, pen) for cell in of.cells for risk in cell.risks)
    drawing = pen.drawing("risks", TITLE, of.reading, said, bottom + 32)
    drawing.text(0, 10, pen.say(Message(PROBABILITY)), "small")
    y = 16.0
    for row in reversed(range(len(of.rows))):
        drawing.text(_LEFT - 6, y + heights[row] / 2 + 4, pen.value(of.rows[row]), "small end")
        for column in range(len(of.columns)):
            _cell(drawing, of.cell(row, column), _LEFT + wide * column, y, wide, heights[row], pen)
        y += heights[row]
    for column, band in enumerate(of.columns):
        shown = pen.value(band.high if of.has_whole_steps else band)
        drawing.text(_LEFT + wide * (column + 0.5), bottom + 13, shown, "small middle")
    drawing.text(WIDTH - 2, bottom + 27, pen.say(Message(IMPACT)), "small end")
    return pen.picture("risks", TITLE, of.reading, of.left_out, drawing)


def _height(of: RiskMatrix, row: int, wide: float) -> float:
    """High enough for the fullest field of a row."""
    cells = [of.cell(row, column) for column in range(len(of.columns))]
    return max(_LEAST_HIGH, *(6 + _LINE * len(_lines(cell, wide)) + _GAP * _gaps(cell) for cell in cells))


def _gaps(cell: Cell) -> int:
    """Between how many risks of a field there is a gap."""
    return max(len(cell.risks[:_MOST_IN_CELL]) - 1, 0)


def _lines(cell: Cell, wide: float) -> list[tuple[PlacedRisk | None, str]]:
    """The names of a field's risks, broken into lines; the last of them says how many more there are, if there are."""
    lines: list[tuple[PlacedRisk | None, str]] = []
    for risk in cell.risks[:_MOST_IN_CELL]:
        first, *rest = broken(risk.name, (wide - (_SIGN if risk.marks else _MARGIN)) * _SMALLER)
        lines += [(risk, first), *((None, line) for line in rest)]
    more = len(cell.risks) - _MOST_IN_CELL
    return [*lines, (None, f"+ {more}")] if more > 0 else lines


def _cell(drawing: Drawing, cell: Cell, x: float, y: float, wide: float, high: float, pen: Pen) -> None:
    drawing.rect(x + 1, y + 1, wide - 2, high - 2, f"cell {cell.level or 'unrated'}")
    said, css = "", ""
    baseline = y + 1
    for index, (risk, line) in enumerate(_lines(cell, wide)):
        baseline += _LINE + (_GAP if risk and index else 0)
        if risk:
            said, css = _said(risk, pen), f"risk {risk.level or 'unrated'}"
            pen.mark(drawing, x + wide - 8, baseline - 4, risk.marks)
        drawing.text(x + 4, baseline, line, css, title=said)


def _said(risk: PlacedRisk, pen: Pen) -> str:
    values = {"name": risk.name, "probability": risk.probability, "impact": risk.impact, "event": risk.event}
    return pen.say(Message(RISK_EVENT if risk.event else RISK, values))
