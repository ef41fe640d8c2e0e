"""Rules about risks, contingency plans and indicators."""

from typing import TYPE_CHECKING

from opscheck import hookimpl

if TYPE_CHECKING:
    from opscheck import Rule

opscheck_api = 1


@hookimpl
def opscheck_rules() -> "list[type[Rule]]":
    from opscheck_risk.alert_linkage import AlertLinkage
    from opscheck_risk.assessed import Assessed
    from opscheck_risk.category_coverage import CategoryCoverage
    from opscheck_risk.category_strategy import CategoryStrategy
    from opscheck_risk.contingency_complete import ContingencyComplete
    from opscheck_risk.fallback import Fallback
    from opscheck_risk.identification import Identification
    from opscheck_risk.indicator_alert import IndicatorAlert
    from opscheck_risk.indicator_coverage import IndicatorCoverage
    from opscheck_risk.knowledge_base import KnowledgeBase
    from opscheck_risk.prediction import Prediction
    from opscheck_risk.priority import Priority
    from opscheck_risk.register_current import RegisterCurrent
    from opscheck_risk.reputation_plan import ReputationPlan
    from opscheck_risk.response import ResponseGiven
    from opscheck_risk.response_overdue import ResponseOverdue
    from opscheck_risk.reviews import IndicatorReview, StrategyReview

    return [
        CategoryCoverage,
        Assessed,
        ResponseGiven,
        Priority,
        Identification,
        ContingencyComplete,
        RegisterCurrent,
        ResponseOverdue,
        Fallback,
        CategoryStrategy,
        ReputationPlan,
        StrategyReview,
        IndicatorCoverage,
        IndicatorAlert,
        AlertLinkage,
        Prediction,
        KnowledgeBase,
        IndicatorReview,
    ]
