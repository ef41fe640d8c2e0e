"""What a reviewer decides: fixes, waivers, copies and reports of what is shown, over one plan and several."""

import csv
import json
import re
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
from command import BAD, DUBIOUS, GOOD, changed
from tui.driven import Step, burst, done, drive, lines_of, opened, plugins, write

from opscheck.checking.bench import Bench
from opscheck.checking.drafting import Acceptance
from opscheck.checking.request import Request
from opscheck.errors import UserError
from opscheck.finding import Message
from opscheck.tui.app import ReviewApp
from opscheck.tui.desk import Desk, Proposal
from opscheck.tui.editor import editor_command
from opscheck.tui.keys import Keys

MISSPELT = changed("expected_return:", "expected_retrun:")


def plan(folder: Path, text: str, name: str = "plan.yaml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_a_fix_is_shown_as_a_difference_written_and_taken_back(tmp_path: Path):
    file = plan(tmp_path, MISSPELT)
    app = opened(file)
    lines = drive(app, "slash", *write("fixable:"), "enter", "f", done)
    assert any("-  expected_retrun: 1.8" in line for line in lines)
    assert any("+  expected_return: 1.8" in line for line in lines)
    assert file.read_text(encoding="utf-8") == MISSPELT
    app = opened(file)

    async def look(_: object) -> None:
        assert file.read_text(encoding="utf-8") == GOOD
        assert not list(app.review.run.findings)

    drive(app, "slash", *write("fixable:"), "enter", "f", done, "enter", done, look, "ctrl+z", done)
    assert file.read_text(encoding="utf-8") == MISSPELT


def test_leaving_the_dialog_changes_nothing(tmp_path: Path):
    file = plan(tmp_path, MISSPELT)
    drive(opened(file), "F", done, "escape")
    drive(opened(file), "w", "o", "k", "enter", done, "escape")
    assert file.read_text(encoding="utf-8") == MISSPELT


def test_a_waiver_that_is_written_and_one_that_is_taken_back_are_told(tmp_path: Path):
    app = opened(plan(tmp_path, BAD))
    form = [*write("agreed"), "tab", *write("2026-12-31"), "tab", *write("ann"), "enter", done]
    lines = drive(app, "w", *form, "enter", done, told=True)
    assert any("1 waived" in line for line in lines)
    app = opened(plan(tmp_path, BAD))
    lines = drive(app, "w", *form, "enter", done, "ctrl+z", done, told=True)
    assert any("taken back: 1 waived" in line for line in lines)


def test_several_levels_are_taken_back_one_after_the_other(tmp_path: Path):
    file = plan(tmp_path, BAD)
    desk = Desk(Request(paths=(str(file),), as_of="2026-07-01", isolated=True), plugins())
    first = list(desk.check().run.standing)
    desk.write(desk.waivers(first, Acceptance("one", comment=True)), Message("one"))
    middle = file.read_bytes()
    file.write_bytes(middle.replace(b"expected_return:", b"expected_retrun:"))
    fixable = [finding for finding in desk.check().run.standing if finding.fix]
    misspelt = file.read_bytes()
    desk.write(desk.fixes(fixable), Message("two"))
    assert (desk.undo(), file.read_bytes()) == (Message("two"), misspelt)
    file.write_bytes(misspelt.replace(b"-- one", b"-- other"))
    with pytest.raises(UserError):  # it is not what was written any more
        desk.undo()
    file.write_bytes(misspelt)
    assert desk.undo() == Message("one")
    assert file.read_text(encoding="utf-8") == BAD.replace("expected_return:", "expected_retrun:")
    assert desk.undo() is None


def test_all_that_is_shown_is_waived_in_one_go_and_nothing_else(tmp_path: Path):
    file = plan(tmp_path, changed("expected_return: 1.8", "expected_return: 1.4", BAD))
    desk = Desk(Request(paths=(str(file),), as_of="2026-07-01", isolated=True), plugins())
    found = list(desk.check().run.standing)
    assert len(found) == 2
    for comment in (True, False):
        proposal = desk.waivers(found, Acceptance("both", comment=comment))
        assert (proposal.done, len(proposal.files), proposal.undone) == (2, 1, ())
        desk.write(proposal, Message("both"))
        assert not list(desk.check().run.standing)
        desk.undo()
    desk.write(desk.waivers(found[:1], Acceptance("one")), Message("one"))
    assert [finding.rule for finding in desk.check().run.standing] == [found[1].rule]


def two(folder: Path, *names: str) -> Desk:
    """A desk for plans with two findings each."""
    text = changed("expected_return: 1.8", "expected_return: 1.4", BAD)
    for name in names:
        (folder / f"{name}.yaml").write_text(text.replace("  id: retention-2026", f"  id: {name}"), encoding="utf-8")
    return Desk(Request(paths=(str(folder),), as_of="2026-07-01", isolated=True, select=("budget/*",)), plugins())


def test_working_out_many_waivers_can_be_followed_and_given_up(tmp_path: Path):
    desk = two(tmp_path, "one", "other")
    found, told = list(desk.check().run.standing), list[int]()
    assert desk.waivers(found, Acceptance("all"), lambda number: not told.append(number)).done == 4
    assert (told[0], told[-1], told) == (0, 2, sorted(told))
    assert desk.waivers(found, Acceptance("all"), lambda number: number < 1) == Proposal()


@pytest.mark.parametrize("comment", [True, False])
def test_the_findings_of_a_plan_are_waived_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, comment: bool):
    text = re.sub(r", acceptance: [^,}]*", "", GOOD)
    desk = Desk(Request(paths=(str(plan(tmp_path, text)),), as_of="2026-07-01", isolated=True), plugins())
    found, judged = list(desk.check().run.standing), list[object]()
    read = Bench._read
    monkeypatch.setattr(Bench, "_read", lambda *given: judged.append(given) or read(*given))
    proposal = desk.waivers(found, Acceptance("all", comment=comment))
    assert (proposal.done, len(proposal.files)) == (len(found), 1)
    assert len(found) > 5 * len(judged)
    desk.write(proposal, Message("all"))
    assert not list(desk.check().run.standing)
    desk.undo()
    assert list(desk.check().run.standing) == found


