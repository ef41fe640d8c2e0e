"""opscheck fix and check --fix: what is written, what is shown, what is left alone, and what is said about it."""

import os
import subprocess

import pytest
from command import DAY, GOOD, Result, Shell, changed, command

posix = pytest.mark.skipif(os.name != "posix", reason="POSIX only")

SECTION = GOOD[GOOD.index("\nbudget:\n") + 1 : GOOD.index("\norganization:\n") + 1]
SPELLINGS = [  # as it is in the good plan, as somebody may write it, and as it is fixed
    ("status: approved                # d", "status: aproved                # d", "status: approved               # d"),
    ("  owner: chen-yu\n  timezone", "  ownr: chen-yu\n  timezone", "  owner: chen-yu\n  timezone"),
    ("{cadence: P2W, goal", "{cadence: P2weeks, goal", "{cadence: P2W, goal"),
    ("  total: 3000000.00\n", "  total: 3,000,000.00\n", "  total: 3000000.00\n"),
    ("  horizon: P19M", "  horizon: '19 months'", "  horizon: 'P19M'"),
    ("confidence: 80%}", 'confidence: "80 %"}', 'confidence: "80%"}'),
    (
        "    coverage: 25%                 # of",
        "    coverage: 25                 # of",
        "    coverage: 25%                # of",
    ),
]
FLAWED = FIXED = GOOD
for _good, _flawed, _fixed in SPELLINGS:
    FLAWED = changed(_good, _flawed, FLAWED)
    FIXED = changed(_good, _fixed, FIXED)
NEEDY = changed("buffer: P34D", "buffer: P30D", changed("    buffer: P9D\n", "    buffer: '9 days'\n"))


def fix(opscheck: Shell, *arguments: str, **options: str) -> Result:
    return opscheck("fix", "--as-of", DAY, *arguments, **options)


def text_of(opscheck: Shell, name: str = "plan.yaml") -> str:
    return (opscheck.folder / name).read_bytes().decode()


@pytest.fixture
def flawed(opscheck: Shell) -> Shell:
    """A folder with a plan in which everything that is wrong can be fixed safely."""
    opscheck.write({"plan.yaml": FLAWED})
    return opscheck


def test_what_is_misspelt_or_in_another_notation_is_written_as_it_should_be(flawed: Shell):
    assert flawed.check("plan.yaml").code == 1
    result = fix(flawed, "plan.yaml")
    assert (result.code, text_of(flawed)) == (0, FIXED)
    assert result.err.count(": fixed: ") == len(SPELLINGS)
    assert "opscheck: plan.yaml:27:3: fixed: rename ownr to owner (opscheck/unknown-key)\n" in result.err
    assert result.out.endswith(f"{len(SPELLINGS)} fixed\n")


def test_a_second_pass_does_nothing(flawed: Shell):
    fix(flawed, "plan.yaml")
    before = os.stat(flawed.folder / "plan.yaml")
    assert fix(flawed, "plan.yaml").err == ""
    after = os.stat(flawed.folder / "plan.yaml")
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_check_with_fix_is_the_same(flawed: Shell):
    result = flawed.check("--fix", "plan.yaml")
    assert text_of(flawed) == FIXED
    flawed.write({"plan.yaml": FLAWED})
    assert result == fix(flawed, "plan.yaml")


def test_a_diff_shows_what_would_change_and_writes_nothing(flawed: Shell):
    result = flawed.check("--diff", "plan.yaml")
    assert result.code == 1
    assert text_of(flawed) == FLAWED
    flawed.run(["git", "init", "-q"])
    (flawed.folder / "patch").write_text(result.out, encoding="utf-8")
    assert flawed.run(["git", "apply", "patch"]).code == 0
    assert text_of(flawed) == FIXED


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_byte_order_mark_line_ends_and_a_missing_last_one_stay(opscheck: Shell, newline: str):
    (opscheck.folder / "plan.yaml").write_bytes(b"\xef\xbb\xbf" + FLAWED.rstrip("\n").replace("\n", newline).encode())
    assert fix(opscheck, "plan.yaml").code == 0
    new = (opscheck.folder / "plan.yaml").read_bytes()
    assert new == b"\xef\xbb\xbf" + FIXED.rstrip("\n").replace("\n", newline).encode()


