from collections.abc import Sequence

from opscheck import Phase, Results, at_least, lacking, parameter, verdict
from opscheck_delivery.of_phases import PHASE_KIND, OfPhases


class DesignReviews(
    OfPhases,
    id="delivery/design-reviews",
    severity="error",
    clauses=["C3.4l"],
    requires=["phases"],
    reads=["phases[*].kind", "phases[*].reviews[*].kind"],
):
    """The design is reviewed in several rounds inside, and by experts from outside.

    A review that is listed twice, with the same kind, day and reviewer, counts once.

    Why: what a review finds on paper costs a day, and what a rollout finds costs a quarter.

    Good:
        phases:
          - id: design
            reviews:
              - {kind: internal, date: 2026-04-03}
              - {kind: internal, date: 2026-04-24}
              - {kind: internal, date: 2026-05-15}
              - {kind: external, date: 2026-05-22, by: panel of experts}
    Bad:
        phases:
          - id: design
            reviews:  # <- design has 2 of 3 internal reviews
              - {kind: internal, date: 2026-04-03}
              - {kind: internal, date: 2026-04-24}
              - {kind: external, date: 2026-05-22}
    Bad:
        phases: [{id: design, reviews: []}]  # <- phases[design] has no reviews
    """

    internal: int = parameter(3, "how many internal reviews a design has at least")
    external: int = parameter(1, "how many reviews by experts from outside a design has at least")

    phase_kind: str = parameter("design", PHASE_KIND)

    def judge(self, phases: Sequence[Phase]) -> Results:
        reviewed = next((phase for phase in phases if phase.reviews), None)
        if reviewed is None:
            yield lacking(phases[0], "reviews")
            return
        for kind, needed in (("internal", self.internal), ("external", self.external)):
            count = _count(phases, kind)
            yield verdict(
                at_least("{kind} reviews of {phase}", count, needed),
                reviewed.at("reviews"),
                "{phase} has {count} of {needed} {kind} reviews",
                "{phase} has {count} of {needed} {kind} reviews",
                key=kind,
                help="at least {needed} of kind {kind} fit",
                phase=reviewed.id,
                count=count,
                needed=needed,
                kind=kind,
            )


def _count(phases: Sequence[Phase], kind: str) -> int:
    reviews = [review for phase in phases for review in phase.reviews if review.kind == kind]
    return len({(review.date or place, review.by) for place, review in enumerate(reviews)})
