"""Tools, data and dashboards."""

from typing import ClassVar

from opscheck.plan.base import Item, Kinded, Model, field, section
from opscheck.plan.quantities import Percent, Period
from opscheck.plan.types import Day, KpiRef, Many, One, PartyRef, Text, ToolRef, Word


class Compatibility(Model):
    """The assessment of a tool against the existing IT architecture."""

    assessed: Day | None = field("The day of the assessment")
    by: PartyRef | None = field("Who assessed it")


class Tool(Kinded):
    """A tool: crm, marketing-automation, bi, tracking or another kind."""

    capabilities: Many[Word] = section("What the tool can do")
    integrates: Many[ToolRef] = section("The tools it exchanges data with")
    compatibility: One[Compatibility] = section("The assessment against the existing IT architecture")
    review: Period | None = field("How often the tool's value is reviewed")
    retire_when: Text | None = field("The condition on which the tool is given up")


class DataQuality(Model):
    """How the accuracy of data is kept."""

    error_rate: Percent | None = field("The tolerated error rate")
    checks: Many[Word] = section("accuracy, completeness and the like")
    owner: PartyRef | None = field("Who answers for data quality")


class Dashboard(Item):
    """A dashboard and the KPIs it shows."""

    tool: ToolRef | None = field("The tool that it runs in")
    kpis: Many[KpiRef] = section("The KPIs that it shows")


class AdjustmentStep(Model):
    """A step of the adjustment loop."""

    identity: ClassVar[tuple[str, ...]] = ("step",)

    step: Word | None = field("monitor, diagnose, validate or evaluate")
    owner: PartyRef | None = field("Who does it")


class Forecast(Model):
    """A model that forecasts a KPI."""

    identity: ClassVar[tuple[str, ...]] = ("kpi",)

    kpi: KpiRef | None = field("The KPI that is forecast")
    model: Text | None = field("The model")


class Data(Model):
    """What is measured, how well, and what is done with it."""

    domains: Many[Word] = section("behaviour, transaction, marketing and other domains")
    quality: One[DataQuality] = section("How the accuracy of data is kept")
    dashboards: Many[Dashboard] = section("What is shown where")
    adjustment_loop: Many[AdjustmentStep] = section("monitor, diagnose, validate, evaluate: in this order")
    forecasts: Many[Forecast] = section("What is forecast, by which model")
    joint_analysis: Period | None = field("How often analysts and operations look at the data together")
