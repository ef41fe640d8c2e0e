"""The rules about tools: their examples, and what the examples do not show."""

from datetime import date
from textwrap import dedent

import pytest
from opscheck_tooling import opscheck_rules
from opscheck_tooling.base_tools import BaseTools
from opscheck_tooling.capabilities import Capabilities
from opscheck_tooling.compatibility import Compatibility
from opscheck_tooling.interoperability import Interoperability
from opscheck_tooling.renewal import Renewal

from opscheck import Outcome
from opscheck.display import say
from opscheck.testing import assert_examples, run_rule


@pytest.mark.parametrize("rule", opscheck_rules(), ids=lambda rule: rule.id)
def test_examples(rule):
    assert_examples(rule)


def judged(rule, text, as_of=date(2026, 7, 1), **parameters):
    report = run_rule(rule, dedent(text).strip("\n") + "\n", as_of, **parameters)
    assert report.outcomes, "the text of the test is no plan"
    return report


def found(rule, text, as_of=date(2026, 7, 1), **parameters):
    return [(finding.path, finding.key) for finding in judged(rule, text, as_of, **parameters).findings]


def said(rule, text, **parameters):
    return [say(finding.message) for finding in judged(rule, text, **parameters).findings]


def outcome(rule, text, as_of=date(2026, 7, 1), **parameters):
    return judged(rule, text, as_of, **parameters).outcomes[0].outcome


class TestBaseTools:
    def test_each_missing_kind_is_a_finding_of_its_own(self):
        text = "tools: [{id: crm}, {id: pos, kind: till}]"
        assert found(BaseTools, text) == [("tools", "bi"), ("tools", "marketing-automation"), ("tools", "tracking")]

    def test_the_kind_decides_and_not_the_id(self):
        assert found(BaseTools, "tools: [{id: crm, kind: till}]", required=["crm"]) == [("tools", "crm")]
        assert found(BaseTools, "tools: [{id: till, kind: crm}]", required=["crm"]) == []

    def test_several_tools_of_a_kind_are_evidence_together(self):
        report = judged(BaseTools, "tools: [{id: a, kind: crm}, {id: b, kind: crm}]", required=["crm"])
        assert [say(evidence.message) for evidence in report.outcomes[0].evidence] == ["crm: a, b"]

    def test_a_kind_that_cannot_be_read_may_be_the_one_that_is_missing(self):
        report = judged(BaseTools, "tools: [{id: a, kind: [crm]}]", required=["crm"])
        assert [finding.rule for finding in report.findings] == ["opscheck/schema"]
        assert report.outcomes[0].outcome is Outcome.needs_data


def tools(*links, **kinds):
    """The four base tools, and those of other kinds, with the tools that each integrates."""
    base = {"crm": "crm", "mail": "marketing-automation", "bi": "bi", "track": "tracking"}
    names = {name: [] for name in {**base, **kinds}}
    for link in links:
        one, other = link.split(">")
        names[one].append(other)
    return "tools:\n" + "".join(
        f"  - {{id: {name}, kind: {({**base, **kinds})[name]}, integrates: [{', '.join(others)}]}}\n"
        for name, others in names.items()
    )


