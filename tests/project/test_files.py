"""Reading files that may be anything, without waiting and without an exception."""

import os
import socket

import pytest

from opscheck.project.files import NO_FILE, TOO_LARGE, UNREADABLE, read, repository_of, shown

needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this platform has no named pipes")
not_root = pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may read everything")


def test_a_file_is_read_as_it_is(tmp_path):
    (tmp_path / "plan.yaml").write_bytes(b"\xef\xbb\xbfa: 1\r\n")
    assert read(tmp_path / "plan.yaml") == (b"\xef\xbb\xbfa: 1\r\n", None)


@needs_pipes
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.yaml")
    assert read(tmp_path / "pipe.yaml").problem.template == NO_FILE


@needs_pipes
def test_devices_sockets_and_folders_are_no_files(tmp_path, monkeypatch):
    with socket.socket(socket.AF_UNIX) as server:
        monkeypatch.chdir(tmp_path)  # the path of a socket must be short
        server.bind("socket.yaml")
        for path in (tmp_path / "socket.yaml", tmp_path, "/dev/zero"):
            assert read(path).problem.template == NO_FILE


@pytest.mark.parametrize("name", ["missing.yaml", "file/plan.yaml", "x" * 5000, "nul\0.yaml"])
def test_what_is_not_there_has_a_reason(tmp_path, name):
    (tmp_path / "file").touch()
    problem = read(tmp_path / name).problem
    assert problem.template == UNREADABLE
    assert problem.values["reason"]


@not_root
def test_what_may_not_be_read_has_a_reason(tmp_path):
    (tmp_path / "plan.yaml").touch(mode=0o000)
    assert read(tmp_path / "plan.yaml").problem.values == {"reason": "Permission denied"}


def test_of_a_huge_file_only_the_beginning_is_read(tmp_path):
    with (tmp_path / "huge.yaml").open("wb") as file:
        file.truncate(5_000_000_000)
    content = read(tmp_path / "huge.yaml")
    assert content.problem.template == TOO_LARGE
    assert len(content.raw) == 64_000_000


def test_a_repository_has_a_git_folder_or_in_a_worktree_a_git_file(tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    assert repository_of(tmp_path / "a" / "b") == tmp_path
    (tmp_path / "a" / ".git").write_text("gitdir: elsewhere\n")
    assert repository_of(tmp_path / "a" / "b") == tmp_path / "a"


def test_names_are_relative_where_they_can_be(tmp_path):
    assert shown(tmp_path / "a" / "plan.yaml", tmp_path) == "a/plan.yaml"
    assert shown(tmp_path / "plan.yaml", tmp_path / "a") == (tmp_path / "plan.yaml").as_posix()
