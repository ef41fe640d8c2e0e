"""The waivers: what is accepted, by whom and why, what ends next, and what nobody needs any more."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import ClassVar

from opscheck.display import clean, say
from opscheck.finding import Finding, Message, Waived
from opscheck.reports.accepted import STATES, Entry, entries
from opscheck.run import Run
from opscheck.source import Span
from opscheck.translations import translate
from opscheck.tui.screens.listed import ListFrame
from opscheck.tui.widgets.details import Detail
from opscheck.tui.widgets.waivers import LOOKS, SIGNS, WORDS, FileHead, WaiverList
from opscheck.tui.widgets.words import Choice

STATE = "{sign} {state}"
REASON, BY, CREATED, TICKET = "reason: {reason}", "approved by {by}", "written on {day}", "see {ticket}"
NOT_WAIVED = "this finding is not waived"
BY_FILE, BY_END = "waivers are shown by file", "waivers are shown by the day on which they end"
_ASKS = ("expired", "malformed", "unused", "expiring")


class WaiversScreen(ListFrame):
    """Where a reviewer sees what is accepted for a time."""

    NAME: ClassVar[str] = "waivers"
    NO_MORE = "there is no further waiver that asks for something"

    def __init__(self) -> None:
        super().__init__()
        self._run: Run | None = None
        self._entries: list[Entry] = []
        self._words, self._state = "", "all"
        self._by_file = False

    def listing(self) -> WaiverList:
        return WaiverList(id="waivers")

    @property
    def entries(self) -> list[Entry]:
        """The waivers of the present run."""
        if self._run is not self.review.run:
            self._run = self.review.run
            self._entries = entries(self._run.plans)
        return self._entries

    def refresh_review(self) -> None:
        super().refresh_review()
        self._open(self.query_one(WaiverList).entry_here)

    def show(self, finding: Finding) -> None:
        found = [entry for entry in self.entries if any(one is finding for one in (*entry.accepted, *entry.about))]
        if not found:
            self.review_app.tell(Message(NOT_WAIVED))
            return
        if not any(_is_same(line, found[0]) for line in self._lines()):
            self._words, self._state = "", "all"
        self._open(found[0])

    def narrow(self, *, words: str | None = None, choice: str | None = None) -> None:
        self._words = self._words if words is None else words
        self._state = self._state if choice is None else choice
        self._open(self.query_one(WaiverList).entry_here)

    def action_by_file(self) -> None:
        """Show the waivers by file, or by the day on which they end."""
        self._by_file = not self._by_file
        self._open(self.query_one(WaiverList).entry_here)
        self.review_app.tell(Message(BY_FILE if self._by_file else BY_END))

    def can_by_file(self) -> bool:
        return bool(self.entries)

    can_filter = can_by_file

    def asking(self) -> Sequence[int]:
        lines = enumerate(self._lines())
        return [number for number, line in lines if isinstance(line, Entry) and line.state in _ASKS]

    # --- what is shown

    def _open(self, here: Entry | None) -> None:
        """Show what the filter lets through, with the cursor on this one, as far as it is there."""
        self.tell_filter(self._choices(), len(self.entries), self._state, self._words)
        lines = self._lines()
        same = (number for number, line in enumerate(lines) if here and _is_same(line, here))
        first = next((number for number, line in enumerate(lines) if isinstance(line, Entry)), 0)
        self.query_one(WaiverList).open(lines, len(self.entries), next(same, first))
        self.tell_entry()

    def _choices(self) -> Iterator[Choice]:
        lang, counts = self.review.lang, Counter(entry.state for entry in self.entries)
        for state in STATES:
            values = {"sign": SIGNS[state], "state": translate(WORDS[state], lang)}
            yield Choice(state, say(Message(STATE, values), lang), counts[state], LOOKS[state], SIGNS[state])

    def _lines(self) -> Sequence[Entry | FileHead]:
        words = self._words.casefold().split()
        shown = [
            entry
            for entry in self.entries
            if self._state in ("all", entry.state) and all(word in _text(entry) for word in words)
        ]
        if not self._by_file:
            return shown
        counts = Counter(entry.where.file for entry in shown)
        lines: list[Entry | FileHead] = []
        for file in sorted(counts):
            lines.append(FileHead(file, counts[file]))
            of_file = sorted((entry for entry in shown if entry.where.file == file), key=_place)
            lines += of_file
        return lines

    # --- what is known of a waiver

    def details(self) -> Iterator[Detail]:
        entry, lang = self.query_one(WaiverList).entry_here, self.review.lang
        if entry is None:
            return
        yield Detail(clean(entry.rule), "title")
        if not entry.about:
            yield Detail(say(entry.says, lang), "good" if entry.accepted else "quiet")
        yield from self.of_findings(entry.about)
        if entry.terms:
            yield from (Detail(say(fact, lang)) for fact in _facts(entry.terms))
        yield Detail(clean(f"{entry.where.file}:{entry.where.line}"), "quiet")
        yield Detail("")
        yield from self.of_findings(entry.accepted)
        yield from self.of_rules([entry.rule])


def _facts(terms: Waived) -> Iterator[Message]:
    """What was written beside the rule."""
    yield Message(REASON, {"reason": terms.reason})
    if terms.approved_by:
        yield Message(BY, {"by": terms.approved_by})
    if terms.created:
        yield Message(CREATED, {"day": terms.created})
    if terms.ticket:
        yield Message(TICKET, {"ticket": terms.ticket})


def _place(entry: Entry) -> Span:
    return entry.where


def _is_same(line: Entry | FileHead, other: Entry) -> bool:
    return isinstance(line, Entry) and (line.where, line.rule) == (other.where, other.rule)


def _text(entry: Entry) -> str:
    terms = entry.terms
    parts = (
        entry.rule,
        entry.where.file,
        entry.until,
        *((terms.reason, terms.approved_by, terms.ticket) if terms else ()),
    )
    return " ".join(str(part) for part in parts if part).casefold()
