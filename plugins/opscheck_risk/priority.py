from collections.abc import Collection
from decimal import Decimal
from typing import NamedTuple

from opscheck import NotApplicable, Pass, Plan, Problem, Results, Risk, Rule, by_id, lacking, parameter
from opscheck_risk.rating import is_open, rating, stricter

_HIGHEST = 1


class _Known(NamedTuple):
    """Who and what a high risk may name."""

    people: Collection[str]
    departments: Collection[str]
    contingency_plans: Collection[str]


class Priority(
    Rule,
    id="risk/priority",
    severity="error",
    clauses=["C6.1b"],
    requires=["risks"],
    reads=[
        "risk_model.high",
        "risk_model.impact_scale",
        "organization.people[*].id",
        "organization.departments[*].id",
        "contingency_plans[*].id",
    ],
):
    """High risks have the highest priority, a contingency plan and a named person as owner.

    A risk is rated probability x impact / impact scale, and it is high from the plan's own `risk_model.high` on. That
    bound may be stricter (lower) than the rule's; one that is looser is a finding, and the rule's is used. The highest
    priority is 1. A closed risk is left alone.

    Why: what is likely and bad is prevented first, by somebody who can be called, with a plan for when it happens.

    Good:
        organization: {people: [{id: wang-lei}]}
        risks:
          - {id: outage, probability: 60%, impact: 5, priority: 1, owner: wang-lei, contingency_plan: outage-plan}
          - {id: churn, probability: 40%, impact: 3, priority: 2, owner: marketing}
        contingency_plans: [{id: outage-plan}]
    Bad:
        organization: {people: [{id: wang-lei}], departments: [{id: technology}]}
        risks:
          - id: outage
            probability: 60%
            impact: 5
            priority: 2  # <- outage is rated high, 0.60, and has priority 2
            owner: technology  # <- outage is rated high, 0.60, and its owner technology is a department
            contingency_plan: outage-plan
        contingency_plans: [{id: outage-plan}]
    Bad:
        risks:
          - {id: outage, probability: 60%, impact: 5, owner: wang-lei, contingency_plan: a}  # <- has no priority
          - {id: leak, probability: 50%, impact: 5, priority: 1, contingency_plan: a}  # <- risks[leak] has no owner
          - {id: fire, probability: 50%, impact: 5, priority: 1, owner: wang-lei}  # <- has no contingency_plan
        contingency_plans: [{id: a}]
    Bad:
        risk_model: {high: 0.8}  # <- the plan calls a risk high from 0.8 on, and the framework from 0.5 on
        risks: [{id: churn, probability: 40%, impact: 3}]
    Bad:
        risks: []  # <- the plan has no risks
    """

    high: Decimal = parameter(
        Decimal("0.5"),
        "the rating from which on a risk is high",
        ours="half of the worst possible: the PMBOK Guide has risks rated by a probability and impact matrix, and "
        "leaves it to the organization from where on they are high",
    )

    def check(self, plan: Plan) -> Results:
        yield from self._model(plan)
        high = stricter(plan.risk_model.high, self.high)
        known = _Known(
            by_id(plan.organization.people), by_id(plan.organization.departments), by_id(plan.contingency_plans)
        )
        ratings = ((risk, rating(risk.probability, risk.impact, plan.risk_model.scale)) for risk in plan.risks)
        found = [
            (risk, rated) for risk, rated in ratings if rated is not None and rated >= high and is_open(risk, plan)
        ]
        for risk, rated in found:
            yield from _judge(risk, rated, known)
        if not found:
            yield NotApplicable(plan.at("risks"), "no open risk is rated {high} or more", high=high)

    def _model(self, plan: Plan) -> Results:
        model = plan.risk_model
        if model.high is not None and model.high > self.high:
            yield Problem(
                model.at("high"),
                "the plan calls a risk high from {own} on, and the framework from {high} on",
                help="at most {high}: a plan's own risk model may be stricter, never looser",
                own=model.high,
                high=self.high,
            )
        if model.impact_scale is not None and model.impact_scale <= 0:
            yield Problem(
                model.at("impact_scale"),
                "on an impact scale that ends at {impact_scale} no risk can be rated",
                help="the highest impact is a number above zero, mostly 5",
                impact_scale=model.impact_scale,
            )


def _judge(risk: Risk, rated: Decimal, known: _Known) -> Results:
    problems = [*_priority(risk, rated), *_owner(risk, rated, known), *_contingency_plan(risk, rated, known)]
    yield from problems
    if not problems:
        yield Pass(
            risk.at("priority"),
            "{risk} is rated high, {rating}: priority 1, owner {owner}, {plan} for when it strikes",
            risk=risk.id,
            rating=rated,
            owner=risk.owner,
            plan=risk.contingency_plan,
        )


def _priority(risk: Risk, rated: Decimal) -> Results:
    if risk.priority is None:
        yield lacking(risk, "priority")
    elif risk.priority != _HIGHEST:
        yield Problem(
            risk.at("priority"),
            "{risk} is rated high, {rating}, and has priority {priority}",
            help="its priority is 1, the highest",
            risk=risk.id,
            rating=rated,
            priority=risk.priority,
        )


def _owner(risk: Risk, rated: Decimal, known: _Known) -> Results:
    if risk.owner is None:
        yield lacking(risk, "owner")
    elif risk.owner in known.people:
        return
    elif risk.owner in known.departments:
        yield _owner_problem(risk, rated, "{risk} is rated high, {rating}, and its owner {owner} is a department")
    elif known.people:
        yield _owner_problem(risk, rated, "{risk} is rated high, {rating}, and its owner {owner} is nobody in the plan")


def _owner_problem(risk: Risk, rated: Decimal, template: str) -> Problem:
    named = "name one of organization.people"
    return Problem(risk.at("owner"), template, help=named, risk=risk.id, rating=rated, owner=risk.owner)


def _contingency_plan(risk: Risk, rated: Decimal, known: _Known) -> Results:
    if risk.contingency_plan is None:
        yield lacking(risk, "contingency_plan")
    elif risk.contingency_plan not in known.contingency_plans:
        yield Problem(
            risk.at("contingency_plan"),
            "{risk} is rated high, {rating}, and the plan has no contingency plan {plan}",
            risk=risk.id,
            rating=rated,
            plan=risk.contingency_plan,
        )
