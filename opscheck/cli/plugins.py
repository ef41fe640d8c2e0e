"""opscheck plugins: what is installed, from where, and what is wrong with what does not load; ``new`` starts one."""

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
    if args.format == "text":
        _print_table(plugins.all, language(args.lang))
    else:
        print(json.dumps([_row(plugin) for plugin in plugins.all], indent=2, ensure_ascii=False))  # noqa: T201
    return 2 if plugins.errors else 0


def _row(plugin: "Plugin") -> dict[str, object]:
    from opscheck.display import say

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
        "error": say(plugin.error) if plugin.error else None,
    }


def _print_table(plugins: Sequence["Plugin"], lang: str) -> None:
    from opscheck.display import clean, pad, width
    from opscheck.translations import translate

    header = [translate(word, lang) for word in ("plugin", "from", "api", "rules", "load", "brings")]
    table = [header, *([clean(cell) for cell in _cells(plugin, lang)] for plugin in plugins)]
    widths = [max(width(line[column]) for line in table) for column in range(len(header) - 1)]
    for line in table:
        print("  ".join(map(pad, line, [*widths, 0])).rstrip())  # noqa: T201


def _cells(plugin: "Plugin", lang: str) -> list[str]:
    from opscheck.display import say
    from opscheck.finding import Message

    brings: list[str | Message] = [f"{topic}/*" for topic in plugin.topics]
    brings += [Message("ruleset {name}", {"name": path.stem}) for path in plugin.rulesets]
    brings += [Message("framework {name}", {"name": path.stem}) for path in plugin.frameworks]
    extensions = plugin.extensions
    if extensions:
        brings += [Message("section {name}", {"name": section.key}) for section in extensions.sections]
        brings += [Message("format {name}", {"name": format_.name}) for format_ in extensions.formats]
        brings += [Message("importer {name}", {"name": importer.name}) for importer in extensions.importers]
    said = (
        Message("cannot be used: {error}", {"error": plugin.error})
        if plugin.error
        else Message(BRINGS, {"all": brings})
    )
    api = "-" if plugin.api is None else str(plugin.api)
    rules, load = str(len(plugin.rules)), f"{plugin.seconds * 1000:.1f} ms"
    return [plugin.name, f"{plugin.distribution} {plugin.version}", api, rules, load, say(said, lang)]
