"""opscheck plugins: what is installed, from where, and what is wrong with what does not load."""

import argparse
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from opscheck.cli.options import language, new_parser

if TYPE_CHECKING:
    from opscheck.plugins import Plugin

BRINGS = "{all}"


def parser(name: str, summary: str) -> argparse.ArgumentParser:
    options = new_parser(name, summary)
    options.add_argument("--format", choices=["text", "json"], default="text")
    return options


def run(args: argparse.Namespace) -> int:
    from opscheck.display import say
    from opscheck.plugins import Plugins

    plugins = Plugins()
    if args.format == "text":
        _print_table(plugins.all, language(args.lang))
        return 2 if plugins.errors else 0
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
            "error": say(plugin.error) if plugin.error else None,
        }
        for plugin in plugins.all
    ]
    print(json.dumps(rows, indent=2, ensure_ascii=False))  # noqa: T201
    return 2 if plugins.errors else 0


def _print_table(plugins: Sequence["Plugin"], lang: str) -> None:
    from opscheck.display import clean, pad, width
    from opscheck.translations import translate

    header = [translate(word, lang) for word in ("plugin", "from", "api", "rules", "brings")]
    table = [header, *([clean(cell) for cell in _cells(plugin, lang)] for plugin in plugins)]
    widths = [max(width(line[column]) for line in table) for column in range(len(header) - 1)]
    for line in table:
        print("  ".join(map(pad, line, [*widths, 0])).rstrip())  # noqa: T201


def _cells(plugin: "Plugin", lang: str) -> list[str]:
    from opscheck.display import say
    from opscheck.finding import Message

    brings: list[str | Message] = [f"{topic}/*" for topic in plugin.topics]
    brings += [Message("ruleset {name}", {"name": path.stem}) for path in plugin.rulesets]
    said = (
        Message("cannot be used: {error}", {"error": plugin.error})
        if plugin.error
        else Message(BRINGS, {"all": brings})
    )
    api = "-" if plugin.api is None else str(plugin.api)
    return [plugin.name, f"{plugin.distribution} {plugin.version}", api, str(len(plugin.rules)), say(said, lang)]
