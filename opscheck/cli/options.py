"""Options that several commands share, and what they mean."""

import argparse
import gettext
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opscheck.translations import LANGUAGES

if TYPE_CHECKING:
    from opscheck.checking.request import Request
    from opscheck.finding import Message

FAIL_ON = ("error", "warning", "info", "never")
ENVIRONMENT = "OPSCHECK_LANG"
NO_LANGUAGE = "{variable} is {language}, which is none of {languages}: messages are in English"


def new_parser(name: str, summary: str) -> argparse.ArgumentParser:
    """A parser for one command; inside ``speaking`` it says everything in that language."""
    parser = argparse.ArgumentParser(prog=name, description=summary, allow_abbrev=False, formatter_class=_Formatter)
    parser.add_argument("--lang", choices=LANGUAGES, help="the language of messages; by default that of the locale")
    return parser


def add_ruleset_options(parser: argparse.ArgumentParser) -> None:
    """Which rules and which configuration."""
    group = parser.add_argument_group("rules")
    group.add_argument(
        "--ruleset", metavar="NAME", help="a ruleset by name (standard, standard@1) or path (./ours.yaml)"
    )
    group.add_argument(
        "--select", metavar="GLOBS", action="append", help="only these rules of the ruleset: budget/*,risk/priority"
    )
    group.add_argument("--ignore", metavar="GLOBS", action="append", help="not these rules")
    group.add_argument("--config", metavar="FILE", help="this configuration instead of the nearest one")
    group.add_argument("--isolated", action="store_true", help="no configuration at all")


def add_checking_options(parser: argparse.ArgumentParser) -> None:
    """Which files, which rules and which day."""
    add_ruleset_options(parser)
    group = parser.add_argument_group("files and time")
    group.add_argument("--as-of", metavar="DATE", help="judge by this day, such as 2026-07-01 (default: today)")
    group.add_argument("--stdin-filename", metavar="NAME", help="read a plan from standard input under this name")
    group.add_argument("--force-exclude", action="store_true", help="leave out excluded files even if they are named")
    group.add_argument("--strict-files", action="store_true", help="finding no plan at all is an error")
    accepted = parser.add_argument_group("accepted findings")
    accepted.add_argument("--no-waivers", action="store_true", help="as if nothing were waived")
    accepted.add_argument("--no-baseline", action="store_true", help="as if there were no baseline")


def request_of(args: argparse.Namespace) -> "Request":
    """What the options of ``add_checking_options``, as far as a command has them, and its paths ask for."""
    from opscheck.checking.request import Request

    said = {name: value for name, value in vars(args).items() if name in Request._fields}
    lists = {"paths": tuple(said.get("paths") or ()), "select": globs(args.select), "ignore": globs(args.ignore)}
    return Request(**{**said, **lists})


class _Formatter(argparse.HelpFormatter):
    """Translates the texts of a parser, as argparse does its own; a Chinese character takes two columns."""

    def start_section(self, heading: str | None) -> None:
        super().start_section(heading and gettext.gettext(heading))

    def add_text(self, text: str | None) -> None:
        super().add_text(text and gettext.gettext(text))

    def _get_help_string(self, action: argparse.Action) -> str | None:
        return action.help and gettext.gettext(action.help)

    def _split_lines(self, text: str, width: int) -> list[str]:
        from opscheck.wrapping import wrap

        return wrap(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for line in self._split_lines(text, width - len(indent)))

    def _format_usage(self, *arguments: Any) -> str:
        from opscheck.display import width

        prefix = gettext.gettext("usage: ")
        missing = " " * (width(prefix) - len(prefix))  # argparse indents what follows by characters
        first, *rest = super()._format_usage(*arguments).splitlines(keepends=True)
        return "".join([first, *(missing + line if line.strip() else line for line in rest)])


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Have argparse speak a language: it asks gettext, and gettext asks the environment."""
    if lang == "en":
        yield
        return
    domain, chosen = gettext.textdomain(), os.environ.get("LANGUAGE")
    gettext.bindtextdomain("opscheck", Path(__file__).parent.with_name("locale"))
    gettext.textdomain("opscheck")
    os.environ["LANGUAGE"] = lang
    try:
        yield
    finally:
        gettext.textdomain(domain)
        os.environ.pop("LANGUAGE") if chosen is None else os.environ.update(LANGUAGE=chosen)


def language(option: str | None, configured: str | None = None) -> str:
    """``en`` or ``zh``: the option, else OPSCHECK_LANG, else what the configuration says, else the locale."""
    if option:
        return option
    if personal := os.environ.get(ENVIRONMENT):
        return _language_of(personal)
    if configured:
        return configured
    return next((_language_of(value) for name in _LOCALE if (value := os.environ.get(name))), "en")


def unknown_language(option: str | None) -> "Message | None":
    """What is to be said where OPSCHECK_LANG, and no option, chooses a language that there is not."""
    chosen = os.environ.get(ENVIRONMENT)
    if option or not chosen or chosen.lower().startswith(LANGUAGES):
        return None
    from opscheck.finding import Message

    return Message(NO_LANGUAGE, {"variable": ENVIRONMENT, "language": chosen, "languages": LANGUAGES})


_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")


def _language_of(locale: str) -> str:
    return "zh" if locale.lower().startswith("zh") else "en"


def asked_language(arguments: Sequence[str]) -> str:
    """The language of a command line that is not parsed yet, or cannot be."""
    options = list(arguments[: arguments.index("--")]) if "--" in arguments else list(arguments)
    for option, value in pairwise([*options, ""]):
        given = value if option == "--lang" else option.removeprefix("--lang=")
        if option.startswith("--lang") and given in LANGUAGES:
            return given
    return language(None)


def colored(choice: str) -> bool:
    """Whether to colour standard output: ``always``, ``never``, or ``auto`` by NO_COLOR, FORCE_COLOR and terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def globs(values: list[str] | None) -> tuple[str, ...]:
    """Rule-id globs given as ``a,b`` or by repeating the option."""
    return tuple(glob.strip() for value in values or () for glob in value.split(",") if glob.strip())
