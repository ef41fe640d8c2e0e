"""Writing: at whatever moment it ends, the file is the old one or the new one, and nothing is left beside it."""

import errno
import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from edits.faults import DONE, REFUSED, SYSTEM_ERROR, Fault, attempt, failing, half_written, kill_after, kill_before

from opscheck.edits import Refused, sweep, write
from opscheck.edits.writing import beside

posix = pytest.mark.skipif(os.name != "posix", reason="needs fork, modes and links as POSIX has them")

OLD = "方案: old\n".encode() * 1000
NEW = "方案: new, and longer\n".encode() * 1000
MODE = 0o640


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.yaml"
    path.write_bytes(OLD)
    path.chmod(MODE)
    if os.name == "posix" and os.geteuid() == 0:
        os.chown(path, 1234, 2345)
    return path


def looks(path: Path) -> tuple[int, int, int]:
    status = path.stat()
    return stat.S_IMODE(status.st_mode), status.st_uid, status.st_gid


def names(path: Path) -> list[str]:
    return sorted(os.listdir(path.parent))


def test_the_new_content_takes_the_place_of_the_old_with_mode_and_owner(plan: Path):
    before = looks(plan)
    write(plan, OLD, NEW)
    assert (plan.read_bytes(), looks(plan), names(plan)) == (NEW, before, ["plan.yaml"])


@posix
@pytest.mark.parametrize(
    "fault",
    [kill_before, kill_after, failing(errno.ENOSPC), failing(errno.EIO), failing(errno.EACCES), half_written],
    ids=["killed before", "killed after", "ENOSPC", "EIO", "EACCES", "half written"],
)
def test_at_each_call_to_the_system_a_fault_leaves_the_old_file_or_the_new_one(plan: Path, fault: Fault):
    before = looks(plan)
    for number in count():
        plan.write_bytes(OLD)
        code, calls = attempt(plan, OLD, NEW, number, fault)
        content = plan.read_bytes()
        assert content in (OLD, NEW), f"call {number}"
        assert looks(plan) == before, f"call {number}"
        assert code in (DONE, REFUSED, SYSTEM_ERROR, -9), f"call {number}"
        assert content == NEW or code != DONE, f"call {number}"
        if code >= 0 and content == OLD and number < calls:
            write(plan, OLD, NEW)  # whatever the fault was, it stands in nobody's way
        sweep(plan)
        assert names(plan) == ["plan.yaml"], f"call {number}"
        if number >= calls:
            assert (code, content) == (DONE, NEW)
            break
    assert number > 20


@posix
def test_what_a_killed_process_has_left_goes_with_the_next_write(plan: Path):
    left = set()
    for number in range(40):
        plan.write_bytes(OLD)
        attempt(plan, OLD, NEW, number, kill_before)
        left |= set(names(plan))
        write(plan, plan.read_bytes(), NEW)
        assert names(plan) == ["plan.yaml"]
    assert left == {"plan.yaml", ".plan.yaml.opscheck-new"}


# --- what is refused


def refused(path: Path, reason: str) -> None:
    before = path.read_bytes(), names(path)
    with pytest.raises(Refused, match=reason):
        write(path, OLD, NEW)
    assert (path.read_bytes(), names(path)) == before


def test_a_file_that_has_changed_is_left_alone(plan: Path):
    plan.write_bytes(OLD + b"# mine\n")
    refused(plan, "has changed")


@posix
def test_links_are_refused(plan: Path):
    link = plan.with_name("link.yaml")
    link.symlink_to(plan)
    refused(link, "symbolic link")
    link.unlink()
    os.link(plan, link)
    refused(plan, "hard link")


@posix
def test_what_is_no_regular_file_is_refused(plan: Path):
    plan.unlink()
    os.mkfifo(plan)
    with pytest.raises(Refused, match="no regular file"):
        write(plan, OLD, NEW)
    assert stat.S_ISFIFO(plan.lstat().st_mode)


