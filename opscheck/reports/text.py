"""The report for people: each finding with its source line, the value underlined, the arithmetic and what would help.

error: early takes 55.0 % of the total, outside 30–40 %   budget/stage-ratio
  plan.yaml:41:15
   41 |       amount: 1650000.00
      |               ^^^^^^^^^^ 1 650 000 / 3 000 000 = 55.0 %
   33 ·   total: 3000000.00
  help: at most 1 200 000.00 fits; opscheck explain budget/stage-ratio
"""

from collections import Counter
from collections.abc import Iterator

from opscheck.display import clean, counted, say, severity_word
from opscheck.finding import Evidence, Finding, Message, Outcome, RuleOutcome, Severity
from opscheck.reports import Options
from opscheck.reports.excerpt import MORE_LINE, MORE_LINES, MOST_RELATED, contributing, excerpt
from opscheck.reports.summary import fixes, summary
from opscheck.run import Run
from opscheck.source import Span
from opscheck.translations import translate

SENTENCE = "{kind}: {message}"
HELP = "help: {help}; opscheck explain {rule}"
SAFE_FIX = "fix: {fix} (--fix)"
UNSAFE_FIX = "fix: {fix} (--fix --unsafe-fixes)"
EXPLAIN = "help: opscheck explain {rule}"
SLOWEST = "{count} rules took {milliseconds} ms; the slowest of them:"

_MOST_SLOW = 10
_WORDS = {
    Outcome.passed: "pass",
    Outcome.not_applicable: "not applicable",
    Outcome.needs_data: "needs data",
    Outcome.waived: "waived",
}
_COLORS = {Severity.error: "1;31", Severity.warning: "1;33", Severity.info: "1;34"}
_RULE_COLOR = "36"
_QUIET_COLOR = "2"


def render(run: Run, options: Options) -> Iterator[str]:
    """Every finding, then the passes and statistics that are asked for, then a summary."""
    for finding in options.findings(run):
        yield from _Sketch(run, finding, options).lines()
        yield "\n"
    if options.show_passes:
        yield from _passes(run, options)
    if options.statistics:
        yield from _slowest(run, options)
        yield from _statistics(run, options)
    if run.since:
        from opscheck.reports import since

        yield from since.text(run.since, options)
    yield summary(run, options.lang) + "\n"
    if told := fixes(run, options.lang):
        yield told + "\n"


class _Sketch:
    """Draws one finding."""

    def __init__(self, run: Run, finding: Finding, options: Options) -> None:
        self.run = run
        self.finding = finding
        self.options = options
        self.color = _COLORS[finding.severity]
        self.related = contributing(finding)
        self.gutter = max(len(str(span.line)) for span in (finding.span, *(note.span for note in self.related)))

    def lines(self) -> Iterator[str]:
        finding = self.finding
        severity = self.paint(severity_word(finding.severity, self.lang), self.color)
        sentence = translate(SENTENCE, self.lang, kind=severity, message=self.say(finding.message))
        yield f"{sentence}   {self.paint(clean(finding.rule), _RULE_COLOR)}\n"
        if not finding.stands:
            from opscheck.reports.acceptance import acceptance  # most findings stand

            yield f"  {acceptance(finding, self.lang)}\n"
        yield f"  {_place(finding.span)}\n"
        yield from self.quote(finding.span, "|", self.say(finding.arithmetic) if finding.arithmetic else "")
        yield from self.contributions()
        help_ = self.say(finding.help).rstrip(".。") if finding.help else ""
        yield f"  {translate(HELP if help_ else EXPLAIN, self.lang, help=help_, rule=clean(finding.rule))}\n"
        if finding.fix:
            template = SAFE_FIX if finding.fix.safety == "safe" else UNSAFE_FIX
            yield f"  {self.say(Message(template, {'fix': finding.fix.description}))}\n"

    def contributions(self) -> Iterator[str]:
        """The other lines that the finding rests on."""
        file = self.finding.span.file
        for related in self.related[:MOST_RELATED]:
            if related.span.file != file:
                file = related.span.file
                yield f"  {_place(related.span)}\n"
            yield from self.quote(related.span, "·", self.say(related.message) or None)
        more = len(self.related) - MOST_RELATED
        if more > 0:
            yield f"   {'':{self.gutter}} · {counted(MORE_LINE, MORE_LINES, more, self.lang)}\n"

    def quote(self, span: Span, mark: str, note: str | None) -> Iterator[str]:
        """The source line of a span; the value underlined, with the note after it, unless the note is None."""
        line = self.run.line(span.file, span.line)
        if line.strip():
            shown = excerpt(line, span.column, span.end_column if span.line == span.end_line else None)
            yield f"   {self.paint(f'{span.line:>{self.gutter}} {mark}', _QUIET_COLOR)} {shown.text}\n"
        if line.strip() and note is not None:
            carets = self.paint("^" * shown.length, self.color)
            empty_gutter = self.paint(f"{'':{self.gutter}} {mark}", _QUIET_COLOR)
            yield f"   {empty_gutter} {' ' * shown.offset}{carets} {note}".rstrip() + "\n"
        elif note:
            yield f"  {note}\n"

    @property
    def lang(self) -> str:
        return self.options.lang

    def say(self, message: Message) -> str:
        return say(message, self.lang)

    def paint(self, text: str, color: str) -> str:
        return _paint(text, color, self.options)


