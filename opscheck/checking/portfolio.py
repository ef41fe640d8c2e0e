"""The rules about all plans of a run together."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from opscheck.checking.selection import Rules
from opscheck.engine import ConfiguredRule, PlanReport
from opscheck.engine.isolate import RuleLimits
from opscheck.engine.locate import Locator
from opscheck.merge import Loaded
from opscheck.plan import Plan
from opscheck.project.plans import PlanFile
from opscheck.rule import gathers
from opscheck.ruleset import Configured

if TYPE_CHECKING:
    from opscheck.engine.gathering import Kept
    from opscheck.engine.portfolio import Gathering
    from opscheck.extensions import Section

_MOST_FACTS = 5_000  # in memory, of all rules together


class Portfolio(NamedTuple):
    """The rules about all plans together, and what a stranger's may take: as the first plan's configuration says."""

    rules: Sequence[ConfiguredRule]
    limits: RuleLimits
    sections: Sequence["Section"]

    @classmethod
    def of(cls, plans: Sequence[PlanFile], configured: Sequence[Configured], rules: Rules) -> "Portfolio":
        found: dict[str, ConfiguredRule] = {}
        for entry in (rule for each in configured for rule in each.rules if rule.rule.scope == "portfolio"):
            found.setdefault(entry.rule.id, entry)
        limits = RuleLimits(*plans[0].config.rule_limits) if plans else RuleLimits()
        chosen = list(found.values())
        return cls(chosen, limits, rules.sections(chosen))

    @property
    def needs_plans(self) -> bool:
        """Whether there is a rule that looks at the plans themselves, so that all of them have to be kept."""
        return not all(gathers(configured.rule) for configured in self.rules)

    def gathered(self, plan: Plan, locator: Locator) -> "Kept":
        """What the rules keep of a plan."""
        from opscheck.engine.gathering import gather

        return gather(self.rules, plan, locator, self.limits)

    def gathered_anew(self, loaded: Loaded, report: PlanReport) -> "Kept | None":
        """The same of a plan with the sections that these rules know; None of one that is left out."""
        from opscheck.engine.gathering import read

        found = read(loaded, report, self.sections, self.limits)
        return self.gathered(*found) if found else None

    def gathering(self) -> "Gathering":
        """What collects it."""
        from opscheck.engine.portfolio import Gathering

        return Gathering(self.rules, self.limits, _MOST_FACTS)

    def reports(self, loaded: Sequence[Loaded], alone: Sequence[PlanReport]) -> Sequence[PlanReport]:
        """The reports with what these rules say."""
        if not self.rules:
            return alone
        from opscheck.engine.portfolio import check_portfolio

        return check_portfolio(list(zip(loaded, alone, strict=True)), self.rules, self.limits, self.sections)
