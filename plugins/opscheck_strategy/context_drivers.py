from opscheck import Pass, Plan, Problem, Result, Results, Rule, lacking, parameter


class ContextDrivers(
    Rule,
    id="strategy/context-drivers",
    severity="warning",
    clauses=["C1.1a"],
    requires=["context.drivers[*].kind"],
    reads=["context.drivers[*].text"],
):
    """The background names the external drivers that the plan answers.

    Of each kind at least one driver says what is happening; other kinds are welcome.

    Why: a plan that does not say what it answers is carried on long after the world has moved elsewhere.

    Good:
        context:
          drivers:
            - {kind: market, text: two chains opened eleven shops in our towns}
            - {kind: technology, text: tills that talk to a wallet became affordable}
            - {kind: policy, text: consent has to be given and withdrawn as easily as on paper}
            - {kind: climate, text: the harvest came three weeks late}
    Bad:
        context:
          drivers:  # <- no driver is of kind policy
            - {kind: market, text: two chains opened eleven shops in our towns}
            - {kind: technology}  # <- context.drivers[technology] has no text
    Bad:
        context:
          drivers:
            - {text: two chains opened eleven shops in our towns}  # <- context.drivers[0] has no kind
    Bad:
        context:  # <- context has no drivers
          focus: [promotion]
    """

    required_kinds: tuple[str, ...] = parameter(
        ("market", "technology", "policy"), "the kinds of driver of which there must be one"
    )

    def check(self, plan: Plan) -> Results:
        for kind in self.required_kinds:
            yield _named(plan, kind)


def _named(plan: Plan, kind: str) -> Result:
    drivers = [driver for driver in plan.context.drivers if driver.kind == kind]
    if not drivers:
        return Problem(
            plan.context.at("drivers"),
            "no driver is of kind {kind}",
            key=kind,
            help="say which {kind} development the plan answers",
            kind=kind,
        )
    told = next((driver for driver in drivers if driver.text is not None), None)
    if told is None:
        return lacking(drivers[0], "text")
    return Pass(told.at("text"), "{kind}: {text}", kind=kind, text=told.text)
