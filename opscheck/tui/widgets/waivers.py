"""The list of waivers: what becomes of each, of which rule it is, until when, and why."""

from collections.abc import Iterator, Sequence
from typing import ClassVar, NamedTuple

from opscheck.display import clean, say
from opscheck.finding import Message
from opscheck.reports.accepted import Entry, State
from opscheck.translations import translate
from opscheck.tui.look import cut, fit
from opscheck.tui.widgets.listing import Listing
from opscheck.tui.widgets.pane import Piece

NO_WAIVERS = "nothing is waived"
NOT_SHOWN = "no waiver is like that"
NO_END = "no end"
UNTIL = "{day}"
SIGNS: dict[State, str] = {
    "expired": "✕",
    "malformed": "!",
    "unused": "○",
    "expiring": "▲",
    "holds": "✓",
    "unknown": "?",
}
WORDS: dict[State, str] = {
    "expired": "expired",
    "malformed": "malformed",
    "unused": "unused",
    "expiring": "ends soon",
    "holds": "holds",
    "unknown": "not known",
}
LOOKS: dict[State, str] = {
    "expired": "outcome--fail",
    "malformed": "outcome--fail",
    "unused": "outcome--needs-data",
    "expiring": "outcome--needs-data",
    "holds": "outcome--pass",
    "unknown": "outcome--unchecked",
}
_STATE, _DAY = 10, 10


class FileHead(NamedTuple):
    """The line above the waivers of a file."""

    file: str
    size: int


class WaiverList(Listing):
    """Draws waivers, and above them their files where they are by file."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *LOOKS.values(),
        *("detail--selected", "detail--quiet", "detail--title"),
    }
    _lines: Sequence[Entry | FileHead] = ()
    _total = 0

    def open(self, lines: Sequence[Entry | FileHead], total: int, cursor: int) -> None:
        """Show these of all waivers."""
        self._lines, self._total = lines, total
        self.fill(len(lines), cursor)

    def nothing(self) -> str:
        return translate(NOT_SHOWN if self._total else NO_WAIVERS, self.review.lang)

    @property
    def entry_here(self) -> Entry | None:
        """The waiver under the cursor."""
        line = self._lines[self.cursor] if self.cursor < len(self._lines) else None
        return line if isinstance(line, Entry) else None

    def entry(self, number: int, width: int) -> Iterator[Piece]:
        line = self._lines[number]
        if isinstance(line, FileHead):
            yield f"─ {cut(line.file, width - 12)} ── {line.size} ─", "detail--quiet"
            return
        lang, look = self.review.lang, LOOKS[line.state]
        yield f"{SIGNS[line.state]} ", look
        yield fit(translate(WORDS[line.state], lang), _STATE) + " ", look
        until = say(Message(UNTIL, {"day": line.until}), lang) if line.until else translate(NO_END, lang)
        yield fit(until if line.terms else "", _DAY) + " ", ""
        room = max(width - _STATE - _DAY - 5, 8)
        rule = min(room, 30) if room < 50 else room * 2 // 5
        yield fit(line.rule, rule) + " ", ""
        yield cut(clean(line.terms.reason) if line.terms else say(line.says, lang), room - rule - 1), "detail--quiet"
