"""One plan on its way through the checks: how it was read, where its parts stand, and the report so far."""

from collections.abc import Mapping
from datetime import date

from opscheck.engine.locate import Locator
from opscheck.engine.report import PlanReport
from opscheck.finding import Severity
from opscheck.merge import Loaded
from opscheck.plan.base import Model
from opscheck.plan.build import Built


class Case:
    """A plan that is being judged as of a day. ``severities`` are those of opscheck's own findings, None for off."""

    def __init__(self, loaded: Loaded, built: Built, as_of: date, severities: Mapping[str, Severity | None]) -> None:
        self.loaded = loaded
        self.built = built
        self.plan = built.plan.judged(as_of) if built.plan is not None else None
        self.locator = Locator(loaded, built._replace(plan=self.plan))
        self.severities = severities
        self.unreadable = built.unreadable
        title = self.plan.header.title if self.plan else None
        self.report = PlanReport(loaded.file, self._plan_id(), title, as_of)

    def _plan_id(self) -> str | None:
        if self.plan is None or ("plan",) in self.unreadable or ("plan", "id") in self.unreadable:
            return None
        return self.plan.header.id

    def touches(self, model: Model) -> bool:
        """Whether something in a model could not be read."""
        return bool(self.unreadable) and self.unreadable.touches(self.locator.data_path(model.at()))
