from opscheck import Period, Plan, Results, Rule, Tool, at_most, parameter, verdict


class Renewal(
    Rule,
    id="tooling/renewal",
    severity="warning",
    clauses=["C3.2e"],
    each="tools[*]",
    requires=["tools", "tools[*].review", "tools[*].retire_when"],
):
    """Each tool's value is reviewed at a declared cadence, with a criterion for giving it up.

    Why: nobody cancels a tool on an ordinary day; a date and a criterion are what makes somebody ask.

    Good:
        tools: [{id: crm, review: P6M, retire_when: fewer than half of the shops look into it weekly}]
    Bad:
        tools:
          - {id: crm, retire_when: nobody uses it}  # <- tools[crm] has no review
          - {id: mailer, review: P6M}  # <- tools[mailer] has no retire_when
          - {id: warehouse, review: P24M, retire_when: it is late}  # <- warehouse is reviewed every 24 months
          - {id: events, review: P0D, retire_when: it loses events}  # <- events is reviewed every 0 days, not at least
    Bad:
        tools: []  # <- the plan has no tools
    """

    maximum: Period = parameter(
        Period("P12M"),
        "the longest time between two reviews of a tool",
        ours="the framework asks for regular reviews; a year is the usual term of a licence, so that no tool is "
        "renewed without having been looked at",
    )

    def check(self, tool: Tool, _plan: Plan) -> Results:
        yield verdict(
            bool(tool.review) and at_most("time between two reviews of {tool}", tool.review, self.maximum),
            tool.at("review"),
            "{tool} is reviewed every {review}, at least every {maximum}",
            "{tool} is reviewed every {review}, not at least every {maximum}",
            help="{maximum} or less fits",
            tool=tool.id,
            review=tool.review,
            maximum=self.maximum,
        )
