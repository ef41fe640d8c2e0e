"""What there is to know about a finding: what it says, by how much it misses, what would help, what its rule wants."""

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from opscheck.authoring.explanation import explain
from opscheck.catalogue import Catalogue
from opscheck.core import CORE_RULES
from opscheck.display import clean, say, severity_word
from opscheck.documentation import documentation
from opscheck.finding import Finding, Message
from opscheck.plugins import Plugins
from opscheck.rule import Rule
from opscheck.translations import translate
from opscheck.tui.gauge import gauge
from opscheck.tui.memory import Memory

HELP = "help: {help}"
SAFE_FIX, UNSAFE_FIX = "fix: {fix}", "fix that changes what the plan says: {fix}"
RELATED = "{file}:{line} {message}"
IN_BASELINE = "known: it is in the baseline"
WAIVED = {
    (False, False): "waived: {reason}",
    (False, True): "waived by {by}: {reason}",
    (True, False): "waived until {until}: {reason}",
    (True, True): "waived until {until} by {by}: {reason}",
}
NEW, REVIEWED = "new since the last review", "reviewed"
CLAUSE = "{id} {title} ({framework} {sections})"
WHY, CLAUSES, NUMBERS, EXAMPLES, CHANGING = "Why", "Clauses", "Numbers", "Examples", "To change it"
OWN = "opscheck itself says so."
PLACE = "{path}, in {plan}"


class Block(NamedTuple):
    """A piece of text. These are wrapped: "title", "head", "text", "quiet", "good" and "bad".

    These are drawn as they stand: "code", "gauge", "row", and of a difference "added", "removed", "same" and "hunk".
    """

    kind: str
    text: str
    indent: int = 0


class Explainer:
    """Explains findings in one language."""

    def __init__(self, plugins: Plugins, lang: str) -> None:
        self._plugins = plugins
        self._lang = lang
        self._rules: dict[str, list[Block]] = {}

    def finding(self, finding: Finding, memory: Memory) -> Iterator[Block]:
        """What is known of the finding itself."""
        lang = self._lang
        yield Block("title", say(finding.message, lang))
        yield Block("quiet", f"{severity_word(finding.severity, lang)} · {clean(finding.rule)}")
        if finding.plan and finding.path:
            yield Block("quiet", say(Message(PLACE, {"path": finding.path, "plan": finding.plan}), lang))
        yield from (Block("quiet", translate(text, lang)) for text in _states(finding, memory))
        if finding.waived:
            yield Block("good", self._waived(finding))
        if finding.arithmetic:
            yield Block("text", say(finding.arithmetic, lang))
        if finding.measure is not None:
            yield from (Block("gauge", line) for line in gauge(finding.measure, lang))
        if finding.help:
            yield Block("text", say(Message(HELP, {"help": finding.help}), lang))
        if finding.fix:
            template = SAFE_FIX if finding.fix.safety == "safe" else UNSAFE_FIX
            yield Block("text", say(Message(template, {"fix": finding.fix.description}), lang))
        for one in finding.related:
            values = {"file": one.span.file, "line": one.span.line, "message": one.message}
            yield Block("quiet", f"· {say(Message(RELATED, values), lang)}")

    def rule(self, rule_id: str, rule: type[Rule] | None) -> list[Block]:
        """What is known of a rule; of one that a ruleset declares itself, what its class says."""
        if rule_id not in self._rules:
            self._rules[rule_id] = list(self._explained(rule_id, rule))
        return self._rules[rule_id]

    def _waived(self, finding: Finding) -> str:
        waived = finding.waived
        if waived is None:
            return ""
        values = {"reason": waived.reason, "until": waived.until, "by": waived.approved_by}
        return say(Message(WAIVED[waived.until is not None, waived.approved_by is not None], values), self._lang)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The installed rules, and the clauses of the framework."""
        return Catalogue(self._plugins)

    def _explained(self, rule_id: str, rule: type[Rule] | None) -> Iterator[Block]:
        lang = self._lang
        if rule_id in CORE_RULES:
            yield Block("head", translate(CORE_RULES[rule_id].summary, lang))
            yield Block("text", translate(OWN, lang))
        elif rule_id in self.catalogue.rules:
            yield from self._installed(self.catalogue.rules[rule_id])
        elif rule is not None:
            text = documentation(rule)
            yield Block("head", clean(text.summary))
            yield from (Block("text", clean(part)) for part in (*text.details, *text.why))

    def _installed(self, rule: type[Rule]) -> Iterator[Block]:
        lang = self._lang
        entry = explain(self.catalogue, rule, lang)
        for number, paragraph in enumerate(entry.paragraphs):
            yield Block("text" if number else "head", clean(paragraph))
        yield from self._titled(WHY, [Block("text", clean(part), 2) for part in entry.why])
        clauses = [
            block
            for clause in entry.clauses
            for block in (
                Block("text", say(Message(CLAUSE, clause._asdict()), lang), 2),
                Block("quiet", clean(clause.text), 4),
            )
        ]
        yield from self._titled(CLAUSES, clauses)
        numbers = [
            block
            for one in entry.parameters
            for block in (
                Block("text", clean(f"{one.name}: {one.default}"), 2),
                Block("quiet", clean(f"{one.meaning}"), 4),
                Block("quiet", clean(one.origin), 4),
            )
        ]
        yield from self._titled(NUMBERS, numbers)
        for example in entry.examples:
            yield Block("head", clean(example.heading))
            yield from (Block("code", clean(line), 2) for line in example.text.splitlines())
        yield from self._titled(CHANGING, [Block("code", clean(line), 2) for line in entry.settings.splitlines()])

    def _titled(self, title: str, blocks: list[Block]) -> Iterator[Block]:
        if blocks:
            yield Block("head", translate(title, self._lang))
            yield from (block for block in blocks if block.text)


def _states(finding: Finding, memory: Memory) -> Iterator[str]:
    """What else holds for the finding."""
    if finding.in_baseline:
        yield IN_BASELINE
    if memory.is_new(finding):
        yield NEW
    if memory.is_reviewed(finding):
        yield REVIEWED
