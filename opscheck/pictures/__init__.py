"""Six pictures of a plan as plain data: what is where, how large, and which findings lie on it. Nobody draws here.

Whoever shows them (the terminal, the HTML report) takes numbers, days and texts from here and decides about colours and
columns alone, so that all of them say the same. Bounds come from what the rules have measured, never from here.
"""

from dataclasses import dataclass

from opscheck.engine import PlanReport
from opscheck.finding import Severity
from opscheck.pictures.days import Days
from opscheck.pictures.drills import DrillCalendar, drill_calendar
from opscheck.pictures.kpis import Bullets, kpi_bullets
from opscheck.pictures.places import LeftOut, Marks, Places
from opscheck.pictures.responsibilities import Responsibilities, responsibilities
from opscheck.pictures.risks import RiskMatrix, risk_matrix
from opscheck.pictures.schedule import Schedule, schedule
from opscheck.pictures.stages import StageBudgets, stage_budgets
from opscheck.plan import Plan

__all__ = ["Bullets", "Days", "DrillCalendar", "LeftOut", "Marks", "Pictures", "Responsibilities", "RiskMatrix"]
__all__ += ["Schedule", "StageBudgets", "pictures", "worst"]


@dataclass(frozen=True, slots=True)
class Pictures:
    """The six pictures of one plan."""

    stages: StageBudgets
    schedule: Schedule
    risks: RiskMatrix
    drills: DrillCalendar
    kpis: Bullets
    responsibilities: Responsibilities


def pictures(plan: Plan, report: PlanReport) -> Pictures:
    """Draw up the pictures of a plan from the plan and the report on it. Never raises for what a plan contains."""
    return Pictures(
        stages=stage_budgets(plan, Places(report)),
        schedule=schedule(plan, Places(report)),
        risks=risk_matrix(plan, Places(report)),
        drills=drill_calendar(plan, Places(report)),
        kpis=kpi_bullets(plan, Places(report)),
        responsibilities=responsibilities(plan, Places(report)),
    )


def worst(marks: Marks) -> Severity | None:
    """The worst severity of the findings that stand; None where there is none, or all are accepted."""
    return max((finding.severity for finding in marks if finding.stands), default=None)
