"""What a core KPI is."""

from opscheck import Kpi

CORE_KINDS = ("retention", "conversion", "average-order-value", "cac")


def is_core(kpi: Kpi) -> bool:
    """Whether the plan puts the KPI into the group core, or the framework calls its kind a core KPI."""
    return kpi.group == "core" or kpi.kind in CORE_KINDS
