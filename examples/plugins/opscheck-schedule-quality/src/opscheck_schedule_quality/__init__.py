"""Rules about how sound a schedule is, by the fourteen points of the DCMA assessment."""

from pathlib import Path
from typing import TYPE_CHECKING

from opscheck import hookimpl

if TYPE_CHECKING:
    from opscheck import Rule

opscheck_api = 1
_HERE = Path(__file__).parent


@hookimpl
def opscheck_rules() -> "list[type[Rule]]":
    from opscheck_schedule_quality.critical_path import CriticalPath, CriticalPathLength
    from opscheck_schedule_quality.execution import BaselineExecution, InvalidDates, MissedTasks
    from opscheck_schedule_quality.links import FinishToStart, Lags, Leads
    from opscheck_schedule_quality.logic import Cycles, Logic
    from opscheck_schedule_quality.slack import HardConstraints, HighFloat, NegativeFloat
    from opscheck_schedule_quality.work import HighDuration, Unassigned

    return [
        Logic,
        Cycles,
        Leads,
        Lags,
        FinishToStart,
        HardConstraints,
        HighFloat,
        NegativeFloat,
        HighDuration,
        InvalidDates,
        Unassigned,
        MissedTasks,
        CriticalPath,
        CriticalPathLength,
        BaselineExecution,
    ]


@hookimpl
def opscheck_rulesets() -> list[Path]:
    return [_HERE / "rulesets" / "dcma-14.yaml"]


@hookimpl
def opscheck_frameworks() -> list[Path]:
    return [_HERE / "frameworks" / "dcma-14.yaml"]
