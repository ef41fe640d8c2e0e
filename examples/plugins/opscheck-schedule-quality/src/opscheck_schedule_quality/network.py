"""The network of tasks: which waits for which, and in what order they can be gone through."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from opscheck import Dependency, Period, Task, by_id
from opscheck_schedule_quality.workdays import Delay

LEAD = "x-lead"
READS = [
    "tasks[*].kind",
    "tasks[*].start",
    "tasks[*].finish",
    "tasks[*].depends_on[*].task",
    "tasks[*].depends_on[*].type",
    "tasks[*].depends_on[*].lag",
]
_MOST_CIRCLES = 10  # each takes a pass over the network, and whoever has mended ten looks again


class Link(NamedTuple):
    """A dependency between two tasks of the plan."""

    predecessor: str
    successor: str
    type: str
    delay: Delay
    dependency: Dependency

    @property
    def from_finish(self) -> bool:
        """Whether it is the predecessor's finish that is waited for."""
        return self.type in ("FS", "FF")

    @property
    def to_start(self) -> bool:
        """Whether it is the successor's start that waits."""
        return self.type in ("FS", "SS")


class Network:
    """The tasks of a plan by id, and the links between them.

    A dependency on something that is no task of the plan is no link (opscheck/unknown-reference says so), and one that
    is written twice is one link.
    """

    def __init__(self, tasks: Iterable[Task]) -> None:
        self.tasks: Mapping[str, Task] = by_id(tasks)
        self.links = [link for task in self.tasks.values() for link in self._links_to(task)]
        self.incoming: Mapping[str, list[Link]] = defaultdict(list)
        self.outgoing: Mapping[str, list[Link]] = defaultdict(list)
        for link in self.links:
            self.incoming[link.successor].append(link)
            self.outgoing[link.predecessor].append(link)

    def _links_to(self, task: Task) -> Iterator[Link]:
        seen = set()
        for dependency in task.depends_on:
            type_, lead = dependency.type or "FS", lead_of(dependency)
            predecessor = dependency.task
            identity = (predecessor, type_, dependency.lag, lead)
            if predecessor is not None and predecessor in self.tasks and identity not in seen:
                seen.add(identity)
                delay = Delay(dependency.lag, lead, after_finish=type_ in ("FS", "FF"))
                yield Link(predecessor, task.id, type_, delay, dependency)

    def _predecessors(self) -> dict[str, list[str]]:
        """For each task those that it waits for, each once."""
        return {id_: list(dict.fromkeys(link.predecessor for link in self.incoming[id_])) for id_ in self.tasks}

    @cached_property
    def order(self) -> list[str]:
        """The tasks, each after those that it waits for. Raises CycleError where some wait for each other."""
        return list(TopologicalSorter(self._predecessors()).static_order())

    @cached_property
    def circles(self) -> list[list[str]]:
        """Tasks that wait for each other, each for the one before it and the first for the last.

        One circle for each link that has to go for the network to have an order, up to ten.
        """
        found: list[list[str]] = []
        predecessors = self._predecessors()
        while len(found) < _MOST_CIRCLES:
            try:
                TopologicalSorter(predecessors).prepare()
            except CycleError as error:
                *circle, first = error.args[1]
                found.append(circle)
                predecessors[first].remove(circle[-1])
            else:
                break
        return found


def lead_of(dependency: Dependency) -> Period | None:
    """How much earlier than its predecessor allows a task may begin; None where nothing readable says so."""
    try:
        return Period(dependency.get(LEAD)) or None
    except (ValueError, TypeError):
        return None