def test_a_report_says_what_can_be_fixed(opscheck: Shell):
    opscheck.write({"plan.yaml": NEEDY})
    result = opscheck.check("plan.yaml")
    assert "  fix: write P9D instead of 9 days (--fix)\n" in result.out
    assert (
        "  fix: raise the buffer of rollout from 30 days to 34 days: 15 % of 225 days (--fix --unsafe-fixes)"
        in result.out
    )
    assert result.out.endswith("1 fixable with --fix, 1 more with --unsafe-fixes\n")
    report = opscheck.check("plan.yaml", "--format", "json").data
    assert {finding["rule"]: finding["fix"]["safety"] for finding in report["findings"]} == {
        "opscheck/schema": "safe",
        "schedule/buffer": "unsafe",
    }
    assert (report["summary"]["fixed"], report["summary"]["fixable"], report["summary"]["fixable_unsafe"]) == (0, 1, 1)


def test_numbers_are_changed_only_if_that_is_asked_for(opscheck: Shell):
    opscheck.write({"plan.yaml": NEEDY})
    result = fix(opscheck, "plan.yaml")
    assert (result.code, "P30D" in text_of(opscheck), "'P9D'" in text_of(opscheck)) == (1, True, True)
    assert result.out.endswith("1 fixed, 1 fixable with --fix --unsafe-fixes\n")
    assert fix(opscheck, "plan.yaml", "--unsafe-fixes").code == 0
    assert "P34D" in text_of(opscheck)
    assert opscheck.check("--unsafe-fixes", "plan.yaml").code == 2


def test_what_is_left_to_be_filled_in_is_a_finding(opscheck: Shell):
    plan = changed(
        "  - {id: leak-plan, purpose: cooperation, trigger: 发现用户数据外泄, ",
        "  - {id: leak-plan, purpose: cooperation, ",
    )
    opscheck.write({"plan.yaml": plan})
    result = fix(opscheck, "plan.yaml", "--unsafe-fixes", "--format", "json")
    assert (result.code, result.found) == (1, ["opscheck/placeholder"])
    assert "updated: 2026-06-26, trigger: TODO}" in text_of(opscheck)


def test_several_items_of_one_list_are_added_in_one_run(opscheck: Shell):
    kept = [line for line in GOOD.splitlines(keepends=True) if "category: supply-chain" not in line]
    plan = "".join(line for line in kept if "category: market" not in line and "risk: logistics" not in line)
    opscheck.write({"plan.yaml": plan.replace("    - {risk: price-war, date", "    - {risk: cash, date")})
    fix(opscheck, "plan.yaml", "--unsafe-fixes")
    added = [line for line in text_of(opscheck).splitlines() if "cause: TODO" in line]
    assert [line.partition(",")[0] for line in added] == ["  - {id: market-risk", "  - {id: supply-chain-risk"]


# --- what is left alone, and why


def test_a_fix_that_would_bring_an_error_is_not_made(opscheck: Shell):
    """The buffer of the pilot, if it were long enough, would reach into the rollout."""
    plan = changed("buffer: P17D", "buffer: P10D", changed("buffer: P34D", "buffer: P35D"))
    plan = changed("    start: 2026-10-19", "    start: 2026-10-12", plan)
    opscheck.write({"plan.yaml": plan})
    result = fix(opscheck, "plan.yaml", "--unsafe-fixes", "--format", "json")
    assert (result.code, text_of(opscheck)) == (1, plan)
    assert result.found == ["schedule/buffer"]
    assert "not fixed: it would bring an error: " in result.err
    assert "(schedule/dates)" in result.err


def test_an_error_that_could_not_be_seen_before_is_no_harm(opscheck: Shell):
    """What a misspelt key held is judged once it has its name."""
    opscheck.write({"plan.yaml": changed("\nbudget:\n", "\nbuget:\n", changed("horizon: P19M", "horizon: P11M"))})
    result = fix(opscheck, "plan.yaml", "--format", "json")
    assert (result.code, result.found) == (1, ["budget/horizon"])
    assert "\nbudget:\n" in text_of(opscheck)


