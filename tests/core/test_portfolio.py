"""A rule about the portfolio sees all plans of a run and says in which of them something is wrong."""

from datetime import date

from opscheck import Pass, Plan, Problem, Results, Rule
from opscheck.display import say
from opscheck.engine import ConfiguredRule, check
from opscheck.engine.portfolio import check_portfolio
from opscheck.finding import Outcome, Severity
from opscheck.merge import merge
from opscheck.source import load

AS_OF = date(2026, 7, 1)


class OnePlanForAnId(Rule, id="tests/plan-ids", scope="portfolio"):
    """No two plans have one id."""

    def check(self, plans: tuple[Plan, ...]) -> Results:
        first: dict[str, Plan] = {}
        for plan in plans:
            other = first.setdefault(plan.header.id, plan)
            if other is not plan:
                at = plan.header.at("id")
                yield Problem(at, "{id} is the id of another plan", related=[other.header.at("id")], id=plan.header.id)
        yield Pass(None, "{count} plans were compared", count=len(plans))


class Broken(Rule, id="tests/broken", scope="portfolio"):
    """It fails."""

    def check(self, plans: tuple[Plan, ...]) -> Results:
        yield Pass(None, "nothing yet")
        raise RuntimeError("no luck")


def reports(rule, **plans):
    rules = [ConfiguredRule(rule.model_construct(), Severity.error)]
    loaded = [merge(load(text.encode(), f"{name}.yaml")) for name, text in plans.items()]
    alone = [(each, check(each, rules, AS_OF)) for each in loaded]
    assert not any(report.outcomes for _, report in alone), "a portfolio rule does not run on a plan alone"
    return check_portfolio(alone, rules)


def plan(name):
    return f"schema: opscheck/v1\nplan:\n  id: {name}\n"


def test_a_finding_belongs_to_the_plan_where_it_stands_and_may_relate_to_another():
    one, two, three = reports(OnePlanForAnId, one=plan("a"), two=plan("b"), three=plan("a"))
    assert (one.findings, two.findings) == ([], [])
    (found,) = three.findings
    assert (say(found.message), found.plan, found.span.file, found.span.line) == (
        "a is the id of another plan",
        "a",
        "three.yaml",
        3,
    )
    assert [related.span.file for related in found.related] == ["one.yaml"]
    assert [report.outcomes[0].outcome for report in (one, two, three)] == [
        Outcome.passed,
        Outcome.passed,
        Outcome.fail,
    ]


def test_a_plan_that_cannot_be_read_is_left_out():
    broken, good = reports(OnePlanForAnId, broken="schema: opscheck/v1\nplan: [", good=plan("a"))
    assert [found.rule for found in broken.findings] == ["opscheck/syntax"]
    assert say(good.outcomes[0].evidence[0].message) == "1 plans were compared"


def test_a_rule_that_fails_is_named():
    one, two = reports(Broken, one=plan("a"), two=plan("b"))
    assert [(found.rule, found.key) for found in one.findings] == [("opscheck/internal-error", "tests/broken")]
    assert two.findings == []
