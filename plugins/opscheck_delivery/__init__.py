"""Rules about what the phases deliver."""

from typing import TYPE_CHECKING

from opscheck import hookimpl

if TYPE_CHECKING:
    from opscheck import Rule

opscheck_api = 1


@hookimpl
def opscheck_rules() -> "list[type[Rule]]":
    from opscheck_delivery.coverage import PilotCoverage, RolloutCoverage
    from opscheck_delivery.design_reviews import DesignReviews
    from opscheck_delivery.execution_template import ExecutionTemplate
    from opscheck_delivery.ingredients import DesignContent, DiagnosisMethods
    from opscheck_delivery.per_phase import PerPhase
    from opscheck_delivery.pilot_experiment import PilotExperiment
    from opscheck_delivery.pilot_gate import PilotGate
    from opscheck_delivery.required_deliverables import RequiredDeliverables
    from opscheck_delivery.retrospective import PhaseRetrospective

    return [
        PerPhase,
        RequiredDeliverables,
        ExecutionTemplate,
        DesignReviews,
        PilotCoverage,
        PilotExperiment,
        RolloutCoverage,
        DiagnosisMethods,
        DesignContent,
        PhaseRetrospective,
        PilotGate,
    ]
