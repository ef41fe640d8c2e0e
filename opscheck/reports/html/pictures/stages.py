"""What each stage and reserve takes of the budget, in the band that the rules allow it."""

from decimal import Decimal

from opscheck.finding import Message
from opscheck.pictures.stages import Bar, StageBudgets
from opscheck.plan.quantities import Band, Percent
from opscheck.reports.html.pictures.drawing import LABEL, ROW, Drawing
from opscheck.reports.html.pictures.pen import Pen, Picture, tone

TITLE = "Budget by stage"
TAKES = "{name}: {amount}, {share} of the total"
TAKES_OF_BAND = "{name}: {amount}, {share} of the total, {band} allowed"
LEGEND = "pale: what the rules allow"
AT_LEAST = "at least {bound}"
AT_MOST = "at most {bound}"
_LEFT = LABEL + 8
_RIGHT = 372.0
_BAR = 10.0
_MOST = 40


def draw(of: StageBudgets, pen: Pen) -> Picture:
    """A bar for each, on the scale of the largest."""
    bars = of.bars[:_MOST]
    bottom = 8 + ROW * len(bars)
    drawing = pen.drawing("stages", TITLE, of.reading, (_said(bar, pen) for bar in bars), bottom + 20)
    _scale(drawing, of.top, bottom, pen)
    for index, bar in enumerate(bars):
        _row(drawing, bar, of.top, 8 + ROW * index, pen)
    return pen.picture("stages", TITLE, of.reading, of.left_out, drawing, LEGEND)


def _at(share: Decimal, top: Decimal) -> float:
    part = min(max(float(share / top), 0.0), 1.0) if top else 0.0
    return _LEFT + (_RIGHT - _LEFT) * part


def _scale(drawing: Drawing, top: Percent, bottom: float, pen: Pen) -> None:
    tenths = int(top * 10)
    for tenth in range(0, tenths + 1, 1 if tenths <= 6 else 2):
        share = Percent(Decimal(tenth) / 10)
        x = _at(share, top)
        drawing.line(x, 4, x, bottom, "grid")
        drawing.text(x, bottom + 13, pen.value(share), "small middle")


def _row(drawing: Drawing, bar: Bar, top: Percent, y: float, pen: Pen) -> None:
    middle, said = y + ROW / 2, _said(bar, pen)
    drawing.text(0, middle + 4, bar.name, room=LABEL)
    if bar.low is not None or bar.high is not None:
        left = _at(bar.low or Decimal(0), top)
        right = _at(bar.high, top) if bar.high is not None else _RIGHT
        drawing.rect(left, y + 2, right - left, ROW - 4, "band", said)
    taken, colour = Decimal(0), "error" if bar.within is False else tone(bar.marks)
    for segment in bar.segments:
        start, taken = _at(taken, top), taken + segment.share
        drawing.rect(start, middle - _BAR / 2, _at(taken, top) - start - 1, _BAR, f"bar {colour}", said)
    drawing.text(_RIGHT + 6, middle + 4, pen.value(bar.share), "strong" if bar.within is False else "")
    pen.mark(drawing, 433, middle, bar.marks)


def _said(bar: Bar, pen: Pen) -> str:
    values = {"name": bar.name, "amount": bar.amount, "share": bar.share, "band": _band(bar)}
    return pen.say(Message(TAKES_OF_BAND if values["band"] else TAKES, values))


def _band(bar: Bar) -> Message | Band | None:
    if bar.low is not None and bar.high is not None:
        return Band(bar.low, bar.high)
    if bar.low is not None:
        return Message(AT_LEAST, {"bound": bar.low})
    return Message(AT_MOST, {"bound": bar.high}) if bar.high is not None else None
