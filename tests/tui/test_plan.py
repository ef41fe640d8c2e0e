"""The plan in pictures: what is drawn, where findings lie, and how one goes from one to the other."""

from pathlib import Path

from core.plans import GOOD
from tui.driven import drive, opened

BAD = GOOD.replace("amount: 960000.00", "amount: 1260000.00")


def folder_with(folder: Path, **texts: str) -> Path:
    """A folder with plans."""
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def test_the_budget_shows_the_band_and_the_finding_on_its_bar(tmp_path: Path):
    lines = drive(opened(folder_with(tmp_path, plan=BAD)), "2", size=(100, 30))
    (early,) = [line for line in lines if line.startswith("▌●E early")]
    assert "[" in early
    assert "]▓" in early, "what is too much is seen behind the bracket"
    assert "42.0 %, within 30–40 %" in early


def test_enter_goes_to_the_finding_on_the_bar_and_back(tmp_path: Path):
    app = opened(folder_with(tmp_path, plan=BAD))
    lines = drive(app, "2", "enter", "down", "enter", size=(100, 30))
    assert app.review.selected.path == "budget.stages[early].amount"
    assert app.current_mode == "findings"
    assert any("budget/stage-ratio" in line for line in lines)
    app = opened(folder_with(tmp_path, plan=BAD))
    drive(app, "n", "P", size=(100, 30))
    assert app.current_mode == "plan"


def test_brackets_go_from_picture_to_picture_in_a_small_terminal(tmp_path: Path):
    app = opened(folder_with(tmp_path, plan=BAD))
    lines = drive(app, "2", "right_square_bracket", "right_square_bracket", size=(60, 15))
    assert any(line.startswith(" ─ Risks") for line in lines)
    assert len(lines) == 15


def test_everything_is_said_in_chinese(tmp_path: Path):
    lines = drive(opened(folder_with(tmp_path, plan=BAD), lang="zh"), "2", size=(100, 60))
    assert any("分阶段预算" in line for line in lines)
    assert any("有限额的 4 个占比中有 1 个超出限额：early" in line for line in lines)


def test_hostile_names_are_plain_text(tmp_path: Path):
    plan = BAD.replace("scenario: system-failure", 'scenario: "[/x][@click=app.quit]\\e[31m"')
    lines = drive(opened(folder_with(tmp_path, plan=plan)), "2", "right_square_bracket", *["right_square_bracket"] * 2)
    assert any("[/x][@click=app" in line for line in lines)
    assert not any("\x1b" in line for line in lines)


def test_one_of_several_plans_is_chosen(tmp_path: Path):
    other = BAD.replace("id: retention-2026", "id: other").replace("电商平台后期运营方案", "Another plan")
    app = opened(folder_with(tmp_path, one=BAD, two=other))
    assert any("1/2" in line for line in drive(app, "2", size=(120, 20)))
    lines = drive(opened(tmp_path), "2", "p", "down", "enter", size=(120, 20))
    assert any("2/2 Another plan" in line for line in lines)