def test_a_misspelt_key_in_a_misspelt_section_is_fixed_too(opscheck: Shell):
    opscheck.write({"plan.yaml": changed("\nbudget:\n", "\nbuget:\n", changed("  horizon: P19M", "  horizn: P19M"))})
    assert fix(opscheck, "plan.yaml").code == 0
    assert text_of(opscheck) == GOOD


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("  horizon: P19M", "  horizon: &long '19 months'", "an anchor, an alias or a tag"),
        ("  horizon: P19M", "  horizon: !!str 19 months", "an anchor, an alias or a tag"),
        ("{amount: 450000.00, holder", "{amount: '450,000.00',\n     holder", "brackets that go over several lines"),
        ("  horizon: P19M", "  horizon: |\n    19 months", "over several lines"),
    ],
)
def test_what_is_not_clear_is_not_fixed(opscheck: Shell, old: str, new: str, reason: str):
    plan = changed(old, new)
    opscheck.write({"plan.yaml": plan})
    result = fix(opscheck, "plan.yaml")
    assert (result.code, text_of(opscheck)) == (1, plan)
    assert reason in result.err
    assert "not fixed" in result.err


@posix
def test_links_are_left_alone(flawed: Shell):
    (flawed.folder / "link.yaml").symlink_to("plan.yaml")
    result = fix(flawed, "link.yaml")
    assert (result.code, text_of(flawed)) == (1, FLAWED)
    assert "link.yaml is as it was: link.yaml is a symbolic link" in result.err
    (flawed.folder / "link.yaml").unlink()
    os.link(flawed.folder / "plan.yaml", flawed.folder / "link.yaml")
    assert "a hard link" in fix(flawed, "plan.yaml").err
    assert text_of(flawed) == FLAWED


@posix
def test_a_file_that_cannot_be_written_is_the_users_business(flawed: Shell):
    flawed.as_anybody = os.geteuid() == 0
    (flawed.folder / "plan.yaml").chmod(0o444)
    result = fix(flawed, "plan.yaml")
    assert (result.code, text_of(flawed)) == (2, FLAWED)
    assert "plan.yaml is as it was: Permission denied" in result.err


def test_standard_input_cannot_be_fixed(opscheck: Shell):
    assert "cannot be fixed" in fix(opscheck, "-", stdin=FLAWED).err
    assert fix(opscheck, "--stdin-filename", "plan.yaml", stdin=FLAWED).code == 2


# --- waivers


ENTRIES = """waivers:
  - {rule: budget/horizon, at: budget.horizon, reason: agreed, until: 2026-12-31}
  - {rule: budget/return-review, at: budget.return_review, reason: long ago, until: 2026-03-31}
  - rule: drill/form
    at: drills
    reason: never
"""


def _waived(ids: str) -> str:
    """A plan with one error, and a comment that waives findings of these rules there."""
    return changed("horizon: P19M", f"horizon: P11M  # opscheck: ignore[{ids}] -- as agreed")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (_waived("budget/horizon, budget/return-review"), _waived("budget/horizon")),
        (_waived("budget/return-review,budget/horizon"), _waived("budget/horizon")),
        (changed("  horizon: P19M", "  # opscheck: ignore[drill/form] -- no more\n  horizon: P19M"), GOOD),
        (changed("horizon: P19M", "horizon: P19M   # opscheck: ignore[drill/form] until=2026-01-31 -- over"), GOOD),
    ],
    ids=["the second of two", "the first of two", "on its own line", "that has ended"],
)
def test_a_comment_that_waives_nothing_goes(opscheck: Shell, before: str, after: str):
    opscheck.write({"plan.yaml": before})
    assert opscheck.check("plan.yaml", "--format", "json").data["summary"]["fixable"] == 1
    assert fix(opscheck, "plan.yaml").code == 0
    assert text_of(opscheck) == after


