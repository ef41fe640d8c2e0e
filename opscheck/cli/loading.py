"""Loading plugins for a command: what cannot be used is named, and the command exits 2, but the others go on."""

import sys
from contextlib import redirect_stdout

from opscheck.cli.options import language
from opscheck.display import say
from opscheck.plugins import Plugins


def load_plugins(lang: str | None = None) -> tuple[Plugins, bool]:
    """The installed plugins, and whether one of them cannot be used: that is said on stderr."""
    with redirect_stdout(sys.stderr):  # standard output is for results, whatever a plugin prints
        plugins = Plugins()
    for complaint in plugins.complaints:
        print(f"opscheck: {say(complaint, language(lang))}", file=sys.stderr)  # noqa: T201
    return plugins, bool(plugins.errors)
