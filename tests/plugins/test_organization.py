"""The rules about the organization: their examples, and what the examples do not show."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opscheck_organization import opscheck_rules
from opscheck_organization.duties import PLACES
from party_places import in_every_place, places_of_the_format

from opscheck.display import say
from opscheck.testing import assert_examples, found_lines, run_rule

RULES = {rule.id.removeprefix("organization/"): rule for rule in opscheck_rules()}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_examples(rule):
    assert_examples(rule)


def found(rule, text, **parameters):
    """The lines and messages of what a rule finds."""
    report = run_rule(RULES[rule], text, **parameters)
    return [(line, message.removeprefix(f"organization/{rule}: ")) for line, message in found_lines(report)]


def judged(rule, text, **parameters):
    """The outcome of a rule and its evidence."""
    (outcome,) = run_rule(RULES[rule], text, **parameters).outcomes
    return outcome.outcome.value, [say(evidence.message) for evidence in outcome.evidence]


def only_finding(rule, text, **parameters):
    (finding,) = run_rule(RULES[rule], text, **parameters).findings
    return finding


def spell(data):
    """A plan's data as text, a section to a line."""
    return "".join(f"{key}: {json.dumps(value)}\n" for key, value in data.items())


class TestKnownOwnerFollowsEverybody:
    def test_every_party_of_the_format_is_followed(self):
        text = spell(in_every_place("nobody"))
        report = run_rule(RULES["known-owner"], text)
        assert {finding.rule for finding in report.findings} == {"organization/known-owner"}
        assert len(report.findings) == len(places_of_the_format())
        assert len({finding.path for finding in report.findings}) == len(report.findings)

    def test_of_every_party_of_the_format_it_is_decided_when_it_has_to_be_there(self):
        assert sorted(PLACES) == sorted(places_of_the_format())

    def test_a_department_is_as_good_as_a_person(self):
        for section in ("people", "departments"):
            data = in_every_place("finance")
            data["organization"] = {section: [{"id": "finance"}]}
            assert judged("known-owner", spell(data))[0] == "pass"

    def test_each_place_is_a_finding_at_its_own_line(self):
        text = (
            "organization:\n  people: [{id: he-tao}]\n"
            "drills:\n  - id: q1\n    participants:\n      - he-tao\n      - r-santos\n      - t-bell\n"
            "tasks:\n  - {id: a, owner: r-santos}\n"
        )
        message = "r-santos is neither a person nor a department of the plan"
        assert found("known-owner", text) == [
            (7, message),
            (8, "t-bell is neither a person nor a department of the plan"),
            (10, message),
        ]

    def test_a_name_a_misspelling_and_a_post_lead_to_the_id(self):
        text = (
            "organization:\n  people:\n    - {id: sun-jia, name: 孙佳, roles: [data-analyst]}\n"
            "    - {id: he-tao, roles: [developer]}\n    - {id: wang-lei, roles: [developer]}\n"
            "  departments: [{id: finance, name: Finance Department}]\n"
            "kpis:\n%s"
        )
        for written, meant in {
            "孙佳": "sun-jia",
            "SUN-JIA": "sun-jia",
            "sunjia": "sun-jia",
            "data-analyst": "sun-jia",
            "finance department": "finance",
        }.items():
            ((_, message),) = found("known-owner", text % f"  - {{id: a, owner: {written}}}\n")
            assert message.endswith(f": did you mean {meant}?")
        for written in ("developer", "r-santos"):
            ((_, message),) = found("known-owner", text % f"  - {{id: a, owner: {written}}}\n")
            assert message.endswith("of the plan")

    def test_a_mistake_made_often_is_explained_each_time_and_many_mistakes_only_at_first(self):
        text = "organization:\n  people: [{id: he-tao}]\nkpis:\n"
        often = text + "".join(f"  - {{id: k{number}, owner: he-tap}}\n" for number in range(50))
        assert all(message.endswith("did you mean he-tao?") for _, message in found("known-owner", often))
        many = text + "".join(f"  - {{id: k{number}, owner: he-tao-{number}}}\n" for number in range(50))
        explained = [message.endswith("did you mean he-tao?") for _, message in found("known-owner", many)]
        assert explained == [True] * 20 + [False] * 30

    def test_outside_parties_need_not_be_declared(self):
        text = (
            "organization: {people: [{id: he-tao}]}\n"
            "governance: {mediation: {party: an adviser}, partners: [{id: carrier, name: A carrier}]}\n"
            "phases: [{id: design, reviews: [{kind: external, by: panel of experts}]}]\n"
        )
        assert judged("known-owner", text) == ("not-applicable", ["the plan names nobody"])

    @pytest.mark.parametrize(
        "organization", ["", "organization: {}\n", "organization: {people: [], departments: []}\n"]
    )
    def test_without_an_organization_that_is_said_once(self, organization):
        text = organization + "kpis:\n  - {id: a, owner: he-tao}\n  - {id: b, owner: sun-jia}\n"
        assert len(found("known-owner", text)) == 1

    def test_somebody_who_cannot_be_read_may_be_the_one_who_is_named(self):
        text = "organization:\n  people: [{id: He Tao}, {id: sun-jia}]\nkpis: [{id: a, owner: he-tao}]\n"
        report = run_rule(RULES["known-owner"], text)
        assert [finding.rule for finding in report.findings] == ["opscheck/schema"]
        assert report.outcomes[0].outcome.value == "needs-data"

    def test_passing_says_how_much_was_looked_at(self):
        text = "organization:\n  people: [{id: he-tao, backup: sun-jia}, {id: sun-jia, backup: he-tao}]\n"
        message = "everybody named is declared and there on the days concerned: 2 places, 2 parties"
        assert judged("known-owner", text) == ("pass", [message])


