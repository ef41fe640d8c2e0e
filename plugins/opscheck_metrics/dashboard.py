from collections.abc import Collection, Mapping

from opscheck import Dashboard, Kpi, NotApplicable, Pass, Plan, Problem, Results, Rule, Tool, by_id, lacking, parameter
from opscheck_metrics.core import is_core


class OnDashboard(
    Rule,
    id="metrics/dashboard",
    severity="warning",
    clauses=["C4.3b"],
    requires=["kpis", "tools", "data.dashboards"],
    reads=[
        "kpis[*].kind",
        "kpis[*].group",
        "tools[*].kind",
        "data.dashboards[*].tool",
        "data.dashboards[*].kpis[*]",
    ],
):
    """Every core KPI is shown on a dashboard of a declared BI tool.

    Core are the KPIs of the group `core`, and those of the four kinds that metrics/core-kpis asks for. A dashboard in
    another tool may repeat what a BI tool shows, and may not be the only one that shows it.

    Why: a figure that is looked up when somebody asks for it is looked up too late.

    Good:
        tools: [{id: warehouse, kind: bi}, {id: crm}]
        data:
          dashboards:
            - {id: board, tool: warehouse, kpis: [retention, adherence]}
            - {id: desk, tool: crm, kpis: [retention, nps]}
        kpis: [{id: retention}, {id: adherence, group: core}, {id: nps, group: outcome}]
    Good:
        tools: [{id: sheet, kind: office}]
        data: {dashboards: [{id: desk, tool: sheet, kpis: [nps]}]}
        kpis: [{id: nps, group: outcome}]
    Bad:
        tools: [{id: warehouse, kind: bi}]
        data:
          dashboards: [{id: board, tool: warehouse, kpis: [retention]}]
        kpis:
          - {id: retention}
          - {id: cac}  # <- no dashboard shows cac
    Bad:
        tools: [{id: crm}]
        data:
          dashboards:
            - id: desk
              tool: crm  # <- desk runs in crm, which is of kind crm, and no tool of kind bi shows retention
              kpis: [retention]
            - {id: board, kpis: [cac]}  # <- data.dashboards[board] has no tool
        kpis: [{id: retention}, {id: cac}]
    Bad:
        tools: [{id: warehouse, kind: bi}]
        data: {domains: [behaviour]}  # <- data has no dashboards
        kpis: [{id: retention}]
    Bad:
        tools: [{id: warehouse, kind: bi}]  # <- the plan has no kpis
        data: {dashboards: [{id: board, tool: warehouse, kpis: [retention]}]}
    """

    kind: str = parameter("bi", "the kind of tool in which the core KPIs are shown")

    def check(self, plan: Plan) -> Results:
        core = [kpi for kpi in by_id(plan.kpis).values() if is_core(kpi)]
        tools = by_id(plan.tools)
        right = [board for board in plan.data.dashboards if _kind_of(board, tools) == self.kind]
        elsewhere = [board for board in plan.data.dashboards if _kind_of(board, tools) != self.kind]
        shown = {kpi: board for board in reversed(right) for kpi in board.kpis}
        missing = {kpi.id for kpi in core if kpi.id not in shown}
        for board in elsewhere:
            yield from self._elsewhere(board, [kpi for kpi in board.kpis if kpi in missing], tools)
        missing -= {kpi for board in elsewhere for kpi in board.kpis}
        for kpi in core:
            if kpi.id in shown:
                yield Pass(kpi.at(), "{board} shows {kpi}", board=shown[kpi.id].id, kpi=kpi.id)
            elif kpi.id in missing:
                yield self._nowhere(kpi)
        if not core:
            yield NotApplicable(plan.at("kpis"), "no KPI is a core KPI")

    def _nowhere(self, kpi: Kpi) -> Problem:
        return Problem(
            kpi.at(),
            "no dashboard shows {kpi}",
            key="dashboard",
            help="name it in kpis of a dashboard whose tool is of kind {kind}",
            kpi=kpi.id,
            kind=self.kind,
        )

    def _elsewhere(self, board: Dashboard, alone: Collection[str], tools: Mapping[str, Tool]) -> Results:
        """What is wrong with a dashboard that runs in no BI tool and shows core KPIs that no BI tool shows."""
        if alone and board.tool is None:
            yield lacking(board, "tool")
        elif alone:
            yield Problem(
                board.at("tool"),
                "{board} runs in {tool}, which is of kind {found}, and no tool of kind {kind} shows {kpis}",
                help="a tool of kind {kind} fits",
                board=board.id,
                kpis=tuple(alone),
                tool=board.tool,
                found=_kind_of(board, tools),
                kind=self.kind,
            )


def _kind_of(board: Dashboard, tools: Mapping[str, Tool]) -> str | None:
    tool = tools.get(board.tool or "")
    return tool.kind if tool else None
