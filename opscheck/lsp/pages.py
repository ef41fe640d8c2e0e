"""Where the page about a rule is."""

from opscheck.core import CORE_RULES
from opscheck.plugins import Plugins

RULES = "https://github.com/opscheck/opscheck/blob/main/docs/rules"
OWN = f"{RULES}/README.md#opschecks-own-findings"


def page_of(rule: str, plugins: Plugins) -> str | None:
    """The address of the page about a rule; None for one of a third party, whose pages we do not know."""
    if rule in CORE_RULES:
        return OWN
    plugin = plugins.plugin_of.get(rule)
    return f"{RULES}/{rule}.md" if plugin is not None and plugin.distribution == "opscheck" else None