PLAN = "plan: {id: example, start: 2026-01-05, finish: 2027-07-31}\n"
PHASES = (
    "phases:\n  - {id: design, start: 2026-03-16, finish: 2026-05-29}\n"
    "  - {id: rollout, start: 2026-10-19, finish: 2027-05-31}\n"
)
CLOSED = "closed: 2026-05-12"
IMPROVEMENT = "actuals: {drills_held: [{drill: q1, review: {improvements: [{owner: p, due: 2026-05-15%s}]}}]}"
DELIVERED = "actuals: {deliveries: [{deliverable: d, date: 2026-02-20}]}"
HELD = "actuals: {drills_held: [{drill: q, held: 2026-03-27}]}"

# What the plan says, the last day on which the party may join, and the first on which it may have left the day before.
DUTIES = {
    "a task, from its start to its finish": (
        "tasks: [{id: t, owner: p, start: 2026-03-16, finish: 2026-05-15}]",
        ("2026-03-16", "2026-05-15"),
    ),
    "a task that is done, until it was": (
        "tasks: [{id: t, owner: p, start: 2026-03-16, finish: 2026-05-15}]\n"
        "actuals: {progress: [{task: t, finished: 2026-04-30}]}",
        ("2026-03-16", "2026-04-30"),
    ),
    "a milestone without a start, on its day": (
        "tasks: [{id: t, kind: milestone, owner: p, finish: 2026-05-15}]",
        ("2026-05-15", "2026-05-15"),
    ),
    "a task without a finish, on its first day": (
        "tasks: [{id: t, owner: p, start: 2026-03-16}]",
        ("2026-03-16", "2026-03-16"),
    ),
    "a task that ends before it starts, on its last day": (
        "tasks: [{id: t, owner: p, start: 2026-05-15, finish: 2026-03-16}]",
        ("2026-03-16", "2026-03-16"),
    ),
    "a deliverable, from its start until it is due": (
        "deliverables: [{id: d, owner: p, start: 2026-01-12, due: 2026-02-27}]",
        ("2026-01-12", "2026-02-27"),
    ),
    "a deliverable that was delivered, until then": (
        f"deliverables: [{{id: d, owner: p, start: 2026-01-12, due: 2026-02-27}}]\n{DELIVERED}",
        ("2026-01-12", "2026-02-20"),
    ),
    "the accountable of a phase, throughout": (
        f"{PHASES}organization: {{responsibilities: [{{phase: design, accountable: p}}]}}",
        ("2026-03-16", "2026-05-29"),
    ),
    "the responsible of a phase, at some time": (
        f"{PHASES}organization: {{responsibilities: [{{phase: design, responsible: p}}]}}",
        ("2026-05-29", "2026-03-16"),
    ),
    "the accountable of a deliverable, throughout": (
        "deliverables: [{id: d, start: 2026-01-12, due: 2026-02-27}]\n"
        "organization: {responsibilities: [{deliverable: d, accountable: p}]}",
        ("2026-01-12", "2026-02-27"),
    ),
    "the consulted of a deliverable, at some time": (
        "deliverables: [{id: d, start: 2026-01-12, due: 2026-02-27}]\n"
        "organization: {responsibilities: [{deliverable: d, consulted: [p]}]}",
        ("2026-02-27", "2026-01-12"),
    ),
    "a budget line, in the phases that its stage pays for": (
        f"{PHASES}budget: {{stages: [{{id: early, phases: [rollout, design], lines: [{{id: l, owner: p}}]}}]}}",
        ("2027-05-31", "2026-03-16"),
    ),
    "a budget line of no phase, in the rest of the plan": (
        "budget: {stages: [{id: early, lines: [{id: l, owner: p}]}]}",
        ("2027-07-31", "2026-07-01"),
    ),
    "a KPI, in the rest of the plan": ("kpis: [{id: nps, owner: p}]", ("2027-07-31", "2026-07-01")),
    "an alert's recipient, in the rest of the plan": (
        "indicators: [{id: i, alert: {channels: [{kind: sms, to: p}]}}]",
        ("2027-07-31", "2026-07-01"),
    ),
    "an open risk, in the rest of the plan": (
        "risks: [{id: r, owner: p, identified: 2026-01-20}]",
        ("2027-07-31", "2026-07-01"),
    ),
    "a closed risk, while it was open": (
        "risks: [{id: r, owner: p, identified: 2026-01-20, closed: 2026-05-04}]",
        ("2026-05-04", "2026-01-20"),
    ),
    "a response, when it is due": (
        "risks: [{id: r, response: {owner: p, due: 2026-08-14}}]",
        ("2026-08-14", "2026-08-14"),
    ),
    "a response that is done, on that day": (
        "risks: [{id: r, response: {owner: p, due: 2026-06-15, done: 2026-06-10}}]",
        ("2026-06-10", "2026-06-10"),
    ),
    "a drill, on its day": ("drills: [{id: q, date: 2026-03-25, participants: [p]}]", ("2026-03-25", "2026-03-25")),
    "a drill that was held, on that day": (
        f"drills: [{{id: q, date: 2026-03-25, participants: [p]}}]\n{HELD}",
        ("2026-03-27", "2026-03-27"),
    ),
    "an assessment, on its day": (
        "tools: [{id: crm, compatibility: {assessed: 2026-02-10, by: p}}]",
        ("2026-02-10", "2026-02-10"),
    ),
    "an improvement, when it is due": (IMPROVEMENT % "", ("2026-05-15", "2026-05-15")),
    "an improvement that is closed, on that day": (IMPROVEMENT % f", {CLOSED}", ("2026-05-12", "2026-05-12")),
    "an acceptance, on its day": (
        "actuals: {deliveries: [{deliverable: d, date: 2026-02-26, accepted_by: p}]}",
        ("2026-02-26", "2026-02-26"),
    ),
    "a draw on a reserve, on its day": (
        "actuals: {reserve_draws: [{reserve: contingency, on: 2026-05-04, approved_by: p}]}",
        ("2026-05-04", "2026-05-04"),
    ),
    "a review of a risk, on its day": (
        "actuals: {risk_reviews: [{risk: r, date: 2026-06-20, by: p}]}",
        ("2026-06-20", "2026-06-20"),
    ),
    "an adjustment, on its day": (
        "actuals: {adjustments: [{kpi: nps, on: 2026-06-20, owner: p}]}",
        ("2026-06-20", "2026-06-20"),
    ),
    "a waiver, when it was given": (
        "waivers: [{rule: a/b, approved_by: p, created: 2026-06-20}]",
        ("2026-06-20", "2026-06-20"),
    ),
}


