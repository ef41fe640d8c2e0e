"""The screens, one module each, loaded when one goes there.

A screen is a ``Frame`` (in ``frame``): it draws what ``app.review`` holds. ``refresh_review()`` draws it anew, and
``show(finding)`` goes to where the screen shows a finding. ``SCREENS`` has them in the order of their tabs.
"""

SCREENS = {
    "findings": "opscheck.tui.screens.findings:FindingsScreen",
    "plan": "opscheck.tui.screens.plan:PlanScreen",
    "clauses": "opscheck.tui.screens.clauses:ClausesScreen",
    "waivers": "opscheck.tui.screens.waivers:WaiversScreen",
}
