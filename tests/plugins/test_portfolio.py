"""The rules about several plans: their examples, what the examples do not show, and the command on several files."""

from datetime import date
from textwrap import dedent

import pytest
from command import Shell
from hypothesis import given
from hypothesis import strategies as st
from opscheck_portfolio import opscheck_rules
from opscheck_portfolio.allocation import Allocation
from opscheck_portfolio.department_head import DepartmentHead
from opscheck_portfolio.drill_collision import DrillCollision
from opscheck_portfolio.plan_id import PlanId
from opscheck_portfolio.shared_reserve import SharedReserve

from opscheck import Outcome
from opscheck.display import say
from opscheck.testing import assert_examples, found_lines, run_portfolio


@pytest.mark.parametrize("rule", opscheck_rules(), ids=lambda rule: rule.id)
def test_examples(rule):
    assert_examples(rule)


@pytest.mark.parametrize("rule", opscheck_rules(), ids=lambda rule: rule.id)
def test_one_plan_has_nothing_to_be_compared_with(rule):
    (report,) = run_portfolio(rule, "plan: {id: a}\n")
    assert [entry.outcome for entry in report.outcomes] == [Outcome.not_applicable]


@pytest.mark.parametrize("rule", opscheck_rules(), ids=lambda rule: rule.id)
def test_plans_that_say_nothing_have_nothing_in_common(rule):
    reports = run_portfolio(rule, "plan: {id: a}\n---\nplan: {id: b}\n")
    assert [report.findings for report in reports] == [[], []]
    assert {entry.outcome for report in reports for entry in report.outcomes} <= {
        Outcome.passed,
        Outcome.not_applicable,
    }


def findings(rule, text, **options):
    return [found for report in run_portfolio(rule, dedent(text).strip("\n"), **options) for found in report.findings]


def found(rule, *plans, **options):
    """The plan and the path of each finding in some plans, given as pieces of text."""
    return [(each.plan, each.path) for each in findings(rule, "\n---\n".join(plans), **options)]


def said(rule, *plans, **options):
    return [say(each.message) for each in findings(rule, "\n---\n".join(plans), **options)]


class TestThePieces:
    def test_each_piece_is_a_plan_of_its_own_whose_lines_count_in_the_whole_text(self):
        reports = run_portfolio(PlanId, "plan: {id: a}\n---\n\nplan: {id: b}\n---\nplan: {id: a}")
        assert [report.plan for report in reports] == ["a", "b", "a"]
        assert [found_lines(report) for report in reports] == [
            [],
            [],
            [(6, "portfolio/plan-id: a is the id of another plan, too")],
        ]


class TestPlanId:
    def test_every_plan_but_the_first_is_found_closed_ones_too(self):
        plans = ["plan: {id: a, status: closed}", "plan: {id: a}", "plan: {id: b}", "plan: {id: a}"]
        assert found(PlanId, *plans) == [("a", "plan.id"), ("a", "plan.id")]

    def test_plans_without_an_id_do_not_share_one(self):
        reports = run_portfolio(PlanId, "plan: {title: a}\n---\nplan: {title: b}\n")
        assert [each.rule for report in reports for each in report.findings] == ["opscheck/schema", "opscheck/schema"]


def given_to(plan, allocation, *, person="", **header):
    header = "".join(f", {key}: {value}" for key, value in header.items())
    return f"plan: {{id: {plan}{header}}}\norganization: {{people: [{{id: p, allocation: {allocation}%{person}}}]}}"


