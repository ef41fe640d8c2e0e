"""opscheck explain: why a rule exists, its parameters and where each number comes from, its examples."""

import argparse
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from opscheck.cli.options import language, new_parser

if TYPE_CHECKING:
    from opscheck.authoring.explanation import Explanation
    from opscheck.core import CoreRule
    from opscheck.rule import Rule

WIDEST = 100
CLAUSE = "{id} {title} ({framework} {sections})"
LABELLED = "{kind}: {message}"
HEADING = "{rule} ({severity}, {plugin})"
CORE_HEADING = "{rule} ({severity}, opscheck's own)"
NO_RULESET = "No ruleset can change or turn it off."
ON_REQUEST = "It is made only where a ruleset asks for it."
WHAT = "name a rule to explain, or all of them with --all and a folder to write their pages to with --output"
_INDENT = "    "


def parser(name: str, summary: str) -> argparse.ArgumentParser:
    options = new_parser(name, summary)
    options.add_argument("rule", metavar="RULE", nargs="?", help="a rule id, such as budget/stage-ratio")
    options.add_argument("--format", choices=["text", "markdown"], default="text", help="how it is printed")
    options.add_argument("--all", action="store_true", help="write a page in Markdown about every installed rule")
    options.add_argument("--output", metavar="DIR", help="the folder for the pages of --all")
    return options


def run(args: argparse.Namespace) -> int:
    from opscheck.catalogue import Catalogue
    from opscheck.cli.loading import load_plugins
    from opscheck.core import CORE_RULES
    from opscheck.errors import UserError
    from opscheck.finding import Message

    lang = language(args.lang)
    if bool(args.rule) == args.all or args.all != bool(args.output):
        raise UserError(Message(WHAT))
    if args.rule in CORE_RULES:
        print("\n".join(_explain_core(CORE_RULES[args.rule], lang)))  # noqa: T201
        return 0
    plugins, broken = load_plugins(args.lang)
    catalogue = Catalogue(plugins)
    if args.all:
        from opscheck.authoring.pages import pages

        _write(Path(args.output), pages(catalogue, lang))
    else:
        from opscheck.authoring.explanation import explain

        rule = catalogue.find(args.rule)
        explained = explain(catalogue, rule, lang)
        sys.stdout.write(
            _as_markdown(explained, rule, lang) if args.format == "markdown" else _as_text(explained, lang)
        )
    return 2 if broken else 0


def _explain_core(rule: "CoreRule", lang: str) -> Iterator[str]:
    from opscheck.display import severity_word
    from opscheck.translations import translate

    yield translate(CORE_HEADING, lang, rule=rule.id, severity=severity_word(rule.severity, lang))
    yield from ("", translate(rule.summary, lang))
    notes = [*([] if rule.configurable else [NO_RULESET]), *([] if rule.on else [ON_REQUEST])]
    for note in notes:
        yield from ("", translate(note, lang))


def _as_markdown(entry: "Explanation", rule: "type[Rule]", lang: str) -> str:
    from opscheck.authoring.pages import page
    from opscheck.authoring.titles import titled

    return page(titled(entry, rule, lang), lang)


def _as_text(entry: "Explanation", lang: str) -> str:
    return "\n".join(_lines(entry, lang)) + "\n"


def _lines(entry: "Explanation", lang: str) -> Iterator[str]:
    from opscheck.authoring.pages import CHANGING, CLAUSES, HEADED, PARAMETERS, SEE_ALSO, WHY, headed
    from opscheck.display import say
    from opscheck.finding import Message
    from opscheck.translations import translate

    plugin = f"{entry.plugin} {entry.version}"
    yield translate(HEADING, lang, rule=entry.id, severity=entry.severity, plugin=plugin)
    for paragraph in entry.paragraphs:
        yield from (() if paragraph.startswith("- ") else ("",))
        yield from _wrapped(paragraph)
    if entry.why:
        yield from ("", *_wrapped(translate(LABELLED, lang, kind=translate(WHY, lang), message=" ".join(entry.why))))
    if entry.clauses:
        yield from ("", headed(CLAUSES, lang))
    for clause in entry.clauses:
        yield f"  {say(Message(CLAUSE, clause._asdict()), lang)}"
        yield from _wrapped(clause.text, _INDENT)
    if entry.parameters:
        yield from ("", headed(PARAMETERS, lang))
    for parameter in entry.parameters:
        yield f"  {parameter.name}: {parameter.default}"
        yield from (*_wrapped(parameter.meaning, _INDENT), *_wrapped(parameter.origin, _INDENT))
    yield from ("", headed(CHANGING, lang), *(_INDENT + line for line in entry.settings.splitlines()))
    for example in entry.examples:
        heading = translate(HEADED, lang, heading=example.heading)
        yield from ("", heading, *(_INDENT + line for line in example.text.splitlines()))
    if entry.related:
        others = say(Message("{all}", {"all": entry.related}), lang)
        yield from ("", *_wrapped(translate(LABELLED, lang, kind=translate(SEE_ALSO, lang), message=others)))


def _wrapped(text: str, indent: str = "") -> Iterator[str]:
    from opscheck.wrapping import wrap

    return (indent + line for line in wrap(text, WIDEST - len(indent)))


def _write(folder: Path, pages: Mapping[str, str]) -> None:
    """Write the pages. Raises UserError where the folder does not let itself be written to."""
    from opscheck.errors import UserError, reason
    from opscheck.finding import Message

    for name, text in pages.items():
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            values = {"file": str(path), "reason": reason(error)}
            raise UserError(Message("{file} cannot be written: {reason}", values)) from None
