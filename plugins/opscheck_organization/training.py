from opscheck import Plan, Results, Rule, parameter
from opscheck_organization.required import each_named


class TrainingPlanned(
    Rule,
    id="organization/training",
    severity="warning",
    clauses=["C3.1c"],
    by_declaration=True,
    requires=["organization.training"],
    reads=["organization.training[*].kind"],
):
    """Training is planned: by outside experts, and from an internal knowledge base.

    Why: outside experts bring what the team does not know, and a knowledge base keeps what one of it knows.

    Good:
        organization:
          training:
            - {kind: external, topic: customer segments, cadence: P3M}
            - {kind: knowledge-base, topic: what we have learned, cadence: P1M}
    Bad:
        organization:
          training:  # <- no training is knowledge-base
            - {kind: external, topic: customer segments}
    Bad:
        organization: {people: [{id: chen-yu}]}  # <- organization has no training
    """

    required: tuple[str, ...] = parameter(("external", "knowledge-base"), "the kinds of training that are planned")

    def check(self, plan: Plan) -> Results:
        organization = plan.organization
        yield from each_named(
            self.required,
            {entry.kind: entry.at("kind") for entry in reversed(organization.training) if entry.kind},
            organization.at("training"),
            "training of kind {word} is planned",
            "no training is {word}",
            help="plan training of each kind: {required}",
            required=self.required,
        )
