"""Rules about the schedule."""

from typing import TYPE_CHECKING

from opscheck import hookimpl

if TYPE_CHECKING:
    from opscheck import Rule

opscheck_api = 1


@hookimpl
def opscheck_rules() -> "list[type[Rule]]":
    from opscheck_schedule.buffer import Buffer
    from opscheck_schedule.buffer_consumed import BufferConsumed
    from opscheck_schedule.dates import Dates
    from opscheck_schedule.meetings import MonthlyReview, WeeklyMeeting
    from opscheck_schedule.milestones import Milestones
    from opscheck_schedule.overdue import Overdue
    from opscheck_schedule.phase_duration import PhaseDuration
    from opscheck_schedule.phases import Phases
    from opscheck_schedule.rephasing_trigger import RephasingTrigger

    return [
        Phases,
        PhaseDuration,
        Buffer,
        Dates,
        WeeklyMeeting,
        MonthlyReview,
        Milestones,
        RephasingTrigger,
        Overdue,
        BufferConsumed,
    ]
