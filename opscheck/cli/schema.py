"""opscheck schema: the JSON Schema of the plan format with the sections of plugins, for editors and other tools."""

import argparse
import json

from opscheck.cli.options import new_parser


def parser(name: str, summary: str) -> argparse.ArgumentParser:
    return new_parser(name, summary)


def run(args: argparse.Namespace) -> int:
    from opscheck.authoring.schema import plan_schema
    from opscheck.cli.loading import load_plugins

    plugins, broken = load_plugins(args.lang)
    # The locale does not count: a schema that is kept in a repository must not depend on who wrote it there.
    schema = plan_schema(args.lang or "en", plugins.sections)
    print(json.dumps(schema, indent=2, ensure_ascii=False))  # noqa: T201
    return 2 if broken else 0
