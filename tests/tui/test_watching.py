"""Whatever is saved elsewhere is checked again: plans, and all that they are checked by."""

from pathlib import Path

import pytest
from command import BAD, GOOD
from textual.pilot import Pilot
from tui.driven import done, drive, opened, plugins, write

from opscheck import looking
from opscheck.checking.request import Request
from opscheck.errors import UserError
from opscheck.tui.desk import Desk
from opscheck.tui.watch import Watched

FRAGMENT = "schema: opscheck/v1\npart_of: plan.yaml\nbudget: {horizon: P11M}\n"
REGISTER = "schema: opscheck/v1\nwaivers: []\n"
BASELINE = "opscheck-baseline.json"
RULESET = 'name: ours\nversion: "1"\nextends: [standard]\n'


def desk_of(folder: Path) -> Desk:
    (folder / ".git").mkdir()
    (folder / "plans").mkdir()
    (folder / "plans" / "plan.yaml").write_text(BAD, encoding="utf-8")
    (folder / "ours.yaml").write_text(RULESET, encoding="utf-8")
    (folder / "opscheck.yaml").write_text("ruleset: ./ours.yaml\n", encoding="utf-8")
    desk = Desk(Request(paths=(str(folder),), as_of="2026-07-01"), plugins())
    desk.check()
    assert not desk.has_changed()
    return desk


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("plans/plan.yaml", GOOD),
        ("plans/another.yaml", BAD),
        ("new/plan.yaml", BAD),
        ("plans/fragment.yaml", FRAGMENT),
        ("opscheck.yaml", "ruleset: standard\n"),
        ("plans/opscheck.yaml", "ruleset: strict\n"),
        ("ours.yaml", RULESET + "rules: {budget/horizon: off}\n"),
        ("opscheck-waivers.yaml", REGISTER),
        (BASELINE, "{}"),
    ],
)
def test_what_a_check_has_looked_at_is_watched(tmp_path: Path, file: str, text: str):
    desk = desk_of(tmp_path)
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_text(text, encoding="utf-8")
    assert desk.has_changed()


def test_what_goes_is_missed_and_what_is_only_touched_is_not(tmp_path: Path):
    desk = desk_of(tmp_path)
    (tmp_path / "opscheck.yaml").touch()
    (tmp_path / "plans" / "plan.yaml").write_text(BAD, encoding="utf-8")
    assert not desk.has_changed()
    (tmp_path / "plans" / "plan.yaml").unlink()
    assert desk.has_changed()


def test_a_file_is_read_again_only_where_it_was_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    desk = desk_of(tmp_path)
    read: list[str] = []
    real = looking._read
    monkeypatch.setattr(looking, "_read", lambda path: read.append(str(path)) or real(path))
    assert not desk.has_changed()
    assert read == []
    (tmp_path / "ours.yaml").touch()
    assert not desk.has_changed()
    assert not desk.has_changed()
    assert read == [str(tmp_path / "ours.yaml")]


def test_of_too_many_looks_the_plans_remain(tmp_path: Path):
    file = tmp_path / "plan.yaml"
    file.write_text(BAD)
    watched = Watched(None, [file, tmp_path / "none.yaml"])
    assert not watched.has_changed()
    file.write_text(GOOD)
    assert watched.has_changed()


def test_a_broken_configuration_is_told_once_and_its_mending_is_seen(tmp_path: Path):
    desk = desk_of(tmp_path)
    config = tmp_path / "opscheck.yaml"
    config.write_text("rulset: standard\n")
    assert desk.has_changed()
    with pytest.raises(UserError):
        desk.check()
    assert not desk.has_changed()
    config.write_text("ruleset: standard\n")
    assert desk.has_changed()


def test_filter_grouping_marks_and_selection_stay_when_plans_are_checked_again(tmp_path: Path):
    file = tmp_path / "plan.yaml"
    bad = BAD.replace("expected_return: 1.8", "expected_return: 1.4")
    file.write_text(bad, encoding="utf-8")
    app = opened(file)

    async def saved(pilot: Pilot) -> None:
        file.write_text("# a line\n# and another\n" + bad, encoding="utf-8")
        while all(finding.span.line != before.span.line + 2 for finding in app.review.findings):
            await pilot.pause(0.05)
        await pilot.pause()

    before = opened(file).review.findings[0]
    drive(app, "slash", *write("budget"), "enter", "b", "r", saved)
    review = app.review
    assert (review.filter, review.grouping, review.reviewed) == ("budget", "rule", 1)
    assert (review.selected.rule, review.selected.span.line) == (before.rule, before.span.line + 2)


def test_a_filter_that_is_being_written_is_not_disturbed(tmp_path: Path):
    file = tmp_path / "plan.yaml"
    file.write_text(BAD, encoding="utf-8")
    app = opened(file)

    async def again(pilot: Pilot) -> None:
        app.recheck()
        await done(pilot)

    drive(app, "slash", *write("budget"), "left", "left", again, "x")
    assert app.review.filter == "budgxet"