def test_entries_that_waive_nothing_go(opscheck: Shell):
    tail = GOOD[GOOD.index("\nwaivers: []") + 1 :]
    plan = changed("horizon: P19M", "horizon: P11M").replace(tail, ENTRIES)
    opscheck.write({"plan.yaml": plan})
    result = fix(opscheck, "plan.yaml")
    assert result.code == 0
    assert text_of(opscheck) == plan[: plan.index("  - {rule: budget/return-review, at")]
    assert result.err.count("fixed: remove this waiver of") == 2


def test_an_entry_that_has_ended_goes_from_the_register_beside_the_plan(opscheck: Shell):
    opscheck.write({"plan.yaml": changed("horizon: P19M", "horizon: P11M"), "opscheck-waivers.yaml": ENTRIES})
    assert fix(opscheck, "plan.yaml").code == 0
    assert "2026-03-31" not in text_of(opscheck, "opscheck-waivers.yaml")
    assert "2026-12-31" in text_of(opscheck, "opscheck-waivers.yaml")


def test_a_waived_finding_is_not_fixed(opscheck: Shell):
    plan = changed("buffer: P34D", "buffer: P30D  # opscheck: ignore[schedule/buffer] -- agreed")
    opscheck.write({"plan.yaml": plan})
    assert fix(opscheck, "plan.yaml", "--unsafe-fixes").code == 0
    assert text_of(opscheck) == plan


# --- plans in several files


def test_a_fix_goes_into_the_fragment_in_which_the_line_stands(opscheck: Shell):
    main = FLAWED.replace(SECTION, "")
    section = FLAWED[FLAWED.index("\nbudget:\n") + 1 : FLAWED.index("\norganization:\n") + 1]
    main = FLAWED.replace(section, "").replace("include: []", "include: [part.yaml]")
    opscheck.write({"plan.yaml": main, "part.yaml": f"schema: opscheck/v1\npart_of: plan.yaml\n{section}"})
    assert fix(opscheck, "part.yaml").code == 0
    assert "3000000.00" in text_of(opscheck, "part.yaml")
    assert "approved  " in text_of(opscheck)


def test_a_fix_in_a_shared_fragment_breaks_no_other_plan(opscheck: Shell):
    """What would mend the first of two plans would break the second."""
    objective = "  - {id: o-shared, area: x, statement: z, addresses: [cost], kpi: conversions, due: 2027-07-31}\n"
    shared = f"schema: opscheck/v1\npart_of: [one.yaml, two.yaml]\nobjectives:\n{objective}"
    one = changed("include: []", "include: [shared.yaml]")
    two = changed("id: retention-2026", "id: two", one.replace("conversion", "conversions"))
    two = changed("{id: conversions, group", "{id: conversions, kind: conversion, group", two)
    opscheck.write({"one.yaml": one, "two.yaml": two, "shared.yaml": shared})
    assert "did you mean conversion?" in opscheck.check("one.yaml").out
    assert opscheck.check("two.yaml").code == 0
    result = fix(opscheck, "one.yaml", "--unsafe-fixes")
    assert "not fixed: it would bring an error: conversion is not one of the plan's kpis" in result.err
    assert (result.code, text_of(opscheck, "shared.yaml")) == (1, shared)


# --- what was killed, and who writes at once


@posix
def test_what_a_killed_run_has_left_goes_with_the_next(opscheck: Shell):
    opscheck.write({"plan.yaml": GOOD, ".plan.yaml.opscheck-new": "half"})
    assert fix(opscheck, "--diff", "plan.yaml").code == 0
    assert (opscheck.folder / ".plan.yaml.opscheck-new").exists()
    assert fix(opscheck, "plan.yaml").code == 0
    assert not (opscheck.folder / ".plan.yaml.opscheck-new").exists()


@posix
def test_two_that_fix_the_same_file_at_once_do_no_harm(flawed: Shell):
    line = [command(), "fix", "--as-of", DAY, "plan.yaml"]
    processes = [
        subprocess.Popen(
            line, cwd=flawed.folder, env=flawed.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for _ in range(4)
    ]
    for process in processes:
        _, err = process.communicate()
        assert process.returncode == 0, err.decode()
    assert text_of(flawed) == FIXED
    assert not [name for name in os.listdir(flawed.folder) if "opscheck-new" in name]
