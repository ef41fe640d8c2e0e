"""The six pictures of a plan as inline SVG: ``opscheck.pictures`` says what is where, here it is drawn."""

from collections.abc import Iterator

from opscheck.engine import PlanReport
from opscheck.merge import Loaded
from opscheck.pictures import pictures
from opscheck.plan.build import build
from opscheck.reports.html.pictures import drills, kpis, responsibilities, risks, schedule, stages
from opscheck.reports.html.pictures.pen import Pen, Picture

__all__ = ["Pen", "Picture", "drawn"]


def drawn(loaded: Loaded, report: PlanReport, pen: Pen) -> Iterator[Picture]:
    """The pictures in which there is something to see. The findings of the report are marked in them."""
    plan = build(loaded.data).plan
    if plan is None:
        return
    of = pictures(plan.judged(report.as_of), report)
    if of.stages.bars:
        yield stages.draw(of.stages, pen)
    if of.schedule.days:
        yield schedule.draw(of.schedule, of.schedule.days, pen)
    if any(cell.risks for cell in of.risks.cells):
        yield risks.draw(of.risks, pen)
    if of.drills.days:
        yield drills.draw(of.drills, of.drills.days, pen)
    if of.kpis.bullets:
        yield kpis.draw(of.kpis, pen)
    if of.responsibilities.rows and of.responsibilities.parties:
        yield responsibilities.draw(of.responsibilities, pen)
