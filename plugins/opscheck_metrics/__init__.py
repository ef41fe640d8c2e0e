"""Rules about KPIs, their readings, and the data behind them."""

from typing import TYPE_CHECKING

from opscheck import hookimpl

if TYPE_CHECKING:
    from opscheck import Rule

opscheck_api = 1


@hookimpl
def opscheck_rules() -> "list[type[Rule]]":
    from opscheck_metrics.adjustment_loop import AdjustmentLoop
    from opscheck_metrics.alert_threshold import AlertThreshold
    from opscheck_metrics.breach_handled import BreachHandled
    from opscheck_metrics.core_kpis import CoreKpis
    from opscheck_metrics.dashboard import OnDashboard
    from opscheck_metrics.data_domains import DataDomains
    from opscheck_metrics.data_quality import Quality
    from opscheck_metrics.forecasting import Forecasting
    from opscheck_metrics.joint_analysis import JointAnalysis
    from opscheck_metrics.stale_reading import StaleReading

    return [
        DataDomains,
        OnDashboard,
        CoreKpis,
        AlertThreshold,
        AdjustmentLoop,
        Forecasting,
        Quality,
        JointAnalysis,
        BreachHandled,
        StaleReading,
    ]
