"""What is known about the place under the cursor: its meaning, what it names, what is wrong, and how close it is."""

from collections.abc import Iterator, Sequence
from typing import Any

from opscheck.authoring.explanation import in_language
from opscheck.catalogue import Catalogue
from opscheck.core import CORE_RULES
from opscheck.display import say, severity_word
from opscheck.documentation import documentation
from opscheck.finding import Evidence, Finding, Message
from opscheck.lsp.checks import Reading
from opscheck.lsp.navigation import Thing
from opscheck.lsp.places import Place
from opscheck.lsp.vocabulary import Vocabulary
from opscheck.plan.data import value_at
from opscheck.plan.select import Path
from opscheck.source import Document, Span
from opscheck.translations import translate

UNIT = "in {unit}"
NAMES = "{id}: {title}"
WAIVED = "accepted: {reason}"
WAIVED_UNTIL = "accepted until {until}: {reason}"
KNOWN = "known: it is in the baseline"
HEADROOM = "headroom: {margin} of the bound"
_MOST = 12
_AMOUNTS = ("Money", "Amount")


class Hover:
    """Collects the paragraphs of one hover, in Markdown or as plain text."""

    def __init__(self, catalogue: Catalogue, lang: str, *, markdown: bool = True) -> None:
        self._catalogue = catalogue
        self._lang = lang
        self._markdown = markdown

    def text(
        self, reading: Reading | None, document: Document, place: Place, vocabulary: Vocabulary, things: Sequence[Thing]
    ) -> str:
        """All that there is to say of a place; empty where that is nothing. Other files than plans have no reading."""
        paragraphs = [*self._of_format(document, reading, place, vocabulary), *self._of_things(things)]
        if reading is not None:
            paragraphs += self._of_rules(reading, document, place)
        return "\n\n".join(paragraphs)

    def _of_rules(self, reading: Reading, document: Document, place: Place) -> Iterator[str]:
        """What rules find at a place, and what of it they find right."""
        spans = _spans(document, place)
        report = reading.checked.report
        findings = [finding for finding in report.findings if _among(finding.span, spans)]
        for finding in findings[:_MOST]:
            yield from self._of_finding(finding)
        starts = dict.fromkeys(span[:3] for span in spans) if reading.is_prepared else ()
        evidence = [entry for start in starts for entry in reading.passed.get(start, ())]
        if evidence:
            yield "\n".join(self._of_evidence(rule, entry) for rule, entry in evidence[:_MOST])

    # --- the parts

    def _of_format(
        self, document: Document, reading: Reading | None, place: Place, vocabulary: Vocabulary
    ) -> Iterator[str]:
        meaning, notation = vocabulary.meaning(place.path), vocabulary.notation(place.path)
        if not meaning:
            return
        name = str(next((step for step in reversed(place.path) if isinstance(step, str)), ""))
        unit = unit_of(reading, document, place.path, vocabulary) if reading else ""
        said = [self._plain(meaning), *([self._plain(notation)] if notation else [])]
        said += [self._say(Message(UNIT, {"unit": unit}))] if unit else []
        yield f"{self._strong(name)}  \n" + "  \n".join(said) if self._markdown else "\n".join([name, *said])

    def _of_things(self, things: Sequence[Thing]) -> Iterator[str]:
        for thing in things[:1]:
            if thing.title:
                section = thing.section.removesuffix("[*]")
                named = self._say(Message(NAMES, {"id": thing.id, "title": thing.title}))
                yield f"{named} ({self._plain(section)})"

    def _of_finding(self, finding: Finding) -> Iterator[str]:
        word = severity_word(finding.severity, self._lang)
        parts = [finding.message, finding.arithmetic, finding.help]
        said = "  \n".join(self._say(part) for part in parts if part)
        yield f"{self._strong(word)} {said} ({self._code(finding.rule)})"
        accepted = _accepted(finding)
        if accepted:
            yield self._say(accepted)
        yield from self._of_rule(finding.rule)
        for clause in finding.clauses:
            known = self._catalogue.clauses.get(clause)
            if known:
                title, text = in_language(known.title, self._lang), in_language(known.text, self._lang)
                yield f"{self._strong(f'{known.id} {title}')} {self._plain(text)}"

    def _of_rule(self, rule_id: str) -> Iterator[str]:
        """Why the rule exists."""
        rule = self._catalogue.rules.get(rule_id)
        if rule is not None:
            yield from (self._plain(translate(part, self._lang)) for part in documentation(rule).why)
        elif rule_id in CORE_RULES:
            yield self._plain(translate(CORE_RULES[rule_id].summary, self._lang))

    def _of_evidence(self, rule: str, entry: Evidence) -> str:
        message = entry.measure.message if entry.measure is not None else entry.message
        said = f"- ✓ {self._say(message)} ({self._code(rule)})"
        margin = entry.measure.margin if entry.measure is not None else None
        if margin is None:
            return said
        return f"{said}; {self._say(headroom(margin))}"

    # --- letters

    def _say(self, message: Message) -> str:
        return self._plain(say(message, self._lang, cleaned=not self._markdown))

    def _plain(self, text: str) -> str:
        from opscheck.reports.escaping import escaped

        return escaped(text) if self._markdown else text

    def _strong(self, text: str) -> str:
        return f"**{self._plain(text)}**" if self._markdown else text

    def _code(self, text: str) -> str:
        from opscheck.reports.escaping import code

        return code(text) if self._markdown else text


def headroom(margin: Any) -> Message:
    """How far a value is from its bound."""
    from opscheck.plan.quantities import Percent

    return Message(HEADROOM, {"margin": Percent(margin)})


def unit_of(reading: Reading, document: Document, path: Path, vocabulary: Vocabulary) -> str:
    """What the value at a path is measured in: the plan's currency, or the unit of its KPI or indicator."""
    data = reading.loaded.data if isinstance(reading.loaded.data, dict) else {}
    kind = vocabulary.notation_name(path)
    if kind in _AMOUNTS:
        header = data.get("plan")
        unit = header.get("currency") if isinstance(header, dict) else None
    elif kind == "Quantity":
        item = value_at(document.data, path[:-1])
        unit = item.get("unit") if isinstance(item, dict) else None
        unit = unit or _unit_of_named(data, item)
    else:
        unit = None
    return unit if isinstance(unit, str) else ""


def _unit_of_named(data: dict[str, Any], item: Any) -> Any:
    for key, section in (("kpi", "kpis"), ("indicator", "indicators")):
        wanted = item.get(key) if isinstance(item, dict) else None
        items = data.get(section)
        for each in items if wanted and isinstance(items, list) else ():
            if isinstance(each, dict) and each.get("id") == wanted:
                return each.get("unit")
    return None


def _accepted(finding: Finding) -> Message | None:
    if finding.waived:
        values = {"reason": finding.waived.reason, "until": finding.waived.until}
        return Message(WAIVED_UNTIL if finding.waived.until else WAIVED, values)
    return Message(KNOWN) if finding.in_baseline else None


def _spans(document: Document, place: Place) -> list[Span]:
    """The stretches that findings about a place underline: its value, its key, and for a key what is right below it."""
    stretches = [place.value, *([place.key] if place.key else [])]
    return [document.source.span(*stretch) for stretch in stretches]


def _among(span: Span, spans: Sequence[Span]) -> bool:
    return any(span.file == other.file and span[1:3] == other[1:3] for other in spans)
