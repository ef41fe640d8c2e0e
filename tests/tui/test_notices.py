"""What a check says besides its findings is there to be read, and nothing is said twice."""

from pathlib import Path

import pytest
from command import BAD, GOOD, Shell, changed
from textual.pilot import Pilot
from tui.driven import done, drive, opened
from tui.test_command import talk

from opscheck.checking.request import Request

DRAFT = changed("status: approved", "status: draft", BAD)
SAYS = "plan.yaml is a draft, and the ruleset standard judges it"
KNOWS_DRAFTS, KNOWS_NONE = "rulesets: {draft: draft}\n", "ruleset: standard\n"


def folder(path: Path, *, plan: str = DRAFT, config: str = KNOWS_NONE) -> Path:
    (path / "plan.yaml").write_text(plan, encoding="utf-8")
    (path / "opscheck.yaml").write_text(config, encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Plans are named from here, however long the way to this folder is."""
    monkeypatch.chdir(tmp_path)


def requested(path: Path) -> Request:
    return Request(paths=(str(path),), as_of="2026-07-01")


def test_a_notice_is_said_for_a_moment_counted_in_the_title_and_kept_to_be_read(tmp_path: Path):
    app = opened(request=requested(folder(tmp_path)))
    lines = drive(app, size=(160, 30), told=True)
    assert any("is a draft" in line for line in lines)
    assert "1 notice · as of" in lines[0]
    lines = drive(opened(request=requested(folder(tmp_path))), "i", size=(160, 30))
    assert any(SAYS in line for line in lines)
    assert any("besides its findings" in line for line in lines)


def test_a_notice_that_comes_later_is_said_then_and_one_that_stays_is_not_said_again(tmp_path: Path):
    app = opened(request=requested(folder(tmp_path, config=KNOWS_DRAFTS)))
    seen: list[int] = []

    async def again(pilot: Pilot) -> None:
        app.recheck()
        await done(pilot)
        seen.append(sum(SAYS in str(each.message) for each in app._notifications))

    async def stale(_: Pilot) -> None:
        folder(tmp_path)

    drive(app, again, stale, again, again)
    assert seen == [0, 1, 1]


@pytest.mark.parametrize("size", [(60, 15), (160, 50)])
def test_without_notices_there_is_nothing_to_read(tmp_path: Path, size: tuple[int, int]):
    file = folder(tmp_path, plan=GOOD, config=KNOWS_DRAFTS) / "plan.yaml"
    app = opened(request=requested(file))
    assert not app.can_notices()
    assert any("nothing" in line for line in drive(app, "i", size=size))


def test_where_no_plan_is_found_the_list_says_so_instead_of_that_nothing_is_wrong(tmp_path: Path):
    app = opened(request=requested(tmp_path))
    lines = drive(app, size=(120, 30), told=True)
    assert any("no plan was found" in line for line in lines)
    assert not any("no findings" in line for line in lines)


@pytest.mark.parametrize("size", [(60, 15), (160, 50)])
def test_there_are_no_pictures_of_no_plan(tmp_path: Path, size: tuple[int, int]):
    lines = drive(opened(request=requested(tmp_path)), "2", "j", "n", "enter", "p", "enter", "escape", size=size)
    assert any("no plan was found" in line for line in lines)
    assert not any("cannot be read" in line for line in lines)


def test_line_by_line_notices_come_first(opscheck: Shell):
    opscheck.write({"plan.yaml": DRAFT})
    said = talk(opscheck, "check").splitlines()
    assert SAYS in said[0]
    assert sum(SAYS in line for line in said) == 1
