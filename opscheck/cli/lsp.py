"""opscheck lsp: the language server, which an editor starts and speaks to on the standard streams."""

import argparse
import os

from opscheck.cli.options import ENVIRONMENT, add_ruleset_options, language, new_parser, request_of, unknown_language

NOT_INSTALLED = "the language server needs the extra lsp, which is not installed"
INSTALL = "pip install 'opscheck[lsp]'"
_OF_EXTRA = ("pygls", "lsprotocol")


def parser(name: str, summary: str) -> argparse.ArgumentParser:
    options = new_parser(name, summary)
    options.add_argument("--stdio", action="store_true", help="speak on the standard streams (always; for editors)")
    add_ruleset_options(options)
    options.add_argument("--as-of", metavar="DATE", help="judge by this day, such as 2026-07-01 (default: today)")
    options.add_argument("--no-waivers", action="store_true", help="as if nothing were waived")
    options.add_argument("--no-baseline", action="store_true", help="as if there were no baseline")
    return options


def run(args: argparse.Namespace) -> int:
    from opscheck.errors import UserError
    from opscheck.finding import Message

    try:
        from opscheck.lsp.checks import Checker
        from opscheck.lsp.server import serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _OF_EXTRA and error.name != "opscheck.lsp":
            raise
        raise UserError(Message(NOT_INSTALLED), help=Message(INSTALL)) from None
    from opscheck.cli.loading import load_plugins

    plugins, _ = load_plugins(args.lang)
    chosen = language(args.lang) if args.lang or os.environ.get(ENVIRONMENT) else None
    return serve(Checker(request_of(args), plugins), chosen, language(None), unknown_language(args.lang))
