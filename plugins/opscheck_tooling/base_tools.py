from opscheck import Plan, Results, Rule, of_kind, parameter, verdict

BASE = ("crm", "marketing-automation", "bi", "tracking")


class BaseTools(
    Rule,
    id="tooling/base-tools",
    severity="error",
    clauses=["C3.2a"],
    by_declaration=True,
    requires=["tools"],
    reads=["tools[*].kind"],
):
    """Four tools are in place: CRM, marketing automation, BI and behaviour tracking.

    A tool's kind says what it is, whatever its id; one tool is of one kind. Tools of other kinds are welcome.

    Why: who the customers are, what they are told, what they do and what that adds up to: without any one of the four
    the plan is steered by guesses.

    Good:
        tools:
          - {id: crm}
          - {id: messenger, kind: marketing-automation}
          - {id: warehouse, kind: bi}
          - {id: till-events, kind: tracking}
          - {id: till, kind: point-of-sale}
    Bad:
        tools:  # <- there is no tool of kind tracking
          - {id: crm}
          - {id: messenger, kind: marketing-automation}
          - {id: warehouse, kind: bi}
    Bad:
        tools: []  # <- the plan has no tools
    """

    required: tuple[str, ...] = parameter(BASE, "the kinds of tool that are in place")

    def check(self, plan: Plan) -> Results:
        for kind in self.required:
            tools = of_kind(plan.tools, kind)
            yield verdict(
                bool(tools),
                tools[0].at() if tools else plan.at("tools"),
                "{kind}: {tools}",
                "there is no tool of kind {kind}",
                key=kind,
                help="declare the tool that does this, with kind {kind}",
                kind=kind,
                tools=tuple(tool.id for tool in tools),
            )
