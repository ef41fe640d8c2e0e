from opscheck import Pass, Plan, Problem, Results, Rule, Stage, of_kind, parameter

_KINDS = ("early", "middle", "late")


class StagePurpose(
    Rule,
    id="budget/stage-purpose",
    severity="warning",
    clauses=["C3.3d"],
    requires=["budget.stages"],
    reads=["budget.stages[*].covers[*]"],
):
    """Each stage of the budget pays for its purposes.

    What several stages of a kind cover counts together.

    Why: a stage whose money is not bound to its purposes is spent on whatever comes first.

    Good:
        budget:
          stages:
            - {id: survey, kind: early, covers: [tool-procurement]}
            - {id: trial, kind: early, covers: [team-formation, pilot-validation, travel]}
            - {id: middle, covers: [technology-upgrade, marketing, channel-expansion]}
            - {id: late, covers: [ecosystem, brand]}
    Bad:
        budget:
          stages:  # <- there is no late stage
            - {id: early, covers: [tool-procurement, team-formation]}  # <- early does not cover pilot-validation
            - {id: middle}  # <- budget.stages[middle] has no covers
    Bad:
        budget: {total: 100}  # <- budget has no stages
    """

    early: tuple[str, ...] = parameter(
        ("tool-procurement", "team-formation", "pilot-validation"), "what the early stage covers"
    )
    middle: tuple[str, ...] = parameter(
        ("technology-upgrade", "marketing", "channel-expansion"), "what the middle stage covers"
    )
    late: tuple[str, ...] = parameter(("ecosystem", "brand"), "what the late stage covers")

    def check(self, plan: Plan) -> Results:
        for kind in _KINDS:
            stages = of_kind(plan.budget.stages, kind)
            if stages:
                yield from self._judge(kind, stages)
            else:
                yield Problem(plan.budget.at("stages"), "there is no {kind} stage", key=kind, kind=kind)

    def _judge(self, kind: str, stages: tuple[Stage, ...]) -> Results:
        required: tuple[str, ...] = getattr(self, kind)
        covered = {purpose for stage in stages for purpose in stage.covers}
        missing = [purpose for purpose in required if purpose not in covered]
        first = next((stage for stage in stages if stage.covers), stages[0])
        if missing and not covered:
            yield Problem(
                first.at(),
                "{owner} has no {field}",
                key="covers",
                help="{kind} covers {required}",
                owner=first.at(),
                field="covers",
                kind=kind,
                required=required,
            )
            return
        for purpose in missing:
            yield Problem(
                first.at("covers"),
                "{kind} does not cover {purpose}",
                key=purpose,
                related=[stage.at("covers") for stage in stages if stage.covers and stage is not first],
                help="{kind} covers {required}",
                kind=kind,
                purpose=purpose,
                required=required,
            )
        if not missing:
            yield Pass(first.at("covers"), "{kind} covers {required}", kind=kind, required=required)
