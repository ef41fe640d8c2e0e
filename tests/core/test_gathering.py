"""A rule about all plans that gathers keeps facts of each plan, and no plan; it says what it would of the plans."""

import os
import pickle
import tracemalloc
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opscheck_portfolio import opscheck_rules

from opscheck import Fact, Facts, Pass, PlanReport, Problem, Rule, SetValue, safe_fix
from opscheck.display import say
from opscheck.engine import ConfiguredRule, check
from opscheck.engine.gathering import gather, read
from opscheck.engine.isolate import RuleLimits
from opscheck.engine.portfolio import Gathering, check_portfolio
from opscheck.finding import Outcome, Severity
from opscheck.merge import merge
from opscheck.source import load

AS_OF = date(2026, 7, 1)
LIMITS = RuleLimits(seconds=5)


class SameTitle(Rule, id="tests/titles", scope="portfolio", fixable=True):
    """No two plans have one title."""

    def gather(self, plan):
        if plan.header.title:
            yield Fact(plan.header.title, plan.header.at("title"), plan.header.id)

    def compare(self, facts):
        for title, (first, *others) in facts:
            for fact in others:
                yield Problem(
                    fact.at,
                    "{title} is the title of {other}, too, at {place}",
                    related=[first.at],
                    fix=safe_fix("name it {id}", SetValue(fact.at, fact.value)),
                    title=title,
                    other=first.value,
                    place=first.at,
                    id=fact.value,
                )
        yield Pass(None, "{count} plans were compared", count=facts.plans)


class SameTitleOfPlans(Rule, id="tests/titles", scope="portfolio"):
    """The same, of the plans themselves."""

    def check(self, plans):
        first = {}
        for plan in plans:
            title = plan.header.title
            other = first.setdefault(title, plan) if title else plan
            if other is not plan:
                yield Problem(
                    plan.header.at("title"),
                    "{title} is the title of {other}, too, at {place}",
                    related=[other.header.at("title")],
                    title=title,
                    other=other.header.id,
                    place=other.header.at("title"),
                    id=plan.header.id,
                )
        yield Pass(None, "{count} plans were compared", count=len(plans))


def configured(rule, origin=None):
    return ConfiguredRule(rule.model_construct(), Severity.error, origin)


def alone(*texts):
    plans = [merge(load(text.encode(), f"{number}.yaml")) for number, text in enumerate(texts)]
    return [(loaded, check(loaded, [], AS_OF)) for loaded in plans]


def reports(*rules, texts):
    return check_portfolio(alone(*texts), rules, LIMITS)


def plan(name, more=""):
    return f"schema: opscheck/v1\nplan: {{id: {name}{more}}}\n"


def titled(name, title):
    return plan(name, f", title: {title}")


def made(rule_id="tests/made", scope="portfolio", **methods):
    namespace = {"__doc__": "It is so.", "__module__": __name__, **methods}
    return type(Rule)("Made", (Rule,), namespace, id=rule_id, scope=scope)


def nothing(*_):
    return iter(())


class TestTheTwoForms:
    @pytest.mark.parametrize("names", [("check",), ("gather", "compare"), ("check", "compare")])
    def test_a_rule_has_check_or_gather_and_compare(self, names):
        made(**dict.fromkeys(names, nothing))

    @pytest.mark.parametrize(
        ("scope", "names"),
        [("portfolio", names) for names in ((), ("gather",), ("compare",))]
        + [("plan", names) for names in ((), ("gather", "compare"))],
    )
    def test_one_that_has_too_little_is_refused_when_it_is_defined(self, scope, names):
        with pytest.raises(TypeError, match=r'^Made: a rule needs check\(\), or with scope="portfolio" gather\(\)'):
            made(scope=scope, **dict.fromkeys(names, nothing))

    def test_one_that_has_both_is_refused_when_it_is_defined(self):
        with pytest.raises(TypeError, match=r"^Made: a rule has either check\(\), or gather\(\) and compare\(\)"):
            made(check=nothing, gather=nothing, compare=nothing)

    def test_what_a_base_brings_counts(self):
        class Base(Rule):
            def gather(self, plan):
                return nothing()

        class Whole(Base, id="tests/whole", scope="portfolio"):
            """It is so."""

            def compare(self, facts):
                return nothing()

        assert Whole.id == "tests/whole"

    @given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["x", "y", "z", "''"])), max_size=6))
    def test_both_say_the_same(self, plans):
        texts = [titled(name, title) for name, title in plans]
        lean, whole = (reports(configured(rule), texts=texts) for rule in (SameTitle, SameTitleOfPlans))
        for one, other in zip(lean, whole, strict=True):
            assert [(say(each.message), each.span, each.path, each.plan, each.related) for each in one.findings] == [
                (say(each.message), each.span, each.path, each.plan, each.related) for each in other.findings
            ]
            assert one.outcomes == other.outcomes

    def test_rules_of_both_forms_say_what_they_have_to_say_in_the_order_of_the_rules(self):
        second = made("tests/second", check=lambda _self, plans: iter([Pass(None, "{n} plans", n=len(plans))]))
        for rules in ([SameTitle, second], [second, SameTitle]):
            (report,) = reports(*map(configured, rules), texts=[plan("a")])
            assert [outcome.rule for outcome in report.outcomes] == [rule.id for rule in rules]


