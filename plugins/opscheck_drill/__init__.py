"""Rules about drills."""

from typing import TYPE_CHECKING

from opscheck import hookimpl

if TYPE_CHECKING:
    from opscheck import Rule

opscheck_api = 1


@hookimpl
def opscheck_rules() -> "list[type[Rule]]":
    from opscheck_drill.after_action import AfterAction
    from opscheck_drill.annual_plan import AnnualPlan
    from opscheck_drill.appraisal import Appraisal
    from opscheck_drill.form import Form
    from opscheck_drill.frequency import Frequency
    from opscheck_drill.improvements_closed import ImprovementsClosed
    from opscheck_drill.overdue import Overdue
    from opscheck_drill.plan_exercised import PlanExercised
    from opscheck_drill.plan_updated import PlanUpdated
    from opscheck_drill.scenario_coverage import ScenarioCoverage

    return [
        AnnualPlan,
        Frequency,
        ScenarioCoverage,
        Form,
        AfterAction,
        ImprovementsClosed,
        Appraisal,
        PlanUpdated,
        PlanExercised,
        Overdue,
    ]
