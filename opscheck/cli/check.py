"""opscheck check: the main job."""

import argparse
import os
import sys
from pathlib import Path
from typing import cast

from opscheck.cli.checking import add_checking_options, check_paths, show_files
from opscheck.cli.loading import load_plugins
from opscheck.cli.options import FAIL_ON, colored, language, new_parser
from opscheck.errors import UserError, reason
from opscheck.finding import Message
from opscheck.reports import FORMATS, Options, load
from opscheck.run import FailOn, Run


def parser(name: str, summary: str) -> argparse.ArgumentParser:
    options = new_parser(name, summary)
    options.add_argument(
        "paths", metavar="PATH", nargs="*", help="plans, fragments or folders (default: the current one)"
    )
    add_checking_options(options)
    output = options.add_argument_group("output")
    output.add_argument("--format", choices=sorted(FORMATS), help="how findings are printed (default: text)")
    output.add_argument("--output", metavar="FORMAT:FILE", action="append", default=[], help="write a report to a file")
    output.add_argument("--color", choices=["auto", "always", "never"], default="auto")
    output.add_argument("--show-passes", action="store_true", help="show what was met too, with its evidence")
    output.add_argument("--statistics", action="store_true", help="count the findings of each rule")
    output.add_argument("--fail-on", choices=FAIL_ON, help="exit 1 from this severity on")
    output.add_argument("--show-files", action="store_true", help="list the plans that would be checked, and stop")
    output.add_argument("--show-settings", action="store_true", help="print the rules that would run, and stop")
    return options


def run(args: argparse.Namespace) -> int:
    plugins, broken = load_plugins(args.lang)
    outputs = [_output(text) for text in args.output]
    if args.show_files:
        show_files(args)
        return 2 if broken else 0
    if args.show_settings:
        from opscheck.cli.settings import show_settings

        show_settings(args, plugins)
        return 2 if broken else 0
    checked, settings = check_paths(args, plugins)
    fail_on = cast(FailOn, args.fail_on or settings.fail_on or "error")
    options = Options(
        lang=language(args.lang, settings.lang),
        color=colored(args.color),
        show_passes=args.show_passes,
        statistics=args.statistics,
        fail_on=fail_on,
    )
    chosen = args.format or settings.format or "text"
    _print(checked, chosen, options)
    if os.environ.get("GITHUB_ACTIONS") == "true" and chosen in ("text", "concise"):
        _print(checked, "github", options)
    for name, file in outputs:
        _write(checked, name, file, options._replace(color=False))
    code = checked.exit_code(fail_on)
    return 2 if broken or (args.strict_files and not checked.plans) else code


def _print(run: Run, name: str, options: Options) -> None:
    for piece in load(name)(run, options):
        sys.stdout.write(piece)


def _output(text: str) -> tuple[str, Path]:
    name, separator, file = text.partition(":")
    if not separator or not file or name not in FORMATS:
        values = {"text": text, "known": tuple(sorted(FORMATS))}
        raise UserError(Message("--output {text} is not FORMAT:FILE: the formats are {known}", values))
    return name, Path(file)


def _write(run: Run, name: str, file: Path, options: Options) -> None:
    try:
        with file.open("w", encoding="utf-8", newline="") as stream:
            stream.writelines(load(name)(run, options))
    except OSError as error:
        values = {"file": str(file), "reason": reason(error)}
        raise UserError(Message("{file} cannot be written: {reason}", values)) from None