def _passes(run: Run, options: Options) -> Iterator[str]:
    """What became of every rule that has no finding, with its evidence."""
    outcomes = [outcome for plan in run.plans for outcome in plan.report.outcomes if outcome.outcome in _WORDS]
    for outcome in outcomes:
        yield from (_pass(outcome, evidence, options) for evidence in outcome.evidence or (None,))
    if outcomes:
        yield "\n"


def _pass(outcome: RuleOutcome, evidence: Evidence | None, options: Options) -> str:
    word = translate(_WORDS[outcome.outcome], options.lang)
    rule = _paint(clean(outcome.rule), _RULE_COLOR, options)
    if evidence is None:
        return translate(SENTENCE, options.lang, kind=word, message=rule) + "\n"
    place = f"   {_place(evidence.span)}" if evidence.span else ""
    sentence = translate(SENTENCE, options.lang, kind=word, message=say(evidence.message, options.lang))
    return f"{sentence}   {rule}{place}\n"


def _statistics(run: Run, options: Options) -> Iterator[str]:
    """How many findings each rule has, most first."""
    counts = Counter((finding.rule, finding.severity) for finding in options.findings(run))
    wide = len(str(max(counts.values(), default=0)))
    for (rule, severity), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        word = _paint(severity_word(severity, options.lang), _COLORS[severity], options)
        yield f"{count:>{wide}}  {_paint(clean(rule), _RULE_COLOR, options)}  {word}\n"
    if counts:
        yield "\n"


def _slowest(run: Run, options: Options) -> Iterator[str]:
    """The rules that took longest, all plans together, where their time was taken."""
    seconds: Counter[str] = Counter()
    for plan in run.plans:
        seconds.update(plan.report.seconds)
    if not seconds:
        return
    total = f"{sum(seconds.values()) * 1000:.1f}"
    yield translate(SLOWEST, options.lang, count=str(len(seconds)), milliseconds=total) + "\n"
    for rule, taken in sorted(seconds.items(), key=lambda item: (-item[1], item[0]))[:_MOST_SLOW]:
        yield f"{taken * 1000:>{len(total)}.1f} ms  {_paint(clean(rule), _RULE_COLOR, options)}\n"
    yield "\n"


def _place(span: Span) -> str:
    return f"{clean(span.file)}:{span.line}:{span.column}"


def _paint(text: str, color: str, options: Options) -> str:
    return f"\x1b[{color}m{text}\x1b[0m" if options.color else text
