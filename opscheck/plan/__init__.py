"""The plan as a model: frozen all the way down, one module per section.

A rule reads it like this: an absent value is None, an absent list is empty, and an absent mapping is one with nothing
given, so that ``plan.budget.reserves.contingency.amount`` never raises.
"""

from datetime import date
from functools import cached_property
from typing import ClassVar, Literal

from pydantic import Field, PrivateAttr

from opscheck.plan.actuals import Actuals
from opscheck.plan.base import Model, Part, field, parts_of, section
from opscheck.plan.budget import Budget
from opscheck.plan.context import Context, Objective
from opscheck.plan.governance import Governance
from opscheck.plan.header import Header
from opscheck.plan.kpis import Kpi
from opscheck.plan.mentions import Mention, mentions_in
from opscheck.plan.organization import Organization
from opscheck.plan.records import Applicability, WaiverEntry
from opscheck.plan.risks import ContingencyPlan, Drill, Indicator, Risk, RiskModel
from opscheck.plan.schedule import Deliverable, Phase, Task
from opscheck.plan.tools import Data, Tool
from opscheck.plan.types import Many, One, Text

FORMAT = "opscheck/v1"


class Plan(Model):
    """An operations plan in the opscheck/v1 format."""

    identity: ClassVar[tuple[str, ...]] = ()

    format: Literal["opscheck/v1"] | None = field("The version of the plan format", alias="schema")
    include: Many[Text] = section("Globs of fragment files, relative to this file")
    header: Header = Field(description="The plan itself: identity, owner, time and currency", alias="plan")
    context: One[Context] = section("Why the plan exists")
    objectives: Many[Objective] = section("What is to be reached")
    budget: One[Budget] = section("What the plan may cost")
    organization: One[Organization] = section("Who does what")
    governance: One[Governance] = section("How the plan is steered")
    tools: Many[Tool] = section("The tools in use")
    data: One[Data] = section("What is measured, how well, and what is done with it")
    kpis: Many[Kpi] = section("Key performance indicators")
    phases: Many[Phase] = section("The phases, in order")
    deliverables: Many[Deliverable] = section("What the phases hand over")
    tasks: Many[Task] = section("Tasks and milestones")
    risk_model: One[RiskModel] = section("How risks are rated")
    risks: Many[Risk] = section("The risk register")
    contingency_plans: Many[ContingencyPlan] = section("What is done when a risk strikes")
    indicators: Many[Indicator] = section("Risk indicators under watch")
    drills: Many[Drill] = section("Exercises of the contingency plans")
    actuals: One[Actuals] = section("What really happened")
    applicability: Many[Applicability] = section("Clauses that do not apply")
    waivers: Many[WaiverEntry] = section("Findings accepted for a time")

    _as_of: date = PrivateAttr(default=date.min)

    @property
    def as_of(self) -> date:
        """The day by which the plan is judged: a rule takes it from here, never from the clock."""
        private: dict[str, date] = self.__pydantic_private__ or {}  # many times faster than self._as_of, and all ask
        return private["_as_of"]

    @cached_property
    def parts(self) -> list[Part]:
        """Every model of the plan, in the order of the format; found once, however many ask."""
        return parts_of(self)

    @cached_property
    def mentions(self) -> list[tuple[Part, list[Mention]]]:
        """Each of the parts that name ids of something else, with all that it names."""
        return [(part, found) for part in self.parts if (found := mentions_in(part.model))]

    def judged(self, as_of: date) -> "Plan":
        """The same plan, judged by another day."""
        plan = self.model_copy()
        plan._as_of = as_of
        return plan
