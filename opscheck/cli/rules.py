"""opscheck rules: the installed rules."""

import argparse
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from opscheck.cli.options import language, new_parser

if TYPE_CHECKING:
    from opscheck.rule import Rule


def parser(name: str, summary: str) -> argparse.ArgumentParser:
    options = new_parser(name, summary)
    options.add_argument("--format", choices=["text", "json"], default="text")
    return options


def run(args: argparse.Namespace) -> int:
    from opscheck.catalogue import Catalogue
    from opscheck.cli.loading import load_plugins

    plugins, broken = load_plugins(args.lang)
    catalogue = Catalogue(plugins)
    if args.format == "json":
        rows = [catalogue.describe(rule) for rule in catalogue.rules.values()]
        print(json.dumps(rows, indent=2, ensure_ascii=False))  # noqa: T201
    else:
        _print_table(list(catalogue.rules.values()), language(args.lang))
    return 2 if broken else 0


def _print_table(rules: Sequence[type["Rule"]], lang: str) -> None:
    from opscheck.display import pad, severity_word, width
    from opscheck.documentation import documentation
    from opscheck.translations import translate

    words = {rule.severity: severity_word(rule.severity, lang) for rule in rules}
    columns = max((len(rule.id) for rule in rules), default=0), max(map(width, words.values()), default=0)
    for rule in rules:
        summary = translate(documentation(rule).summary, lang)
        print(f"{pad(rule.id, columns[0])}  {pad(words[rule.severity], columns[1])}  {summary}")  # noqa: T201
