"""Everything that the rules ask about one plan, calculated once for all of them."""

from functools import cached_property

from opscheck import NeedsData, NotApplicable, Plan, Task
from opscheck_schedule_quality import network, progress
from opscheck_schedule_quality.cpm import Schedule, duration
from opscheck_schedule_quality.network import Link, Network
from opscheck_schedule_quality.progress import Progress

READS = list(dict.fromkeys(["plan.finish", *network.READS, *progress.READS]))
_NO_TASKS = "the plan has no tasks"
_ALL_DONE = "every task was done by {status}"
_CIRCLE = "tasks wait for each other in a circle, so the network cannot be calculated: {tasks}"
_UNDATED = "the network cannot be calculated: {task} has no start and finish in their order"


class Assessment:
    """A plan's network, what is done of it, and its dates by the critical path method."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.network = Network(plan.tasks)
        self.progress = Progress(plan)

    @property
    def unfinished(self) -> list[Task]:
        """The tasks that are not done by the status date."""
        return self.progress.unfinished

    @cached_property
    def open_links(self) -> list[Link]:
        """The links to unfinished tasks."""
        return [link for link in self.network.links if link.successor not in self.progress.finished]

    @property
    def nothing_left(self) -> NotApplicable | None:
        """Why there is nothing to judge: no task, or none that is not done."""
        if self.unfinished:
            return None
        tasks = self.plan.at("tasks")
        return NotApplicable(tasks, _ALL_DONE if self.plan.tasks else _NO_TASKS, status=self.progress.status)

    @cached_property
    def obstacle(self) -> NotApplicable | NeedsData | None:
        """Why the network cannot be calculated."""
        if self.nothing_left:
            return self.nothing_left
        if self.network.circles:
            circle = self.network.circles[0]
            at = self.network.tasks[circle[0]].at("depends_on")
            return NeedsData(at, _CIRCLE, tasks=tuple(circle))
        undated = next((task for task in self.unfinished if duration(task) is None), None)
        return None if undated is None else NeedsData(undated.at(), _UNDATED, task=undated.id)

    @cached_property
    def schedule(self) -> Schedule:
        """The calculated network; only where there is no obstacle."""
        return Schedule(self.plan, self.network, self.progress)


_latest: list[Assessment] = []


def assess(plan: Plan) -> Assessment:
    """The assessment of a plan. The rules ask for it one after the other: it is made once."""
    if not _latest or _latest[0].plan is not plan:
        _latest[:] = [Assessment(plan)]
    return _latest[0]
