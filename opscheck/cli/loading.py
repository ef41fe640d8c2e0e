"""Loading plugins for a command: what cannot be used is named, and the command exits 2, but the others go on."""

import sys
from contextlib import redirect_stdout

from opscheck.display import clean
from opscheck.plugins import Plugins


def load_plugins() -> tuple[Plugins, bool]:
    """The installed plugins, and whether one of them cannot be used: that is said on stderr."""
    with redirect_stdout(sys.stderr):  # standard output is for results, whatever a plugin prints
        plugins = Plugins()
    for plugin in plugins.errors:
        text = f"the plugin {plugin.name} of {plugin.distribution} {plugin.version} cannot be used: {plugin.error}"
        print(clean(f"opscheck: {text}"), file=sys.stderr)  # noqa: T201
    return plugins, bool(plugins.errors)
