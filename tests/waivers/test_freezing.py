"""opscheck baseline: a team adopts opscheck on the day it finds two hundred things."""

import json
import os
import re
from pathlib import Path

import pytest
from command import BAD, DAY, DUBIOUS, GOOD, Shell, changed

FILE = "opscheck-baseline.json"
WORSE = BAD.replace("horizon: P11M", "horizon: P10M")
OTHER = BAD.replace("id: retention-2026", "id: other")
ALONE = {".opscheck.yaml": 'rules: {"portfolio/*": off}\n'}  # two copies of one plan are no portfolio


@pytest.fixture
def frozen(opscheck: Shell) -> Shell:
    """A folder with a plan whose one error is in the baseline."""
    opscheck.write({"plan.yaml": BAD})
    assert freeze(opscheck).code == 0
    return opscheck


def freeze(opscheck: Shell, *arguments: str, cwd: str = "."):
    return opscheck("baseline", *arguments, "--as-of", DAY, cwd=cwd)


def known(opscheck: Shell, file: str = FILE) -> list[tuple[str, str]]:
    text = (opscheck.folder / file).read_text(encoding="utf-8")
    return [(entry["plan"], entry["rule"]) for entry in json.loads(text)["findings"]]


@pytest.mark.parametrize(
    "move",
    [
        lambda text: "# on top\n\n" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("  horizon: P11M", "  horizon:   P11M   # eleven"),
        lambda text: re.sub("^(?= )", "   ", text, flags=re.MULTILINE),
    ],
)
def test_moving_lines_and_renaming_the_file_change_nothing(frozen: Shell, move):
    (frozen.folder / "plan.yaml").unlink()
    (frozen.folder / "plans").mkdir()
    (frozen.folder / "plans/renamed.yaml").write_text(move(BAD), encoding="utf-8", newline="")
    result = frozen.check()
    assert (result.code, "1 in the baseline" in result.out) == (0, True)


def test_rules_that_were_left_out_keep_what_is_known(frozen: Shell):
    frozen.write({"plan.yaml": GOOD})
    freeze(frozen, "--select", "risk/*")
    assert known(frozen) == [("retention-2026", "budget/horizon")]
    freeze(frozen, "--ignore", "risk/*")
    assert known(frozen) == []


def test_prune_takes_away_what_is_gone_and_adds_nothing(opscheck: Shell):
    opscheck.write({**ALONE, "a.yaml": BAD, "b.yaml": OTHER})
    freeze(opscheck)
    opscheck.write({"a.yaml": DUBIOUS})
    assert freeze(opscheck, "prune", "a.yaml").code == 0
    assert known(opscheck) == [("other", "budget/horizon")]
    (opscheck.folder / "b.yaml").unlink()
    freeze(opscheck, "prune", "a.yaml")
    assert known(opscheck) == [("other", "budget/horizon")], "of plans that were not looked at nothing is known"
    freeze(opscheck, "prune")
    assert known(opscheck) == []


def test_pruning_without_a_baseline_creates_none(opscheck: Shell):
    opscheck.write({"plan.yaml": BAD})
    assert freeze(opscheck, "prune").code == 0
    assert not (opscheck.folder / FILE).exists()


def test_pruning_in_a_folder_forgets_no_plan_outside_of_it(opscheck: Shell):
    opscheck.write({**ALONE, "a.yaml": BAD, "deep/b.yaml": OTHER})
    freeze(opscheck)
    for arguments, cwd in (((), "deep"), (("deep",), "."), (("../deep",), "deep")):
        freeze(opscheck, "prune", *arguments, cwd=cwd)
        assert known(opscheck) == [("other", "budget/horizon"), ("retention-2026", "budget/horizon")]


def test_pruning_with_some_rules_forgets_no_other_rule(frozen: Shell):
    freeze(frozen, "prune", "--select", "risk/*")
    freeze(frozen, "prune", "--ignore", "budget/horizon")
    assert known(frozen) == [("retention-2026", "budget/horizon")]


