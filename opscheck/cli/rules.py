"""opscheck rules: the installed rules."""

import argparse
import json

from opscheck.cli.options import new_parser


def parser(name: str, summary: str) -> argparse.ArgumentParser:
    options = new_parser(name, summary)
    options.add_argument("--format", choices=["text", "json"], default="text")
    return options


def run(args: argparse.Namespace) -> int:
    from opscheck.catalogue import Catalogue
    from opscheck.cli.loading import load_plugins

    plugins, broken = load_plugins()
    catalogue = Catalogue(plugins)
    rows = [catalogue.describe(rule) for rule in catalogue.rules.values()]
    if args.format == "json":
        print(json.dumps(rows, indent=2, ensure_ascii=False))  # noqa: T201
        return 2 if broken else 0
    width = max((len(row["id"]) for row in rows), default=0)
    for row in rows:
        print(f"{row['id']:<{width}}  {row['severity']:<7}  {row['summary']}")  # noqa: T201
    return 2 if broken else 0
