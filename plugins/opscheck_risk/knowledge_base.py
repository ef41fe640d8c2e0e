from opscheck import Plan, Results, Rule, verdict


class KnowledgeBase(
    Rule,
    id="risk/knowledge-base",
    severity="info",
    clauses=["C6.3e"],
    by_declaration=True,
    requires=["governance.knowledge_base.searchable"],
):
    """A searchable knowledge base of past risks is kept.

    Why: somebody has solved it before; what cannot be found is solved again, more slowly.

    Good:
        governance: {knowledge_base: {name: risk cases, searchable: true}}
    Bad:
        governance: {knowledge_base: {name: risk cases, searchable: false}}  # <- the knowledge base cannot be searched
    Bad:
        governance: {knowledge_base: {name: risk cases}}  # <- governance.knowledge_base has no searchable
    Bad:
        governance: {strategy_review: P3M}  # <- governance has no knowledge_base
    """

    def check(self, plan: Plan) -> Results:
        base = plan.governance.knowledge_base
        yield verdict(
            base.searchable,
            base.at("searchable"),
            "the knowledge base can be searched",
            "the knowledge base cannot be searched",
            help="keep it where it can be searched, then say searchable: true",
        )
