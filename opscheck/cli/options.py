"""Options that several commands share, and what they mean."""

import argparse
import os
import sys

LANGUAGES = ("en", "zh")
FAIL_ON = ("error", "warning", "info", "never")


def new_parser(name: str, summary: str) -> argparse.ArgumentParser:
    """A parser for one command."""
    parser = argparse.ArgumentParser(prog=name, description=summary, allow_abbrev=False)
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


def language(lang: str | None) -> str:
    """``en`` or ``zh``: the option, else the locale."""
    if lang:
        return lang
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


def colored(choice: str) -> bool:
    """Whether to colour standard output: ``always``, ``never``, or ``auto`` by NO_COLOR, FORCE_COLOR and terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def globs(values: list[str] | None) -> list[str]:
    """Rule-id globs given as ``a,b`` or by repeating the option."""
    return [glob.strip() for value in values or () for glob in value.split(",") if glob.strip()]