@posix
def test_nothing_is_written_through_a_link_that_somebody_has_laid(plan: Path):
    victim = plan.with_name("victim")
    victim.write_bytes(b"precious")
    beside(plan).symlink_to(victim)
    with pytest.raises(Refused, match="no regular file"):
        write(plan, OLD, NEW)
    sweep(plan)
    assert (victim.read_bytes(), plan.read_bytes()) == (b"precious", OLD)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder to which anybody can get, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "plan.yaml").write_bytes(OLD)
        yield folder


def _as_anybody(path: Path) -> str:
    """What writing says in a process that may do no more than an ordinary user."""
    reader, writer = os.pipe()
    if os.fork() == 0:
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(2345)
            os.setuid(1234)
        try:
            write(path, OLD, NEW)
        except (OSError, Refused) as error:
            os.write(writer, repr(error).encode())
        os._exit(0)
    os.close(writer)
    with open(reader) as pipe:
        said = pipe.read()
    os.wait()
    return said


@posix
@pytest.mark.parametrize(("of_folder", "of_file"), [(0o555, 0o644), (0o755, 0o444)], ids=["the folder", "the file"])
def test_without_permission_the_file_stays(open_folder: Path, of_folder: int, of_file: int):
    path = open_folder / "plan.yaml"
    for file, mode in ((path, of_file), (open_folder, of_folder)):
        file.chmod(mode)
        if os.geteuid() == 0:
            os.chown(file, 1234, 2345)
    said = _as_anybody(path)
    open_folder.chmod(0o755)
    assert "PermissionError" in said
    assert (path.read_bytes(), names(path)) == (OLD, ["plan.yaml"])


@posix
@pytest.mark.skipif(os.name == "posix" and os.geteuid() != 0, reason="only root can give a file to somebody else")
def test_a_file_of_somebody_else_is_not_taken_over(open_folder: Path):
    path = open_folder / "plan.yaml"
    open_folder.chmod(0o777)
    path.chmod(0o666)
    assert "belongs to somebody else" in _as_anybody(path)
    assert (path.read_bytes(), names(path)) == (OLD, ["plan.yaml"])


# --- two at once


@pytest.fixture
def held(plan: Path) -> Iterator[Path]:
    """A plan that another process is writing just now."""
    line = [sys.executable, "-c", _HOLD, str(beside(plan))]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stdin=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"locked\n"
        yield plan
        process.communicate()


_HOLD = """
import fcntl, sys
file = open(sys.argv[1], "w")
fcntl.flock(file, fcntl.LOCK_EX)
print("locked", flush=True)
sys.stdin.read()
"""


@posix
def test_a_file_that_another_process_is_writing_is_refused_after_a_while(held: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("opscheck.edits.writing._PATIENCE", 0.1)
    with pytest.raises(Refused, match="another process"):
        write(held, OLD, NEW)
    sweep(held)
    assert held.read_bytes() == OLD
    assert beside(held).exists()  # it is the other's


@posix
def test_of_many_at_once_each_writes_all_or_nothing(plan: Path):
    code = (
        "for number in range(20):\n"
        "    old = path.read_bytes()\n"
        "    try: write(path, old, old + sys.argv[2].encode())\n"
        "    except Refused: continue\n"
        "    print(sys.argv[2], end='')\n"
    )
    program = f"import sys; from pathlib import Path; from opscheck.edits import *; path = Path(sys.argv[1])\n{code}"
    processes = [
        subprocess.Popen([sys.executable, "-c", program, str(plan), who], stdout=subprocess.PIPE) for who in "abc"
    ]
    written = b"".join(process.communicate()[0] for process in processes)
    added = plan.read_bytes().removeprefix(OLD)
    assert sorted(added) == sorted(written)  # nothing that was written is lost, and nothing is written twice
    assert len(added) >= 20
    assert names(plan) == ["plan.yaml"]