class TestAllocation:
    def test_just_the_whole_time_is_not_too_much(self):
        assert found(Allocation, given_to("a", "66.7"), given_to("b", "33.3")) == []
        assert said(Allocation, given_to("a", "66.7"), given_to("b", "33.4")) == [
            "p is allocated 100.1 %, more than 100 %"
        ]

    def test_the_days_on_which_one_plan_ends_and_another_begins(self):
        one = given_to("a", 80, start="2026-01-05", finish="2026-06-30")
        assert said(Allocation, one, given_to("b", 80, start="2026-07-01", finish="2026-12-31")) == []
        assert said(Allocation, one, given_to("b", 80, start="2026-06-30", finish="2026-12-31")) == [
            "p is allocated 160 % from 2026-06-30 to 2026-06-30, more than 100 %"
        ]

    def test_the_persons_own_days_bound_those_of_the_plan(self):
        one = given_to("a", 80, start="2026-01-05", finish="2026-06-30", person=", until: 2026-03-31")
        assert found(Allocation, one, given_to("b", 80, start="2026-04-01")) == []
        two = given_to("b", 80, start="2026-01-05", person=", from: 2026-03-31")
        assert said(Allocation, one, two) == ["p is allocated 160 % from 2026-03-31 to 2026-03-31, more than 100 %"]

    def test_somebody_who_leaves_before_the_plan_begins_gives_it_nothing(self):
        gone = given_to("a", 80, start="2026-01-05", person=", until: 2025-12-31")
        assert found(Allocation, gone, given_to("b", 80)) == []

    @pytest.mark.parametrize(
        ("start", "finish", "when"),
        [
            ("2026-01-05", "2026-06-30", " from 2026-01-05 to 2026-06-30"),
            ("2026-01-05", None, " from 2026-01-05 on"),
            (None, "2026-06-30", " until 2026-06-30"),
        ],
    )
    def test_a_plan_without_a_start_or_a_finish_has_no_bound_there(self, start, finish, when):
        days = {key: day for key, day in (("start", start), ("finish", finish)) if day}
        assert said(Allocation, given_to("a", 60, **days), given_to("b", 60)) == [
            f"p is allocated 120 %{when}, more than 100 %"
        ]

    def test_three_plans_of_which_no_two_are_too_much(self):
        plans = [given_to(name, 40) for name in "abc"]
        (finding,) = findings(Allocation, "\n---\n".join(plans))
        assert finding.plan == "c"
        assert [related.span.file for related in finding.related] == ["example-1.yaml", "example-2.yaml"]
        assert say(finding.arithmetic) == "40 %, 40 %, 40 % in a, b, c add up to 120 %"
        assert say(finding.help) == "at most 20 % is left for c in that time"

    def test_the_worst_days_of_each_time_without_a_break_are_found(self):
        plans = [
            given_to("whole", 70, start="2026-01-01", finish="2026-12-31"),
            given_to("spring", 40, start="2026-03-01", finish="2026-05-31"),
            given_to("may", 20, start="2026-05-01", finish="2026-06-30"),
            given_to("autumn", 50, start="2026-09-01", finish="2026-11-30"),
        ]
        assert said(Allocation, *plans) == [
            "p is allocated 130 % from 2026-05-01 to 2026-05-31, more than 100 %",
            "p is allocated 120 % from 2026-09-01 to 2026-11-30, more than 100 %",
        ]
        assert found(Allocation, *plans) == [
            ("may", "organization.people[p].allocation"),
            ("autumn", "organization.people[p].allocation"),
        ]

    def test_two_such_times_at_one_place_are_two_findings(self):
        plans = [
            given_to("may", 40, start="2026-05-01", finish="2026-05-31"),
            given_to("june", 50, start="2026-06-15", finish="2026-06-30"),
            given_to("whole", 70),
        ]
        keys = [finding.key for finding in findings(Allocation, "\n---\n".join(plans))]
        assert keys == ["2026-05-01", "2026-06-15"]

    def test_one_plan_alone_is_not_what_this_is_about(self):
        assert found(Allocation, given_to("a", 120), given_to("b", 0)) == []

    def test_a_closed_plan_takes_nobodys_time(self):
        assert found(Allocation, given_to("a", 80, status="closed"), given_to("b", 80)) == []

    def test_no_share_is_not_a_share_of_everything(self):
        assert found(Allocation, given_to("a", 80).replace(", allocation: 80%", ""), given_to("b", 80)) == []

    def test_a_share_that_cannot_be_read_counts_nothing(self):
        reports = run_portfolio(Allocation, given_to("a", "lots of ") + "\n---\n" + given_to("b", 80))
        assert [each.rule for report in reports for each in report.findings] == ["opscheck/schema"]

    def test_a_person_who_stands_twice_in_one_plan_counts_once(self):
        twice = "plan: {id: a}\norganization: {people: [{id: p, allocation: 40%}, {id: p, allocation: 50%}]}"
        assert {each.rule for each in findings(Allocation, twice + "\n---\n" + given_to("b", 60))} == {
            "opscheck/duplicate-id"
        }

    @given(
        st.lists(
            st.tuples(st.integers(1, 60), st.integers(0, 30), st.integers(0, 10), st.booleans()),
            min_size=2,
            max_size=5,
        )
    )
    def test_somebody_is_found_exactly_if_some_day_is_too_full(self, shares):
        plans, per_day = [], dict.fromkeys(range(60), 0)
        for number, (percent, first, length, closed) in enumerate(shares):
            start, finish = (date.fromordinal(739_000 + first + more) for more in (0, length))
            status = "closed" if closed else "draft"
            plans.append(given_to(f"n{number}", percent, start=start, finish=finish, status=status))
            for day in range(first, first + length + 1):
                per_day[day] += 0 if closed else percent
        busy = {day for day, percent in per_day.items() if percent > 100}
        times = sum(day - 1 not in busy for day in busy)
        sums = [finding.message.values["sum"] for finding in findings(Allocation, "\n---\n".join(plans))]
        assert len(sums) == times
        assert max((int(total * 100) for total in sums), default=0) == max((per_day[day] for day in busy), default=0)


