from collections.abc import Mapping

from opscheck import ContingencyPlan, Drill, Plan, Problem, Result, Results, Rule, by_id, lacking, parameter, verdict


class Form(
    Rule,
    id="drill/form",
    severity="warning",
    clauses=["C6.4d"],
    requires=["drills"],
    reads=["drills[*].purpose", "drills[*].plan", "contingency_plans[*].purpose"],
):
    """The form of a drill suits its purpose, and all three forms are used.

    Decisions are practised around a table, cooperation by role-play, technical plans live. A drill's purpose is the one
    that it declares, else its contingency plan's; a purpose of another kind goes with any form. That a form is not used
    is said only where no drill's purpose asks for it.

    Why: talking about a restart does not show that it works, and a live exercise does not make a decision better.

    Good:
        contingency_plans: [{id: outage-plan, purpose: technical}]
        drills:
          - {id: a, plan: outage-plan, form: live}
          - {id: b, plan: outage-plan, form: tabletop, purpose: decision}
          - {id: c, purpose: cooperation, form: role-play}
    Bad:
        contingency_plans:
          - {id: outage-plan, purpose: technical}
        drills:
          - {id: a, plan: outage-plan, form: tabletop}  # <- a is tabletop, and its purpose technical asks for live
          - {id: b, purpose: decision}  # <- drills[b] has no form
          - {id: c, purpose: cooperation, form: role-play}
    Bad:
        contingency_plans:
          - {id: cash-plan}  # <- contingency_plans[cash-plan] has no purpose
        drills:
          - {id: a, purpose: technical, form: tabletop}  # <- a is tabletop, and its purpose technical asks for live
          - {id: b, purpose: cooperation, form: role-play}
          - {id: c, plan: cash-plan, form: tabletop}
          - {id: d, form: tabletop}  # <- drills[d] has no purpose
    Bad:
        drills:  # <- no drill is role-play
          - {id: a, purpose: technical, form: live}
          - {id: b, purpose: decision, form: tabletop}
    Bad:
        drills: []  # <- the plan has no drills
    """

    decision: str = parameter("tabletop", "the form of drills for decisions")
    cooperation: str = parameter("role-play", "the form of drills for cooperation")
    technical: str = parameter("live", "the form of drills of technical plans")

    def check(self, plan: Plan) -> Results:
        forms = {"decision": self.decision, "cooperation": self.cooperation, "technical": self.technical}
        contingency_plans = by_id(plan.contingency_plans)
        purposes = {drill.id: _purpose(drill, contingency_plans.get(drill.plan)) for drill in plan.drills}
        yield from _without_purpose(plan, contingency_plans, purposes)
        for drill in plan.drills:
            wanted = forms.get(purposes[drill.id])
            if drill.form is None:
                yield lacking(drill, "form")
            elif wanted is not None:
                yield _suits(drill, purposes[drill.id], wanted)
        used = {drill.form for drill in plan.drills} | {forms.get(purpose) for purpose in purposes.values()}
        for form in forms.values():
            if form not in used:
                yield Problem(
                    plan.at("drills"),
                    "no drill is {form}",
                    key=form,
                    help="use all of {forms}",
                    form=form,
                    forms=tuple(forms.values()),
                )


def _purpose(drill: Drill, contingency: ContingencyPlan | None) -> str | None:
    return drill.purpose or (contingency.purpose if contingency else None)


def _without_purpose(
    plan: Plan, contingency_plans: Mapping[str, ContingencyPlan], purposes: Mapping[str, str | None]
) -> Results:
    """Where a purpose is missing: in a contingency plan, once for all its drills, or in a drill that names none."""
    unclear = [drill for drill in plan.drills if purposes[drill.id] is None]
    for plan_id in dict.fromkeys(drill.plan for drill in unclear):
        if plan_id in contingency_plans:
            yield lacking(contingency_plans[plan_id], "purpose")
    for drill in unclear:
        if drill.plan is None:
            yield lacking(drill, "purpose")


def _suits(drill: Drill, purpose: str, wanted: str) -> Result:
    return verdict(
        drill.form == wanted,
        drill.at("form"),
        "{drill} is {form}, and its purpose is {purpose}",
        "{drill} is {form}, and its purpose {purpose} asks for {wanted}",
        help="hold it as {wanted}, or declare the purpose that it has",
        drill=drill.id,
        form=drill.form,
        purpose=purpose,
        wanted=wanted,
    )
