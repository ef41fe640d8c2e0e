"""The KPIs: each on a scale of its own, with its reading between baseline, alert and target."""

from collections.abc import Iterator
from decimal import Decimal
from functools import partial

from opscheck.finding import Message
from opscheck.pictures.kpis import Bullet, Bullets
from opscheck.plan.currencies import CURRENCIES
from opscheck.plan.quantities import Money
from opscheck.tui.drawing.rows import MARK_WIDTH, Part, Row, Sheet, Spot, mark, runs
from opscheck.tui.look import cut, fit

TITLE = "KPIs"
LEGEND = "◆ reading  ┆ baseline  ┃ target  ! alert"
READS = "{value} of {target}"
UNREAD = "not read; target {target}"
NO_TARGET = "{value}"
READ = "{name} was {value} on {day}"
NOT_READ = "{name} has not been read"
FROM_TO = "it is to go from {baseline} to {target}"
TARGET = "its target is {target}"
ALERT = "its alert is {alert}"
WAY = "{progress} of the way is done"
_WIDEST_TEXT = 24
_LEAST_BAR = 10


def rows(picture: Bullets, sheet: Sheet) -> Iterator[Row]:
    """The rows of the picture."""
    marks = [bullet.marks for bullet in picture.bullets] + [left.marks for left in picture.left_out]
    yield from sheet.entitled(TITLE, [*marks, picture.marks], picture.reading)
    for bullet in picture.bullets:
        spot = Spot(bullet.name, bullet.path, bullet.marks, partial(_facts, bullet))
        yield Row(partial(_parts, bullet, sheet), (spot,))
    if picture.bullets:
        yield from sheet.text(sheet.in_words(LEGEND))
    yield from sheet.rest(picture.marks, picture.left_out)


def _parts(bullet: Bullet, sheet: Sheet) -> Iterator[Part]:
    yield mark(bullet.marks, 0)
    yield Part(fit(bullet.name, sheet.label) + " ", "picture--name", 0)
    room = sheet.width - sheet.label - MARK_WIDTH - 3
    columns = max(room - _WIDEST_TEXT, min(_LEAST_BAR, room))
    yield from runs(_cells(bullet, columns), 0)
    look = {"alert": "picture--outside", "reached": "picture--done"}.get(bullet.state, "")
    yield Part(" " + cut(sheet.say(_says(bullet)), room - columns), look, 0)


def _cells(bullet: Bullet, columns: int) -> list[tuple[str, str]]:
    """A line from the baseline to the reading; whatever stands on another's place, the reading is seen."""

    def column(value: Decimal) -> int:
        return min(int(bullet.place(value) * columns), columns - 1)

    cells = [("─", "picture--empty")] * columns
    look = {"alert": "picture--outside", "reached": "picture--done"}.get(bullet.state, "picture--inside")
    if bullet.baseline is not None and bullet.value is not None:
        first, last = sorted((column(bullet.baseline), column(bullet.value)))
        cells[first : last + 1] = [("━", look)] * (last + 1 - first)
    for value, sign, how in (
        (bullet.baseline, "┆", "picture--bound"),
        (bullet.alert, "!", "picture--alert"),
        (bullet.target, "┃", "picture--bound"),
        (bullet.value, "◆", look),
    ):
        if value is not None:
            cells[column(value)] = (sign, how)
    return cells


def _says(bullet: Bullet) -> Message:
    if bullet.value is None:
        return Message(UNREAD, {"target": _amount(bullet, bullet.target)})
    values = {"value": _amount(bullet, bullet.value), "target": _amount(bullet, bullet.target)}
    return Message(NO_TARGET if bullet.target is None else READS, values)


def _facts(bullet: Bullet) -> Iterator[Message]:
    if bullet.value is None:
        yield Message(NOT_READ, {"name": bullet.name})
    else:
        yield Message(READ, {"name": bullet.name, "value": _amount(bullet, bullet.value), "day": bullet.read})
    target, baseline = _amount(bullet, bullet.target), _amount(bullet, bullet.baseline)
    if target is not None and baseline is not None:
        yield Message(FROM_TO, {"baseline": baseline, "target": target})
    elif target is not None:
        yield Message(TARGET, {"target": target})
    if bullet.progress is not None:
        yield Message(WAY, {"progress": bullet.progress})
    if bullet.alert is not None:
        yield Message(ALERT, {"alert": _amount(bullet, bullet.alert)})


def _amount(bullet: Bullet, value: Decimal | None) -> Decimal | None:
    """The value as money, where the unit of its KPI is a currency."""
    is_money = value is not None and bullet.unit in CURRENCIES
    return Money(value, bullet.unit) if is_money and value is not None else value
