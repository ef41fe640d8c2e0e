from datetime import date

from opscheck import Pass, Plan, Problem, Results, Risk, Rule, lacking
from opscheck_risk.rating import is_open


class ResponseOverdue(
    Rule,
    id="risk/response-overdue",
    severity="warning",
    clauses=["C4.4e"],
    each="risks[*]",
    requires=["risks"],
    reads=["risks[*].closed", "risks[*].response.due", "risks[*].response.done"],
):
    """No response to a risk is past its due date without being done.

    Judged as of the given day: the due date itself is still in time, and what is recorded for a later day has not yet
    happened. A response that is not done says by when it will be, unless it is to accept the risk. A closed risk needs
    no response any more, and one without a response is the business of risk/response.

    Why: a response that is late protects nobody, and the plan goes on as if it did.

    Good, as of 2026-07-01:
        risks:
          - {id: outage, response: {kind: mitigate, action: a second provider, due: 2026-05-29, done: 2026-06-02}}
          - {id: churn, response: {kind: mitigate, action: a second offer, due: 2026-07-01}}
          - {id: hail, response: {kind: accept, action: carry the loss}}
          - {id: tender, closed: 2026-06-01, response: {kind: mitigate, action: a fixed price, due: 2026-05-01}}
    Bad, as of 2026-07-01:
        risks:
          - id: outage
            response:
              kind: mitigate
              due: 2026-06-30  # <- the response to outage was due 2026-06-30 and is not done
          - {id: churn, response: {action: a new offer, due: 2026-06-30, done: 2026-07-02}}  # <- churn was due
          - {id: cash, response: {kind: mitigate, action: a credit line}}  # <- risks[cash].response has no due
    Bad:
        risks: []  # <- the plan has no risks
    """

    def check(self, risk: Risk, plan: Plan) -> Results:
        response = risk.response
        if not response.given or not is_open(risk, plan):
            return
        if response.done is not None and response.done <= plan.as_of:
            yield Pass(response.at("done"), "{risk}: done {done}", risk=risk.id, done=response.done)
        elif response.due is not None:
            yield _late(risk, plan.as_of) or Pass(
                response.at("due"), "{risk}: due {due}", risk=risk.id, due=response.due
            )
        elif response.kind != "accept":
            yield lacking(response, "due")


def _late(risk: Risk, as_of: date) -> Problem | None:
    due = risk.response.due
    if due >= as_of:
        return None
    return Problem(
        risk.response.at("due"),
        "the response to {risk} was due {due} and is not done",
        arithmetic="as of {as_of}, {days} days late",
        help="record in done when it was done, or do it",
        risk=risk.id,
        due=due,
        as_of=as_of,
        days=(as_of - due).days,
    )
