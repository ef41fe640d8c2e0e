"""All that there is to say about one rule, in one language: for the terminal and for pages."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from opscheck.authoring.spelling import spelt
from opscheck.catalogue import Catalogue, parameters_schema
from opscheck.display import severity_word
from opscheck.documentation import EXAMPLE_DAY, Example, documentation
from opscheck.framework import Clause
from opscheck.rule import RULE_ID, Rule
from opscheck.translations import translate

OF_FRAMEWORK = "from the framework, {sections}"
OF_RULE = "the rule's own"
OURS = "our choice: {reason}"
CASE = "reported of one case, not the framework's own: {reason}"
BY_DECLARATION = (
    "The rule is met by declaration alone: with opscheck/evidence-missing on, as in the ruleset strict, refs must show "
    "that what is declared holds."
)
GOOD, GOOD_ON = "Good", "Good, as of {as_of}"
BAD, BAD_ON = "Bad", "Bad, as of {as_of}"
_MENTION = re.compile(rf"(?<![\w/.-]){RULE_ID.pattern}(?![\w/])")


class ExplainedClause(NamedTuple):
    """A clause that the rule checks."""

    id: str
    title: str
    framework: str
    sections: str
    text: str


class ExplainedParameter(NamedTuple):
    """A parameter: its default as a ruleset writes it, what it means, and where the default comes from."""

    name: str
    default: str
    meaning: str
    origin: str


class ExplainedExample(NamedTuple):
    """An example with its heading: good or bad, and the day by which it is judged where that matters."""

    heading: str
    text: str


class Explanation(NamedTuple):
    """What a rule asks for and why, what it measures by, and how to change that."""

    id: str
    severity: str
    plugin: str
    version: str
    paragraphs: tuple[str, ...]
    why: tuple[str, ...]
    clauses: tuple[ExplainedClause, ...]
    parameters: tuple[ExplainedParameter, ...]
    settings: str
    examples: tuple[ExplainedExample, ...]
    related: tuple[str, ...]

    @property
    def topic(self) -> str:
        """What comes before the slash of the id."""
        return self.id.partition("/")[0]


def explain(catalogue: Catalogue, rule: type[Rule], lang: str) -> Explanation:
    """Explain an installed rule in a language."""
    text = documentation(rule)
    plugin = catalogue.plugins.plugin_of[rule.id]
    notes = [BY_DECLARATION] if rule.by_declaration else []
    clauses = [catalogue.clauses[clause] for clause in rule.clauses if clause in catalogue.clauses]
    return Explanation(
        id=rule.id,
        severity=severity_word(rule.severity, lang),
        plugin=plugin.distribution,
        version=plugin.version,
        paragraphs=tuple(translate(part, lang) for part in (text.summary, *text.details, *notes)),
        why=tuple(translate(part, lang) for part in text.why),
        clauses=tuple(_clause(clause, lang) for clause in clauses),
        parameters=tuple(parameters(rule, clauses, lang)),
        settings=_settings(rule),
        examples=tuple(_examples(text.good, GOOD, GOOD_ON, lang)) + tuple(_examples(text.bad, BAD, BAD_ON, lang)),
        related=tuple(related(catalogue, rule)),
    )


def related(catalogue: Catalogue, rule: type[Rule]) -> list[str]:
    """The installed rules that this one speaks of, that speak of it, or that check one of its clauses, by id."""
    mentioned = _mentions(rule)
    return [
        other.id
        for other in catalogue.rules.values()
        if other is not rule
        and (other.id in mentioned or rule.id in _mentions(other) or set(other.clauses) & set(rule.clauses))
    ]


def in_language(texts: Mapping[str, str], lang: str) -> str:
    """The text in a language, else in English."""
    return texts.get(lang) or texts.get("en", "")


def _mentions(rule: type[Rule]) -> set[str]:
    """The ids in what the rule says of itself."""
    text = documentation(rule)
    return {found[0] for found in _MENTION.finditer(" ".join((text.summary, *text.details, *text.why)))}


def _clause(clause: Clause, lang: str) -> ExplainedClause:
    title, text = in_language(clause.title, lang), in_language(clause.text, lang)
    return ExplainedClause(clause.id, title, clause.framework, _sections(clause), text)


def _sections(*clauses: Clause) -> str:
    return ", ".join(dict.fromkeys(f"§{section}" for clause in clauses for section in clause.source))


def parameters(rule: type[Rule], clauses: list[Clause], lang: str) -> Iterator[ExplainedParameter]:
    """The parameters of a rule that checks these clauses."""
    for name, schema in parameters_schema(rule)["properties"].items():
        meaning = translate(schema.get("description", ""), lang)
        yield ExplainedParameter(name, spelt(schema["default"]), meaning, _origin(schema, clauses, lang))


def _origin(schema: dict[str, Any], clauses: list[Clause], lang: str) -> str:
    origin = schema.get("origin", {})
    for kind, template in (("ours", OURS), ("case", CASE)):
        if kind in origin:
            return translate(template, lang, reason=translate(origin[kind], lang))
    return translate(OF_FRAMEWORK, lang, sections=_sections(*clauses)) if clauses else translate(OF_RULE, lang)


def _settings(rule: type[Rule]) -> str:
    """What a ruleset or a configuration may say of the rule, with its defaults."""
    properties = parameters_schema(rule)["properties"]
    said = {"severity": rule.severity.name, **{name: schema["default"] for name, schema in properties.items()}}
    return f"rules:\n  {rule.id}: {spelt(said)}"


def _examples(examples: tuple[Example, ...], plain: str, dated: str, lang: str) -> Iterator[ExplainedExample]:
    for example in examples:
        usual = example.as_of == EXAMPLE_DAY
        heading = translate(plain, lang) if usual else translate(dated, lang, as_of=example.as_of.isoformat())
        yield ExplainedExample(heading, example.text)
