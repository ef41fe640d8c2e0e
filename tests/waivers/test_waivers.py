"""Accepted findings: what a waiver waives and until when, in every front alike, and what is wrong with one."""

import pytest
from command import GOOD, changed

SHORT = changed("horizon: P19M", "horizon: P11M")
DAY, NEXT = "2026-07-01", "2026-07-02"
TERMS = f"until={DAY} by=lin-mei -- the board decided"
COMMENT = SHORT.replace("horizon: P11M", f"horizon: P11M  # opscheck: ignore[budget/horizon] {TERMS}")
ABOVE = SHORT.replace("  horizon: P11M", f"  # opscheck: ignore[budget/horizon] {TERMS}\n  horizon: P11M")
FILE_WIDE = f"# opscheck: file-ignore[budget/horizon] {TERMS}\n{SHORT}"
ENTRY = f"rule: budget/horizon, at: budget.horizon, reason: the board decided, approved_by: lin-mei, until: {DAY}"
REGISTER = SHORT[: SHORT.index("waivers: []")] + f"waivers: [{{{ENTRY}}}]\n"
WAYS = {"comment": COMMENT, "comment above": ABOVE, "comment for the file": FILE_WIDE, "register": REGISTER}


def found(shell, *arguments, day=DAY):
    result = shell("check", "plan.yaml", "--as-of", day, "--format", "json", *arguments)
    return [(entry["rule"], bool(entry["waived"])) for entry in result.data["findings"]]


def said(shell, text, day=DAY, **files):
    """What the findings about waivers say, with their lines."""
    shell.write({"plan.yaml": text, **files})
    result = shell("check", "plan.yaml", "--as-of", day, "--format", "json")
    entries = [entry for entry in result.data["findings"] if entry["rule"].startswith("opscheck/waiver")]
    return [(entry["rule"].removeprefix("opscheck/waiver-"), entry["line"], entry["message"]) for entry in entries]


def line_of(text, part):
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize("text", WAYS.values(), ids=WAYS)
class TestLastDay:
    def test_a_waiver_holds_on_its_last_day_for_every_format(self, opscheck, text):
        opscheck.write({"plan.yaml": text})
        result = opscheck("check", "plan.yaml", "--as-of", DAY)
        assert result.code == 0
        assert "1 waived in 1 plan" in result.out
        assert "the budget covers" not in result.out
        assert sorted(found(opscheck)) == sorted([("budget/horizon", True), ("opscheck/waiver-expiring", False)])
        github = opscheck("check", "plan.yaml", "--as-of", DAY, "--format", "github")
        assert (github.code, "title=budget/horizon" in github.out) == (0, False)

    def test_it_ends_with_that_day(self, opscheck, text):
        opscheck.write({"plan.yaml": text})
        result = opscheck("check", "plan.yaml", "--as-of", NEXT)
        assert result.code == 1
        assert sorted(found(opscheck, day=NEXT)) == [("budget/horizon", False), ("opscheck/waiver-expired", False)]
        assert "title=budget/horizon" in opscheck("check", "plan.yaml", "--as-of", NEXT, "--format", "github").out

    def test_the_json_says_why_and_the_text_on_demand(self, opscheck, text):
        opscheck.write({"plan.yaml": text})
        report = opscheck("check", "plan.yaml", "--as-of", DAY, "--format", "json").data
        waived = next(entry["waived"] for entry in report["findings"] if entry["waived"])
        assert (waived["reason"], waived["until"], waived["approved_by"]) == ("the board decided", DAY, "lin-mei")
        assert report["summary"]["waived"] == 1
        shown = opscheck("check", "plan.yaml", "--as-of", DAY, "--show-waived").out
        assert f"waived until {DAY} by lin-mei: the board decided" in shown

    def test_the_matrix_shows_it(self, opscheck, text):
        opscheck.write({"plan.yaml": text})
        rows = opscheck("clauses", "plan.yaml", "--as-of", DAY, "--format", "json").data
        assert next(row["outcome"] for row in rows if row["id"] == "C2.4a") == "waived"

    def test_no_waivers_shows_all(self, opscheck, text):
        opscheck.write({"plan.yaml": text})
        assert opscheck("check", "plan.yaml", "--as-of", DAY, "--no-waivers").code == 1


