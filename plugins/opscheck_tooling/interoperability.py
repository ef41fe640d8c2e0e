from collections import defaultdict
from collections.abc import Mapping, Sequence

from opscheck import NotApplicable, Pass, Plan, Problem, Results, Rule, Tool, by_id, parameter
from opscheck_tooling.base_tools import BASE

_MOST_NAMED = 20  # in a message; nobody reads more


class Interoperability(
    Rule,
    id="tooling/interoperability",
    severity="error",
    clauses=["C3.2b"],
    requires=["tools"],
    reads=["tools[*].kind", "tools[*].integrates[*]"],
):
    """The base tools exchange data: each is connected with all the others.

    A connection may be declared at either end, and may lead through other tools: an integration platform carries data,
    too. Of several tools of a base kind each one is connected. What is not connected with the largest group of tools
    is found at its first tool.

    Why: a customer who is three different customers in three tools gets three wrong answers.

    Good:
        tools:
          - {id: crm, integrates: [messenger, hub]}
          - {id: messenger, kind: marketing-automation}
          - {id: hub, kind: integration-platform, integrates: [warehouse]}
          - {id: warehouse, kind: bi, integrates: [till-events]}
          - {id: till-events, kind: tracking}
    Good:
        tools: [{id: crm}, {id: till, kind: point-of-sale}]
    Bad:
        tools:
          - {id: crm, integrates: [messenger]}
          - {id: messenger, kind: marketing-automation}
          - id: warehouse
            kind: bi
            integrates: [till-events]  # <- no data flows between warehouse, till-events and crm, messenger
          - {id: till-events, kind: tracking}
    Bad:
        tools:
          - {id: crm, integrates: [warehouse]}
          - {id: shop-crm, kind: crm}  # <- no data flows between shop-crm and crm, warehouse
          - {id: warehouse, kind: bi}
    Bad:
        tools: []  # <- the plan has no tools
    """

    base: tuple[str, ...] = parameter(BASE, "the kinds of tool that exchange data")

    def check(self, plan: Plan) -> Results:
        base = [tool for tool in by_id(plan.tools).values() if tool.kind in self.base]
        if len(base) < 2:
            yield NotApplicable(plan.at("tools"), "there are no two tools of the kinds {base}", base=self.base)
            return
        parts = _parts(plan, base)
        largest = max(parts, key=len)
        yield from (_cut_off(part, largest) for part in parts if part is not largest)
        if len(parts) == 1:
            yield Pass(plan.at("tools"), "{tools} exchange data", tools=_ids(base))


def _parts(plan: Plan, base: Sequence[Tool]) -> list[list[Tool]]:
    """The base tools in groups between which no data flows, in the plan's order."""
    neighbours: dict[str, set[str]] = defaultdict(set)
    for tool in plan.tools:
        for other in tool.integrates:
            neighbours[tool.id].add(other)
            neighbours[other].add(tool.id)
    part_of: dict[str, list[Tool]] = {}
    parts = []
    for tool in base:
        if tool.id not in part_of:
            part: list[Tool] = []
            parts.append(part)
            part_of.update(dict.fromkeys(_reachable(tool.id, neighbours), part))
        part_of[tool.id].append(tool)
    return parts


def _reachable(start: str, neighbours: Mapping[str, set[str]]) -> set[str]:
    reached, waiting = {start}, [start]
    while waiting:
        new = neighbours[waiting.pop()] - reached
        reached |= new
        waiting.extend(new)
    return reached


def _cut_off(part: Sequence[Tool], largest: Sequence[Tool]) -> Problem:
    return Problem(
        part[0].at("integrates"),
        "no data flows between {part} and {others}",
        related=[tool.at("integrates") for tool in (*part[1:], largest[0])],
        help="name in integrates a tool that is connected with {others}",
        part=_ids(part),
        others=_ids(largest),
    )


def _ids(tools: Sequence[Tool]) -> tuple[str, ...]:
    return tuple(tool.id for tool in tools[:_MOST_NAMED])
