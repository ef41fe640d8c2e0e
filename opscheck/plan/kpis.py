"""Key performance indicators."""

from opscheck.plan.base import Kinded, field, section
from opscheck.plan.quantities import Period
from opscheck.plan.types import DepartmentRef, Direction, Many, PartyRef, Quantity, ToolRef, Unit, Word


class Kpi(Kinded):
    """A KPI: baseline, target and alert are values in its unit."""

    group: Word | None = field("core, outcome, capability, competitiveness or another group")
    segment: Word | None = field("The users it is measured for, where not all")
    dimension: Word | None = field("The dimension of competitiveness that it measures")
    unit: Unit | None = field("percent, ratio, count, points, index, hours, days, ms or a currency code")
    direction: Direction | None = field("up: higher is better; down: lower is better")
    baseline: Quantity | None = field("The value before the plan")
    target: Quantity | None = field("The value to be reached")
    alert: Quantity | None = field("The value at which something must be done")
    cadence: Period | None = field("How often it is read")
    owner: PartyRef | None = field("Who answers for it")
    source: ToolRef | None = field("The tool that it is read from")
    departments: Many[DepartmentRef] = section("The departments that share it")
