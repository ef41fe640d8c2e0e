"""Loading what a command needs, with errors that name what is wrong."""

from opscheck.errors import UserError
from opscheck.finding import Message
from opscheck.plugins import Plugins


def usable_plugins() -> Plugins:
    """The installed plugins. Raises UserError where one cannot be used: never a silently smaller set of rules."""
    plugins = Plugins()
    for plugin in plugins.errors:
        values = {
            "name": plugin.name,
            "distribution": plugin.distribution,
            "version": plugin.version,
            "reason": plugin.error,
        }
        template = "the plugin {name} of {distribution} {version} cannot be used: {reason}"
        raise UserError(Message(template, values), help=Message("opscheck plugins lists them all", {}))
    return plugins
