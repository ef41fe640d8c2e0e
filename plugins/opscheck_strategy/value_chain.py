from opscheck import Plan, Results, Rule, at_least, parameter, verdict


class ValueChain(
    Rule, id="strategy/value-chain", severity="warning", clauses=["C2.1a"], requires=["context.value_chain"]
):
    """The plan identifies the key links of its value chain.

    A link that is named twice counts once.

    Why: only who sees the whole chain can say which of its links holds the others back.

    Good:
        context: {value_chain: [content-distribution, customer-service, promotion]}
    Bad:
        context:
          value_chain: [promotion, customer-service, promotion]  # <- the value chain has 2 links, fewer than 3
    Bad:
        context:  # <- context has no value_chain
          focus: [promotion]
    """

    minimum: int = parameter(
        3,
        "the smallest number of links",
        ours="the framework gives three examples and no number; with fewer than three, there is nothing to choose from "
        "when the first stage concentrates on one or two",
    )

    def check(self, plan: Plan) -> Results:
        links = tuple(dict.fromkeys(plan.context.value_chain))
        yield verdict(
            at_least("links of the value chain", len(links), self.minimum),
            plan.context.at("value_chain"),
            "the value chain: {links}",
            "the value chain has {count} links, fewer than {minimum}",
            help="name at least {minimum} links",
            links=links,
            count=len(links),
            minimum=self.minimum,
        )
