"""Rules about the budget."""

from typing import TYPE_CHECKING

from opscheck import hookimpl

if TYPE_CHECKING:
    from opscheck import Rule

opscheck_api = 1


@hookimpl
def opscheck_rules() -> "list[type[Rule]]":
    from opscheck_budget.adds_up import AddsUp
    from opscheck_budget.cash_flow import CashFlow
    from opscheck_budget.expected_return import ExpectedReturn
    from opscheck_budget.horizon import Horizon
    from opscheck_budget.kpi_linkage import KpiLinkage
    from opscheck_budget.overspend import Overspend
    from opscheck_budget.reserve import Reserve
    from opscheck_budget.reserve_adequacy import ReserveAdequacy
    from opscheck_budget.resource_categories import ResourceCategories
    from opscheck_budget.return_review import ReturnReview
    from opscheck_budget.stage_purpose import StagePurpose
    from opscheck_budget.stage_ratio import StageRatio

    return [
        StageRatio,
        Reserve,
        AddsUp,
        StagePurpose,
        Horizon,
        ExpectedReturn,
        ResourceCategories,
        CashFlow,
        KpiLinkage,
        ReturnReview,
        ReserveAdequacy,
        Overspend,
    ]