def test_a_register_beside_the_plan_holds_for_all_plans_below_it(opscheck):
    opscheck.write({"plan.yaml": SHORT, "opscheck-waivers.yaml": f"waivers: [{{{ENTRY}}}]\n"})
    assert found(opscheck) == [("opscheck/waiver-expiring", False), ("budget/horizon", True)]


def test_a_comment_inside_never_waives_what_is_around_it(opscheck):
    text = changed("amount: 960000.00", "amount: 990000.00")
    inner = text.replace("    - id: early\n", "    - id: early  # opscheck: ignore[budget/adds-up] -- inner\n", 1)
    opscheck.write({"plan.yaml": inner})
    assert ("budget/adds-up", False) in found(opscheck)


def test_one_comment_may_name_several_rules(opscheck):
    text = changed("horizon: P19M\n  expected_return: 1.8 ", "horizon: P11M\n  expected_return: 1.4 ")
    comment = "# opscheck: file-ignore[budget/horizon, budget/expected-return] -- known\n"
    opscheck.write({"plan.yaml": comment + text})
    assert found(opscheck) == [("budget/horizon", True), ("budget/expected-return", True)]


class TestMistakes:
    @pytest.mark.parametrize(
        ("comment", "message"),
        [
            ("ignore[budget/horizon]", "this waiver has no reason"),
            ("ignore[] -- why", "this waiver names no rule"),
            (
                "ignore[budget/horizn] -- why",
                "no installed plugin has the rule budget/horizn: did you mean",
            ),
            ("ignore[budget/*] -- why", "budget/* is no rule: a waiver names each rule in full"),
            ("ignore[budget/horizon] untl=2026-12-31 -- why", "a waiver has no untl: did you mean until?"),
            (
                "ignore[budget/horizon] until=2026-02-30 -- why",
                "until is 2026-02-30, which is not a day",
            ),
            (
                "ignore[budget/horizon] until=2026-06-01 created=2026-06-02 -- why",
                "this waiver ends on 2026-06-01",
            ),
            ("ignore[budget/horizon] because -- why", "because is no part of a waiver"),
            ("ignore[budget/horizon] -- TODO", "this waiver is still to be written"),
            ("ignore[opscheck/schema] -- why", "opscheck/schema cannot be waived"),
            ("ignre[budget/horizon] -- why", "a comment that begins with opscheck: waives something"),
        ],
    )
    def test_each_is_a_finding_at_its_line_and_waives_nothing(self, opscheck, comment, message):
        text = SHORT.replace("horizon: P11M", f"horizon: P11M  # opscheck: {comment}")
        ((kind, line, told),) = said(opscheck, text)
        assert (kind, line) == ("malformed", line_of(text, "horizon: P11M"))
        assert told.startswith(message)
        assert ("budget/horizon", False) in found(opscheck)

    @pytest.mark.parametrize(
        ("entry", "message"),
        [
            ("{at: budget.horizon, reason: x}", "this waiver has no rule"),
            ("{rule: budget/horizon, reason: x}", "this waiver has no at"),
            ("{rule: budget/horizon, at: budget.horizon}", "this waiver has no reason"),
            ("{rule: budget/horizon, at: budget.horizon, reason: x, until: soon}", "until must be a date"),
            (
                "{rule: budget/horizon, at: budget.horizon, reason: x, untill: 2026-12-31}",
                "untill is not a key",
            ),
        ],
    )
    def test_so_it_is_in_a_register(self, opscheck, entry, message):
        text = SHORT[: SHORT.index("waivers: []")] + f"waivers:\n  - {entry}\n"
        opscheck.write({"plan.yaml": text})
        found_ = opscheck("check", "plan.yaml", "--as-of", DAY, "--format", "json").data["findings"]
        told = [
            one["message"] for one in found_ if one["rule"].startswith("opscheck/") and one["line"] == text.count("\n")
        ]
        assert any(each.startswith(message) for each in told), told
        assert ("budget/horizon", False) in found(opscheck)

    def test_a_waiver_without_a_finding_is_unused(self, opscheck):
        text = GOOD.replace("horizon: P19M", "horizon: P19M  # opscheck: ignore[budget/horizon] -- why")
        ((kind, line, _),) = said(opscheck, text)
        assert (kind, line) == ("unused", line_of(text, "horizon: P19M"))

    def test_it_is_not_called_unused_where_its_rule_did_not_run(self, opscheck):
        text = GOOD.replace("horizon: P19M", "horizon: P19M  # opscheck: ignore[budget/horizon] -- why")
        opscheck.write({"plan.yaml": text})
        assert found(opscheck, "--ignore", "budget/horizon") == []