def test_a_plan_that_cannot_be_read_for_a_while_is_not_forgotten(frozen: Shell):
    for text in (BAD + "  : [", BAD.replace("P11M", "eleven months"), BAD.replace("id: retention-2026", "id: []")):
        frozen.write({"plan.yaml": text})
        freeze(frozen, "prune")
        assert ("retention-2026", "budget/horizon") in known(frozen)
    frozen.write({"plan.yaml": BAD})
    assert frozen.check().code == 0


def test_nothing_changes_where_nothing_changed(frozen: Shell):
    before = os.stat(frozen.folder / FILE)
    freeze(frozen)
    after = os.stat(frozen.folder / FILE)
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_what_is_waived_is_not_frozen(opscheck: Shell):
    waived = changed("horizon: P11M", "horizon: P11M  # opscheck: ignore[budget/horizon] -- the year ends early", BAD)
    opscheck.write({"plan.yaml": waived})
    freeze(opscheck)
    assert known(opscheck) == []


def test_it_stands_beside_the_configuration_or_where_that_says(opscheck: Shell):
    opscheck.write({"shop/opscheck.yaml": "", "shop/plans/plan.yaml": BAD})
    freeze(opscheck, "shop")
    assert known(opscheck, f"shop/{FILE}") == [("retention-2026", "budget/horizon")]
    opscheck.write({"shop/opscheck.yaml": "baseline: known/old.json\n"})
    assert opscheck.check("shop").code == 1
    (opscheck.folder / "shop/known").mkdir()
    freeze(opscheck, "plans", cwd="shop")
    assert known(opscheck, "shop/known/old.json") == [("retention-2026", "budget/horizon")]
    assert opscheck.check("shop").code == 0


@pytest.mark.parametrize("value", ["../b.json", "/b.json", "''", "7"])
def test_it_cannot_stand_outside(opscheck: Shell, value: str):
    opscheck.write({"opscheck.yaml": f"baseline: {value}\n", "plan.yaml": BAD})
    result = opscheck.check()
    assert result.code == 2
    assert "opscheck.yaml:1:11: baseline " in result.err


def test_the_repository_holds_it_where_there_is_no_configuration(opscheck: Shell):
    opscheck.write({".git/HEAD": "", "plans/plan.yaml": BAD})
    freeze(opscheck, cwd="plans")
    assert known(opscheck) == [("retention-2026", "budget/horizon")]


def test_a_damaged_file_is_a_clear_error_and_stays(frozen: Shell):
    path = frozen.folder / FILE
    damaged = path.read_text(encoding="utf-8").replace('{"plan"', '<<<<<<< HEAD\n{"plan"')
    path.write_text(damaged, encoding="utf-8")
    for result in (frozen.check(), freeze(frozen), freeze(frozen, "prune")):
        assert result.code == 2
        assert f"{FILE}:2:1: the baseline {FILE} cannot be read: it is no JSON" in result.err
        assert "help: take the last good version from git" in result.err
    assert path.read_text(encoding="utf-8") == damaged
    assert frozen.check("--no-baseline").code == 1


@pytest.mark.skipif(os.name != "posix", reason="needs links")
def test_a_link_is_not_written_through(frozen: Shell):
    path = frozen.folder / FILE
    path.rename(frozen.folder / "target.json")
    path.symlink_to("target.json")
    frozen.write({"plan.yaml": GOOD})
    result = freeze(frozen)
    assert (result.code, "is a symbolic link" in result.err) == (2, True)
    assert json.loads(Path(path).read_text(encoding="utf-8"))["findings"]


@pytest.mark.skipif(os.name != "posix", reason="needs the rights of files")
def test_a_folder_that_may_not_be_written_is_a_clear_error(opscheck: Shell):
    opscheck.write({"plan.yaml": BAD})
    opscheck.as_anybody = True
    opscheck.folder.chmod(0o555)
    result = freeze(opscheck)
    opscheck.folder.chmod(0o755)
    assert (result.code, f"{FILE} cannot be written: Permission denied" in result.err) == (2, True)


def test_a_plan_without_a_readable_id_is_named(opscheck: Shell):
    opscheck.write({"plan.yaml": "schema: opscheck/v1\nplan: {title: a}\n"})
    result = freeze(opscheck)
    assert result.code == 0
    assert "the plan plan.yaml has no id that can be read" in result.err
    assert opscheck.check().code == 1
