"""The command line: one module per command, and one place that turns errors into exit codes.

Exit codes: 0 nothing at or above ``--fail-on``; 1 findings; 2 a mistake of the user or of a plugin; 130 on Ctrl-C.
"""

import os
import sys
from collections.abc import Sequence
from importlib import import_module

COMMANDS = {
    "check": "check plans: the main job",
    "explain": "why a rule exists, its parameters and where each number comes from, its examples",
    "rules": "list the rules",
    "clauses": "list the framework's clauses; with plans, how each one fares",
    "init": "write a new plan, with comments, to start from",
    "schema": "print the JSON Schema of the plan format",
    "plugins": "list what is installed, and what is wrong with what does not load",
}
USAGE_ERROR = 2
INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code. No traceback ever reaches the user (set OPSCHECK_DEBUG=1 to see one)."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    _speak_utf8()
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; without this the interpreter would complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return USAGE_ERROR
    except Exception as error:  # noqa: BLE001 - the last resort before a traceback
        return _failed(error)
    return code


def _run(arguments: list[str]) -> int:
    command = next((word for word in arguments if not word.startswith("-")), None)
    if command not in COMMANDS:
        return _without_command(arguments, command)
    module = import_module(f"opscheck.cli.{command}")
    arguments.remove(command)
    parser = module.parser(f"opscheck {command}", COMMANDS[command])
    return int(module.run(parser.parse_args(arguments)))


def _without_command(arguments: list[str], command: str | None) -> int:
    if "--version" in arguments or "-V" in arguments:
        from opscheck.version import version

        print(f"opscheck {version()}")  # noqa: T201
        return 0
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {summary}" for name, summary in COMMANDS.items()]
    usage = "\n".join(
        [
            "usage: opscheck COMMAND …",
            "",
            "A rules and compliance checker for operations plans.",
            "",
            *lines,
            "",
            "opscheck COMMAND --help says more; opscheck --version prints the version.",
        ]
    )
    asked = command is None and (not arguments or "--help" in arguments or "-h" in arguments)
    print(usage, file=sys.stdout if asked else sys.stderr)
    if not asked:
        what = f"there is no command {command!r}" if command else f"unknown option {arguments[0]!r}"
        print(f"\nopscheck: {what}{_did_you_mean(command)}", file=sys.stderr)  # noqa: T201
    return 0 if asked and arguments else USAGE_ERROR


def _did_you_mean(command: str | None) -> str:
    import difflib

    close = difflib.get_close_matches(command or "", COMMANDS, n=1)
    return f": did you mean {close[0]}?" if close else ""


def _speak_utf8() -> None:
    """Messages may be Chinese whatever the terminal's encoding is said to be."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def _failed(error: Exception) -> int:
    from opscheck.errors import UserError

    if os.environ.get("OPSCHECK_DEBUG"):
        raise error
    if isinstance(error, UserError):
        from opscheck.display import clean, say

        place = f"{error.span.file}:{error.span.line}:{error.span.column}: " if error.span else ""
        print(clean(f"opscheck: {place}{say(error.message)}"), file=sys.stderr)  # noqa: T201
        if error.help:
            print(clean(f"  help: {say(error.help)}"), file=sys.stderr)  # noqa: T201
    else:
        text = f"opscheck: this is a mistake in opscheck itself: {type(error).__name__}: {error}"
        print(text, file=sys.stderr)  # noqa: T201
        print("  help: set OPSCHECK_DEBUG=1 to see where, and report it", file=sys.stderr)  # noqa: T201
    return USAGE_ERROR
