"""opscheck plugins: what is installed, from where, and what is wrong with what does not load."""

import argparse
import json

from opscheck.cli.options import new_parser


def parser(name: str, summary: str) -> argparse.ArgumentParser:
    options = new_parser(name, summary)
    options.add_argument("--format", choices=["text", "json"], default="text")
    return options


def run(args: argparse.Namespace) -> int:
    from opscheck.plugins import Plugins

    plugins = Plugins()
    rows: list[dict[str, object]] = [
        {
            "name": plugin.name,
            "module": plugin.module,
            "distribution": plugin.distribution,
            "version": plugin.version,
            "api": plugin.api,
            "topics": list(plugin.topics),
            "rules": len(plugin.rules),
            "rulesets": [path.stem for path in plugin.rulesets],
            "error": plugin.error,
        }
        for plugin in plugins.all
    ]
    if args.format == "json":
        print(json.dumps(rows, indent=2, ensure_ascii=False))  # noqa: T201
    else:
        _print_table(rows)
    return 2 if plugins.errors else 0


def _print_table(rows: list[dict[str, object]]) -> None:
    from opscheck.display import clean

    header = ("plugin", "from", "api", "rules", "brings")
    table = [header, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in table) for column in range(len(header) - 1)]
    for line in table:
        cells = [cell.ljust(width) for cell, width in zip(line, [*widths, 0], strict=True)]
        print(clean("  ".join(cells).rstrip()))  # noqa: T201


def _cells(row: dict[str, object]) -> tuple[str, str, str, str, str]:
    brings = [f"{topic}/*" for topic in _names(row["topics"])] + [f"ruleset {name}" for name in _names(row["rulesets"])]
    return (
        str(row["name"]),
        f"{row['distribution']} {row['version']}",
        str(row["api"] if row["api"] is not None else "-"),
        str(row["rules"]),
        f"cannot be used: {row['error']}" if row["error"] else ", ".join(brings),
    )


def _names(value: object) -> list[str]:
    return [str(name) for name in value] if isinstance(value, list) else []