SAME_LINE = """\
schema: opscheck/v1
plan: {id: two}
budget: {horizon: P11M}
phases: [{id: a, start: 2026-01-05, finish: 2026-03-04, buffer: P1D}, {id: b, start: 2026-03-16, finish: 2026-05-29}]
"""


def test_one_that_cannot_be_waived_alone_keeps_no_other_from_it_and_together_both_can(tmp_path: Path):
    file = plan(tmp_path, SAME_LINE)
    chosen = ("schedule/buffer", "budget/horizon")
    desk = Desk(Request(paths=(str(file),), as_of="2026-07-01", isolated=True, select=chosen), plugins())
    horizon, first, second = desk.check().run.standing
    alone = desk.waivers([horizon, first], Acceptance("no", comment=True))
    assert (alone.done, [each.finding for each in alone.undone]) == (1, [first])
    desk.write(alone, Message("one"))
    assert list(desk.check().run.standing) != [horizon, first, second]
    desk.undo()
    together = desk.waivers([horizon, first, second], Acceptance("yes", comment=True))
    desk.write(together, Message("all"))
    assert (together.done, list(desk.check().run.standing)) == (3, [])


def test_plans_that_share_a_register_are_waived_in_it_one_after_the_other(tmp_path: Path):
    desk = two(tmp_path, "one", "other")
    (tmp_path / "opscheck-waivers.yaml").write_text("waivers: []\n", encoding="utf-8")
    found = list(desk.check().run.standing)
    proposal = desk.waivers(found, Acceptance("all"))
    assert (proposal.done, [each.path.name for each in proposal.files]) == (4, ["opscheck-waivers.yaml"])
    desk.write(proposal, Message("all"))
    assert not list(desk.check().run.standing)
    desk.undo()
    assert (tmp_path / "opscheck-waivers.yaml").read_text(encoding="utf-8") == "waivers: []\n"


