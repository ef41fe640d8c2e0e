"""Pages about rules in Markdown: one for each rule, and an index of them by topic."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from opscheck.authoring.explanation import Explanation, explain
from opscheck.authoring.titles import titled
from opscheck.catalogue import Catalogue
from opscheck.core import CORE_RULES
from opscheck.display import severity_word
from opscheck.reports.escaping import code, escaped
from opscheck.translations import translate

INDEX = "README.md"
HEADED = "{heading}:"
INDEX_TITLE = "Rules"
INDEX_TEXT = (
    "What each rule asks for and why, what breaks it, and where its numbers come from. These pages are written by "
    "`opscheck explain --all --output DIR`; `opscheck explain RULE` says the same in the terminal."
)
OWN_TITLE = "opscheck's own findings"
WHY = "Why"
CLAUSES = "Clauses"
PARAMETERS = "Parameters"
HEADINGS = ("Parameter", "Default", "Meaning", "Where it comes from")
CHANGING = "Changing it"
SEE_ALSO = "See also"
CONFIGURABLE = "configurable"
ON_REQUEST = "only where a ruleset asks for it"


def pages(catalogue: Catalogue, lang: str) -> Mapping[str, str]:
    """All pages by their file name, such as ``budget/stage-ratio.md``, with the index."""
    explained = [explain(catalogue, rule, lang) for rule in catalogue.rules.values()]
    written = {f"{entry.id}.md": page(titled(entry, catalogue.rules[entry.id], lang), lang) for entry in explained}
    return {INDEX: "".join(_index(explained, lang)), **written}


def page(entry: Explanation, lang: str) -> str:
    """The page of one rule, its examples under the headings that they have. Links lead to the pages beside it."""
    return "".join(_page(entry, lang))


def _page(entry: Explanation, lang: str) -> Iterator[str]:
    yield f"# {entry.id}\n"
    for paragraph in entry.paragraphs:
        yield f"\n{escaped(paragraph)}\n"
    if entry.why:
        yield f"\n**{headed(WHY, lang)}** " + "\n\n".join(map(escaped, entry.why)) + "\n"
    yield f"\n`{entry.severity}` · {escaped(entry.plugin)}\n"
    if entry.clauses:
        yield f"\n## {translate(CLAUSES, lang)}\n\n"
    for clause in entry.clauses:
        place = f"{clause.framework} {clause.sections}"
        yield f"- **{escaped(clause.id)} {escaped(clause.title)}** ({escaped(place)}): {escaped(clause.text)}\n"
    if entry.parameters:
        yield f"\n## {translate(PARAMETERS, lang)}\n\n"
        yield _line([translate(heading, lang) for heading in HEADINGS]) + _line(["---"] * len(HEADINGS))
    for parameter in entry.parameters:
        yield _line(
            [code(parameter.name), code(parameter.default), escaped(parameter.meaning), escaped(parameter.origin)]
        )
    yield f"\n## {translate(CHANGING, lang)}\n\n```yaml\n{entry.settings}\n```\n"
    for example in entry.examples:
        yield f"\n## {escaped(example.heading)}\n\n```yaml\n{example.text}```\n"
    if entry.related:
        links = ", ".join(f"[{rule}](../{rule}.md)" for rule in entry.related)
        yield f"\n{headed(SEE_ALSO, lang)} {links}\n"


def headed(word: str, lang: str) -> str:
    """A word as it stands before what it is the heading of."""
    return translate(HEADED, lang, heading=translate(word, lang))


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _index(explained: Sequence[Explanation], lang: str) -> Iterator[str]:
    yield f"# {translate(INDEX_TITLE, lang)}\n\n{translate(INDEX_TEXT, lang)}\n"
    for topic, entries in groupby(explained, key=lambda entry: entry.topic):
        yield f"\n## {topic}\n\n"
        for entry in entries:
            clauses = " ".join(clause.id for clause in entry.clauses)
            yield f"- [{entry.id}]({entry.id}.md) {clauses} `{entry.severity}`: {escaped(entry.paragraphs[0])}\n"
    yield f"\n## {translate(OWN_TITLE, lang)}\n\n"
    for rule in CORE_RULES.values():
        more = [*([CONFIGURABLE] if rule.configurable else []), *([] if rule.on else [ON_REQUEST])]
        notes = ", ".join([severity_word(rule.severity, lang), *(translate(word, lang) for word in more)])
        yield f"- `{rule.id}` ({notes}): {escaped(translate(rule.summary, lang))}\n"