def with_party(text, since=None, until=None):
    """The piece of a plan, with a person p who is there between two days."""
    dates = "".join(f", {key}: {day}" for key, day in (("from", since), ("until", until)) if day)
    person = f"people: [{{id: p{dates}}}]"
    if "organization: {" in text:
        return PLAN + text.replace("organization: {", f"organization: {{{person}, ")
    return f"{PLAN}{text}\norganization: {{{person}}}\n"


def shift(day, days):
    return date.fromisoformat(day) + timedelta(days=days)


def absences(text, **parameters):
    report = run_rule(RULES["known-owner"], text, **parameters)
    return [say(finding.message) for finding in report.findings if finding.rule == "organization/known-owner"]


class TestKnownOwnerIsThere:
    @pytest.mark.parametrize(("text", "days"), DUTIES.values(), ids=DUTIES)
    def test_on_the_days_concerned(self, text, days):
        joined_by, there_on = days
        assert absences(with_party(text)) == []
        assert absences(with_party(text, since=joined_by)) == []
        assert absences(with_party(text, until=there_on)) == []
        late, early = shift(joined_by, 1), shift(there_on, -1)
        assert absences(with_party(text, since=late)) == [f"p joins {late}, after {joined_by}"]
        assert absences(with_party(text, until=early)) == [f"p leaves {early}, before {there_on}"]

    @pytest.mark.parametrize(
        "text",
        [
            "tasks: [{id: t, owner: p}]",
            "tasks: [{id: t, approved_by: p, finish: 2026-05-15}]",
            "risks: [{id: r, response: {owner: p}}]",
            "drills: [{id: q, participants: [p]}]",
            "organization: {responsibilities: [{phase: design, accountable: p}]}",
            "organization: {responsibilities: [{accountable: p, responsible: p}]}",
            "applicability: [{clause: C2.4b, approved_by: p}]",
        ],
    )
    def test_without_a_day_it_is_enough_to_be_declared(self, text):
        assert absences(with_party(text, since="9999-12-31")) == []
        assert absences(with_party(text, until="0001-01-01")) == []

    def test_who_is_there_when_the_plan_begins_may_have_acted_before(self):
        text = f"{PLAN}".replace("}", ", approvals: [{by: p, date: 2025-12-26}]}") + "organization: {people: [%s]}\n"
        assert absences(text % "{id: p, from: 2026-01-05}") == []
        assert absences(text % "{id: p, from: 2026-01-06}") == ["p joins 2026-01-06, after 2026-01-05"]
        assert absences(text % "{id: p, until: 2025-12-25}") == ["p leaves 2025-12-25, before 2025-12-26"]

    @pytest.mark.parametrize(
        ("as_of", "day"),
        [("2025-06-01", "2026-01-05"), ("2026-07-01", "2026-07-01"), ("2028-01-01", "2027-07-31")],
    )
    def test_the_rest_of_the_plan_begins_with_it_and_ends_with_it(self, as_of, day):
        text = with_party("kpis: [{id: nps, owner: p}]", until=shift(day, -1))
        assert absences(text, as_of=date.fromisoformat(as_of)) == [f"p leaves {shift(day, -1)}, before {day}"]

    def test_a_plan_without_dates_has_an_open_end(self):
        text = "organization: {people: [{id: p, %s}]}\nkpis: [{id: nps, owner: p}]\n"
        assert absences(text % "from: 9999-12-31") == []
        assert absences(text % "until: 2026-07-01") == []
        assert absences(text % "until: 2026-06-30") == ["p leaves 2026-06-30, before 2026-07-01"]

    def test_nobody_stands_in_for_somebody_who_has_left(self):
        text = "organization: {people: [{id: a, backup: p%s}, {id: p, until: 2026-03-01}]}\n"
        assert absences(text % "") == ["p leaves 2026-03-01, before 2026-07-01"]
        assert absences(text % ", until: 2026-06-30") == []

    def test_a_drill_that_was_held_twice_concerns_who_was_at_one_of_them(self):
        text = "drills: [{id: q, date: 2026-03-25, participants: [p]}]\nactuals: {drills_held: [%s]}"
        text %= "{drill: q, held: 2026-06-03}, {drill: q, held: 2026-03-27}"
        assert absences(with_party(text, until="2026-03-27")) == []
        assert absences(with_party(text, since="2026-06-03")) == []
        assert absences(with_party(text, since="2026-06-04")) == ["p joins 2026-06-04, after 2026-06-03"]

    def test_who_is_there_only_in_between_is_found_once(self):
        text = with_party(
            "tasks: [{id: t, owner: p, start: 2026-02-02, finish: 2026-06-30}]", "2026-03-01", "2026-04-01"
        )
        finding = only_finding("known-owner", text)
        assert (finding.span.line, finding.path) == (2, "tasks[t].owner")
        assert say(finding.help) == "name somebody who is there on 2026-02-02, or correct the dates of p"
        assert [related.span.line for related in finding.related] == [3]

    @given(*[st.dates(date(2026, 1, 5), date(2026, 3, 1)) for _ in range(4)])
    def test_as_the_calendar_counts(self, start, finish, joins, leaves):
        days = {start + timedelta(days=number) for number in range((finish - start).days + 1)}
        there = {joins + timedelta(days=number) for number in range((leaves - joins).days + 1)}
        if days and there:
            span = f"start: {start}, finish: {finish}"
            task = with_party(f"tasks: [{{id: t, owner: p, {span}}}]", joins, leaves)
            assert (absences(task) == []) == (days <= there)
            row = f"phases: [{{id: a, {span}}}]\norganization: {{responsibilities: [{{phase: a, informed: p}}]}}"
            assert (absences(with_party(row, joins, leaves)) == []) == bool(days & there)