def drills(plan, *entries, more=""):
    lines = "".join(f"  - {{{entry}}}\n" for entry in entries)
    return f"plan: {{id: {plan}}}\n{more}drills:\n{lines}".rstrip("\n")


class TestDrillCollision:
    ONE = drills("a", "id: fire, date: 2026-09-16, participants: [p, q]")

    @pytest.mark.parametrize(
        ("entry", "collides"),
        [
            ("id: leak, date: 2026-09-16, participants: [q]", True),
            ("id: fire, date: 2026-09-16, participants: [q, p]", True),
            ("id: fire, date: 2026-09-16, participants: [p, q]", False),  # the very same drill
            ("id: leak, date: 2026-09-17, participants: [q]", False),
            ("id: leak, date: 2026-09-16, participants: [r]", False),
            ("id: leak, date: 2026-09-16", False),
            ("id: leak, participants: [q]", False),
        ],
    )
    def test_one_day_and_one_person_in_two_drills(self, entry, collides):
        places = [plan for plan, _ in found(DrillCollision, self.ONE, drills("b", entry))]
        assert places == (["b"] if collides else [])

    def test_the_day_itself_is_still_to_come_and_the_day_before_has_passed(self):
        plans = [self.ONE, drills("b", "id: leak, date: 2026-09-16, participants: [q]")]
        assert len(found(DrillCollision, *plans, as_of=date(2026, 9, 16))) == 1
        assert found(DrillCollision, *plans, as_of=date(2026, 9, 17)) == []

    def test_two_drills_of_one_plan_are_that_plans_business(self):
        one = drills("a", *(f"id: {name}, date: 2026-09-16, participants: [p]" for name in ("fire", "leak")))
        assert found(DrillCollision, one, drills("b", "id: flood, date: 2026-10-16, participants: [p]")) == []

    def test_a_third_plan_collides_with_each_drill_that_took_its_people(self):
        plans = [
            self.ONE,
            drills("b", "id: leak, date: 2026-09-16, participants: [r]"),
            drills("c", "id: flood, date: 2026-09-16, participants: [r, p, q]"),
        ]
        assert said(DrillCollision, *plans) == [
            "flood and fire of a are both on 2026-09-16, with p, q",
            "flood and leak of b are both on 2026-09-16, with r",
        ]

    def test_a_department_can_send_two_people(self):
        departments = "organization: {departments: [{id: q}]}\n"
        two = drills("b", "id: leak, date: 2026-09-16, participants: [q]", more=departments)
        assert found(DrillCollision, self.ONE, two) == []
        person = "organization: {departments: [{id: q}], people: [{id: q}]}\n"
        assert len(found(DrillCollision, self.ONE, two.replace(departments, person))) == 1

    def test_a_closed_plan_holds_no_drill(self):
        closed = self.ONE.replace("{id: a}", "{id: a, status: closed}")
        assert found(DrillCollision, closed, drills("b", "id: leak, date: 2026-09-16, participants: [q]")) == []


