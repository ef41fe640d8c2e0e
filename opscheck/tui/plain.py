"""The review line by line, for screen readers and for terminals without a screen: nothing moves, nothing is drawn over.

One types a word and reads what it says. The words are the same in every language, as those of the command line are.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from opscheck.checking.drafting import Acceptance
from opscheck.display import clean, counted, located, say, severity_word
from opscheck.errors import UserError
from opscheck.finding import Finding, Message
from opscheck.plan.quantities import day
from opscheck.project import Notice
from opscheck.translations import translate
from opscheck.tui.desk import Desk, Proposal
from opscheck.tui.explaining import Explainer
from opscheck.tui.review import Review
from opscheck.tui.vocabulary import WORDS

ONE, MANY = "{count} finding", "{count} findings"
START = "Say help for what can be said, list for the findings, quit to leave."
ROW = "{number}. {severity}, {rule}, {file} line {line}: {message}"
MORE = "and {count} more: say list {next}"
SOURCE = "line {line}: {text}"
NO_NUMBER = "there is no finding {text}: they are numbered from 1 to {count}"
NOTHING = "no finding is shown"
NO_WORD = "{text} is not understood: say help"
FILTERED = "the filter is {text}"
NO_FILTER = "there is no filter"
MARKED, UNMARKED = "reviewed", "not reviewed"
ASK_REASON, ASK_UNTIL, ASK_BY, ASK_COMMENT = (
    "reason: ",
    "last day, such as 2026-12-31: ",
    "approved by: ",
    "comment or entry: ",
)
ASK_WRITE = "write it? yes or no: "
LEFT = "nothing is written"
DONE = "{count} written"
NO_FIX = "there is no fix for it"
NO_DAY = "{value} is not a day such as 2026-12-31"
TAKEN_BACK, NOTHING_LEFT = "taken back: {what}", "there is nothing to take back"
CHECKED = "checked again"
NOT_DONE = "not done: {reason}"
_PAGE = 20


class Plain:
    """A conversation about a review. ``ask`` gives a line, and raises EOFError where there is none."""

    def __init__(
        self,
        review: Review,
        desk: Desk,
        explainer: Explainer,
        ask: Callable[[str], str] = input,
        tell: Callable[[str], None] = print,
    ) -> None:
        self._review = review
        self._desk = desk
        self._explainer = explainer
        self._ask = ask
        self._print = tell

    def run(self) -> None:
        """Listen until somebody says quit, or nothing more comes."""
        self._notices(())
        self._count()
        self._tell(START)
        while True:
            try:
                line = self._ask("> ").strip()
            except EOFError:
                break
            word, _, rest = line.partition(" ")
            if word == "quit":
                break
            if word:
                self._do(word, rest.strip())
        self._review.memory.leave(self._review.run.findings)

    def _do(self, word: str, rest: str) -> None:
        known = {each.name for each in WORDS}
        try:
            if word in known:
                getattr(self, f"_{word}")(rest)
            else:
                self._tell(NO_WORD, text=word)
        except UserError as error:
            self._print(say(error.message, self._review.lang))

    # --- reading

    def _help(self, _: str) -> None:
        for word in WORDS:
            if word.says:
                self._print(translate(word.says, self._review.lang))

    def _list(self, rest: str) -> None:
        findings = self._review.findings
        self._count()
        first = self._number(rest) if rest else 0
        for number in range(first, min(first + _PAGE, len(findings))):
            self._row(number, findings[number])
        left = len(findings) - first - _PAGE
        if left > 0:
            self._tell(MORE, count=left, next=first + _PAGE + 1)

    def _open(self, rest: str) -> None:
        if rest:
            self._review.select(self._review.findings[self._number(rest)])
        finding = self._present()
        self._row(self._review.position, finding)
        for block in list(self._explainer.finding(finding, self._review.memory))[2:]:
            self._print(block.text)
        for number, text in self._source(finding):
            self._tell(SOURCE, line=number, text=text.strip())

    def _source(self, finding: Finding) -> Iterator[tuple[int, str]]:
        """The lines on which the finding rests."""
        for span in dict.fromkeys((finding.span, *(one.span for one in finding.related))):
            yield span.line, self._review.run.line(span.file, span.line)

    def _next(self, _: str) -> None:
        self._review.step(1)
        self._open("")

    def _previous(self, _: str) -> None:
        self._review.step(-1)
        self._open("")

    def _why(self, _: str) -> None:
        rule = self._present().rule
        for block in self._explainer.rule(rule, self._review.run.rules.get(rule)):
            self._print(" " * block.indent + block.text)

    def _filter(self, rest: str) -> None:
        self._review.look(text=rest)
        if rest:
            self._tell(FILTERED, text=rest)
        else:
            self._tell(NO_FILTER)
        self._count()

    # --- deciding

    def _fix(self, _: str) -> None:
        finding = self._present()
        if finding.fix is None:
            self._tell(NO_FIX)
        else:
            self._agree(self._desk.fixes([finding]), finding.fix.description)

    def _waive(self, _: str) -> None:
        finding, lang = self._present(), self._review.lang
        reason, until, by, where = (
            self._ask(translate(text, lang)).strip() for text in (ASK_REASON, ASK_UNTIL, ASK_BY, ASK_COMMENT)
        )
        acceptance = Acceptance(reason, _day(until), by or None, comment=not where.startswith("e"))
        self._agree(self._desk.waivers([finding], acceptance), finding.message)

    def _agree(self, proposal: Proposal, what: Message) -> None:
        """Show what would be written, and write it if that is wanted."""
        for undone in proposal.undone:
            self._tell(NOT_DONE, reason=undone.reason)
        for line in proposal.diff():
            self._print(clean(line))
        if not proposal.files:
            return
        if self._ask(translate(ASK_WRITE, self._review.lang)).strip().lower() not in ("yes", "y", "是"):
            self._tell(LEFT)
            return
        self._desk.write(proposal, what)
        self._tell(DONE, count=proposal.done)
        self._renew()

    def _reviewed(self, _: str) -> None:
        finding = self._present()
        self._review.toggle_reviewed()
        self._tell(MARKED if self._review.memory.is_reviewed(finding) else UNMARKED)

    def _undo(self, _: str) -> None:
        what = self._desk.undo()
        if what is None:
            self._tell(NOTHING_LEFT)
            return
        self._tell(TAKEN_BACK, what=what)
        self._renew()

    def _check(self, _: str) -> None:
        self._renew()
        self._tell(CHECKED)

    def _renew(self) -> None:
        checking, before = self._desk.check(), self._review.notices
        self._review.renew(checking.run, checking.notices)
        self._notices(before)
        self._count()

    # --- saying

    def _tell(self, template: str, **values: object) -> None:
        self._print(say(Message(template, values), self._review.lang))

    def _notices(self, before: Sequence[Notice]) -> None:
        """What is no finding and was not said before."""
        for notice in self._review.notices:
            if notice not in before:
                self._print(located(notice.message, notice.span, self._review.lang))

    def _count(self) -> None:
        self._print(counted(ONE, MANY, len(self._review.view.rows), self._review.lang))

    def _row(self, number: int, finding: Finding) -> None:
        lang, span = self._review.lang, finding.span
        severity = severity_word(finding.severity, lang)
        place = {"file": span.file, "line": span.line, "message": finding.message}
        self._tell(ROW, number=number + 1, severity=severity, rule=finding.rule, **place)

    def _present(self) -> Finding:
        if self._review.selected is None:
            raise UserError(Message(NOTHING))
        return self._review.selected

    def _number(self, text: str) -> int:
        """The place of a finding that is named by its number."""
        findings: Sequence[int] = self._review.view.rows
        if text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= len(findings):
            return int(text[:9]) - 1
        raise UserError(Message(NO_NUMBER, {"text": text, "count": len(findings)}))


def _day(text: str) -> date | None:
    try:
        return day(text) if text else None
    except ValueError:
        raise UserError(Message(NO_DAY, {"value": text})) from None
