"""opscheck init: write a new plan, with comments, to start from."""

import argparse
import os
import shlex
import sys
from datetime import date
from pathlib import Path

from opscheck.cli.options import language, new_parser
from opscheck.errors import UserError, reason
from opscheck.finding import Message

EXISTS = "{file} exists already, and it stays as it is"
EXISTS_HELP = "name another file, or overwrite this one with --force"
A_FOLDER = "{file} is a folder: name a file in it, such as {example}"
NO_FOLDER = "there is no folder {folder}: create it first"
NOT_WRITTEN = "{file} cannot be written: {reason}"
NO_DAY = "--start is {value}, which is not a day of the calendar such as 2026-01-05"
TOO_LATE = "the calendar ends before a plan that begins so late"
WRITTEN = "{file} is written. Fill it in, and check its structure as you go: opscheck check --ruleset draft {quoted}"


def parser(name: str, summary: str) -> argparse.ArgumentParser:
    options = new_parser(name, summary)
    options.add_argument("path", metavar="PATH", nargs="?", default="plan.yaml", help="default: plan.yaml; - prints it")
    options.add_argument("--force", action="store_true", help="overwrite a file that exists")
    options.add_argument("--start", metavar="DATE", help="the plan's first day (default: next January's first Monday)")
    return options


def run(args: argparse.Namespace) -> int:
    from opscheck.authoring.skeleton import skeleton

    lang = language(args.lang)
    try:
        text = skeleton(_start(args.start), lang)
    except ValueError:
        raise UserError(Message(TOO_LATE)) from None
    if args.path == "-":
        sys.stdout.write(text)
    else:
        _write(Path(args.path), text, args.force)
        _say_what_is_next(args.path, lang)
    return 0


def _start(option: str | None) -> date:
    from opscheck.authoring.skeleton import first_start
    from opscheck.clock import as_of
    from opscheck.plan.quantities import day

    if option is None:
        return first_start(as_of(None, os.environ))
    try:
        return day(option)
    except ValueError:
        raise UserError(Message(NO_DAY, {"value": option})) from None


def _write(file: Path, text: str, force: bool) -> None:
    """Write the file; a file that exists only with ``force``. Raises UserError."""
    if file.is_dir():
        raise UserError(Message(A_FOLDER, {"file": str(file), "example": str(file / "plan.yaml")}))
    if not file.parent.is_dir():
        raise UserError(Message(NO_FOLDER, {"folder": str(file.parent)}))
    try:
        with file.open("w" if force else "x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except FileExistsError:
        raise UserError(Message(EXISTS, {"file": str(file)}), help=Message(EXISTS_HELP)) from None
    except OSError as error:
        values = {"file": str(file), "reason": reason(error)}
        raise UserError(Message(NOT_WRITTEN, values)) from None


def _say_what_is_next(path: str, lang: str) -> None:
    from opscheck.display import say

    print(say(Message(WRITTEN, {"file": path, "quoted": shlex.quote(path)}), lang), file=sys.stderr)  # noqa: T201
