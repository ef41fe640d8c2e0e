"""opscheck waive: one waiver is written, and not a byte more."""

import pytest
from command import changed

DAY = "2026-07-01"
SHORT = changed("horizon: P19M", "horizon: P11M")
WHY = ("--reason", "the board decided", "--until", "2026-12-31", "--by", "lin-mei", "--as-of", DAY)


def waive(shell, *arguments):
    return shell("waive", "budget/horizon", *arguments, *WHY)


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_a_comment_is_put_above_the_line_in_the_files_own_style(opscheck, line_break):
    text = "\ufeff" + SHORT.replace("\n", line_break)
    (opscheck.folder / "plan.yaml").write_bytes(text.encode())
    assert waive(
        opscheck, "--comment"
    ).err == "opscheck: plan.yaml:58: budget/horizon is waived at budget.horizon\n".removeprefix("opscheck: ")
    comment = "  # opscheck: ignore[budget/horizon] until=2026-12-31 by=lin-mei created=2026-07-01 -- the board decided"
    expected = text.replace("  horizon: P11M", f"{comment}{line_break}  horizon: P11M")
    assert (opscheck.folder / "plan.yaml").read_bytes() == expected.encode()
    assert opscheck("check", "plan.yaml", "--as-of", DAY).code == 0


def test_an_entry_of_the_register_is_the_default(opscheck):
    opscheck.write({"plan.yaml": SHORT})
    assert waive(opscheck).code == 0
    text = (opscheck.folder / "plan.yaml").read_text(encoding="utf-8")
    assert text.endswith(
        "  - rule: budget/horizon\n    at: budget.horizon\n    reason: the board decided\n"
        "    approved_by: lin-mei\n    until: 2026-12-31\n    created: 2026-07-01\n"
    )
    assert text.startswith(SHORT[: SHORT.index("waivers: []")])
    assert opscheck("check", "plan.yaml", "--as-of", DAY).code == 0


def test_a_register_beside_the_plan_is_used_where_there_is_one(opscheck):
    opscheck.write({"plan.yaml": SHORT, "opscheck-waivers.yaml": "waivers:\n"})
    assert waive(opscheck).code == 0
    assert (opscheck.folder / "plan.yaml").read_text(encoding="utf-8") == SHORT
    assert opscheck("check", "plan.yaml", "--as-of", DAY).code == 0


@pytest.mark.parametrize("way", ["--comment", "--register"])
def test_a_preview_writes_nothing(opscheck, way):
    opscheck.write({"plan.yaml": SHORT})
    result = waive(opscheck, way, "--diff")
    assert result.code == 0
    assert result.out.startswith("--- a/plan.yaml\n+++ b/plan.yaml\n")
    assert "+" in result.out
    assert (opscheck.folder / "plan.yaml").read_text(encoding="utf-8") == SHORT


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["budget/horizn", *WHY], "there is no rule budget/horizn: did you mean budget/horizon?"),
        (["budget/reserve", *WHY], "budget/reserve finds nothing in these plans: there is nothing to waive"),
        (["budget/horizon", "--at", "budget.total", *WHY], "it finds something at budget.horizon"),
        (["budget/horizon", "--reason", " "], "there is no reason: say why the finding is accepted"),
        (["budget/horizon", "--reason", "x", "--until", "2026-02-30"], "--until is 2026-02-30, which is not a day"),
        (["budget/horizon", "--reason", "x", "--ruleset", "strict"], "this waiver does not say who approved it"),
    ],
)
def test_what_would_not_hold_is_refused_and_nothing_is_written(opscheck, arguments, message):
    opscheck.write({"plan.yaml": SHORT})
    result = opscheck("waive", *arguments)
    assert result.code == 2
    assert message in result.err
    assert (opscheck.folder / "plan.yaml").read_text(encoding="utf-8") == SHORT


def test_inside_of_a_text_no_comment_can_stand_and_the_file_stays_as_it_was(opscheck):
    text = 'schema: opscheck/v1\nplan: {id: two}\nbudget: {x-note: "on two\n  lines", horizon: P11M}\n'
    opscheck.write({"plan.yaml": text})
    result = waive(opscheck, "--comment")
    assert (result.code, result.err.startswith("opscheck: plan.yaml stays as it was: ")) == (2, True)
    assert (opscheck.folder / "plan.yaml").read_text(encoding="utf-8") == text


TWO = """\
schema: opscheck/v1
plan: {id: two}
phases: [{id: a, start: 2026-01-05, finish: 2026-03-04, buffer: P1D}, {id: b, start: 2026-03-16, finish: 2026-05-29}]
"""


def test_a_comment_that_would_waive_what_stands_beside_it_is_refused(opscheck):
    opscheck.write({"plan.yaml": TWO})
    arguments = ("waive", "schedule/buffer", "--at", "phases[a].buffer", *WHY)
    result = opscheck(*arguments, "--comment")
    assert (result.code, "this comment would waive phases[b] too" in result.err) == (2, True)
    assert (opscheck.folder / "plan.yaml").read_text(encoding="utf-8") == TWO
    assert opscheck(*arguments, "--register").code == 0
    report = opscheck("check", "--select", "schedule/buffer", "--as-of", DAY, "--format", "json").data
    assert [(entry["path"], bool(entry["waived"])) for entry in report["findings"]] == [
        ("phases[a].buffer", True),
        ("phases[b]", False),
    ]


def test_what_is_waived_already_says_where(opscheck):
    opscheck.write({"plan.yaml": SHORT})
    assert waive(opscheck, "--comment").code == 0
    text = (opscheck.folder / "plan.yaml").read_text(encoding="utf-8")
    result = waive(opscheck)
    assert (result.code, result.err) == (2, "opscheck: budget/horizon is waived there already, at plan.yaml:58\n")
    assert (opscheck.folder / "plan.yaml").read_text(encoding="utf-8") == text


def test_a_day_that_is_over_is_refused(opscheck):
    opscheck.write({"plan.yaml": SHORT})
    result = opscheck("waive", "budget/horizon", "--reason", "r", "--until", "2026-06-30", "--as-of", DAY)
    assert result.code == 2
    assert "the last day would be 2026-06-30, and the plan is judged as of 2026-07-01" in result.err
    result = opscheck("waive", "budget/horizon", "--reason", "r", "--until", DAY, "--as-of", DAY)
    assert result.code == 0, "the last day is inclusive"