class TestPolicy:
    RULESET = "name: ours\nextends: standard\nwaivers: {policy}\n"

    def refused(self, shell, policy, terms):
        text = SHORT.replace("horizon: P11M", f"horizon: P11M  # opscheck: ignore[budget/horizon] {terms} -- why")
        ruleset = self.RULESET.replace("{policy}", policy)
        return [
            message
            for kind, _, message in said(
                shell, text, **{".opscheck.yaml": "ruleset: ./ours.yaml\n", "ours.yaml": ruleset}
            )
            if kind == "malformed"
        ]

    def test_the_longest_life(self, opscheck):
        assert self.refused(opscheck, "{longest: P6M}", "until=2027-01-01 created=2026-07-01") == []
        (message,) = self.refused(opscheck, "{longest: P6M}", "until=2027-01-02 created=2026-07-01")
        assert message == "this waiver lasts from 2026-07-01 until 2027-01-02, longer than 6 months"
        (message,) = self.refused(opscheck, "{longest: P6M}", "")
        assert message.startswith("this waiver has no last day")

    def test_approval_by_somebody_else_than_the_owner(self, opscheck):
        assert self.refused(opscheck, "{approval: required}", "by=lin-mei") == []
        (message,) = self.refused(opscheck, "{approval: required}", "")
        assert message == "this waiver does not say who approved it, and the ruleset asks for that"
        (message,) = self.refused(opscheck, "{approval: required}", "by=chen-yu")
        assert message.startswith("chen-yu owns what is waived")

    def test_rules_that_nobody_may_waive(self, opscheck):
        (message,) = self.refused(opscheck, "{unwaivable: ['budget/*']}", "by=lin-mei")
        assert message == "the ruleset does not let anybody waive budget/horizon"

    def test_strict_asks_for_approval(self, opscheck):
        opscheck.write({"plan.yaml": COMMENT.replace("by=lin-mei ", "")})
        report = opscheck("check", "plan.yaml", "--as-of", DAY, "--ruleset", "strict", "--format", "json").data
        assert "opscheck/waiver-malformed" in [entry["rule"] for entry in report["findings"]]


@pytest.mark.parametrize(
    "text",
    [
        "# opscheck:",
        "# opscheck: ignore[",
        "#opscheck:ignore[a/b]--",
        "# opscheck: ignore[a/b] =",
        '# opscheck: ignore[a/b] by="',
    ],
)
def test_whatever_a_comment_holds_it_is_one_sentence(opscheck, text):
    opscheck.write({"plan.yaml": f"{text}\n{GOOD}"})
    result = opscheck("check", "plan.yaml", "--as-of", DAY)
    assert result.code in (0, 1)
    assert "Traceback" not in result.err
