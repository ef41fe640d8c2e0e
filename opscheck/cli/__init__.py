"""The command line: one module per command, and one place that turns errors into exit codes.

Exit codes: 0 nothing at or above ``--fail-on``; 1 findings; 2 a mistake of the user or of a plugin; 130 on Ctrl-C.
"""

import gc
import os
import sys
import warnings
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

COMMANDS = {
    "check": "check plans: the main job",
    "review": "go through the findings in the terminal, and decide about them",
    "fix": "make the fixes that findings offer (check --fix is the same); --diff shows them",
    "report": "write the HTML report, in one file to send to somebody",
    "explain": "why a rule exists, its parameters and where each number comes from, its examples",
    "rules": "list the rules",
    "clauses": "list the framework's clauses; with plans, how each one fares",
    "trend": "how a plan fared through its git history",
    "waive": "accept a finding for a time, with a reason",
    "baseline": "freeze today's findings, so that only new and worse ones are reported",
    "init": "write a new plan, with comments, to start from",
    "schema": "print the JSON Schema of plans, rulesets or configurations",
    "test": "run the examples of the rules of a plugin or ruleset",
    "cache": "where results are kept, so that what is unchanged is not checked again; cache clean removes them",
    "plugins": "list what is installed, and what is wrong with what does not load",
    "lsp": "the language server, for editors",
}
OUR_MISTAKE = "this is a mistake in opscheck itself: {kind}: {error}"
OUR_MISTAKE_HELP = "set OPSCHECK_DEBUG=1 to see where, and report it"
USAGE_ERROR = 2
INTERRUPTED = 130
_RARELY = (100_000, 50, 50)  # plans hold no cycles: looking for them takes a third of the time of a large one


def start() -> NoReturn:
    """The process of the command: ``main()``, with what only somebody who has the process for himself may do."""
    gc.set_threshold(*_RARELY)
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # they would watch every plan; finding them takes time
    code = main()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError as error:
        code = _cut_short(error)
    os._exit(code)  # nothing is left to do: taking everything apart would take a tenth of the time


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code. No traceback ever reaches the user (set OPSCHECK_DEBUG=1 to see one)."""
    try:
        gc.set_threshold(*_RARELY)
        _prepare_streams()
        code = _guarded(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        return _cut_short(error)
    return code


def _guarded(arguments: list[str]) -> int:
    try:
        return _run(arguments)
    except OSError:
        raise
    except (Exception, SystemExit) as error:  # noqa: BLE001 - the last resort before a traceback
        return _failed(error, arguments)


def _run(arguments: list[str]) -> int:
    command = arguments[0] if arguments else None
    if command not in COMMANDS:
        return _without_command(arguments)
    if command == "check":
        from opscheck.cli import again

        return again.checked(arguments[1:], lambda: _run_command(command, arguments))
    return _run_command(command, arguments)


def _run_command(command: str, arguments: list[str]) -> int:
    module = import_module(f"opscheck.cli.{command}")
    from opscheck.cli.options import asked_language, speaking

    with speaking(asked_language(arguments)):
        parser = module.parser(f"opscheck {command}", COMMANDS[command])
        try:
            options = parser.parse_args(arguments[1:])
        except SystemExit as said:  # argparse has answered --help, or said what is wrong
            return int(said.code or 0)
    if command != "lsp":  # which tells the editor
        _tell_unknown_language(options.lang)
    return int(module.run(options))


def _tell_unknown_language(option: str | None) -> None:
    from opscheck.cli.options import language, unknown_language

    unknown = unknown_language(option)
    if unknown:
        from opscheck.cli.telling import tell
        from opscheck.display import say

        tell(say(unknown, language(option)))


def _without_command(arguments: list[str]) -> int:
    first = arguments[0] if arguments else ""
    if first in ("--version", "-V"):
        from opscheck.version import version

        print(f"opscheck {version()}")  # noqa: T201
        return 0
    from opscheck.cli.options import asked_language

    lang = asked_language(arguments)
    asked = first in ("--help", "-h")
    print(_usage(lang), file=sys.stdout if asked else sys.stderr)
    if first and not asked:
        print(f"\nopscheck: {_mistake(first, arguments, lang)}", file=sys.stderr)  # noqa: T201
    return 0 if asked else USAGE_ERROR


def _usage(lang: str) -> str:
    from opscheck.translations import translate

    width = max(map(len, COMMANDS))
    return "\n".join(
        [
            translate("usage: opscheck COMMAND …", lang),
            "",
            translate("A rules and compliance checker for operations plans.", lang),
            "",
            *(f"  {name:<{width}}  {translate(summary, lang)}" for name, summary in COMMANDS.items()),
            "",
            translate("opscheck COMMAND --help says more; opscheck --version prints the version.", lang),
        ]
    )


def _mistake(first: str, arguments: Sequence[str], lang: str) -> str:
    from opscheck.display import clean
    from opscheck.translations import translate

    if not first.startswith("-"):
        meant = _meant(first)
        if meant:
            template = "there is no command {command}: did you mean {meant}?"
            return translate(template, lang, command=clean(first), meant=meant)
        return translate("there is no command {command}", lang, command=clean(first))
    command = next((word for word in arguments if word in COMMANDS), None)
    if command:
        template = "unknown option {option}: options come after the command {command}"
        return translate(template, lang, option=clean(first), command=command)
    return translate("unknown option {option}", lang, option=clean(first))


def _meant(command: str) -> str | None:
    import difflib

    return next(iter(difflib.get_close_matches(command, COMMANDS, n=1)), None)


def _prepare_streams() -> None:
    """Messages may be Chinese whatever the terminal's encoding is said to be, and a stream may be closed already.

    What libraries warn of is for whoever writes rules (``python -W default -m opscheck …``), not for the user.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - as long as the process
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if not sys.warnoptions:
        warnings.simplefilter("ignore")


def _cut_short(error: OSError) -> int:
    """The system refused something: most often whoever read our output has gone, or the disk is full."""
    try:
        if not isinstance(error, BrokenPipeError):
            from opscheck.cli.options import asked_language
            from opscheck.display import clean, say
            from opscheck.errors import reason

            place = f"{clean(str(error.filename))}: " if error.filename else ""
            print(f"opscheck: {place}{say(reason(error), asked_language(sys.argv[1:]))}", file=sys.stderr)  # noqa: T201
        sys.stdout.flush()
    except OSError:
        # What is still to be written can go nowhere; without this the interpreter would complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return USAGE_ERROR


def _failed(error: BaseException, arguments: Sequence[str]) -> int:
    from opscheck.cli.options import asked_language
    from opscheck.errors import UserError

    if os.environ.get("OPSCHECK_DEBUG"):
        raise error
    from opscheck.display import clean, say
    from opscheck.finding import Message

    lang = asked_language(arguments)
    if isinstance(error, UserError):
        place = f"{error.span.file}:{error.span.line}:{error.span.column}: " if error.span else ""
        said, help_ = clean(place) + say(error.message, lang), error.help
    else:
        values = {"kind": type(error).__name__, "error": str(error)}
        said, help_ = say(Message(OUR_MISTAKE, values), lang), Message(OUR_MISTAKE_HELP)
    print(f"opscheck: {said}", file=sys.stderr)  # noqa: T201
    if help_:
        print("  " + say(Message("help: {help}", {"help": help_}), lang), file=sys.stderr)  # noqa: T201
    return USAGE_ERROR
