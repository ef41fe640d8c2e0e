"""The phases with their buffers on a time line, and what is due in them."""

from collections.abc import Iterator, Sequence

from opscheck.finding import Message
from opscheck.pictures import Days, Schedule
from opscheck.pictures.schedule import Due, PhaseBar
from opscheck.reports.html.pictures.calendar import TOP, at, axis, end
from opscheck.reports.html.pictures.drawing import LABEL, Drawing
from opscheck.reports.html.pictures.pen import Pen, Picture, tone

TITLE = "Schedule"
TODAY = "as of {day}"
PHASE = "{name}: {start} to {finish}"
PHASE_BUFFERED = "{name}: {start} to {finish}, buffer until {end}"
PHASE_USED = "{name}: {start} to {finish}, buffer until {end}, {used} of it used"
DUE = "{name}: due on {day}"
DONE = "{name}: due on {day}, done on {done}"
LATE = "{name}: due on {day}, overdue"
LEGEND = "pale: buffer; diamond: milestone; box: deliverable; filled: done; !: overdue"
OTHERS = "without a phase"
_ROW = 34.0
_BAR = 11.0
_SIZE = 4.5
_MOST = 40


def draw(of: Schedule, days: Days, pen: Pen) -> Picture:
    """A row for each phase, and one for what belongs to none."""
    phases = of.phases[:_MOST]
    bottom = TOP + _ROW * (len(phases) + bool(of.others))
    drawing = pen.drawing("schedule", TITLE, of.reading, _said(phases, of.others, pen), bottom + 20)
    axis(drawing, days, of.today, bottom, pen.say(Message(TODAY, {"day": of.today})))
    for index, phase in enumerate(phases):
        _phase(drawing, phase, days, TOP + _ROW * index, pen)
    if of.others:
        y = TOP + _ROW * len(phases)
        drawing.text(0, y + 15, pen.say(Message(OTHERS)), "small", room=LABEL)
        _dues(drawing, of.others, days, y, pen)
    return pen.picture("schedule", TITLE, of.reading, of.left_out, drawing, LEGEND)


def _phase(drawing: Drawing, phase: PhaseBar, days: Days, y: float, pen: Pen) -> None:
    said, top = _phase_said(phase, pen), y + 4
    drawing.text(0, y + 14, phase.name, room=LABEL - 12)
    pen.mark(drawing, LABEL - 3, y + 10, phase.marks)
    start, finish = at(phase.start, days), end(phase.finish, days)
    drawing.rect(start, top, finish - start, _BAR, f"bar {tone(phase.marks)}", said)
    if phase.buffer_end:
        drawing.rect(finish, top, end(phase.buffer_end, days) - finish, _BAR, "buffer", said)
    if phase.used_until and phase.used_until > phase.finish:
        drawing.rect(finish, top + 3, end(phase.used_until, days) - finish, _BAR - 6, "used", said)
    _dues(drawing, phase.dues, days, y, pen)


def _dues(drawing: Drawing, dues: Sequence[Due], days: Days, y: float, pen: Pen) -> None:
    """Diamonds for milestones, boxes for deliverables: filled when they are done, red when they are overdue."""
    for due in dues:
        x, middle = end(due.day, days), y + 22
        css = "due " + ("late" if due.overdue else "done" if due.done else "open")
        corners = _diamond(x, middle) if due.kind == "milestone" else _box(x, middle)
        said = _due_said(due, pen)
        if due.marks:
            target = pen.target(due.marks)
            drawing.link(target, f"{said}; {pen.marked(due.marks)}", corners, f"{css} marked {tone(due.marks)}")
        else:
            drawing.shape(corners, css, said)
        if due.overdue:
            drawing.text(x + _SIZE + 1, middle + 4, "!", "error-text strong")


def _diamond(x: float, y: float) -> list[tuple[float, float]]:
    return [(x, y - _SIZE), (x + _SIZE, y), (x, y + _SIZE), (x - _SIZE, y)]


def _box(x: float, y: float) -> list[tuple[float, float]]:
    half = _SIZE * 0.78
    return [(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)]


def _said(phases: Sequence[PhaseBar], others: Sequence[Due], pen: Pen) -> Iterator[str]:
    for phase in phases:
        yield _phase_said(phase, pen)
        yield from (_due_said(due, pen) for due in phase.dues)
    yield from (_due_said(due, pen) for due in others)


def _phase_said(phase: PhaseBar, pen: Pen) -> str:
    template = PHASE if phase.buffer_end is None else PHASE_BUFFERED if phase.used is None else PHASE_USED
    values = {"name": phase.name, "start": phase.start, "finish": phase.finish}
    return pen.say(Message(template, {**values, "end": phase.buffer_end, "used": phase.used}))


def _due_said(due: Due, pen: Pen) -> str:
    template = LATE if due.overdue else DONE if due.done else DUE
    return pen.say(Message(template, {"name": due.name, "day": due.day, "done": due.done}))