class TestCoreRoles:
    def test_each_vacant_post_is_a_finding_of_its_own(self):
        report = run_rule(RULES["core-roles"], "organization: {people: [{id: a, roles: [data-analyst]}]}")
        assert [finding.key for finding in report.findings] == [
            "content-creator",
            "customer-experience",
            "operations-strategist",
            "technical-developer",
        ]
        assert len({finding.fingerprint for finding in report.findings}) == 4

    def test_the_posts_are_a_parameter(self):
        text = "organization: {people: [{id: a, roles: [seo]}]}"
        assert judged("core-roles", text, required=["seo"]) == ("pass", ["seo is held by a"])

    def test_who_joins_later_counts_and_who_leaves_today_still_does(self):
        text = (
            "organization: {people: [{id: a, roles: [seo], from: 2026-09-01}, {id: b, roles: [x], until: 2026-07-01}]}"
        )
        assert found("core-roles", text, required=["seo", "x"]) == []

    def test_where_everybody_who_held_a_post_has_left_they_are_named(self):
        text = (
            "organization:\n  people:\n    - {id: a, roles: [seo], until: 2026-03-31}\n"
            "    - {id: b, roles: [seo], until: 2026-06-30}\n"
        )
        finding = only_finding("core-roles", text, required=["seo"])
        assert say(finding.message) == "nobody is seo any more: a, b left"
        assert [related.span.line for related in finding.related] == [3, 4]
        assert judged("core-roles", text, required=["seo"], as_of=date(2026, 6, 30))[0] == "pass"


