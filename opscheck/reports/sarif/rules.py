"""Rules as SARIF describes them: what they ask, why, and with which examples."""

from collections.abc import Iterator
from typing import Any

from opscheck.core import CORE_RULES
from opscheck.display import say
from opscheck.documentation import EXAMPLE_DAY, Documentation, Example, documentation
from opscheck.finding import Message, Severity
from opscheck.rule import Rule
from opscheck.translations import translate

LEVELS = {Severity.error: "error", Severity.warning: "warning", Severity.info: "note"}
_PROBLEMS = {Severity.error: "error", Severity.warning: "warning", Severity.info: "recommendation"}
_MOST_TAGS = 20  # of one rule: GitHub refuses a file with more
_HEADINGS = {
    ("Good", False): "Good",
    ("Bad", False): "Bad",
    ("Good", True): "Good, as of {as_of}",
    ("Bad", True): "Bad, as of {as_of}",
}


def descriptor(rule_id: str, rule: type[Rule] | None, lang: str) -> dict[str, Any]:
    """One rule. ``rule`` is None for opscheck's own, and for those of which nothing is known but the id."""
    core = CORE_RULES.get(rule_id)
    severity = core.severity if core else rule.severity if rule else Severity.error
    if rule and not core:
        said = documentation(rule)
        summary, why = translate(said.summary, lang), [translate(part, lang) for part in said.why]
        help_ = {"text": "\n\n".join(_help(said, lang)), "markdown": "\n\n".join(_help(said, lang, markdown=True))}
    else:
        summary, why = translate(core.summary, lang) if core else rule_id, []
        help_ = {"text": summary}
    return {
        "id": rule_id,
        "name": "".join(word.capitalize() for word in rule_id.replace("/", "-").split("-")),
        "shortDescription": {"text": summary or rule_id},
        "fullDescription": {"text": "\n\n".join([summary, *why]) or rule_id},
        "help": help_,
        "defaultConfiguration": {"level": LEVELS[severity]},
        "properties": {
            "tags": [rule_id.partition("/")[0], *(rule.clauses if rule else ())][:_MOST_TAGS],
            "problem.severity": _PROBLEMS[severity],
        },
    }


def _help(said: Documentation, lang: str, *, markdown: bool = False) -> Iterator[str]:
    """The summary, why the rule exists, and its examples."""
    for part in (said.summary, *said.details, *said.why):
        yield translate(part, lang)
    for name, examples in (("Good", said.good), ("Bad", said.bad)):
        for example in examples:
            dated = example.as_of != EXAMPLE_DAY
            heading = say(Message(_HEADINGS[name, dated], {"as_of": example.as_of}), lang)
            yield f"**{heading}**" if markdown else f"{heading}:"
            yield _fenced(example) if markdown else example.text.rstrip("\n")


def _fenced(example: Example) -> str:
    fence = "```"
    while fence in example.text:
        fence += "`"
    return f"{fence}yaml\n{example.text}{fence}"
