"""The budget by stage: each share on one scale, its allowed band in brackets."""

from collections.abc import Iterator
from functools import partial

from opscheck.finding import Message
from opscheck.pictures.stages import Bar, StageBudgets
from opscheck.plan.quantities import Band, Percent
from opscheck.tui.drawing.rows import MARK_WIDTH, Part, Row, Sheet, Spot, mark, runs
from opscheck.tui.look import cut, fit

TITLE = "Budget by stage"
BAND, AT_LEAST, AT_MOST = "{share}, within {band}", "{share}, at least {low}", "{share}, at most {high}"
UNBOUND = "{share}"
TAKES = "{name} takes {share} of the budget: {amount}"
SEGMENT = "{name}: {share}, {amount}"
RESERVE = "reserve {name}"
_LEAST_BAR = 10
_WIDEST_TEXT = 30


def rows(picture: StageBudgets, sheet: Sheet) -> Iterator[Row]:
    """The rows of the picture."""
    yield from sheet.entitled(TITLE, [*(bar.marks for bar in picture.bars), picture.marks], picture.reading)
    for bar in picture.bars:
        spot = Spot(bar.name, bar.path, bar.marks, partial(_facts, bar))
        yield Row(partial(_bar, bar, picture.top, sheet), (spot,))
    yield from sheet.rest(picture.marks, picture.left_out)


def _facts(bar: Bar) -> Iterator[Message]:
    yield Message(TAKES, {"name": bar.name, "share": bar.share, "amount": bar.amount})
    yield _says(bar)
    if len(bar.segments) > 1:
        for part in bar.segments:
            yield Message(SEGMENT, {"name": part.name, "share": part.share, "amount": part.amount})


def _says(bar: Bar) -> Message:
    if bar.low is not None and bar.high is not None:
        return Message(BAND, {"share": bar.share, "band": Band(bar.low, bar.high)})
    if bar.low is not None:
        return Message(AT_LEAST, {"share": bar.share, "low": bar.low})
    return Message(UNBOUND if bar.high is None else AT_MOST, {"share": bar.share, "high": bar.high})


def _bar(bar: Bar, top: Percent, sheet: Sheet) -> Iterator[Part]:
    name = sheet.say(Message(RESERVE, {"name": bar.name})) if bar.is_reserve else bar.name
    yield mark(bar.marks, 0)
    yield Part(fit(name, sheet.label) + " ", "", 0)
    room = sheet.width - sheet.label - MARK_WIDTH - 3
    text = cut(sheet.say(_says(bar)), min(_WIDEST_TEXT, max(room - _LEAST_BAR, 0)))
    columns = max(min(room - _WIDEST_TEXT, room), min(_LEAST_BAR, room))
    yield from runs(_cells(bar, top, columns), 0)
    yield Part(" " + text, "" if bar.within is not False else "picture--outside", 0)


def _cells(bar: Bar, top: Percent, columns: int) -> list[tuple[str, str]]:
    """Solid up to the share, shaded where it may still go; brackets stand on the bounds."""

    def column(share: Percent) -> int:
        return min(int(share / top * columns), columns - 1)

    low = None if bar.low is None else column(bar.low)
    high = None if bar.high is None else column(bar.high)
    end = columns if bar.share > top else round(bar.share / top * columns)
    if bar.high is not None and high is not None and bar.share > bar.high:
        end = max(end, min(high + 2, columns))  # however little it is too much, it is seen behind the bracket
    if bar.low is not None and low is not None and bar.share < bar.low:
        end = min(end, low)
    allowed = range(low or 0, columns if high is None else high) if bar.within is not None else range(columns)
    taken = "picture--outside" if bar.within is False else "picture--inside"
    cells = []
    for index in range(columns):
        if index in (low, high):
            cells.append(("[" if index == low else "]", "picture--bound"))
        elif index < end:
            cells.append(("█" if index in allowed else "▓", taken))
        else:
            cells.append(("▒" if index in allowed and bar.within is not None else "░", "picture--empty"))
    if bar.share > top and cells:
        cells[-1] = ("▶", taken)
    return cells