class TestRoleSkills:
    def test_a_holder_of_two_posts_needs_the_skills_of_both(self):
        text = (
            "organization:\n  people:\n    - {id: a, roles: [content-creator, data-analyst], skills: [sql, python]}\n"
        )
        assert found("role-skills", text) == [
            (3, "no content-creator has the skill multi-platform"),
            (3, "no data-analyst has the skill machine-learning"),
        ]

    def test_what_the_second_holder_cannot_do_the_first_need_not_repeat(self):
        text = (
            "organization:\n  people:\n    - {id: a, roles: [data-analyst]}\n"
            "    - {id: b, roles: [data-analyst], skills: [sql, python]}\n"
        )
        assert found("role-skills", text) == [(4, "no data-analyst has the skill machine-learning")]

    def test_the_skills_of_somebody_who_has_left_are_gone(self):
        text = (
            "organization:\n  people:\n"
            "    - {id: a, roles: [content-creator], skills: [multi-platform], until: 2026-06-30}\n"
            "    - {id: b, roles: [content-creator], skills: [video]}\n"
        )
        assert found("role-skills", text) == [(4, "no content-creator has the skill multi-platform")]

    def test_without_core_posts_there_is_nothing_to_judge(self):
        assert judged("role-skills", "organization: {people: [{id: a, roles: [seo]}]}")[0] == "not-applicable"


