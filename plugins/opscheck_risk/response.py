from opscheck import Plan, Results, Risk, Rule, verdict

_WATCHING = ("monitor", "monitoring", "watch", "watching", "observe")


class ResponseGiven(
    Rule,
    id="risk/response",
    severity="error",
    clauses=["C4.4b"],
    each="risks[*]",
    requires=["risks", "risks[*].response.action", "risks[*].response.owner"],
    reads=["risks[*].response.kind"],
):
    """Each risk has a response with an action and an owner; monitoring alone is no response.

    Why: a risk that is only written down happens just the same; somebody must do something about it.

    Good:
        risks:
          - {id: outage, response: {kind: mitigate, action: a second payment provider, owner: wang-lei}}
    Bad:
        risks:
          - {id: outage}  # <- risks[outage] has no response
          - {id: churn, response: {kind: mitigate, owner: lin-mei}}  # <- risks[churn].response has no action
          - {id: cash, response: {kind: mitigate, action: a credit line}}  # <- risks[cash].response has no owner
    Bad:
        risks:
          - id: outage
            response: {kind: monitor, action: look at it each week, owner: wang-lei}  # <- outage is only watched
    Bad:
        risks: []  # <- the plan has no risks
    """

    def check(self, risk: Risk, _plan: Plan) -> Results:
        response = risk.response
        yield verdict(
            (response.kind or "").lower() not in _WATCHING,
            response.at("kind") if response.kind else response.at(),
            "{risk}: {owner} answers for the response",
            "{risk} is only watched: {kind} is no response",
            help="avoid, mitigate, transfer or accept it, and say with which action",
            risk=risk.id,
            owner=response.owner,
            kind=response.kind,
        )
