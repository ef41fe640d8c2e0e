"""Each KPI between its baseline and its target, with its alert and its last reading."""

from decimal import Decimal

from opscheck.finding import Message
from opscheck.pictures import Bullets
from opscheck.pictures.kpis import Bullet
from opscheck.reports.html.pictures.drawing import Drawing
from opscheck.reports.html.pictures.pen import Pen, Picture

TITLE = "KPIs"
READ = "{name}: {value} {unit} on {day}; baseline {baseline}, target {target}, alert {alert}"
UNREAD = "{name}: not read yet; baseline {baseline}, target {target}, alert {alert}"
NONE = "none"
LEGEND = "bar: from the baseline to the reading; line: target; dotted: alert"
_LABEL = 156.0
_LEFT = 164.0
_RIGHT = 322.0
_ROOM = 98.0
_ROW = 21.0
_BAR = 9.0
_MOST = 60
_UNSAID = (None, "percent", "ratio", "count", "index")


def draw(of: Bullets, pen: Pen) -> Picture:
    """A bullet for each, each on a scale of its own."""
    shown = of.bullets[:_MOST]
    bottom = 4 + _ROW * len(shown)
    drawing = pen.drawing("kpis", TITLE, of.reading, (_said(kpi, pen) for kpi in shown), bottom + 4)
    for index, kpi in enumerate(shown):
        _row(drawing, kpi, 4 + _ROW * index, pen)
    return pen.picture("kpis", TITLE, of.reading, of.left_out, drawing, LEGEND)


def _row(drawing: Drawing, kpi: Bullet, y: float, pen: Pen) -> None:
    middle, said = y + _ROW / 2, _said(kpi, pen)
    drawing.text(0, middle + 4, kpi.name, room=_LABEL)
    drawing.rect(_LEFT, middle - _BAR / 2, _RIGHT - _LEFT, _BAR, "band", said)
    if kpi.value is not None:
        start, end = _at(kpi.baseline if kpi.baseline is not None else kpi.value, kpi), _at(kpi.value, kpi)
        drawing.rect(min(start, end), middle - 3, abs(end - start), 6, f"bar {kpi.state}", said)
        drawing.text(_RIGHT + 8, middle + 4, _read(kpi, pen), f"value {kpi.state}", room=_ROOM, title=said)
    for value, css in ((kpi.alert, "alert"), (kpi.target, "target")):
        if value is not None:
            x = _at(value, kpi)
            drawing.line(x, middle - 8, x, middle + 8, css)
    pen.mark(drawing, 433, middle, kpi.marks)


def _read(kpi: Bullet, pen: Pen) -> str:
    """The reading, with a unit that people say; of a count, an index or a ratio the number is all there is."""
    value = pen.value(kpi.value)
    return value if kpi.unit in _UNSAID else f"{value} {kpi.unit}"


def _at(value: Decimal, kpi: Bullet) -> float:
    return _LEFT + (_RIGHT - _LEFT) * kpi.place(value)


def _said(kpi: Bullet, pen: Pen) -> str:
    none = Message(NONE)
    values = {name: none if value is None else value for name, value in _values(kpi).items()}
    return pen.say(Message(READ if kpi.read and kpi.value is not None else UNREAD, values))


def _values(kpi: Bullet) -> dict[str, object]:
    bounds = {"baseline": kpi.baseline, "target": kpi.target, "alert": kpi.alert}
    return {"name": kpi.name, "value": kpi.value, "unit": _unit(kpi), "day": kpi.read, **bounds}


def _unit(kpi: Bullet) -> str:
    """The unit, unless the value has its sign already."""
    return "" if kpi.unit is None or kpi.unit == "percent" else kpi.unit
