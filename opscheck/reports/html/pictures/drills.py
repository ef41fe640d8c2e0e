"""The drills on a time line, a row for each scenario."""

from opscheck.finding import Message
from opscheck.pictures import Days, DrillCalendar
from opscheck.pictures.drills import Exercise, Scenario
from opscheck.reports.html.pictures.calendar import TOP, axis, end
from opscheck.reports.html.pictures.drawing import LABEL, ROW, Drawing
from opscheck.reports.html.pictures.pen import Pen, Picture, tone
from opscheck.reports.html.pictures.schedule import TODAY

TITLE = "Drills"
PLANNED = "{scenario}, {form}: planned for {day}"
HELD = "{scenario}, {form}: held on {day}"
OVERDUE = "{scenario}, {form}: was planned for {day} and is not held"
LEGEND = "filled: held; hollow: planned; !: overdue; thick: with a finding"
NO_SCENARIO = "no scenario"
NO_FORM = "no form"
_SIZE = 5.0
_MOST = 40


def draw(of: DrillCalendar, days: Days, pen: Pen) -> Picture:
    """Filled where a drill was held, hollow where it is planned, red where it is overdue."""
    rows = of.scenarios[:_MOST]
    bottom = TOP + ROW * len(rows)
    said = (_said(drill, pen) for row in rows for drill in row.exercises)
    drawing = pen.drawing("drills", TITLE, of.reading, said, bottom + 20)
    axis(drawing, days, of.today, bottom, pen.say(Message(TODAY, {"day": of.today})))
    for index, row in enumerate(rows):
        _row(drawing, row, days, TOP + ROW * index + ROW / 2, pen)
    return pen.picture("drills", TITLE, of.reading, of.left_out, drawing, LEGEND)


def _row(drawing: Drawing, row: Scenario, days: Days, middle: float, pen: Pen) -> None:
    drawing.text(0, middle + 4, row.name or pen.say(Message(NO_SCENARIO)), room=LABEL)
    for drill in row.exercises:
        x, said = end(drill.day, days), _said(drill, pen)
        css = {"held": "due done", "planned": "due open", "overdue": "due late"}[drill.state]
        corners = [(x - _SIZE, middle - _SIZE), (x + _SIZE, middle), (x - _SIZE, middle + _SIZE)]
        if drill.marks:
            css = f"{css} marked {tone(drill.marks)}"
            drawing.link(pen.target(drill.marks), f"{said}; {pen.marked(drill.marks)}", corners, css)
        else:
            drawing.shape(corners, css, said)
        if drill.state == "overdue":
            drawing.text(x + _SIZE + 1, middle + 4, "!", "error-text strong")


def _said(drill: Exercise, pen: Pen) -> str:
    template = {"held": HELD, "planned": PLANNED, "overdue": OVERDUE}[drill.state]
    scenario, form = drill.scenario or Message(NO_SCENARIO), drill.form or Message(NO_FORM)
    return pen.say(Message(template, {"scenario": scenario, "form": form, "day": drill.day}))
