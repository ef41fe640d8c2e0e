from opscheck import Plan, Results, Rule, Tool, verdict


class Compatibility(
    Rule,
    id="tooling/compatibility",
    severity="warning",
    clauses=["C3.2d"],
    each="tools[*]",
    requires=["tools", "tools[*].compatibility.assessed"],
):
    """Each tool was assessed for its compatibility with the existing IT architecture.

    Judged as of the given day: an assessment that is dated later has not been made yet.

    Why: what a new tool does not get along with is known before it is paid for, or on the day on which it goes live.

    Good, as of 2026-07-01:
        tools:
          - {id: crm, compatibility: {assessed: 2026-02-10, by: wang-lei}}
          - {id: warehouse, kind: bi, compatibility: {assessed: 2026-07-01}}
    Bad, as of 2026-07-01:
        tools:
          - {id: crm, compatibility: {by: wang-lei}}  # <- tools[crm].compatibility has no assessed
          - {id: warehouse, kind: bi}  # <- tools[warehouse] has no compatibility
          - id: mailer
            compatibility: {assessed: 2026-07-02}  # <- mailer is assessed on 2026-07-02, which is after 2026-07-01
    Bad:
        tools: []  # <- the plan has no tools
    """

    def check(self, tool: Tool, plan: Plan) -> Results:
        assessed = tool.compatibility.assessed
        yield verdict(
            assessed <= plan.as_of,
            tool.compatibility.at("assessed"),
            "{tool} was assessed on {assessed}",
            "{tool} is assessed on {assessed}, which is after {as_of}",
            help="assess it, and record the day on which that was done",
            tool=tool.id,
            assessed=assessed,
            as_of=plan.as_of,
        )