class TestFacts:
    def test_keys_come_in_order_and_their_facts_in_that_of_the_plans(self):
        seen = []

        def compare(_self, facts: Facts) -> Iterator[Pass]:
            for _ in range(2):  # as often as one likes
                seen.append([(key, [(fact.plan, fact.value) for fact in same]) for key, same in facts])
            yield Pass(None, "{count}", count=facts.plans)

        keys = {"a": ["y", ("y",), "x"], "b": [("x", "y"), "y", "\ud800"]}
        rule = made(
            gather=lambda _self, plan: (Fact(key, plan.at(), plan.header.id) for key in keys.get(plan.header.id, ())),
            compare=compare,
        )
        *_, last = reports(configured(rule), texts=[plan("a"), "plan: [", plan("b"), plan("c")])
        a, b = (0, "a"), (2, "b")
        assert seen == 2 * [
            [("x", [a]), ("y", [a, b]), ("\ud800", [b]), (("x", "y"), [b]), (("y",), [a])],
        ]
        assert say(last.outcomes[0].evidence[0].message) == "3"

    def test_a_place_can_be_spoken_of_and_changed_when_its_plan_is_gone(self):
        one, two = reports(configured(SameTitle), texts=[titled("a", "x"), titled("b", "x")])
        (found,) = two.findings
        assert say(found.message) == "x is the title of a, too, at plan.title"
        assert (found.path, found.plan, found.span.file) == ("plan.title", "b", "1.yaml")
        assert [related.span.file for related in found.related] == ["0.yaml"]
        assert found.fix.changes == (SetValue(("plan", "title"), "b"),)
        assert [report.outcomes[0].outcome for report in (one, two)] == [Outcome.passed, Outcome.fail]

    def test_what_is_kept_of_a_plan_pickles_and_holds_no_plan(self):
        rules = [configured(rule) for rule in (*opscheck_rules(), SameTitle)]
        ((loaded, report),) = alone(titled("a", "x"))
        kept = gather(rules, *read(loaded, report, (), LIMITS))
        assert pickle.loads(pickle.dumps(kept)) == kept
        assert b"opscheck.plan" not in pickle.dumps(kept)


FAILING = {
    "gather raises": ({"gather": lambda _self, plan: 1 / 0}, "ZeroDivisionError"),
    "compare raises": ({"compare": lambda _self, facts: 1 / 0}, "ZeroDivisionError"),
    "gather returns nothing": ({"gather": lambda _self, plan: None}, "TypeError"),
    "compare returns nothing": ({"compare": lambda _self, facts: None}, "TypeError"),
    "gather yields nonsense": ({"gather": lambda _self, plan: ["x"]}, "'x', which is no Fact"),
    "a fact without a place": ({"gather": lambda _self, plan: [Fact("x", None)]}, "which is no Fact with a place"),
    "a key that is no text": ({"gather": lambda _self, plan: [Fact((1,), plan.at())]}, "neither a text nor a tuple"),
    "a fact that keeps the plan": ({"gather": lambda _self, plan: [Fact("x", plan.at(), plan)]}, "is a Plan"),
    "a place of nowhere": ({"compare": lambda _self, facts: [Problem(None, "wrong")]}, "a place is that of no fact"),
}


