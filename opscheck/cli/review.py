"""opscheck review: go through the findings in the terminal, and decide about them."""

import argparse
import os
import sys
from pathlib import Path

from opscheck.cli.options import add_checking_options, language, new_parser, request_of

NO_TERMINAL = "review needs a terminal: standard input, output and errors must all be one"
INSTEAD = "opscheck check prints the findings, and review --plain goes through them line by line"


def parser(name: str, summary: str) -> argparse.ArgumentParser:
    options = new_parser(name, summary)
    options.add_argument("paths", metavar="PATH", nargs="*", help="plans or folders (default: the current one)")
    add_checking_options(options)
    look = options.add_argument_group("terminal")
    look.add_argument("--plain", action="store_true", help="line by line, for screen readers")
    look.add_argument("--theme", choices=["auto", "dark", "light"], default="auto", help="the colours (default: auto)")
    return options


def run(args: argparse.Namespace) -> int:
    from opscheck.cli.loading import load_plugins
    from opscheck.errors import UserError
    from opscheck.finding import Message
    from opscheck.project.configurations import user_folders
    from opscheck.project.files import repository_of
    from opscheck.tui.desk import Desk
    from opscheck.tui.explaining import Explainer
    from opscheck.tui.keys import read_keys
    from opscheck.tui.memory import memory_of
    from opscheck.tui.plain import Plain
    from opscheck.tui.review import Review

    if not args.plain and not _has_screen():
        raise UserError(Message(NO_TERMINAL), help=Message(INSTEAD))
    plugins, broken = load_plugins(args.lang)
    keys = read_keys(user_folders(os.environ))
    request = request_of(args)
    desk = Desk(request, plugins)
    checked, settings, _, notices = desk.check()
    root = repository_of(Path.cwd()) or Path.cwd()
    lang = language(args.lang, settings.lang)
    review = Review(checked, notices, lang=lang, memory=memory_of(root, os.environ))
    explainer = Explainer(plugins, lang)
    if args.plain:
        Plain(review, desk, explainer).run()
    else:
        from opscheck.tui.app import ReviewApp  # and with it textual

        ReviewApp(review, desk, explainer, keys, dark=_is_dark(args.theme, os.environ.get("COLORFGBG", ""))).run()
    return 2 if broken else 0


def _has_screen() -> bool:
    """Whether there is a terminal, or a browser in its place."""
    streams = (sys.stdin, sys.stdout, sys.__stderr__)
    return bool(os.environ.get("TEXTUAL_DRIVER")) or all(stream and stream.isatty() for stream in streams)


def _is_dark(theme: str, colors: str) -> bool:
    """Whether the terminal is dark, as far as it says so: COLORFGBG ends with the number of the background."""
    if theme != "auto":
        return theme == "dark"
    return colors.rpartition(";")[2] not in ("7", "15")
