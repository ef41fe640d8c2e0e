from collections.abc import Sequence

from opscheck import Pass, Plan, Problem, Results
from opscheck_portfolio.across import AcrossPlans


class PlanId(AcrossPlans, id="portfolio/plan-id", severity="error", scope="portfolio"):
    """No two plans have one id.

    All plans of a run are compared, closed ones too. Whatever else has an id belongs to its plan: two plans may both
    have a `diagnosis-report`, and a person or department of one id is the same one in all plans.

    Why: waivers, baselines and reports tell plans apart by their ids, and would take the one for the other.

    Good:
        plan: {id: shops-2026}
        deliverables: [{id: diagnosis-report}]
        ---
        plan: {id: shops-2027}
        deliverables: [{id: diagnosis-report}]
    Bad:
        plan: {id: shops, version: "1.0"}
        ---
        plan: {id: shops, version: "2.0"}  # <- shops is the id of another plan, too
    """

    def compare(self, plans: Sequence[Plan]) -> Results:
        first: dict[str, Plan] = {}
        for plan in plans:
            other = first.setdefault(plan.header.id, plan)
            if other is not plan:
                yield Problem(
                    plan.header.at("id"),
                    "{id} is the id of another plan, too",
                    related=[other.header.at("id")],
                    help="give each plan an id of its own",
                    id=plan.header.id,
                )
        if len(first) == len(plans):
            yield Pass(None, "all {count} plans have ids of their own", count=len(plans))
