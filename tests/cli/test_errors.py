"""What can go wrong around a run: the user reads one sentence, with its place, and never a traceback."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from command import BAD, BAD_PLACE, DAY, GOOD, Shell, command, default_signals

FORMATS = ("text", "concise", "json", "github")
posix = pytest.mark.skipif(os.name != "posix", reason="POSIX only")


@pytest.fixture
def bad(opscheck: Shell) -> Shell:
    """A folder with one plan that has one error."""
    opscheck.write({"plan.yaml": BAD})
    return opscheck


# --- Ctrl-C and closed pipes


@posix
@pytest.mark.parametrize("format_", FORMATS)
def test_ctrl_c_ends_a_run_at_once(opscheck: Shell, format_: str):
    for count in (400, 2_000, 10_000):  # on a fast machine few are checked before anybody could interrupt
        _write_many(opscheck, count)
        interrupted = _interrupted(opscheck, ["check", "--as-of", DAY, "many", "--format", format_])
        if interrupted and interrupted[0] != 1:
            break
    assert interrupted, "it never said how far it was"
    code, out, err = interrupted
    assert (code, out) == (130, "")
    assert "Traceback" not in err
    assert "Error" not in err


def _write_many(opscheck: Shell, count: int) -> None:
    """Enough plans for a run to take longer than the second after which it says how far it is."""
    opscheck.write({f"many/{number:05}.yaml": BAD for number in range(count)})


def _interrupted(opscheck: Shell, arguments: list[str]) -> tuple[int, str, str] | None:
    """Start a run on a terminal and interrupt it as soon as it shows its progress; None if it never did."""
    import pty
    import signal

    ours, its = pty.openpty()
    process = subprocess.Popen(
        [command(), *arguments],
        stdout=subprocess.PIPE,
        stderr=its,
        cwd=opscheck.folder,
        env=opscheck.environment(OPSCHECK_CACHE="/nowhere"),
        preexec_fn=default_signals,
    )
    os.close(its)
    with process:
        read = ThreadPoolExecutor(1).submit(process.stdout.read)  # a long report would not find room in the pipe
        pieces = _pieces(ours)
        shown = next(pieces, None)
        if shown is None:
            return None
        assert shown.startswith("\r\x1b[Kchecked ")
        process.send_signal(signal.SIGINT)
        err = shown + "".join(pieces)
        return process.wait(), read.result().decode(), err


def _pieces(terminal: int) -> Iterator[str]:
    try:
        while piece := os.read(terminal, 4096):
            yield piece.decode()
    except OSError:  # how Linux says that the other side is closed
        pass
    finally:
        os.close(terminal)


@pytest.mark.parametrize("arguments", [["check", "plan.yaml"], ["rules"], ["check", "--help"], ["--help"]])
def test_a_reader_that_has_gone_is_no_reason_for_a_traceback(bad: Shell, arguments: list[str]):
    reading, writing = os.pipe()
    os.close(reading)
    line = [command(), *arguments]
    done = subprocess.run(line, stdout=writing, stderr=subprocess.PIPE, cwd=bad.folder, env=bad.environment())
    os.close(writing)
    assert (done.returncode, done.stderr) == (2, b"")


@posix
def test_the_first_line_of_a_long_report(opscheck: Shell):
    _write_many(opscheck, 20)
    line = f"'{command()}' check --as-of {DAY} many --format json | head -1"
    assert opscheck.run(["sh", "-c", line]) == (0, "{\n", "")


@posix
@pytest.mark.parametrize(
    ("redirection", "code", "err"),
    [
        (">&-", 1, ""),
        ("2>&-", 1, ""),
        (">&- 2>&-", 1, ""),
        ("- <&-", 2, "opscheck: standard input is closed: there is no plan to read from it\n"),
        pytest.param(
            ">/dev/full",
            2,
            "opscheck: No space left on device\n",
            marks=pytest.mark.skipif(not os.path.exists("/dev/full"), reason="has no device that is full"),
        ),
    ],
)
def test_streams_that_are_closed_or_full(bad: Shell, redirection: str, code: int, err: str):
    line = f"'{command()}' check --as-of {DAY} plan.yaml {redirection}"
    result = bad.run(["sh", "-c", line])
    assert (result.code, result.err) == (code, err)


# --- files that are none


def test_a_path_whose_name_is_no_name(bad: Shell):
    for name in ("x" * 300 + ".yaml", "plan.yaml/below"):
        result = bad.check(name)
        assert (result.code, result.out) == (2, "")
        assert result.err.startswith("opscheck: ")


def test_a_folder_may_look_like_a_file(opscheck: Shell):
    opscheck.write({"x.yaml/plan.yaml": BAD})
    for path in (".", "x.yaml"):
        assert opscheck.check(path, "--format", "concise").out.startswith("x.yaml/plan.yaml:")


@posix
def test_a_pipe_with_a_name_is_refused_if_it_is_named_and_passed_over_otherwise(bad: Shell):
    os.mkfifo(bad.folder / "pipe.yaml")
    result = bad.check("pipe.yaml")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("opscheck: pipe.yaml is no regular file\n  help: ")
    assert bad.check(".", "--format", "json").found == ["budget/horizon"]


@posix
def test_a_link_that_leads_in_a_circle(bad: Shell):
    (bad.folder / "loop.yaml").symlink_to("loop.yaml")
    assert bad.check("loop.yaml").err.startswith("opscheck: loop.yaml cannot be read: ")
    assert bad.check("loop.yaml").code == 2


@pytest.fixture
def unprivileged(opscheck: Shell) -> Shell:
    """A shell of somebody who may not read everything, even where the tests run as root."""
    if os.name != "posix":
        pytest.skip("POSIX only")
    opscheck.as_anybody = os.geteuid() == 0
    (opscheck.folder / "secret").write_text("")
    (opscheck.folder / "secret").chmod(0)
    if opscheck.run(["cat", "secret"]).code == 0:
        pytest.skip("root keeps its powers here")
    (opscheck.folder / "secret").unlink()
    return opscheck


def test_a_file_that_may_not_be_read_is_a_finding_and_the_others_are_checked(unprivileged: Shell):
    unprivileged.write({"secret.yaml": GOOD, "plan.yaml": BAD})
    (unprivileged.folder / "secret.yaml").chmod(0)
    result = unprivileged.check("secret.yaml", "plan.yaml", "--format", "json")
    assert result.code == 1
    assert [(finding["file"], finding["rule"]) for finding in result.data["findings"]] == [
        ("plan.yaml", "budget/horizon"),
        ("secret.yaml", "opscheck/syntax"),
    ]
    assert "Permission denied" in result.out


def test_a_folder_that_may_not_be_read(unprivileged: Shell):
    unprivileged.write({"secret/plan.yaml": GOOD, "plan.yaml": BAD})
    (unprivileged.folder / "secret").chmod(0)
    assert unprivileged.check("plan.yaml", ".", "--format", "json").found == ["budget/horizon"]
    result = unprivileged.check("secret/plan.yaml")
    assert result == (2, "", "opscheck: secret/plan.yaml cannot be read: Permission denied\n")


def test_a_configuration_that_may_not_be_read_is_not_passed_over(unprivileged: Shell):
    unprivileged.write({"plan.yaml": BAD, ".opscheck.yaml": "rules: {budget/horizon: off}\n"})
    (unprivileged.folder / ".opscheck.yaml").chmod(0)
    result = unprivileged.check("plan.yaml")
    assert (result.code, result.out) == (2, "")
    assert ".opscheck.yaml" in result.err
    assert "Permission denied" in result.err


# --- surroundings


def test_without_a_home(bad: Shell):
    assert bad.check("plan.yaml", HOME=None, USERPROFILE=None).code == 1


def test_a_home_that_is_not_there(bad: Shell):
    assert bad.check("plan.yaml", HOME="/nowhere/at/all", XDG_CONFIG_HOME="relative").code == 1


@posix
def test_with_no_environment_at_all(bad: Shell):
    assert bad.run(["env", "-i", command(), "check", "--as-of", DAY, "plan.yaml"]).code == 1


@posix
def test_a_current_folder_that_was_deleted(opscheck: Shell):
    line = f"mkdir gone && cd gone && rmdir ../gone && '{command()}' check"
    result = opscheck.run(["sh", "-c", line])
    assert (result.code, result.out) == (2, "")
    assert result.err == "opscheck: the current folder does not exist any more\n"


@posix
def test_a_folder_that_cannot_be_written_to(unprivileged: Shell):
    unprivileged.write({"plan.yaml": BAD})
    unprivileged.folder.chmod(0o555)
    assert unprivileged.check("plan.yaml").code == 1
    assert "Permission denied" in unprivileged.check("plan.yaml", "--output", "json:report.json").err
    unprivileged.folder.chmod(0o755)


# --- configuration


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (".opscheck.yaml", "fail_on: never\n", "1:1: a configuration has no key fail_on: did you mean fail-on?"),
        ("opscheck.yaml", "x-ours: 1\nfrobnicate: 1\n", "2:1: a configuration has no key frobnicate: it has ruleset, "),
        ("pyproject.toml", "[tool.opscheck]\nruelset = 'x'\n", "2:1: a configuration has no key ruelset: did you mean"),
        (
            "opscheck.yaml",
            "fail-on: often\n",
            "1:10: fail-on cannot be often: it is one of error, warning, info, never",
        ),
        ("opscheck.yaml", "format: xml\n", "1:9: there is no report format xml: the formats are concise, "),
        ("opscheck.yaml", "\nlang: fr\n", "2:7: lang cannot be fr: it is one of en, zh"),
        ("opscheck.yaml", "ruleset: standart\n", "1:10: there is no ruleset standart: did you mean standard?"),
        ("opscheck.yaml", "rules: {budget/horizn: off}\n", "1:9: no installed plugin has the rule budget/horizn: did"),
        ("opscheck.yaml", "rules: {bugdet/*: off}\n", "1:9: bugdet/* matches no rule of the installed plugins"),
        ("opscheck.yaml", "rules: {opscheck/syntax: off}\n", "1:9: opscheck/syntax cannot be configured"),
        (
            "opscheck.yaml",
            "rules:\n  budget/horizon: {minimun: P1Y}\n",
            "2:20: budget/horizon has no parameter minimun",
        ),
        ("opscheck.yaml", "rules:\n  budget/horizon: {minimum: 12}\n", "2:29: a parameter of budget/horizon cannot be"),
        ("opscheck.yaml", "rules: {budget/*: fatal}\n", "1:19: budget/* takes one of on, off, info, warning, error"),
        ("opscheck.yaml", "rules: [\n", "opscheck.yaml:"),
        ("pyproject.toml", "[tool.opscheck\n", "pyproject.toml:1:"),
    ],
)
def test_a_mistake_in_the_configuration_is_said_at_its_place(bad: Shell, name: str, text: str, said: str):
    bad.write({name: text})
    result = bad.check("plan.yaml")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"opscheck: {name}:")
    assert said in result.err


def test_a_mistake_that_no_plan_has_met_yet_is_said_too(opscheck: Shell):
    opscheck.write({"opscheck.yaml": "format: xml\n"})
    assert "opscheck.yaml:1:9: there is no report format xml" in opscheck.check().err


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("opscheck-acme>=1.2", "1:19: the plugin opscheck-acme is required and not installed"),
        ("opscheck>=99", "1:19: the plugin opscheck is required in version >=99, and "),
        ("acme >> 1", "1:19: acme >> 1 is no requirement such as opscheck-acme>=1.2"),
    ],
)
def test_a_required_plugin_that_is_missing_is_an_error(bad: Shell, wanted: str, said: str):
    bad.write({".opscheck.yaml": f"require-plugins: ['{wanted}']\n"})
    result = bad.check("plan.yaml")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"opscheck: .opscheck.yaml:{said}")


def test_a_required_plugin_that_is_there(bad: Shell):
    bad.write({".opscheck.yaml": "require-plugins: [opscheck]\n"})
    assert bad.check("plan.yaml").code == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--config", "nowhere.yaml"], "nowhere.yaml"),
        (["--config", "."], "."),
        (["--config", "pyproject.toml"], "pyproject.toml:1:1: the file has no [tool.opscheck] section"),
        (["--config", "plan.yaml", "--isolated"], "--isolated means no configuration at all: leave it or --config out"),
    ],
)
def test_a_configuration_that_cannot_be_used(bad: Shell, arguments: list[str], said: str):
    bad.write({"pyproject.toml": "[tool.other]\n"})
    result = bad.check("plan.yaml", *arguments)
    assert (result.code, result.out) == (2, "")
    assert said in result.err


def test_a_ruleset_may_not_lie_outside_the_repository(bad: Shell):
    subprocess.run(["git", "init", "-q", str(bad.folder / "repository")], check=True)
    bad.write({"ours.yaml": "rules: {budget/horizon: on}\n", "repository/plan.yaml": BAD})
    result = bad.check("plan.yaml", "--ruleset", "../ours.yaml", cwd="repository")
    assert (result.code, result.out) == (2, "")
    assert "../ours.yaml lies outside the repository" in result.err


# --- hostile names


@posix
def test_names_cannot_steer_the_terminal(opscheck: Shell):
    name = "\x1b[2J\u202eplan.yaml"
    opscheck.write({name: BAD})
    for result in (opscheck.check("."), opscheck.check(name), opscheck.check("--show-files"), opscheck.check(name * 2)):
        assert result.code in (0, 1, 2)
        assert "\x1b" not in result.out + result.err
        assert "\u202e" not in result.out + result.err


@pytest.mark.skipif(sys.platform != "linux", reason="names are any bytes only there")
@pytest.mark.parametrize("format_", FORMATS)
def test_names_that_are_no_text(opscheck: Shell, format_: str):
    Path(os.fsdecode(os.fsencode(opscheck.folder) + b"/plan-\xff.yaml")).write_text(BAD, encoding="utf-8")
    result = opscheck.check(".", "--format", format_)
    assert result.code == 1
    assert f":{BAD_PLACE[0]}" in result.out or f'"line": {BAD_PLACE[0]}' in result.out or "line=" in result.out