class TestInteroperability:
    @pytest.mark.parametrize(
        "links",
        [
            ("crm>mail", "mail>bi", "bi>track"),
            ("crm>mail", "crm>bi", "crm>track"),
            ("track>crm", "track>mail", "track>bi"),
            ("mail>crm", "bi>mail", "track>bi"),
            ("crm>mail", "mail>crm", "bi>crm", "crm>bi", "bi>track", "crm>crm"),
        ],
    )
    def test_what_hangs_together_may_do_so_in_any_way(self, links):
        assert found(Interoperability, tools(*links)) == []

    def test_an_integration_platform_connects_what_it_integrates(self):
        links = ("hub>crm", "hub>mail", "bi>hub", "track>hub")
        assert found(Interoperability, tools(*links, hub="integration-platform")) == []

    def test_a_tool_of_another_kind_need_not_be_connected(self):
        links = ("crm>mail", "mail>bi", "bi>track")
        assert found(Interoperability, tools(*links, till="point-of-sale")) == []

    def test_a_loop_of_one_tool_connects_nothing(self):
        assert found(Interoperability, tools("crm>mail", "mail>bi", "track>track")) == [
            ("tools[track].integrates", None)
        ]

    def test_the_smaller_part_is_found_wherever_it_stands(self):
        text = tools("mail>bi", "bi>track")
        assert said(Interoperability, text) == ["no data flows between crm and mail, bi, track"]
        assert found(Interoperability, text) == [("tools[crm].integrates", None)]

    def test_of_two_equal_parts_the_later_one_is_found_and_every_tool_of_it_related(self):
        (finding,) = judged(Interoperability, tools("crm>bi", "mail>track")).findings
        assert say(finding.message) == "no data flows between mail, track and crm, bi"
        assert finding.path == "tools[mail].integrates"
        assert [related.span.line for related in finding.related] == [5, 2]

    def test_where_nothing_is_connected_every_tool_but_one_is_found(self):
        assert found(Interoperability, tools()) == [
            ("tools[mail].integrates", None),
            ("tools[bi].integrates", None),
            ("tools[track].integrates", None),
        ]

    def test_an_id_of_no_tool_leaves_the_connection_open(self):
        report = judged(Interoperability, tools("crm>mail", "mail>bi", "bi>trakc"))
        assert [finding.rule for finding in report.findings] == ["opscheck/unknown-reference"]
        assert report.outcomes[0].outcome is Outcome.needs_data

    @pytest.mark.parametrize("text", ["tools: [{id: crm}]", "tools: [{id: till}, {id: hub}]"])
    def test_less_than_two_base_tools_have_nothing_to_exchange(self, text):
        assert outcome(Interoperability, text) is Outcome.not_applicable

    def test_the_same_tool_declared_twice_is_one(self):
        report = judged(Interoperability, "tools: [{id: crm, integrates: [bi]}, {id: bi}, {id: crm}]")
        assert [finding.rule for finding in report.findings] == ["opscheck/duplicate-id"]

    def test_ten_thousand_islands_are_no_more_than_anybody_reads(self):
        islands = "".join(f"  - {{id: t{number}, kind: crm}}\n" for number in range(10_000))
        report = judged(Interoperability, "tools:\n" + islands)
        assert len(report.findings) == 1001


class TestCapabilities:
    def test_each_missing_capability_is_found(self):
        text = "tools: [{id: mailer, kind: marketing-automation, capabilities: [email]}]"
        assert found(Capabilities, text) == [
            ("tools[mailer].capabilities", "ab-testing"),
            ("tools[mailer].capabilities", "push"),
            ("tools[mailer].capabilities", "sms"),
        ]

    def test_a_second_tool_of_the_kind_fills_the_gap_wherever_it_stands(self):
        text = "tools: [{id: a, kind: crm}, {id: b, kind: crm, capabilities: [smart-tags, multi-channel]}]"
        assert outcome(Capabilities, text) is Outcome.passed

    def test_what_several_tools_lack_is_found_at_the_first_that_can_do_anything(self):
        text = "tools: [{id: a, kind: crm}, {id: b, kind: crm, capabilities: [smart-tags]}]"
        assert found(Capabilities, text) == [("tools[b].capabilities", "multi-channel")]

    def test_a_plan_with_tools_of_other_kinds_alone_is_not_judged(self):
        assert outcome(Capabilities, "tools: [{id: till}]") is Outcome.not_applicable

    def test_a_kind_of_which_nothing_is_asked_passes(self):
        assert outcome(Capabilities, "tools: [{id: bi}]", bi=[]) is Outcome.passed


class TestCompatibility:
    def test_one_tool_hides_nothing_of_another(self):
        text = "tools: [{id: a}, {id: b, compatibility: {assessed: 2027-01-01}}, {id: c, compatibility: {}}]"
        assert found(Compatibility, text) == [
            ("tools[a]", "compatibility"),
            ("tools[b].compatibility.assessed", None),
            ("tools[c]", "compatibility"),
        ]


class TestRenewal:
    @pytest.mark.parametrize(("review", "fits"), [("P1Y", True), ("P12M", True), ("P52W", True), ("P366D", False)])
    def test_a_year_is_the_longest(self, review, fits):
        text = f"tools: [{{id: crm, review: {review}, retire_when: never used}}]"
        assert found(Renewal, text) == ([] if fits else [("tools[crm].review", None)])

    def test_what_a_tool_lacks_is_found_once_each(self):
        assert found(Renewal, "tools: [{id: crm}]") == [("tools[crm]", "retire_when"), ("tools[crm]", "review")]
