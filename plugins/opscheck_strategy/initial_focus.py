from opscheck import At, Band, Context, Plan, Results, Rule, parameter, verdict, within


class InitialFocus(
    Rule,
    id="strategy/initial-focus",
    severity="warning",
    clauses=["C4.1a"],
    requires=["context.focus", "context.value_chain"],
):
    """The first stage concentrates on one or two links of the value chain.

    Each of them is a link that the plan has identified; one that is named twice counts once.

    Why: a team that begins everywhere at once finishes nowhere, and learns nothing that it could carry to the rest.

    Good:
        context: {value_chain: [sourcing, service, promotion], focus: [service]}
    Good:
        context: {value_chain: [sourcing, service, promotion], focus: [service, promotion]}
    Bad:
        context:
          value_chain: [sourcing, service, promotion]
          focus: [sourcing, service, promotion]  # <- the first stage concentrates on 3 links, 1 to 2 fit
    Bad:
        context:
          value_chain: [sourcing, service, promotion]
          focus:
            - service
            - logistics  # <- logistics is no link of the value chain
    Bad:
        context:  # <- context has no focus
          value_chain: [sourcing, service, promotion]
    Bad:
        context:  # <- context has no value_chain
          focus: [service]
    """

    minimum: int = parameter(1, "the smallest number of links to concentrate on")
    maximum: int = parameter(2, "the largest number of links to concentrate on")

    def check(self, plan: Plan) -> Results:
        context = plan.context
        links = tuple(dict.fromkeys(context.focus))
        yield verdict(
            within("links in focus", len(links), Band(self.minimum, self.maximum)),
            context.at("focus"),
            "the first stage concentrates on {links}",
            "the first stage concentrates on {count} links, {minimum} to {maximum} fit",
            key="count",
            links=links,
            count=len(links),
            minimum=self.minimum,
            maximum=self.maximum,
        )
        yield from _identified(context)


def _identified(context: Context) -> Results:
    chain = set(context.value_chain)
    places: dict[str, At] = {}
    for index, link in enumerate(context.focus):
        places.setdefault(link, context.at("focus", index))
    for link, at in places.items():
        yield verdict(
            link in chain,
            at,
            "{link} is a link of the value chain",
            "{link} is no link of the value chain",
            related=[context.at("value_chain")],
            help="the value chain: {chain}",
            link=link,
            chain=context.value_chain,
        )
