"""opscheck schema: the JSON Schemas of plans, rulesets and configurations, for editors and other tools."""

import argparse
import json
from typing import TYPE_CHECKING, Any

from opscheck.cli.options import new_parser

if TYPE_CHECKING:
    from opscheck.plugins import Plugins

KINDS = ("plan", "ruleset", "config")


def parser(name: str, summary: str) -> argparse.ArgumentParser:
    options = new_parser(name, summary)
    options.add_argument("kind", nargs="?", choices=KINDS, default="plan", help="of what; by default of a plan")
    return options


def run(args: argparse.Namespace) -> int:
    from opscheck.cli.loading import load_plugins

    plugins, broken = load_plugins(args.lang)
    # The locale does not count: a schema that is kept in a repository must not depend on who wrote it there.
    print(json.dumps(_schema(args.kind, plugins, args.lang or "en"), indent=2, ensure_ascii=False))  # noqa: T201
    return 2 if broken else 0


def _schema(kind: str, plugins: "Plugins", lang: str) -> dict[str, Any]:
    from opscheck.authoring.schema import config_schema, plan_schema, ruleset_schema
    from opscheck.catalogue import Catalogue

    if kind == "plan":
        return plan_schema(lang, plugins.sections)
    if kind == "ruleset":
        return ruleset_schema(Catalogue(plugins), lang)
    return config_schema(Catalogue(plugins), lang)
