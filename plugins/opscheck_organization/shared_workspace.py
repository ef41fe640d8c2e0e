from opscheck import Plan, Results, Rule, parameter
from opscheck_organization.required import each_named


class SharedWorkspace(
    Rule,
    id="organization/shared-workspace",
    severity="warning",
    clauses=["C4.2b"],
    by_declaration=True,
    requires=["governance.workspace.holds"],
    reads=["governance.workspace.holds[*]"],
):
    """One shared workspace holds documents, communication and progress reports.

    Why: where each department keeps its own copy, meetings are spent on finding out which of them is right.

    Good:
        governance: {workspace: {name: project room, holds: [documents, communication, progress, budget]}}
    Bad:
        governance:
          workspace: {name: project room, holds: [documents, progress]}  # <- the workspace does not hold communication
    Bad:
        governance: {workspace: {name: project room}}  # <- governance.workspace has no holds
    Bad:
        governance: {team_building: P3M}  # <- governance has no workspace
    """

    required: tuple[str, ...] = parameter(("documents", "communication", "progress"), "what the workspace holds")

    def check(self, plan: Plan) -> Results:
        holds = plan.governance.workspace.at("holds")
        yield from each_named(
            self.required,
            dict.fromkeys(plan.governance.workspace.holds, holds),
            holds,
            "the workspace holds {word}",
            "the workspace does not hold {word}",
            help="keep {required} in one place",
            required=self.required,
        )
