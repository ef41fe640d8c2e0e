"""opscheck clauses: the framework's clauses with their rules; with plans, how each clause fares."""

import argparse
import json
from collections.abc import Iterator
from typing import Any

from opscheck.cli.checking import add_checking_options
from opscheck.cli.options import new_parser


def parser(name: str, summary: str) -> argparse.ArgumentParser:
    options = new_parser(name, summary)
    options.add_argument("paths", metavar="PATH", nargs="*", help="plans, or folders of plans")
    options.add_argument("--format", choices=["text", "json"], default="text")
    add_checking_options(options)
    return options


def run(args: argparse.Namespace) -> int:
    from opscheck.catalogue import Catalogue
    from opscheck.cli.checking import check_paths
    from opscheck.cli.loading import load_plugins
    from opscheck.cli.options import language
    from opscheck.matrix import matrix

    plugins, broken = load_plugins()
    checked = check_paths(args, plugins)[0] if args.paths else None
    rows = matrix(Catalogue(plugins), checked.plans if checked else [])
    lang = language(args.lang)
    lines = [json.dumps([_as_json(row) for row in rows], indent=2, ensure_ascii=False)]
    if args.format == "text":
        lines = list(_as_text(rows, lang))
    print("\n".join(lines))  # noqa: T201
    return 2 if broken else checked.exit_code("never") if checked else 0


def _as_json(row: Any) -> dict[str, Any]:
    from opscheck.display import say

    clause = row.clause
    entry: dict[str, Any] = {
        "id": clause.id,
        "framework": clause.framework,
        "source": list(clause.source),
        "title": clause.title,
        "severity": clause.severity,
        "rules": list(row.rules),
    }
    if row.plans:
        entry["outcome"] = row.outcome.value if row.outcome else None
        entry["plans"] = [
            {
                "plan": plan.plan,
                "outcome": plan.outcome.value if plan.outcome else None,
                "evidence": [say(message, "en", cleaned=False) for message in plan.evidence],
            }
            for plan in row.plans
        ]
    return entry


def _as_text(rows: list[Any], lang: str) -> Iterator[str]:
    from opscheck.display import pad, say

    for row in rows:
        outcome = (row.outcome.value if row.outcome else "unchecked") if row.plans else ""
        sections = ",".join(f"§{section}" for section in row.clause.source)
        title = row.clause.title.get(lang) or row.clause.title["en"]
        cells = [pad(row.clause.id, 7), pad(outcome, 14) if row.plans else "", pad(title, 34), pad(sections, 16)]
        yield "".join(cells).rstrip() + "  " + (", ".join(row.rules) or "no installed rule")
        for plan in row.plans:
            for message in plan.evidence:
                yield (
                    f"         {plan.plan or '?'}: {say(message, lang)}"
                    if len(row.plans) > 1
                    else f"         {say(message, lang)}"
                )
