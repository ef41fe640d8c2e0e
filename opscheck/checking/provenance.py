"""By which rules and which program a run was judged."""

from opscheck.plugins import Plugins
from opscheck.ruleset import Ruleset
from opscheck.run import PluginInfo, RulesetInfo, ToolInfo
from opscheck.version import version


def ruleset_info(ruleset: Ruleset) -> RulesetInfo:
    """Which rules judge."""
    return RulesetInfo(ruleset.name, ruleset.version, ruleset.digest)


def tool_info(plugins: Plugins) -> ToolInfo:
    """Which program judges."""
    versions = {plugin.distribution: plugin.version for plugin in plugins.all if not plugin.error}
    return ToolInfo("opscheck", version(), tuple(PluginInfo(name, of) for name, of in sorted(versions.items())))
