"""opscheck plugins new: a complete distribution to start from."""

import argparse
import os
import shlex
import sys
from importlib.util import find_spec
from pathlib import Path

from opscheck.authoring.distribution import Names, distribution, is_name, meant_name, names
from opscheck.cli.loading import load_plugins
from opscheck.cli.options import language
from opscheck.display import say
from opscheck.errors import UserError
from opscheck.finding import Message

NO_NAME = "{name} cannot be the name of a plugin or topic: use lower-case letters, digits and single hyphens"
NO_NAME_MEANT = "{name} cannot be the name of a plugin or topic: did you mean {meant}?"
TAKEN = "the topic {topic} already belongs to {owner}"
TAKEN_HELP = "choose another one with --topic"
IMPORTABLE = "there is a package {package} already: choose another name"
EXISTS = "{folder} exists already, and it stays as it is"
EXISTS_HELP = "name another folder with --output"
NOT_WRITTEN = "{file} cannot be written: {reason}"
WRITTEN = "{folder} is written: the plugin {distribution} with the rule {topic}/phase-length. What is next:"
NEXT = "cd {folder} && {python} -m pip install -e '.[dev]' && {python} -m pytest"


def write_plugin(args: argparse.Namespace) -> int:
    """Write the distribution. Raises UserError for a name, topic or folder that cannot be."""
    _check_name(args.name)
    if args.topic is not None:
        _check_name(args.topic)
    of = names(args.name, args.topic)
    broken = _check_is_free(of, args.lang)
    folder = Path(args.output or of.distribution)
    _write(folder, of)
    written = Message(WRITTEN, {"folder": str(folder), **of._asdict()})
    print(say(written, language(args.lang)), file=sys.stderr)  # noqa: T201
    here = {"folder": shlex.quote(str(folder)), "python": shlex.quote(sys.executable)}
    print(f"    {NEXT.format(**here)}", file=sys.stderr)  # noqa: T201 - a command, as it is
    return 2 if broken else 0


def _check_name(name: str) -> None:
    if not is_name(name):
        meant = meant_name(name)
        raise UserError(Message(NO_NAME_MEANT if meant else NO_NAME, {"name": name, "meant": meant}))


def _check_is_free(of: Names, lang: str | None) -> bool:
    """Whether a plugin is broken. Raises UserError where the topic or the package is somebody else's."""
    plugins, broken = load_plugins(lang)
    owner = next((plugin.distribution for plugin in plugins.all if of.topic in plugin.topics), None)
    if owner or of.topic == "opscheck":
        raise UserError(Message(TAKEN, {"topic": of.topic, "owner": owner or "opscheck"}), help=Message(TAKEN_HELP))
    if find_spec(of.package):
        raise UserError(Message(IMPORTABLE, {"package": of.package}))
    return broken


def _write(folder: Path, of: Names) -> None:
    if os.path.lexists(folder):
        raise UserError(Message(EXISTS, {"folder": str(folder)}), help=Message(EXISTS_HELP))
    for name, text in distribution(of).items():
        file = folder / name
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            values = {"file": str(file), "reason": error.strerror or "unknown"}
            raise UserError(Message(NOT_WRITTEN, values)) from None
