"""Rules about what the plan is for: drivers, problems, objectives and expected effects."""

from typing import TYPE_CHECKING

from opscheck import hookimpl

if TYPE_CHECKING:
    from opscheck import Rule

opscheck_api = 1


@hookimpl
def opscheck_rules() -> "list[type[Rule]]":
    from opscheck_strategy.capability_targets import CapabilityTargets
    from opscheck_strategy.competitiveness import Competitiveness
    from opscheck_strategy.context_drivers import ContextDrivers
    from opscheck_strategy.effect_monitoring import EffectMonitoring
    from opscheck_strategy.initial_focus import InitialFocus
    from opscheck_strategy.innovation import Innovation
    from opscheck_strategy.iteration_cadence import IterationCadence
    from opscheck_strategy.objective_areas import ObjectiveAreas
    from opscheck_strategy.objective_measurable import ObjectiveMeasurable
    from opscheck_strategy.outcome_floor import OutcomeFloor
    from opscheck_strategy.outcome_targets import OutcomeTargets
    from opscheck_strategy.problem_addressed import ProblemAddressed
    from opscheck_strategy.problem_stated import ProblemStated
    from opscheck_strategy.value_chain import ValueChain

    return [
        ContextDrivers,
        ProblemStated,
        ProblemAddressed,
        ObjectiveAreas,
        ObjectiveMeasurable,
        ValueChain,
        IterationCadence,
        InitialFocus,
        OutcomeTargets,
        OutcomeFloor,
        EffectMonitoring,
        CapabilityTargets,
        Competitiveness,
        Innovation,
    ]