class TestARuleThatFails:
    @pytest.mark.parametrize(("methods", "said"), FAILING.values(), ids=FAILING)
    @pytest.mark.parametrize("origin", [None, "opscheck-acme"])
    def test_it_is_named_in_the_first_plan_and_the_others_go_on(self, methods, said, origin):
        broken = made(**{"gather": nothing, "compare": nothing, **methods})
        rules = configured(broken, origin), configured(SameTitle)
        first, *others = reports(*rules, texts=["plan: [", titled("a", "x"), titled("b", "x")])
        internal = [found for found in first.findings if found.rule == "opscheck/internal-error"]
        assert [found.key for found in internal] == ["tests/made"]
        assert said in say(internal[0].message)
        assert [[found.rule for found in report.findings] for report in others] == [[], ["tests/titles"]]
        assert {outcome.rule for report in others for outcome in report.outcomes} == {"tests/titles"}

    @pytest.mark.parametrize("method", ["gather", "compare"])
    @pytest.mark.parametrize(
        ("does", "said"),
        [(lambda *_: os._exit(0), "it ended the process"), (lambda *_: [lambda: 0], "")],
        ids=["exits", "says what cannot be sent"],
    )
    def test_a_strangers_rule_costs_nobody_else_anything(self, method, does, said):
        broken = made(**{"gather": nothing, "compare": nothing, method: does})
        first, second = reports(
            configured(broken, "opscheck-acme"),
            configured(SameTitle, "opscheck-acme"),
            texts=[titled("a", "x"), titled("b", "x")],
        )
        assert [found.key for found in first.findings] == ["tests/made"]
        assert said in say(first.findings[0].message)
        assert [found.rule for found in second.findings] == ["tests/titles"]

    def test_one_plan_in_which_gathering_fails_is_enough(self):
        def picky(_self, plan):
            assert plan.header.id != "b", "not b"
            yield Fact("x", plan.at())

        rule = made(gather=picky, compare=lambda _self, facts: (Problem(f.at, "wrong") for _, fs in facts for f in fs))
        one, two, three = reports(configured(rule), texts=[plan("a"), plan("b"), plan("c")])
        assert "not b" in say(one.findings[0].message)
        assert (two.findings, three.findings, three.outcomes) == ([], [], [])


class TestManyPlans:
    """The collector alone, as a run of many plans fills it: no plan is at hand twice."""

    @staticmethod
    def gathered(count, most, alike=4):
        rules = [configured(rule) for rule in opscheck_rules()]
        heads = ["p", "q"]
        text = (
            "plan: {id: a, currency: CNY}\n"
            "organization: {people: [{id: p, allocation: 1%}], departments: [{id: ops, head: p}]}\n"
            "budget: {reserves: {contingency: {amount: 9, holder: p, method: m}}}\n"
            "drills: [{id: fire, date: 2026-09-16, participants: [p]}]\n"
        )
        ((loaded, report),) = alone("schema: opscheck/v1\n" + text)
        kept = gather(rules, *read(loaded, report, (), LIMITS))
        gathering = Gathering(rules, most=most)
        for index in range(count):
            group = index // alike  # four plans have something to do with each other, and each four with no others
            own = {rule: [_of(fact, index, group, heads[index % 2]) for fact in facts] for rule, facts in kept.items()}
            gathering.add(index, f"n{index}", own)
        return gathering.results(), report

    @pytest.mark.parametrize("alike", [4, 1_000_000], ids=["four-have-to-do-with-each-other", "all-do"])
    def test_memory_does_not_grow_with_the_plans(self, alike):
        def peak(count):
            tracemalloc.start()
            self.gathered(count, 5_000, alike)
            _, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            return most

        peak(500)  # what is imported on the way is not counted
        assert peak(20_000) < 1.5 * peak(2_000)

    def test_facts_of_one_key_can_be_gone_through_again_and_counted_however_many_they_are(self):
        for count in (3, 2_500):
            ((key, same),) = Facts([Fact("k", None, number, number) for number in range(count)], count)
            assert (key, len(same)) == ("k", count)
            assert [fact.value for fact in same] == [fact.value for fact in same] == list(range(count))

    @given(st.integers(0, 60), st.integers(0, 40))
    @settings(max_examples=30, deadline=None)
    def test_it_is_the_same_however_little_is_in_memory(self, count, most):
        (some, _), (all_, _) = self.gathered(count, most), self.gathered(count, 50_000)
        assert some == all_
        assert some == pickle.loads(pickle.dumps(some))

    def test_each_report_is_amended_by_itself(self):
        verdicts, report = self.gathered(8, 10)
        amended = [verdicts.amended(report, index) for index in (7, 0, 5)]
        assert [sorted({found.rule for found in each.findings}) for each in amended] == [
            ["portfolio/department-head", "portfolio/shared-reserve"],
            [],
            ["portfolio/department-head", "portfolio/shared-reserve"],
        ]
        assert all(len(each.outcomes) == len(opscheck_rules()) for each in amended)
        assert report == PlanReport(report.file, report.plan, report.title, report.as_of), "and is none the worse"


def _of(fact, index, group, head):
    """The fact as another plan would have it."""
    value = fact.value
    if fact.key == "ops" and len(value) > 1:
        value = (head, f"n{index}", *value[2:])
    first, *rest = fact.key if isinstance(fact.key, tuple) else [f"n{index}" if fact.key == "a" else fact.key]
    return fact._replace(key=(f"{first}-{group}", *rest) if rest else f"{first}-{group}", value=value)
