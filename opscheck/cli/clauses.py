"""opscheck clauses: the framework's clauses with their rules; with plans, the traceability matrix."""

import argparse
import sys
from importlib import import_module
from typing import cast

from opscheck.cli.options import FAIL_ON, add_checking_options, new_parser

FORMATS = ("text", "markdown", "json")


def parser(name: str, summary: str) -> argparse.ArgumentParser:
    options = new_parser(name, summary)
    options.add_argument("paths", metavar="PATH", nargs="*", help="plans, or folders of plans")
    options.add_argument("--format", choices=FORMATS, default="text")
    options.add_argument("--fail-on", choices=FAIL_ON, help="exit 1 from findings of this severity on (default: error)")
    add_checking_options(options)
    return options


def run(args: argparse.Namespace) -> int:
    from opscheck.catalogue import Catalogue
    from opscheck.checking import check_paths
    from opscheck.checking.selection import is_selected
    from opscheck.cli.loading import load_plugins
    from opscheck.cli.options import language, request_of
    from opscheck.cli.telling import tell_notices
    from opscheck.matrix import matrix
    from opscheck.run import FailOn

    plugins, broken = load_plugins(args.lang)
    request = request_of(args)
    checking = check_paths(request, plugins) if args.paths or args.stdin_filename else None
    checked, settings = (checking.run, checking.settings) if checking else (None, None)
    rows = matrix(Catalogue(plugins), checked, is_selected=is_selected(request))
    lang = language(args.lang, settings and settings.lang)
    tell_notices(checking.notices if checking else (), lang)
    render = import_module(f"opscheck.matrix.{args.format}").render
    for piece in render(rows, checked, lang):
        sys.stdout.write(piece)
    if checked is None or settings is None:
        return 2 if broken else 0
    return 2 if broken else checked.exit_code(cast(FailOn, args.fail_on or settings.fail_on or "error"))
