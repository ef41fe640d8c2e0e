"""The pictures of the plans of a run, drawn up when somebody wants to see them."""

from collections.abc import Sequence

from opscheck.finding import Finding
from opscheck.pictures import Pictures, pictures
from opscheck.plan.build import build
from opscheck.run import CheckedPlan, Run


class Gallery:
    """The plans of a run, and which of them is looked at."""

    def __init__(self, run: Run) -> None:
        self._drawn: dict[int, Pictures | None] = {}
        self.chosen = 0
        self.renew(run)

    def renew(self, run: Run) -> None:
        """Go on with another run; the plan that is looked at stays, if it is still there."""
        before = self.plan.report.file if self._has_plans else None
        self.run = run
        self._drawn.clear()
        files = [plan.report.file for plan in run.plans]
        self.chosen = files.index(before) if before in files else 0

    @property
    def _has_plans(self) -> bool:
        return bool(getattr(self, "run", None)) and self.chosen < len(self.run.plans)

    @property
    def plans(self) -> Sequence[CheckedPlan]:
        """All plans of the run."""
        return self.run.plans

    @property
    def plan(self) -> CheckedPlan:
        """The plan that is looked at. Raises IndexError where there is none."""
        return self.run.plans[self.chosen]

    def pictures(self) -> Pictures | None:
        """The pictures of the plan that is looked at; None where it cannot be read, or there is none."""
        if not self._has_plans:
            return None
        if self.chosen not in self._drawn:
            self._drawn[self.chosen] = _drawn(self.plan)
        return self._drawn[self.chosen]

    def choose_by(self, finding: Finding) -> bool:
        """Look at the plan that a finding is in; whether there is one."""
        for index, plan in enumerate(self.run.plans):
            if any(found is finding for found in plan.report.findings):
                self.chosen = index
                return True
        return False

    def step(self, count: int) -> None:
        """Look at another plan, some further on; after the last comes the first."""
        self.chosen = (self.chosen + count) % max(len(self.run.plans), 1)


def _drawn(checked: CheckedPlan) -> Pictures | None:
    loaded = checked.loaded
    if loaded is None or loaded.data is None:
        return None
    plan = build(loaded.data).plan
    return pictures(plan, checked.report) if plan is not None else None
