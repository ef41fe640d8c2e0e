"""What each example of a rule shows, as the heading of its own: what the rule says of it, in one language.

``Bad: early takes 45.0 % of the total, outside 30–40 %`` tells in a table of contents what ``Bad`` does not.
"""

from collections.abc import Iterable, Iterator, Sequence

from opscheck.authoring.explanation import Explanation
from opscheck.display import say
from opscheck.documentation import Example, documentation
from opscheck.finding import Message
from opscheck.rule import Rule
from opscheck.testing import run_example
from opscheck.translations import translate

TITLED = "{kind}: {message}"
NUMBERED = "{title} ({number})"


def titled(entry: Explanation, rule: type[Rule], lang: str) -> Explanation:
    """The explanation of the rule with telling headings, no two of them the same."""
    documented = documentation(rule)
    said = [
        *(_evidence(rule, example, lang) for example in documented.good),
        *(_findings(rule, example, lang) for example in documented.bad),
    ]
    plain = [example.heading for example in entry.examples]
    titles = unlike(zip(plain, said, strict=True), lang)
    examples = (example._replace(heading=title) for example, title in zip(entry.examples, titles, strict=True))
    return entry._replace(examples=tuple(examples))


def unlike(examples: Iterable[tuple[str, Sequence[str]]], lang: str) -> Iterator[str]:
    """A title for each example: its plain heading with the first message that no title has yet, else a number."""
    given: set[str] = set()
    for plain, messages in examples:
        titles = [translate(TITLED, lang, kind=plain, message=message) for message in messages] or [plain]
        title = next((title for title in titles if title not in given), None) or _numbered(titles[0], given, lang)
        given.add(title)
        yield title


def _numbered(title: str, given: set[str], lang: str) -> str:
    number = 2
    while (numbered := translate(NUMBERED, lang, title=title, number=str(number))) in given:
        number += 1
    return numbered


def _evidence(rule: type[Rule], example: Example, lang: str) -> list[str]:
    outcomes = (outcome for report in run_example(rule, example) for outcome in report.outcomes)
    return _said((evidence.message for outcome in outcomes for evidence in outcome.evidence), lang)


def _findings(rule: type[Rule], example: Example, lang: str) -> list[str]:
    findings = (finding for report in run_example(rule, example) for finding in report.findings)
    return _said((finding.message for finding in findings if finding.rule == rule.id), lang)


def _said(messages: Iterable[Message], lang: str) -> list[str]:
    return [" ".join(say(message, lang).split()) for message in messages]