def led(plan, head, *people, **header):
    header = "".join(f", {key}: {value}" for key, value in header.items())
    named = ", ".join(f"{{id: {person}}}" for person in people)
    head = f", head: {head}" if head else ""
    return f"plan: {{id: {plan}{header}}}\norganization: {{departments: [{{id: ops{head}}}], people: [{named}]}}"


class TestDepartmentHead:
    def test_two_heads_of_one_department_are_found_at_the_later_plan(self):
        (finding,) = findings(DepartmentHead, "\n---\n".join([led("a", "p", "p", "q"), led("b", "q", "q")]))
        assert say(finding.message) == "ops is led by q, and in a by p"
        assert (finding.plan, finding.path) == ("b", "organization.departments[ops].head")
        assert [related.span.file for related in finding.related] == ["example-1.yaml"]

    def test_plans_with_nobody_in_common_are_of_different_organizations(self):
        assert found(DepartmentHead, led("a", "p", "p"), led("b", "q", "q")) == []
        assert found(DepartmentHead, led("a", "p"), led("b", "q")) == []

    def test_one_after_the_other_is_a_change_and_no_contradiction(self):
        one = led("a", "p", "p", "q", start="2025-01-01", finish="2025-12-31")
        assert found(DepartmentHead, one, led("b", "q", "q", start="2026-01-01")) == []
        assert len(found(DepartmentHead, one, led("b", "q", "q", start="2025-12-31"))) == 1
        assert found(DepartmentHead, one.replace("id: a", "id: a, status: closed"), led("b", "q", "q")) == []

    def test_a_plan_that_names_no_head_contradicts_nobody(self):
        assert found(DepartmentHead, led("a", "p", "p"), led("b", None, "p")) == []

    def test_each_plan_is_compared_with_all_before_it(self):
        plans = [led("a", "p", "p"), led("b", "q", "q"), led("c", "q", "p", "q"), led("d", "p", "p")]
        assert said(DepartmentHead, *plans) == ["ops is led by q, and in a by p", "ops is led by p, and in c by q"]


def holding(plan, reserve="contingency", said="amount: 9, holder: p", **header):
    header = "".join(f", {key}: {value}" for key, value in header.items())
    return f"plan: {{id: {plan}{header}}}\nbudget: {{reserves: {{{reserve}: {{{said}}}}}}}"


class TestSharedReserve:
    @pytest.mark.parametrize(
        ("other", "same"),
        [
            (holding("b"), True),
            (holding("b", said="holder: p, amount: 9.00"), True),
            (holding("b", "management"), False),
            (holding("b", said="amount: 8, holder: p"), False),
            (holding("b", said="amount: 9, holder: q"), False),
            (holding("b", said="amount: 9, holder: p, method: share"), False),
            (holding("b", said="amount: 9, holder: p, confidence: 80%"), False),
            (holding("b", said="amount: 9, holder: p, refs: [decision-14]"), False),
            (holding("b", currency="EUR"), False),
            (holding("b", status="closed"), False),
        ],
    )
    def test_two_reserves_that_agree_in_everything_are_one(self, other, same):
        expected = [("b", "budget.reserves.contingency.amount")] if same else []
        assert found(SharedReserve, holding("a"), other) == expected

    def test_nothing_and_what_nobody_holds_is_not_counted_twice(self):
        for reserve in ("amount: 0, holder: p", "amount: 9", "holder: p"):
            assert found(SharedReserve, holding("a", said=reserve), holding("b", said=reserve)) == []

    def test_what_one_plan_has_left_another_may_have_after_it(self):
        one, two = holding("a", finish="2026-06-30"), holding("b", start="2026-07-01")
        assert found(SharedReserve, one, two) == []
        assert found(SharedReserve, one, two, holding("c")) == [("c", "budget.reserves.contingency.amount")]

    def test_the_finding_names_the_first_plan_that_counts_it(self):
        (finding,) = findings(SharedReserve, "\n---\n".join([holding("a"), holding("b")]))
        assert say(finding.message) == "the contingency reserve of 9.00, held by p, is counted in a, too"
        assert [related.span.file for related in finding.related] == ["example-1.yaml"]


