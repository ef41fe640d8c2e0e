"""The responsibilities: who has which part in each phase and deliverable."""

from collections.abc import Iterator
from functools import partial

from rich.cells import cell_len

from opscheck.finding import Message
from opscheck.pictures.responsibilities import Responsibilities, Share
from opscheck.pictures.responsibilities import Row as Line
from opscheck.tui.drawing.rows import MARK_WIDTH, Part, Row, Sheet, Spot, mark, text_row
from opscheck.tui.look import cut, fit

TITLE = "Responsibilities"
LEGEND = "A accountable  R responsible  C consulted  I informed"
NOBODY = "nobody has any part in {name}"
PARTS = {"A": "{party} is accountable for {name}", "R": "{party} is responsible for {name}"}
PARTS |= {"C": "{party} is consulted about {name}", "I": "{party} is informed about {name}"}
SHARES = "{letters} {party}"
_LEAST, _MOST = 5, 14


def rows(picture: Responsibilities, sheet: Sheet) -> Iterator[Row]:
    """The rows of the picture: columns for the parties where they have room, else the parties' names."""
    yield from sheet.entitled(TITLE, [*(line.marks for line in picture.rows), picture.marks], picture.reading)
    room = sheet.width - sheet.label - MARK_WIDTH - 2
    width = min(room // max(len(picture.parties), 1), _MOST)
    if width >= _LEAST:
        header = "".join(fit(cut(picture.names.get(party, party), width - 1), width) for party in picture.parties)
        yield text_row(" " * (MARK_WIDTH + sheet.label + 1) + header, "picture--quiet")
    for line in picture.rows:
        spots = _spots(line, picture)
        if width >= _LEAST:
            yield Row(partial(_columns, line, picture, width, sheet), spots)
        else:
            yield Row(partial(_listed, line, picture, sheet), spots)
    if picture.rows:
        yield from sheet.text(sheet.in_words(LEGEND))
    yield from sheet.rest(picture.marks, ())


def _spots(line: Line, picture: Responsibilities) -> list[Spot]:
    """The row as a whole, then each share in the order of the columns."""
    spots = [Spot(line.name, line.path, line.marks, lambda: _facts(line, picture))]
    for share in _shares(line, picture):
        spots.append(Spot(line.name, line.path, share.marks, partial(_of_share, line, share, picture)))
    return spots


def _shares(line: Line, picture: Responsibilities) -> list[Share]:
    return [line.shares[party] for party in picture.parties if party in line.shares]


def _begin(line: Line, sheet: Sheet) -> Iterator[Part]:
    yield mark(line.marks, 0)
    yield Part(fit(line.name, sheet.label) + " ", "picture--name" if line.kind == "phase" else "", 0)


def _columns(line: Line, picture: Responsibilities, width: int, sheet: Sheet) -> Iterator[Part]:
    yield from _begin(line, sheet)
    number = 0
    for party in picture.parties:
        share = line.shares.get(party)
        if share:
            number += 1
            yield Part(fit(share.letters, width - 1), _look(share), number)
            yield Part(" ")
        else:
            yield Part(fit("·", width), "picture--empty")


def _listed(line: Line, picture: Responsibilities, sheet: Sheet) -> Iterator[Part]:
    yield from _begin(line, sheet)
    room = sheet.width - sheet.label - MARK_WIDTH - 2
    for number, share in enumerate(_shares(line, picture), 1):
        values = {"letters": share.letters, "party": picture.names.get(share.party, share.party)}
        text = cut(sheet.say(Message(SHARES, values)), room)
        yield Part(text, _look(share), number)
        yield Part("  ")
        room -= cell_len(text) + 2
        if room < _LEAST:
            return


def _look(share: Share) -> str:
    if share.marks:
        return "picture--outside"
    return "picture--inside" if "A" in share.letters else ""


def _facts(line: Line, picture: Responsibilities) -> Iterator[Message]:
    shares = _shares(line, picture)
    if not shares:
        yield Message(NOBODY, {"name": line.name})
    for share in shares:
        yield from _of_share(line, share, picture)


def _of_share(line: Line, share: Share, picture: Responsibilities) -> Iterator[Message]:
    party = picture.names.get(share.party, share.party)
    for letter in share.letters:
        yield Message(PARTS[letter], {"party": party, "name": line.name})
