"""What was checked before is not checked again, and never is an answer given that a new check would not give."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, chdir, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import pytest
from command import BAD, DAY, GOOD, Result, Shell, changed, command, default_signals
from hypothesis import given, settings
from hypothesis import strategies as st
from stranger import Installation, good_plugin

from opscheck import looking
from opscheck.cli import again, main
from opscheck.installation import installation

REGISTER = """waivers:
  - {rule: budget/horizon, reason: agreed with the board, approved_by: lin-mei, until: 2026-12-31, plan: retention-2026}
"""
FRAGMENT = "schema: opscheck/v1\npart_of: plan.yaml\nx-acme: {a: 1}\n"
WITH_EVIDENCE = changed("horizon: P19M", "horizon: P19M\n  refs: [evidence/horizon.md]")


class Project(Shell):
    """A project whose checks are kept, and can be told from those that are made."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.environ["OPSCHECK_CACHE"] = str(folder / "cache")
        self.write({"project/plan.yaml": BAD, "project/.git/HEAD": ""})

    def check(self, *arguments: str, **options: object) -> Result:
        options.setdefault("cwd", "project")
        return self("check", "--as-of", DAY, *arguments, **options)  # type: ignore[arg-type]

    def made(self, *arguments: str, **options: object) -> Result:
        """The same check, made whatever is kept."""
        return self.check(*arguments, "--no-cache", **options)

    def results(self) -> dict[Path, bytes]:
        """What is kept."""
        return {path: path.read_bytes() for path in (self.folder / "cache").rglob("*") if path.is_file()}

    def __call__(self, *arguments: str, stdin: str | None = None, cwd: str = ".", **environ: str | None) -> Result:
        """Run opscheck, in this process where that does: most of a process of its own would be start-up."""
        if stdin is not None:
            return super().__call__(*arguments, stdin=stdin, cwd=cwd, **environ)
        before = dict(os.environ)
        os.environ.clear()
        os.environ.update(self.environment(**environ))
        try:
            with chdir(self.folder / cwd), redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as err:
                code = main(arguments)
        finally:
            os.environ.clear()
            os.environ.update(before)
        return Result(code, out.getvalue(), err.getvalue())

    def write(self, files: dict[str, str]) -> None:
        """Write files in place of what is there, whatever that is."""
        for name in files:
            self.remove(name)
        super().write(files)

    def remove(self, name: str) -> None:
        path = self.folder / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def test_the_second_answer_is_the_first(project):
    first = project.check()
    kept = project.results()
    assert (first.code, len(kept)) == (1, 2)
    assert project.check() == first == project.made()
    assert project.results() == kept


@pytest.mark.parametrize(
    "format_", ["text", "concise", "json", "sarif", "junit", "csv", "markdown", "gitlab", "github"]
)
def test_every_format_is_given_again_to_the_byte(project, format_):
    first = project.check("--format", format_)
    assert project.check("--format", format_) == first == project.made("--format", format_)
    assert len(project.results()) == 2


def test_what_is_said_on_stderr_is_said_again(project):
    project.write({"project/plan.yaml": changed("status: approved", "status: draft", BAD)})
    first = project.check()
    assert "is a draft" in first.err
    assert project.check() == first