class TestSuccession:
    def test_the_backup_of_one_holder_is_enough(self):
        text = (
            "organization: {people: [{id: a, roles: [data-analyst], backup: a},"
            " {id: b, roles: [data-analyst], backup: a}]}"
        )
        assert judged("succession", text) == ("pass", ["data-analyst: a stands in for b"])

    def test_two_holders_without_a_backup_are_found_at_the_first(self):
        text = "organization:\n  people:\n    - {id: a, roles: [data-analyst]}\n    - {id: b, roles: [data-analyst]}\n"
        assert found("succession", text) == [(3, "organization.people[a] has no backup")]

    def test_a_holder_of_two_posts_lacks_one_backup(self):
        text = "organization:\n  people:\n    - {id: a, roles: [data-analyst, content-creator]}\n"
        assert found("succession", text) == [(3, "organization.people[a] has no backup")]

    def test_a_backup_whom_nobody_knows_is_not_its_finding(self):
        text = "organization: {people: [{id: a, roles: [data-analyst], backup: b}]}"
        assert found("succession", text) == []
        assert found("known-owner", text) == [(1, "b is neither a person nor a department of the plan")]

    def test_other_posts_need_no_backup(self):
        text = "organization: {people: [{id: a, roles: [controller]}]}"
        assert judged("succession", text)[0] == "not-applicable"
        assert found("succession", text, required=["controller"]) == [(1, "organization.people[a] has no backup")]


