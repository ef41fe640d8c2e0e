"""Rules about tools and how they work together."""

from typing import TYPE_CHECKING

from opscheck import hookimpl

if TYPE_CHECKING:
    from opscheck import Rule

opscheck_api = 1


@hookimpl
def opscheck_rules() -> "list[type[Rule]]":
    from opscheck_tooling.base_tools import BaseTools
    from opscheck_tooling.capabilities import Capabilities
    from opscheck_tooling.compatibility import Compatibility
    from opscheck_tooling.interoperability import Interoperability
    from opscheck_tooling.renewal import Renewal

    return [BaseTools, Interoperability, Capabilities, Compatibility, Renewal]
