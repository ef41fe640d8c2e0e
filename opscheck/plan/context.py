"""Why the plan exists: drivers, problems and objectives."""

from typing import ClassVar

from opscheck.plan.base import Item, Model, field, section
from opscheck.plan.quantities import Period
from opscheck.plan.types import Day, KpiRef, Many, One, ProblemRef, Text, Word


class Driver(Model):
    """An outside development that the plan answers."""

    identity: ClassVar[tuple[str, ...]] = ("kind",)

    kind: Word | None = field("market, technology, policy or another kind")
    text: Text | None = field("What is happening")


class ProblemStatement(Item):
    """A problem that the plan is to solve."""

    statement: Text | None = field("The problem in one sentence")
    evidence: Text | None = field("What shows that the problem exists")


class Iteration(Model):
    """How work proceeds in short iterations."""

    cadence: Period | None = field("The length of an iteration")
    goal_setting: Text | None = field("How each iteration's goal is set")


class Context(Model):
    """The background: drivers, problems, methods, value chain and focus."""

    drivers: Many[Driver] = section("Outside developments that the plan answers")
    problems: Many[ProblemStatement] = section("The problems to be solved, with evidence")
    methods: Many[Word] = section("The methods that the plan works by")
    value_chain: Many[Word] = section("The key links of the value chain")
    focus: Many[Word] = section("The one or two links on which the first stage concentrates")
    iteration: One[Iteration] = section("How work proceeds in short iterations")


class Objective(Item):
    """What is to be reached, measured by a KPI."""

    area: Word | None = field("customer-lifetime-value, resource-efficiency, market-responsiveness or another area")
    statement: Text | None = field("The objective in one sentence")
    addresses: Many[ProblemRef] = section("The problems that the objective addresses")
    kpi: KpiRef | None = field("The KPI that measures the objective")
    due: Day | None = field("The day by which the objective is reached")
