from collections.abc import Iterator
from itertools import islice

from opscheck import Fact, Facts, Pass, Plan, Problem, Results
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

    def gather(self, plan: Plan) -> Iterator[Fact]:
        yield Fact(plan.header.id, plan.header.at("id"))

    def judge(self, facts: Facts) -> Results:
        unique = True
        for plan_id, same in facts:
            first, others = next(iter(same)), islice(same, 1, None)
            for other in others:
                unique = False
                yield Problem(
                    other.at,
                    "{id} is the id of another plan, too",
                    related=[first.at],
                    help="give each plan an id of its own",
                    id=plan_id,
                )
        if unique:
            yield Pass(None, "all {count} plans have ids of their own", count=facts.plans)
