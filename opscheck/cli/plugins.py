"""opscheck plugins: what is installed, from where, and what is wrong with what does not load; ``new`` starts one."""

import argparse
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from opscheck.cli.options import new_parser

if TYPE_CHECKING:
    from opscheck.plugins import Plugin


def parser(name: str, summary: str) -> argparse.ArgumentParser:
    options = new_parser(name, summary)
    options.add_argument("--format", choices=["text", "json"], default="text")
    actions = options.add_subparsers(dest="action", metavar="new NAME", title="to write a plugin of your own")
    new = actions.add_parser("new", help="write a complete distribution with a rule, a ruleset, tests and CI")
    new.add_argument("name", metavar="NAME", help="such as acme, for the distribution opscheck-acme")
    new.add_argument("--topic", help="what stands before the slash in the ids of its rules (default: NAME)")
    new.add_argument("--output", metavar="FOLDER", help="where to write it (default: a folder of its name)")
    return options


def run(args: argparse.Namespace) -> int:
    if args.action == "new":
        from opscheck.cli.new_plugin import write_plugin

        return write_plugin(args)
    from opscheck.plugins import Plugins

    plugins = Plugins()
    rows = [_row(plugin) for plugin in plugins.all]
    if args.format == "json":
        print(json.dumps(rows, indent=2, ensure_ascii=False))  # noqa: T201
    else:
        _print_table(rows)
    return 2 if plugins.errors else 0


def _row(plugin: "Plugin") -> dict[str, object]:
    brought = plugin.extensions
    return {
        "name": plugin.name,
        "module": plugin.module,
        "distribution": plugin.distribution,
        "version": plugin.version,
        "api": plugin.api,
        "topics": list(plugin.topics),
        "rules": len(plugin.rules),
        "rulesets": [path.stem for path in plugin.rulesets],
        "frameworks": [path.stem for path in plugin.frameworks],
        "sections": [section.key for section in brought.sections] if brought else [],
        "formats": [format_.name for format_ in brought.formats] if brought else [],
        "importers": [importer.name for importer in brought.importers] if brought else [],
        "load_ms": round(plugin.seconds * 1000, 1),
        "error": plugin.error,
    }


def _print_table(rows: list[dict[str, object]]) -> None:
    from opscheck.display import clean

    header = ("plugin", "from", "api", "rules", "load", "brings")
    table = [header, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in table) for column in range(len(header) - 1)]
    for line in table:
        cells = [cell.ljust(width) for cell, width in zip(line, [*widths, 0], strict=True)]
        print(clean("  ".join(cells).rstrip()))  # noqa: T201


def _cells(row: dict[str, object]) -> tuple[str, str, str, str, str, str]:
    return (
        str(row["name"]),
        f"{row['distribution']} {row['version']}",
        str(row["api"] if row["api"] is not None else "-"),
        str(row["rules"]),
        f"{row['load_ms']} ms",
        f"cannot be used: {row['error']}" if row["error"] else ", ".join(_brings(row)),
    )


def _brings(row: dict[str, object]) -> Iterator[str]:
    yield from (f"{topic}/*" for topic in _names(row["topics"]))
    for kind in ("ruleset", "framework", "section", "format", "importer"):
        yield from (f"{kind} {name}" for name in _names(row[f"{kind}s"]))


def _names(value: object) -> list[str]:
    return [str(name) for name in value] if isinstance(value, list) else []