class TestResponsibility:
    def test_one_party_written_alone_or_twice_is_one(self):
        text = "organization: {responsibilities: [{phase: a, accountable: %s, responsible: x}]}"
        for accountable in ("x", "[x]", "[x, x]"):
            assert found("responsibility", text % accountable) == []

    def test_a_phase_and_a_deliverable_of_one_name_are_two_items(self):
        text = (
            "phases: [{id: a}]\ndeliverables: [{id: a}]\norganization:\n  responsibilities:\n"
            "    - {phase: a, accountable: x, responsible: x}\n"
        )
        assert found("responsibility", text) == [(2, "deliverables[a] is not in the responsibility matrix")]
        assert found("responsibility", text + "    - {deliverable: a, accountable: x, responsible: x}\n") == []

    def test_one_row_may_be_about_a_phase_and_its_deliverable(self):
        text = (
            "phases: [{id: a}]\ndeliverables: [{id: b}]\n"
            "organization: {responsibilities: [{phase: a, deliverable: b, accountable: x, responsible: x}]}\n"
        )
        assert found("responsibility", text) == []

    def test_every_further_row_is_found_and_points_to_the_first(self):
        row = "    - {phase: a, accountable: x, responsible: x}\n"
        report = run_rule(RULES["responsibility"], f"organization:\n  responsibilities:\n{row * 3}")
        assert [finding.span.line for finding in report.findings] == [4, 5]
        assert [finding.related[0].span.line for finding in report.findings] == [3, 3]

    def test_an_empty_list_is_nobody(self):
        text = "organization: {responsibilities: [{phase: a, accountable: [], responsible: []}]}"
        assert found("responsibility", text) == [
            (1, "organization.responsibilities[a] has no accountable"),
            (1, "organization.responsibilities[a] has no responsible"),
        ]

    def test_a_row_whose_phase_cannot_be_read_may_be_the_missing_one(self):
        text = "phases: [{id: a}]\norganization: {responsibilities: [{phase: 3, accountable: x, responsible: x}]}\n"
        report = run_rule(RULES["responsibility"], text)
        assert [finding.rule for finding in report.findings] == ["opscheck/schema"]
        assert report.outcomes[0].outcome.value == "needs-data"


class TestPostBoundaries:
    def test_a_duty_of_three_posts_is_found_twice(self):
        text = (
            "organization:\n  people: [{id: x, roles: [a]}]\n  roles:\n    - {id: a, duties: [content]}\n"
            "    - {id: b, duties: [content]}\n    - {id: c, duties: [content]}\n"
        )
        assert found("post-boundaries", text) == [
            (5, "content is a duty of a and b"),
            (6, "content is a duty of a and c"),
        ]

    def test_a_duty_that_a_post_repeats_is_still_its_own(self):
        text = "organization: {people: [{id: x, roles: [a]}], roles: [{id: a, duties: [content, content]}]}"
        assert found("post-boundaries", text) == []

    def test_the_post_of_somebody_who_has_left_needs_no_duties(self):
        text = "organization: {people: [{id: x, roles: [a], until: 2026-06-30}]}"
        assert judged("post-boundaries", text) == ("not-applicable", ["nobody holds a post"])

    def test_a_post_that_nobody_knows_is_found_once_with_all_who_hold_it(self):
        text = (
            "organization:\n  people:\n    - {id: x, roles: [b, a]}\n    - {id: z, roles: [a, a]}\n"
            "  roles: [{id: b, duties: [c]}]\n"
        )
        finding = only_finding("post-boundaries", text)
        assert say(finding.message) == "a is held by x, z and has no declared duties"
        assert (finding.span.line, [related.span.line for related in finding.related]) == (5, [3, 4])


class TestSteeringCommittee:
    TEXT = "organization: {departments: [{id: a, head: x}]}\ngovernance: {steering_committee: {%s}}\n"

    def test_a_chair_without_members_is_no_committee(self):
        text = self.TEXT % "chair: x, cadence: P1M"
        assert found("steering-committee", text) == [(2, "governance.steering_committee has no members")]

    def test_the_department_itself_is_not_its_head(self):
        text = self.TEXT % "members: [a], cadence: P1M"
        assert found("steering-committee", text) == [(2, "x, the head of a, is not on the steering committee")]

    def test_what_is_missing_in_one_part_hides_nothing_else(self):
        text = self.TEXT % "members: [z]"
        assert [message for _, message in found("steering-committee", text)] == [
            "governance.steering_committee has no cadence",
            "x, the head of a, is not on the steering committee",
        ]


class TestSharedWorkspace:
    def test_each_missing_part_is_a_finding_of_its_own(self):
        report = run_rule(RULES["shared-workspace"], "governance: {workspace: {holds: [budget]}}")
        assert [finding.key for finding in report.findings] == ["communication", "documents", "progress"]


