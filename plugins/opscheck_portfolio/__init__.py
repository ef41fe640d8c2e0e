"""Rules about several plans together."""

from typing import TYPE_CHECKING

from opscheck import hookimpl

if TYPE_CHECKING:
    from opscheck import Rule

opscheck_api = 1


@hookimpl
def opscheck_rules() -> "list[type[Rule]]":
    from opscheck_portfolio.allocation import Allocation
    from opscheck_portfolio.department_head import DepartmentHead
    from opscheck_portfolio.drill_collision import DrillCollision
    from opscheck_portfolio.plan_id import PlanId
    from opscheck_portfolio.shared_reserve import SharedReserve

    return [PlanId, Allocation, DrillCollision, DepartmentHead, SharedReserve]