SHOPS = """
schema: opscheck/v1
include: [shared.yaml]
plan: {id: shops, start: 2026-01-05, finish: 2026-12-31}
drills: [{id: outage, date: 2026-09-16, participants: [chen-yu]}]
"""
WEB = """
schema: opscheck/v1
include: [shared.yaml]
plan: {id: web, start: 2026-04-01, finish: 2027-03-31}
drills: [{id: leak, date: 2026-09-16, participants: [chen-yu, lin-mei]}]
"""
SHARED = """
schema: opscheck/v1
part_of: [shops.yaml, web.yaml]
organization:
  departments: [{id: operations, head: chen-yu}]
  people: [{id: chen-yu%s}, {id: lin-mei}]
"""


class TestTheCommand:
    def check(self, opscheck: Shell, *options: str):
        return opscheck.check("--select", "portfolio/*,opscheck/*", "--format", "concise", *options)

    def test_plans_may_share_an_organization_and_each_finding_stands_in_the_later_plan(self, opscheck: Shell):
        opscheck.write({"shops.yaml": SHOPS, "web.yaml": WEB, "shared.yaml": SHARED % ""})
        assert self.check(opscheck).out.splitlines() == [
            "web.yaml:5:27: warning portfolio/drill-collision "
            "leak and outage of shops are both on 2026-09-16, with chen-yu"
        ]

    def test_a_share_that_plans_have_from_one_fragment_counts_in_each_and_is_found_once(self, opscheck: Shell):
        opscheck.write({"shops.yaml": SHOPS, "web.yaml": WEB, "shared.yaml": SHARED % ", allocation: 60%"})
        result = self.check(opscheck, "--ignore", "portfolio/drill-collision")
        assert result.out.splitlines() == [
            "shared.yaml:6:38: error portfolio/allocation "
            "chen-yu is allocated 120 % from 2026-04-01 to 2026-12-31, more than 100 %"
        ]
        assert result.code == 1

    def test_plans_of_one_id(self, opscheck: Shell):
        opscheck.write(
            {"shops.yaml": SHOPS, "web.yaml": WEB.replace("id: web", "id: shops"), "shared.yaml": SHARED % ""}
        )
        assert "web.yaml:4:12: error portfolio/plan-id shops is the id of another plan, too" in self.check(opscheck).out

    def test_one_plan_of_several_is_not_compared_with_those_that_are_not_checked(self, opscheck: Shell):
        opscheck.write({"shops.yaml": SHOPS, "web.yaml": WEB, "shared.yaml": SHARED % ", allocation: 60%"})
        assert self.check(opscheck, "web.yaml").out == ""

    def test_a_plan_that_cannot_be_read_hides_nothing_of_the_others(self, opscheck: Shell):
        files = {"a.yaml": "schema: opscheck/v1\nplan: [", "shops.yaml": SHOPS, "web.yaml": WEB}
        opscheck.write({**files, "shared.yaml": SHARED % ""})
        assert [line.split()[2] for line in self.check(opscheck).out.splitlines()] == [
            "opscheck/syntax",
            "portfolio/drill-collision",
        ]
