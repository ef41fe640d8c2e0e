"""opscheck report: the HTML report, in a file to send to somebody."""

import argparse
import sys
from pathlib import Path
from typing import cast

from opscheck.cli.options import FAIL_ON, add_checking_options, new_parser

FILE = "opscheck-report.html"
STDOUT = "-"
WRITTEN = "the report is in {file}"


def parser(name: str, summary: str) -> argparse.ArgumentParser:
    options = new_parser(name, summary)
    options.add_argument(
        "paths", metavar="PATH", nargs="*", help="plans, or folders of plans (default: the current one)"
    )
    options.add_argument(
        "--output", metavar="FILE", default=FILE, help="where to (default: opscheck-report.html; - prints)"
    )
    options.add_argument("--since", metavar="REV", help="say what changed since a git revision, and mark what is new")
    options.add_argument("--fail-on", choices=FAIL_ON, help="exit 1 from findings of this severity on (default: error)")
    add_checking_options(options)
    return options


def run(args: argparse.Namespace) -> int:
    from opscheck.checking import check_paths
    from opscheck.checking.revisions import name_revisions
    from opscheck.checking.whole import complete
    from opscheck.cli.loading import load_plugins
    from opscheck.cli.options import language, request_of
    from opscheck.cli.telling import Progress, tell, tell_notices
    from opscheck.cli.writing import write
    from opscheck.display import say
    from opscheck.finding import Message
    from opscheck.reports import Options, load
    from opscheck.run import FailOn

    plugins, broken = load_plugins(args.lang)
    request = request_of(args)
    with Progress(language(args.lang)) as progress:
        checking = check_paths(request, plugins, args.since, keep=True, watch=progress, watch_search=progress.searched)
    checked, settings, _, notices = checking
    if not args.since:
        name_revisions(checking)
    lang = language(args.lang, settings.lang)
    tell_notices(notices, lang)
    pieces = load("html")(complete(checked, plugins, request), Options(lang))
    if args.output == STDOUT:
        sys.stdout.writelines(pieces)
    else:
        write(Path(args.output), pieces)
        tell(say(Message(WRITTEN, {"file": args.output}), lang))
    if broken or (args.strict_files and not checked.plans):
        return 2
    return checked.exit_code(cast(FailOn, args.fail_on or settings.fail_on or "error"))
