"""opscheck: a rules and compliance checker for operations plans.

This is the public API: what a plugin or a program may import. Each name is loaded on first use, so that importing
opscheck costs nothing. ``docs/api.md`` documents the names, and says what is promised of them. Everything else, but for
``opscheck.testing``, may change without notice.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from opscheck.change import TODO, InsertItem, RemoveItem, RenameKey, SetValue
    from opscheck.checking import Checking, check_paths
    from opscheck.checking.request import Request
    from opscheck.display import say
    from opscheck.engine import ConfiguredRule, PlanReport, check
    from opscheck.errors import UserError
    from opscheck.finding import Evidence, Finding, Fix, Measure, Message, Outcome, RuleOutcome, Severity
    from opscheck.hookspecs import API_VERSION
    from opscheck.importing import Imported, NotImportable
    from opscheck.meant import closest
    from opscheck.plan import Plan
    from opscheck.plan.actuals import Actuals, DrillHeld, Reading, Retrospective
    from opscheck.plan.base import At, Item, Kinded, Model, field, section
    from opscheck.plan.budget import Budget, Line, Reserve, Stage
    from opscheck.plan.context import Context, Objective
    from opscheck.plan.governance import Meeting, Partner
    from opscheck.plan.kpis import Kpi
    from opscheck.plan.lookup import by_id, free_id, of_kind
    from opscheck.plan.mentions import Mention, mentions
    from opscheck.plan.organization import Department, Person, Responsibility
    from opscheck.plan.quantities import Band, Money, Percent, Period, calendar_days, share
    from opscheck.plan.risks import ContingencyPlan, Drill, Indicator, Risk
    from opscheck.plan.schedule import Deliverable, Dependency, Phase, Task
    from opscheck.plan.tools import AdjustmentStep, Dashboard, Tool
    from opscheck.plan.types import Amount, Day, Flag, Id, Many, Month, Number, One, Party, Portion, Ref, Text
    from opscheck.plugins import hookimpl
    from opscheck.project import load_plan
    from opscheck.reports import Options
    from opscheck.rule import (
        Fact,
        Facts,
        NeedsData,
        NotApplicable,
        Pass,
        Problem,
        Result,
        Results,
        Rule,
        at_least,
        at_most,
        lacking,
        parameter,
        safe_fix,
        unsafe_fix,
        verdict,
        within,
    )
    from opscheck.run import CheckedPlan, Run
    from opscheck.source import Span

_HOMES = {
    "opscheck.checking": "Checking check_paths",
    "opscheck.checking.request": "Request",
    "opscheck.change": "InsertItem RemoveItem RenameKey SetValue TODO",
    "opscheck.display": "say",
    "opscheck.errors": "UserError",
    "opscheck.engine": "ConfiguredRule PlanReport check",
    "opscheck.finding": "Evidence Finding Fix Measure Message Outcome RuleOutcome Severity",
    "opscheck.hookspecs": "API_VERSION",
    "opscheck.importing": "Imported NotImportable",
    "opscheck.plan": "Plan",
    "opscheck.plan.actuals": "Actuals DrillHeld Reading Retrospective",
    "opscheck.plan.base": "At Item Kinded Model field section",
    "opscheck.plan.budget": "Budget Line Reserve Stage",
    "opscheck.meant": "closest",
    "opscheck.plan.context": "Context Objective",
    "opscheck.plan.governance": "Meeting Partner",
    "opscheck.plan.kpis": "Kpi",
    "opscheck.plan.lookup": "by_id free_id of_kind",
    "opscheck.plan.organization": "Department Person Responsibility",
    "opscheck.plan.quantities": "Band Money Percent Period calendar_days share",
    "opscheck.plan.mentions": "Mention mentions",
    "opscheck.plan.risks": "ContingencyPlan Drill Indicator Risk",
    "opscheck.plan.schedule": "Deliverable Dependency Phase Task",
    "opscheck.plan.tools": "AdjustmentStep Dashboard Tool",
    "opscheck.plan.types": "Amount Day Flag Id Many Month Number One Party Portion Ref Text",
    "opscheck.plugins": "hookimpl",
    "opscheck.project": "load_plan",
    "opscheck.reports": "Options",
    "opscheck.rule": (
        "Fact Facts NeedsData NotApplicable Pass Problem Result Results Rule at_least at_most lacking parameter "
        "verdict within safe_fix unsafe_fix"
    ),
    "opscheck.run": "CheckedPlan Run",
    "opscheck.source": "Span",
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names.split()}

__all__ = [  # noqa: RUF022 - by subject
    "API_VERSION",
    "hookimpl",
    # rules
    "Rule",
    "parameter",
    "Problem",
    "Pass",
    "NotApplicable",
    "NeedsData",
    "Result",
    "Results",
    "Fact",
    "Facts",
    "lacking",
    "verdict",
    "at_least",
    "at_most",
    "within",
    # fixes
    "Fix",
    "safe_fix",
    "unsafe_fix",
    "SetValue",
    "RenameKey",
    "InsertItem",
    "RemoveItem",
    "TODO",
    # quantities
    "Band",
    "Money",
    "Percent",
    "Period",
    "calendar_days",
    "share",
    # the plan
    "Plan",
    "Actuals",
    "AdjustmentStep",
    "At",
    "Budget",
    "Context",
    "ContingencyPlan",
    "Dashboard",
    "Deliverable",
    "Department",
    "Dependency",
    "Drill",
    "DrillHeld",
    "Indicator",
    "Item",
    "Kinded",
    "Kpi",
    "Line",
    "Meeting",
    "Mention",
    "Model",
    "Objective",
    "Partner",
    "Person",
    "Phase",
    "Reading",
    "Reserve",
    "Responsibility",
    "Retrospective",
    "Risk",
    "Stage",
    "Task",
    "Tool",
    "by_id",
    "closest",
    "free_id",
    "mentions",
    "of_kind",
    # a section of one's own
    "field",
    "section",
    "Amount",
    "Day",
    "Flag",
    "Id",
    "Many",
    "Month",
    "Number",
    "One",
    "Party",
    "Portion",
    "Ref",
    "Text",
    # an importer of one's own
    "Imported",
    "NotImportable",
    # results, and a report format of one's own
    "CheckedPlan",
    "ConfiguredRule",
    "Evidence",
    "Finding",
    "Measure",
    "Message",
    "Options",
    "Outcome",
    "PlanReport",
    "RuleOutcome",
    "Run",
    "Severity",
    "Span",
    "check",
    # a program of one's own that checks plans
    "Checking",
    "Request",
    "UserError",
    "check_paths",
    "load_plan",
    "say",
]


class Deprecation(NamedTuple):
    """Since which version a name is not to be used any more, what to use instead, and what it still means."""

    since: str
    instead: str
    module: str
    attribute: str


_DEPRECATED: dict[str, Deprecation] = {}
"""By name. A deprecated name is not in ``__all__``; it goes with the next version of the plugin interface."""


def __getattr__(name: str) -> Any:
    if name in _DEPRECATED:
        return _deprecated(name)
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'opscheck' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(home), name)
    return value


def _deprecated(name: str) -> Any:
    import warnings

    old = _DEPRECATED[name]
    text = f"opscheck.{name} is deprecated since opscheck {old.since}: use {old.instead}"
    warnings.warn(text, DeprecationWarning, stacklevel=3)  # of whoever asks for the name
    return getattr(import_module(old.module), old.attribute)


def __dir__() -> list[str]:
    return sorted(__all__)
