"""The list of clauses: outcome, title, and how narrowly a clause is met or missed."""

from collections.abc import Iterator
from typing import ClassVar

from opscheck.display import say
from opscheck.finding import Message, Outcome
from opscheck.matrix import Row
from opscheck.matrix.words import title, word
from opscheck.plan.quantities import Percent
from opscheck.translations import translate
from opscheck.tui.clauses import ClauseTable, margin
from opscheck.tui.look import cut, fit
from opscheck.tui.widgets.listing import Listing
from opscheck.tui.widgets.pane import Piece

NOTHING = "no clause is like that"
LEFT, BEYOND = "+{margin}", "−{margin}"
SIGNS: dict[Outcome | None, str] = {
    Outcome.fail: "✕",
    Outcome.needs_data: "?",
    Outcome.waived: "◐",
    Outcome.passed: "✓",
    Outcome.not_applicable: "–",
    None: "·",
}
_BAR, _ID, _TEXT = 10, 8, 8
_WORDY, _MEASURED = 84, 48  # from how many columns on a line has the outcome as a word, and the headroom


def look_of(outcome: Outcome | None) -> str:
    """The component class of an outcome."""
    return f"outcome--{outcome.value}" if outcome else "outcome--unchecked"


OUTCOME_LOOKS = {*(look_of(outcome) for outcome in SIGNS)}


class ClauseList(Listing):
    """Draws the clauses that the filter of a table lets through."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {*OUTCOME_LOOKS, "detail--selected", "detail--quiet", "detail--title"}
    table: ClauseTable | None = None

    def open(self, table: ClauseTable, cursor: int) -> None:
        """Show what a table shows."""
        self.table = table
        self.fill(len(table.shown), cursor)

    def nothing(self) -> str:
        return translate(NOTHING, self.review.lang)

    @property
    def row(self) -> Row | None:
        """The clause under the cursor."""
        if self.table is None or not self.table.shown:
            return None
        return self.table.rows[self.table.shown[self.cursor]]

    def entry(self, number: int, width: int) -> Iterator[Piece]:
        if self.table is None:
            return
        row, lang = self.table.rows[self.table.shown[number]], self.review.lang
        look = look_of(row.outcome)
        yield f"{SIGNS[row.outcome]} ", look
        yield fit(row.clause.id, _ID) + " ", ""
        room = width - _ID - 4
        if width >= _WORDY:
            yield fit(word(row.outcome, lang), 12) + " ", look
            room -= 13
        if width < _MEASURED:
            yield fit(title(row, lang), room), ""
            return
        yield fit(title(row, lang), room - _BAR - _TEXT - 2) + " ", ""
        measured = margin(row)
        if measured is not None:
            yield _bar(measured), look
            template = LEFT if measured >= 0 else BEYOND
            text = say(Message(template, {"margin": _rounded(measured)}), lang)
            yield " " + cut(text, _TEXT).rjust(_TEXT), "detail--quiet"


def _bar(measured: Percent) -> str:
    """How much of its bound is left, or by how much of it it is missed; the whole bar is all of the bound."""
    cells = min(max(round(abs(measured) * _BAR), 1 if measured else 0), _BAR)
    return ("█" if measured >= 0 else "▓") * cells + "░" * (_BAR - cells)


def _rounded(share: Percent) -> Percent:
    """Whole per cents from ten on."""
    size = abs(share)
    return Percent(size.quantize(Percent("1%") if size >= Percent("10%") else Percent("0.1%")))
