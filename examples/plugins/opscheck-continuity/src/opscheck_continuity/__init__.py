"""Rules about exercising contingency plans, by PCI DSS, DORA and ISO 22301."""

from pathlib import Path

from opscheck import hookimpl

opscheck_api = 1
_HERE = Path(__file__).parent


@hookimpl
def opscheck_rules():
    from opscheck_continuity.cadence import DoraCadence, Iso22301Cadence, PciDssCadence
    from opscheck_continuity.change import DoraChange, Iso22301Change

    return [PciDssCadence, DoraCadence, DoraChange, Iso22301Cadence, Iso22301Change]


@hookimpl
def opscheck_rulesets():
    return sorted((_HERE / "rulesets").glob("*.yaml"))


@hookimpl
def opscheck_frameworks():
    return sorted((_HERE / "frameworks").glob("*.yaml"))
