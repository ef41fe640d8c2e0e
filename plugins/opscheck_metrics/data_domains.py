from opscheck import Plan, Results, Rule, parameter, verdict


class DataDomains(
    Rule,
    id="metrics/data-domains",
    severity="warning",
    clauses=["C4.3a"],
    by_declaration=True,
    requires=["data.domains"],
):
    """Data is collected on behaviour, transactions and marketing.

    Why: what people were told, what they did and what they bought explain each other; any one alone explains nothing.

    Good:
        data: {domains: [marketing, behaviour, transaction, service]}
    Bad:
        data:
          domains: [behaviour, transaction]  # <- no data is collected on marketing
    Bad:
        data: {joint_analysis: P2W}  # <- data has no domains
    """

    required: tuple[str, ...] = parameter(
        ("behaviour", "transaction", "marketing"), "the domains on which data is collected"
    )

    def check(self, plan: Plan) -> Results:
        domains = plan.data.domains
        for domain in self.required:
            yield verdict(
                domain in domains,
                plan.data.at("domains"),
                "data is collected on {domain}",
                "no data is collected on {domain}",
                key=domain,
                help="{required} are asked for",
                domain=domain,
                required=self.required,
            )