@pytest.mark.parametrize(
    "format_", ["json", "csv", "markdown", "sarif", "text", "junit", "gitlab", "github", "concise"]
)
def test_a_report_holds_what_the_filter_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format_: str):
    monkeypatch.chdir(tmp_path)
    app = opened(plan(tmp_path, changed("expected_return: 1.8", "expected_return: 1.4", BAD)))
    drive(app, "slash", *write("sev:error"), "enter", "x", "ctrl+u", *write(f"{format_}:out.txt"), "enter")
    text = Path("out.txt").read_text(encoding="utf-8")
    assert "horizon" in text
    if format_ == "json":
        assert [found["rule"] for found in json.loads(text)["findings"]] == ["budget/horizon"]
    if format_ == "csv":
        assert len(list(csv.reader(text.splitlines()))) == 2


def exported(app: ReviewApp, to: str, *more: Step) -> list[str]:
    """Ask for a report; what is on the screen then."""
    return drive(app, "x", "ctrl+u", *write(to), "enter", *more, size=(120, 30))


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("jsn:out.txt", "there is no report format jsn: did you mean json?"),
        ("out.txt", "out.txt is not FORMAT:FILE: the formats are"),
        ("json:", "json: is not FORMAT:FILE"),
        ("json:~no-such-user/out.txt", "~no-such-user/out.txt cannot be written"),
    ],
)
def test_what_cannot_be_exported_is_said_in_the_dialog_and_can_be_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, to: str, said: str
):
    monkeypatch.chdir(tmp_path)
    app = opened(plan(tmp_path, BAD))
    assert any(said in line for line in exported(app, to))
    exported(opened(plan(tmp_path, BAD)), to, "ctrl+u", *write("json:right.txt"), "enter")
    assert [path.name for path in tmp_path.iterdir() if path.name != "plan.yaml"] == ["right.txt"]


def test_a_file_that_is_there_is_overwritten_only_where_one_says_so_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    file = plan(tmp_path, BAD)
    kept = tmp_path / "kept.md"
    kept.write_text("mine")
    lines = exported(opened(file), "markdown:kept.md")
    assert any("kept.md is there already: enter overwrites it" in line for line in lines)
    exported(opened(file), "markdown:kept.md", "escape")
    exported(opened(file), "markdown:kept.md", "x", "backspace", "enter", "escape")
    assert kept.read_text() == "mine"
    exported(opened(file), "markdown:kept.md", "enter")
    assert "budget/horizon" in kept.read_text()


def test_a_folder_cannot_be_overwritten_and_nothing_breaks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    lines = drive(opened(plan(tmp_path, BAD)), "x", "ctrl+u", *write("json:."), "enter", "enter", told=True)
    assert any("cannot be written" in line for line in lines)


@pytest.mark.parametrize("format_", ["junit", "json", "html", "oscal"])
def test_what_the_filter_hides_is_not_reported_as_met(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format_: str):
    monkeypatch.chdir(tmp_path)
    two = changed("expected_return: 1.8", "expected_return: 1.4", BAD)
    app = opened(plan(tmp_path, two))
    drive(
        app, "slash", *write("horizon"), "enter", "x", "ctrl+u", *write(f"{format_}:out.txt"), "enter", size=(120, 30)
    )
    text = Path("out.txt").read_text(encoding="utf-8")
    assert "horizon" in text
    if format_ == "junit":
        assert [case.get("name") for case in Xml.fromstring(text).iter("testcase")] == ["horizon"]
    elif format_ == "json":
        assert {each["rule"]: each["outcome"] for each in json.loads(text)["outcomes"]} == {"budget/horizon": "fail"}
    elif format_ == "oscal":
        assert text.count('"state": "satisfied"') == 0
        assert text.count('"state": "not-satisfied"') > 0
    else:
        assert "C3.1" in text