class TestDepartmentDuties:
    def test_where_no_department_has_duties_only_that_is_said(self):
        text = "organization:\n  departments:\n    - {id: a}\n    - {id: b, duties: []}\n"
        assert found("department-duties", text) == [
            (3, "organization.departments[a] has no duties"),
            (4, "organization.departments[b] has no duties"),
        ]

    def test_one_department_may_answer_for_everything(self):
        text = "organization: {departments: [{id: a, duties: [budget-control, customer-needs, system-support]}]}"
        assert judged("department-duties", text)[0] == "pass"


class TestMediation:
    @pytest.mark.parametrize("party", ["finance", "Finance", "财务部", "zhao-min", "赵敏"])
    def test_whoever_belongs_to_the_plan_is_no_third_party(self, party):
        text = (
            "organization:\n  people: [{id: zhao-min, name: 赵敏}]\n  departments: [{id: finance, name: 财务部}]\n"
            f"governance:\n  mediation: {{party: {party}, steps: [talk]}}\n"
        )
        assert [line for line, _ in found("mediation", text)] == [5]


class TestJointMeetings:
    PILOTS = "phases: [{id: late, kind: pilot, start: 2026-08-03}, {id: early, kind: pilot, start: 2026-06-15}]\n"

    def meetings(self, *meetings):
        return self.PILOTS + "governance:\n  meetings:\n" + "".join(f"    - {{{meeting}}}\n" for meeting in meetings)

    def test_the_first_pilot_counts(self):
        text = self.meetings("id: joint, cadence: P1M, start: 2026-07-01")
        assert found("joint-meetings", text) == [(4, "joint starts 2026-07-01, after early begins 2026-06-15")]

    def test_one_that_is_early_enough_and_often_enough_is_enough(self):
        rare, late = "id: a, kind: joint, cadence: P3M", "id: b, kind: joint, cadence: P1W, start: 2026-08-03"
        good = "id: c, kind: joint, cadence: P1M, start: 2026-06-15"
        assert judged("joint-meetings", self.meetings(rare, late, good)) == (
            "pass",
            ["c is held every 1 month, at least every 1 month"],
        )
        assert [line for line, _ in found("joint-meetings", self.meetings(rare, late))] == [5]

    def test_a_cadence_of_zero_is_none(self):
        message = "joint is held every 0 days, not at least every 1 month"
        assert found("joint-meetings", self.meetings("id: joint, cadence: P0D")) == [(4, message)]

    @pytest.mark.parametrize("phases", ["", "phases: [{id: design, start: 2026-01-05}]\n", "phases: [{id: pilot}]\n"])
    def test_without_a_pilot_or_its_start_the_cadence_alone_counts(self, phases):
        text = phases + "governance: {meetings: [{id: joint, cadence: P1M, start: 2027-01-01}]}\n"
        assert judged("joint-meetings", text)[0] == "pass"


class TestPartnerEvaluation:
    def test_a_plan_without_partners_has_none_to_evaluate(self):
        for text in ("", "governance: {team_building: P3M}", "governance: {partners: []}"):
            assert judged("partner-evaluation", text)[0] == "not-applicable"


class TestSharedKpis:
    KPIS = "kpis: [{id: nps, departments: [a, b]}, {id: roi, departments: [b, a, c]}]\n"
    DEPARTMENTS = "organization: {departments: [{id: a}, {id: b}, {id: c}]}\n"

    def test_the_number_is_a_parameter(self):
        text = self.KPIS + self.DEPARTMENTS
        assert judged("shared-kpis", text, minimum=2)[0] == "pass"
        ((line, message),) = found("shared-kpis", text, minimum=3)
        assert (line, message) == (1, "2 KPIs are shared by two or more departments, fewer than 3")

    def test_whether_a_department_that_nobody_knows_shares_it_is_not_known(self):
        text = "kpis: [{id: nps, departments: [a, z]}]\n" + self.DEPARTMENTS
        report = run_rule(RULES["shared-kpis"], text)
        assert [finding.rule for finding in report.findings] == ["opscheck/unknown-reference"]
        assert report.outcomes[0].outcome.value == "needs-data"
