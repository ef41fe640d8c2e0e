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
    plugins, broken = load_plugins()
    catalogue = Catalogue(plugins)
    if args.all:
        from opscheck.authoring.pages import pages

        _write(Path(args.output), pages(catalogue, lang))
    else:
        from opscheck.authoring.explanation import explain

        explained = explain(catalogue, catalogue.find(args.rule), lang)
        sys.stdout.write(_as_markdown(explained, lang) if args.format == "markdown" else _as_text(explained, lang))
    return 2 if broken else 0


def _explain_core(rule: "CoreRule", lang: str) -> Iterator[str]:
    from opscheck.display import translate

    heading = translate(CORE_HEADING, lang)
    yield heading.replace("{rule}", rule.id).replace("{severity}", translate(rule.severity.name, lang))
    yield from ("", translate(rule.summary, lang))
    notes = [*([] if rule.configurable else [NO_RULESET]), *([] if rule.on else [ON_REQUEST])]
    for note in notes:
        yield from ("", translate(note, lang))


def _as_markdown(entry: "Explanation", lang: str) -> str:
    from opscheck.authoring.pages import page

    return page(entry, lang)


def _as_text(entry: "Explanation", lang: str) -> str:
    return "\n".join(_lines(entry, lang)) + "\n"


def _lines(entry: "Explanation", lang: str) -> Iterator[str]:
    from opscheck.authoring.pages import CHANGING, CLAUSES, PARAMETERS, SEE_ALSO, WHY
    from opscheck.display import translate

    def heading(word: str) -> str:
        return translate(word, lang) + ":"

    title = translate(HEADING, lang).replace("{rule}", entry.id)
    yield title.replace("{severity}", entry.severity).replace("{plugin}", f"{entry.plugin} {entry.version}")
    for paragraph in entry.paragraphs:
        yield from ("", paragraph)
    if entry.why:
        yield from ("", f"{heading(WHY)} {' '.join(entry.why)}")
    if entry.clauses:
        yield from ("", heading(CLAUSES))
    for clause in entry.clauses:
        yield f"  {clause.id} {clause.title} ({clause.framework} {clause.sections})"
        yield _INDENT + clause.text
    if entry.parameters:
        yield from ("", heading(PARAMETERS))
    for parameter in entry.parameters:
        yield f"  {parameter.name}: {parameter.default}"
        yield from (_INDENT + parameter.meaning, _INDENT + parameter.origin)
    yield from ("", heading(CHANGING), *(_INDENT + line for line in entry.settings.splitlines()))
    for example in entry.examples:
        yield from ("", f"{example.heading}:", *(_INDENT + line for line in example.text.splitlines()))
    if entry.related:
        yield from ("", f"{heading(SEE_ALSO)} {', '.join(entry.related)}")


def _write(folder: Path, pages: Mapping[str, str]) -> None:
    """Write the pages. Raises UserError where the folder does not let itself be written to."""
    from opscheck.errors import UserError
    from opscheck.finding import Message

    for name, text in pages.items():
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            values = {"file": str(path), "reason": error.strerror or "unknown"}
            raise UserError(Message("{file} cannot be written: {reason}", values)) from None