def test_all_that_there_is_is_reported_with_what_is_met(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    exported(opened(plan(tmp_path, BAD)), "json:out.json")
    outcomes = [each["outcome"] for each in json.loads(Path("out.json").read_bytes())["outcomes"]]
    assert outcomes.count("pass") > 50


def test_where_nothing_is_shown_nothing_is_copied_fixed_or_waived(tmp_path: Path):
    for key in ("y", "Y", "f", "F", "w", "W"):
        app = opened(plan(tmp_path, BAD))
        app.copy_to_clipboard("mine")
        lines = drive(app, "slash", *write("zzz"), "enter", key, told=True)
        assert any("no finding is shown" in line for line in lines)
        assert app.clipboard == "mine"


def test_what_was_said_for_a_moment_does_not_lie_on_a_dialog(tmp_path: Path):
    file = plan(tmp_path, BAD)
    assert any("there is no fix for it" in line for line in drive(opened(file), "f", told=True))
    lines = drive(opened(file), "f", "w", told=True)
    assert any("enter previews · ctrl+t comment or entry · tab next · escape" in line for line in lines)
    assert not any("there is no fix" in line for line in lines)


def test_enter_that_is_typed_ahead_does_not_agree_to_a_fix_that_nobody_has_seen(tmp_path: Path):
    file = plan(tmp_path, MISSPELT)
    app = opened(file)
    lines = drive(app, "slash", *write("fixable:"), "enter", burst("f", "enter"), done)
    assert any("enter writes it" in line for line in lines)
    assert file.read_text(encoding="utf-8") == MISSPELT


def test_a_file_is_found_from_any_folder_of_its_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / ".git").mkdir()
    folder = tmp_path / "plans" / "2026"
    folder.mkdir(parents=True)
    (tmp_path / "other").mkdir()
    plan(folder, BAD)
    for here, path in ((folder, "plan.yaml"), (tmp_path, "plans/2026/plan.yaml"), (tmp_path / "other", None)):
        monkeypatch.chdir(here)
        desk = Desk(Request(paths=(str(tmp_path),), as_of="2026-07-01", isolated=True), plugins())
        (finding,) = desk.check().run.standing
        assert finding.span.file == "plans/2026/plan.yaml"
        assert desk.path_of(finding.span.file) == (path or str(folder / "plan.yaml"))


def test_a_copy_goes_to_the_clipboard_of_the_terminal(tmp_path: Path):
    app = opened(plan(tmp_path, BAD))
    drive(app, "y")
    assert "the budget covers 11 months" in app.clipboard


def test_several_plans_and_what_is_found_in_all_of_them_together(tmp_path: Path):
    one, other = plan(tmp_path, BAD, "one.yaml"), plan(tmp_path, DUBIOUS, "other.yaml")
    app = opened(one, other)
    seen: list[list[str]] = []

    async def look(_: object) -> None:
        seen.append(lines_of(app))

    drive(app, look, "G", look, size=(160, 50))
    topics = {finding.rule.partition("/")[0] for finding in app.review.findings}
    assert topics == {"budget", "portfolio"}
    assert any("2 plans" in line for line in seen[0])
    assert any("one.yaml:" in line for line in seen[0])
    assert any("other.yaml:" in line for line in seen[0])


def test_a_key_that_the_user_has_changed_does_what_it_says_and_the_footer_shows_it(tmp_path: Path):
    app = opened(plan(tmp_path, BAD), keys=Keys({"filter": ("Z",), "group": ()}))
    lines = drive(app, "b", "slash", "Z", *write("horizon"))
    assert app.review.filter == "horizon"
    assert app.review.grouping == "topic"
    assert lines[-1].startswith(" Z filter  ⏎ source")


@pytest.mark.parametrize(
    ("editor", "command"),
    [
        ("", ["vi", "+7", "a b.yaml"]),
        ("vim -n", ["vim", "-n", "+7", "a b.yaml"]),
        ("nano", ["nano", "+7,3", "a b.yaml"]),
        ("emacs -nw", ["emacs", "-nw", "+7:3", "a b.yaml"]),
        ("/usr/bin/code", ["/usr/bin/code", "--wait", "--goto", "a b.yaml:7:3"]),
        ("code --wait", ["code", "--wait", "--goto", "a b.yaml:7:3"]),
        ("hx", ["hx", "a b.yaml:7:3"]),
        ("'/opt/my editor/ed'", ["/opt/my editor/ed", "+7", "a b.yaml"]),
    ],
)
def test_editors_are_told_the_line_in_their_own_way(editor: str, command: list[str]):
    assert editor_command({"EDITOR": editor}, "a b.yaml", 7, 3) == command
    assert editor_command({"EDITOR": "ed", "VISUAL": editor or "vi"}, "a b.yaml", 7, 3) == command


def test_an_editor_with_a_quotation_mark_too_few_is_said_to_be_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", "vim 'a")
    lines = drive(opened(plan(tmp_path, BAD)), "e", told=True)
    assert any("vim 'a cannot be started" in line for line in lines)
