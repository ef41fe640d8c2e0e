"""The pictures of a plan in the cells of a terminal: one module each, from the pictures' plain data to rows of text.

Nothing here knows a widget. A row is made for a width and says which of its parts belong to which spot, so that the
cursor, a click and the colours need no second account of where things are.
"""

from collections.abc import Iterator
from typing import NamedTuple

from opscheck.pictures import Pictures
from opscheck.tui.drawing import drills, kpis, responsibilities, risks, schedule, stages
from opscheck.tui.drawing.rows import Row, Sheet

_DRAWN = (stages, schedule, risks, drills, kpis, responsibilities)
NAMES = ("stages", "schedule", "risks", "drills", "kpis", "responsibilities")


class Drawn(NamedTuple):
    """All pictures below each other: the rows, and at which of them each picture begins."""

    rows: list[Row]
    begins: dict[str, int]


def draw(pictures: Pictures, width: int, lang: str) -> Drawn:
    """The rows of the six pictures for a width."""
    sheet, begins = Sheet(width, lang), dict[str, int]()
    for name, row in _rows(pictures, sheet):
        begins.setdefault(name, len(sheet.rows))
        sheet.rows.append(row)
    return Drawn(sheet.rows, begins)


def _rows(pictures: Pictures, sheet: Sheet) -> Iterator[tuple[str, Row]]:
    for name, module in zip(NAMES, _DRAWN, strict=True):
        for row in module.rows(getattr(pictures, name), sheet):
            yield name, row
