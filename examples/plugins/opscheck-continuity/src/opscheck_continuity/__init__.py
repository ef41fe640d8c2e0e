"""Rules about exercising contingency plans, by PCI DSS, DORA and ISO 22301."""

from pathlib import Path
from typing import TYPE_CHECKING

from opscheck import hookimpl

if TYPE_CHECKING:
    from opscheck import Rule

opscheck_api = 1
_HERE = Path(__file__).parent


@hookimpl
def opscheck_rules() -> "list[type[Rule]]":
    from opscheck_continuity.cadence import DoraCadence, Iso22301Cadence, PciDssCadence
    from opscheck_continuity.change import DoraChange, Iso22301Change

    return [PciDssCadence, DoraCadence, DoraChange, Iso22301Cadence, Iso22301Change]


@hookimpl
def opscheck_rulesets() -> list[Path]:
    return sorted((_HERE / "rulesets").glob("*.yaml"))


@hookimpl
def opscheck_frameworks() -> list[Path]:
    return sorted((_HERE / "frameworks").glob("*.yaml"))
