"""Loading plugins for a command: what cannot be used is named, and the command exits 2, but the others go on."""

import sys
from contextlib import redirect_stdout

from opscheck.cli.options import language
from opscheck.display import say
from opscheck.finding import Message
from opscheck.plugins import Plugins

CANNOT_BE_USED = "the plugin {name} of {distribution} {version} cannot be used: {error}"


def load_plugins(lang: str | None = None) -> tuple[Plugins, bool]:
    """The installed plugins, and whether one of them cannot be used: that is said on stderr."""
    with redirect_stdout(sys.stderr):  # standard output is for results, whatever a plugin prints
        plugins = Plugins()
    for plugin in plugins.errors:
        values = {name: getattr(plugin, name) for name in ("name", "distribution", "version", "error")}
        print(f"opscheck: {say(Message(CANNOT_BE_USED, values), language(lang))}", file=sys.stderr)  # noqa: T201
    return plugins, bool(plugins.errors)
