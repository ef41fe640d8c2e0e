from collections.abc import Sequence

from opscheck import NotApplicable, Pass, Plan, Problem, Results, Rule, Tool, lacking, of_kind, parameter
from opscheck_tooling.base_tools import BASE


class Capabilities(
    Rule,
    id="tooling/capabilities",
    severity="warning",
    clauses=["C3.2c"],
    by_declaration=True,
    requires=["tools"],
    reads=["tools[*].kind", "tools[*].capabilities[*]"],
):
    """Each kind of tool can do what it is there for.

    What several tools of a kind can do counts together. A kind that the plan has no tool of is the business of
    tooling/base-tools.

    Why: a tool that lacks what it was bought for is found out when the first campaign has to be sent by hand.

    Good:
        tools:
          - {id: crm, capabilities: [multi-channel, smart-tags, loyalty-card]}
          - {id: mailer, kind: marketing-automation, capabilities: [email, ab-testing]}
          - {id: app, kind: marketing-automation, capabilities: [sms, push]}
          - {id: warehouse, kind: bi, capabilities: [real-time]}
          - {id: till-events, kind: tracking, capabilities: [end-to-end]}
    Good:
        tools: [{id: till, kind: point-of-sale}]
    Bad:
        tools:
          - {id: crm, capabilities: [multi-channel]}  # <- no tool of kind crm can do smart-tags
          - {id: warehouse, kind: bi}  # <- tools[warehouse] has no capabilities
    Bad:
        tools: []  # <- the plan has no tools
    """

    crm: tuple[str, ...] = parameter(("multi-channel", "smart-tags"), "what the CRM can do")
    marketing_automation: tuple[str, ...] = parameter(
        ("email", "sms", "push", "ab-testing"), "what marketing automation can do"
    )
    bi: tuple[str, ...] = parameter(("real-time",), "what BI can do")
    tracking: tuple[str, ...] = parameter(("end-to-end",), "what behaviour tracking can do")

    def check(self, plan: Plan) -> Results:
        judged = {kind: tools for kind in BASE if (tools := of_kind(plan.tools, kind))}
        for kind, tools in judged.items():
            yield from _judge(kind, tools, getattr(self, kind.replace("-", "_")))
        if not judged:
            yield NotApplicable(plan.at("tools"), "no tool is of the kinds {kinds}", kinds=BASE)


def _judge(kind: str, tools: Sequence[Tool], required: Sequence[str]) -> Results:
    capable = {word for tool in tools for word in tool.capabilities}
    if required and not capable:
        yield lacking(tools[0], "capabilities")
        return
    first = next((tool for tool in tools if tool.capabilities), tools[0])
    missing = [word for word in required if word not in capable]
    for word in missing:
        yield Problem(
            first.at("capabilities"),
            "no tool of kind {kind} can do {word}",
            key=word,
            related=[tool.at("capabilities") for tool in tools if tool is not first],
            help="{kind} is asked for {required}",
            kind=kind,
            word=word,
            required=required,
        )
    if not missing:
        yield Pass(first.at("capabilities"), "{kind} can do {required}", kind=kind, required=required)
