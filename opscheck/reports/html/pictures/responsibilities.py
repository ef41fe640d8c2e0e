"""Who is accountable, responsible, consulted and informed."""

from collections.abc import Iterator, Sequence

from opscheck.finding import Message
from opscheck.pictures import Responsibilities
from opscheck.pictures.responsibilities import Row, Share
from opscheck.reports.html.pictures.drawing import WIDTH, Drawing
from opscheck.reports.html.pictures.pen import Pen, Picture, tone

TITLE = "Responsibilities"
ROW = "{name}: {shares}"
SHARE = "{letters} {party}"
NOBODY = "{name}: nobody"
LEGEND = "A accountable, R responsible, C consulted, I informed"
_LABEL = 150.0
_LEFT = 172.0
_ROW = 22.0
_HEAD = 74.0
_LEAST_WIDE = 30.0
_MOST = 60


def draw(of: Responsibilities, pen: Pen) -> Picture:
    """A row for each phase and deliverable, a column for each party."""
    rows, parties = of.rows[:_MOST], of.parties[:_MOST]
    column = max(_LEAST_WIDE, (WIDTH - _LEFT - 40) / len(parties))
    wide = max(WIDTH, _LEFT + column * len(parties) + 40)
    bottom = _HEAD + _ROW * len(rows)
    said = (_said(row, of, pen) for row in rows)
    drawing = pen.drawing("responsibilities", TITLE, of.reading, said, bottom + 4, wide=wide)
    for index, party in enumerate(parties):
        drawing.text(
            _LEFT + column * (index + 0.5), _HEAD - 8, of.names.get(party, party), "small", room=88, steep=True
        )
    for index, row in enumerate(rows):
        _row(drawing, row, parties, column, _HEAD + _ROW * index, pen)
    return pen.picture("responsibilities", TITLE, of.reading, (), drawing, LEGEND)


def _row(drawing: Drawing, row: Row, parties: Sequence[str], column: float, y: float, pen: Pen) -> None:
    middle = y + _ROW / 2
    lacks = row.accountable != 1
    drawing.text(0, middle + 4, row.name, "strong error-text" if lacks else "", room=_LABEL - 4)
    pen.mark(drawing, _LEFT - 10, middle, row.marks)
    for index, party in enumerate(parties):
        x, share = _LEFT + column * index, row.shares.get(party)
        letters = share.letters if share else ""
        css = "accountable" if "A" in letters else "shared" if letters else "empty"
        colour = f" {tone(share.marks)}" if share and share.marks else ""
        drawing.rect(x + 1, y + 1, column - 2, _ROW - 2, f"share {css}{colour}")
        if letters:
            drawing.text(x + column / 2, middle + 4, letters, f"middle {css}-text", room=column)


def _said(row: Row, of: Responsibilities, pen: Pen) -> str:
    shares = tuple(
        Message(SHARE, {"letters": share.letters, "party": of.names.get(share.party, share.party)})
        for share in _in_order(row, of.parties)
    )
    return pen.say(Message(ROW if shares else NOBODY, {"name": row.name, "shares": shares}))


def _in_order(row: Row, parties: Sequence[str]) -> Iterator[Share]:
    return (row.shares[party] for party in parties if party in row.shares)