CHANGES: dict[str, Callable[[Project], object]] = {
    "the plan": lambda p: p.write({"project/plan.yaml": GOOD}),
    "a plan that comes": lambda p: p.write({"project/more.yaml": GOOD}),
    "a plan that goes": lambda p: p.remove("project/other.yaml"),
    "a fragment": lambda p: p.write({"project/part.yaml": FRAGMENT.replace("part_of", "part_off")}),
    "a fragment that comes": lambda p: p.write({"project/new.yaml": FRAGMENT.replace("x-acme", "x-other")}),
    "a fragment that goes": lambda p: p.remove("project/part.yaml"),
    "evidence that goes": lambda p: p.remove("project/evidence/horizon.md"),
    "evidence that leads out": lambda p: (
        p.remove("project/evidence/horizon.md")
        or (p.folder / "project/evidence/horizon.md").symlink_to("/etc/hostname")
    ),
    "a configuration that comes": lambda p: p.write({"project/.opscheck.yaml": "rules: {budget/horizon: off}\n"}),
    "a nearer configuration": lambda p: p.write({"project/pyproject.toml": "[tool.opscheck]\nfail-on = 'never'\n"}),
    "the user's configuration": lambda p: p.write(
        {"home/.config/opscheck/config.yaml": "rules: {budget/horizon: off}\n"}
    ),
    "a register that comes": lambda p: p.write({"project/opscheck-waivers.yaml": REGISTER}),
    "a baseline that comes": lambda p: p("baseline", "--as-of", DAY, cwd="project"),
    "a ruleset": lambda p: p.write({"project/ours.yaml": "extends: standard\nrules: {budget/horizon: off}\n"}),
    "the folder's links": lambda p: (p.folder / "project/linked.yaml").symlink_to("plan.yaml"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_in_the_files_a_new_check_is_made(project, change):
    project.write(
        {
            "project/other.yaml": WITH_EVIDENCE.replace("id: retention-2026", "id: other", 1),
            "project/part.yaml": FRAGMENT,
            "project/evidence/horizon.md": "as agreed",
            "project/ours.yaml": "extends: standard\n",
        }
    )
    arguments = ("--ruleset", "./ours.yaml", ".") if change == "a ruleset" else (".",)
    project.check(*arguments)
    project.check(*arguments)
    kept = project.results()
    CHANGES[change](project)
    assert project.check(*arguments) == project.made(*arguments)
    assert project.results() != kept


@pytest.mark.parametrize("change", ["a nearer configuration", "a register that comes", "evidence that goes"])
def test_so_it_is_where_several_processes_have_looked(project, change):
    for number in range(6):
        plan = WITH_EVIDENCE.replace("id: retention-2026", f"id: other-{number}", 1)
        project.write({f"project/plan-{number}.yaml": plan})
    project.write({"project/evidence/horizon.md": "as agreed"})
    arguments = ("--jobs", "2", "--format", "concise", ".")
    first = project.run([command(), "check", "--as-of", DAY, *arguments], cwd="project")
    kept = project.results()
    assert len(kept) == 2
    assert project.run([command(), "check", "--as-of", DAY, *arguments], cwd="project") == first
    assert project.results() == kept
    CHANGES[change](project)
    again = project.run([command(), "check", "--as-of", DAY, *arguments], cwd="project")
    assert again == project.run([command(), "check", "--as-of", DAY, *arguments, "--no-cache"], cwd="project")
    assert again != first


@pytest.mark.parametrize(
    "arguments",
    [("--lang", "zh"), ("--select", "risk/*"), ("--ignore", "budget/*"), ("--fail-on", "never"), ("--color", "always")],
)
def test_whatever_is_asked_otherwise_is_answered_so(project, arguments):
    project.check()
    assert project.check(*arguments) == project.made(*arguments) != project.check()


@pytest.mark.parametrize(
    "environ",
    [{"OPSCHECK_LANG": "zh"}, {"LANG": "zh_CN.UTF-8"}, {"FORCE_COLOR": "1"}, {"GITHUB_ACTIONS": "true"}],
)
def test_so_is_what_the_environment_asks(project, environ):
    project.check()
    assert project.check(**environ) == project.made(**environ) != project.check()


def test_another_day_is_another_question(project):
    def check(*more: str, day: str) -> Result:
        return project("check", *more, cwd="project", OPSCHECK_AS_OF=day)

    assert check(day=DAY) == check("--no-cache", day=DAY)
    assert check(day="2027-07-01") == check("--no-cache", day="2027-07-01") != check(day=DAY)


def test_today_ends_at_midnight_in_the_time_zone_of_the_plan(tmp_path, monkeypatch):
    whenever = pytest.importorskip("whenever")
    midnight = whenever.Instant.from_utc(2026, 6, 30, 16)

    def at(moment: object) -> AbstractContextManager[object]:
        return whenever.patch_current_time(moment, keep_ticking=False)

    with at(midnight.subtract(seconds=1)), looking.noting() as noted:
        looking.today("Asia/Shanghai")
        looks = noted()
        assert looks == {("today", "Asia/Shanghai"): "2026-06-30"}
    with at(midnight.subtract(hours=23)):
        assert looking.same(looks)
    with at(midnight):
        assert not looking.same(looks)


def test_so_does_an_answer_when_the_time_zones_change(tmp_path, monkeypatch):
    zoneinfo = pytest.importorskip("zoneinfo")
    (tmp_path / "zones").mkdir()
    monkeypatch.setattr(zoneinfo, "TZPATH", (str(tmp_path / "zones"),))
    looks = installation({})
    assert looking.same(looks)
    (tmp_path / "zones" / "Europe").mkdir()
    assert not looking.same(looks)


def test_a_plugin_that_comes_goes_or_changes_is_noticed(tmp_path):
    shell = Installation(tmp_path)
    shell.environ["OPSCHECK_CACHE"] = str(tmp_path / "cache")
    shell.write({"plan.yaml": GOOD})

    def checked() -> Result:
        kept, made = (shell.check("--format", "json", "plan.yaml", *more) for more in ((), ("--no-cache",)))
        assert kept == made
        return kept

    shell.site.mkdir()
    without = checked()
    shell.install("acme", good_plugin())
    time.sleep(2.1)  # what was written a moment ago is not settled
    with_plugin = checked()
    assert with_plugin != without
    assert len(list((tmp_path / "cache").rglob("*"))) > 2
    module = next(shell.site.glob("*/__init__.py"))
    module.write_text(module.read_text(encoding="utf-8").replace("opscheck_api = 1", "opscheck_api = 2"))
    assert checked().code == 2
    shutil.rmtree(shell.site)
    shell.site.mkdir()
    assert checked() == without


@pytest.mark.parametrize("name", ["--since=HEAD", "--diff", "--statistics", "--show-settings", "--show-files"])
def test_what_depends_on_more_is_not_kept(project, name):
    project.check(name)
    assert not project.results()


def test_standard_input_and_reports_that_are_written_are_not_kept(project):
    assert project.check("-", stdin=GOOD).code == 0
    assert project.check("-", stdin=BAD).code == 1
    for _ in range(2):
        project.remove("project/report.json")
        project.check("--output", "json:report.json")
        assert (project.folder / "project" / "report.json").is_file()
    assert not project.results()


def test_a_mistake_is_not_kept(project):
    project.write({"project/.opscheck.yaml": "rules: {budget/horizonn: off}\n"})
    assert project.check().code == 2
    assert not project.results()


@pytest.mark.parametrize("damage", [b"", b"{}", lambda raw: raw[:-1], lambda raw: raw + b" "])
def test_what_is_damaged_is_not_there(project, damage):
    first = project.check()
    for path in project.results():
        path.write_bytes(damage if isinstance(damage, bytes) else damage(path.read_bytes()))
    assert project.check() == first
    assert project.check() == first


@pytest.mark.skipif(os.name != "posix", reason="only there can somebody else write to a folder")
def test_what_others_may_write_is_not_believed(project):
    project.check()
    kept = project.results()
    (project.folder / "cache").chmod(0o777)
    project.write({"project/plan.yaml": GOOD})
    assert project.check().code == 0
    assert project.results() == kept


def test_checks_at_once_and_killed_ones_leave_the_cache_whole(project):
    line = [command(), "check", "--as-of", DAY]
    environ = {**project.environment()}
    expected = project.made()

    def start() -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            line, cwd=project.folder / "project", env=environ, stdout=subprocess.PIPE, preexec_fn=default_signals
        )

    killed = [start() for _ in range(3)]
    for number, process in enumerate(killed):
        time.sleep(0.1 * number)
        process.kill()
        process.communicate()
    whole = [start() for _ in range(3)]
    assert [process.communicate()[0].decode() for process in whole] == [expected.out] * 3
    assert project.check() == expected


def test_the_cache_says_where_it_is_and_can_be_cleaned(project):
    project.check()
    said = project("cache")
    assert str(project.folder / "cache") in said.out
    assert "in 2 files" in said.out
    assert "2 files removed" in project("cache", "clean").out
    assert not project.results()
    assert "in 0 files" in project("cache").out


# --- nothing is looked at that is not noted


PROGRAMS = tuple({os.path.realpath(path) for path in (sys.prefix, sys.base_prefix, Path(again.__file__).parents[2])})
ASKS = ("stat", "lstat", "open", "scandir", "listdir", "readlink")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """The paths of which the system is asked, programs left out."""
    paths: set[str] = set()

    def watched(ask: Callable[..., object]) -> Callable[..., object]:
        def watch(path: object = ".", *arguments: object, **options: object) -> object:
            if isinstance(path, str | os.PathLike):
                paths.add(os.path.join(os.getcwd(), os.fspath(path)))
            return ask(path, *arguments, **options)

        return watch

    for name in ASKS:
        monkeypatch.setattr(os, name, watched(getattr(os, name)))
    return paths


def test_every_look_of_a_check_is_noted(project, asked, monkeypatch, capsys):
    project.write(
        {
            "project/plan.yaml": WITH_EVIDENCE,
            "project/part.yaml": FRAGMENT,
            "project/opscheck-waivers.yaml": REGISTER,
            "project/.opscheck.yaml": "ruleset: ./ours.yaml\n",
            "project/ours.yaml": "extends: standard\n",
        }
    )
    for name, value in project.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(project.folder / "project")
    seen: list[looking.Looks] = []
    keep = again._Memory.keep
    monkeypatch.setattr(again._Memory, "keep", lambda memory, kept, started: seen.append(kept.looks))
    asked.clear()
    main(["check", "--as-of", DAY])
    capsys.readouterr()
    assert keep is not again._Memory.keep
    (looks,) = seen
    noted = {name for _, name in looks}
    real = [name + os.sep for kind, name in looks if kind == "real"]
    cache = project.environ["OPSCHECK_CACHE"]
    outside = (*PROGRAMS, cache, "/usr/share/zoneinfo", "/proc", "/dev")
    unnoted = {
        path
        for path in asked
        if not path.startswith(outside)
        and path not in noted
        and not any(name.startswith(path + os.sep) for name in real)
    }
    assert unnoted - {os.sep} == set()


# --- whatever is edited


FILES = (
    "plan.yaml",
    "part.yaml",
    "deep/plan.yaml",
    "deep/part.yaml",
    "opscheck.yaml",
    ".opscheck.yaml",
    "evidence/a.md",
)
TEXTS = (
    GOOD,
    BAD,
    WITH_EVIDENCE,
    FRAGMENT,
    FRAGMENT.replace("plan.yaml", "../plan.yaml"),
    "fail-on: never\n",
    "rules: {budget/horizon: off}\n",
    "exclude: [deep]\n",
    "a: [\n",
    "",
)
EDITS = st.lists(st.tuples(st.sampled_from(FILES), st.sampled_from([*TEXTS, None])), min_size=1, max_size=4)


@given(EDITS)
@settings(max_examples=12, deadline=None)
def test_after_any_edits_the_answer_is_that_of_a_new_check(tmp_path_factory, edits):
    project = Project(tmp_path_factory.mktemp("edited"))
    arguments = ("--format", "json", ".")
    for name, text in edits:
        if text is None:
            project.remove(f"project/{name}")
        else:
            project.write({f"project/{name}": text})
        made = project.made(*arguments)
        assert project.check(*arguments) == made
        assert project.check(*arguments) == made
