"""The cache: what was put there under a key, whole, or nothing; and never more than it may hold."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opscheck.cache import Cache, users_folder


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path)


def test_what_was_put_there_is_found_again(cache):
    cache.put("key", b"value")
    assert (cache.get("key"), cache.get("other")) == (b"value", None)
    cache.put("key", b"")
    assert cache.get("key") == b""


def test_names_of_files_are_hashes_and_nobody_else_may_read_them(cache, tmp_path):
    cache.put("a plan / with \0 a name 方案", b"value")
    (path,) = files(tmp_path)
    assert len(path.name) == 64
    assert set(path.name) <= set("0123456789abcdef")
    assert (path.stat().st_mode & 0o077, path.parent.stat().st_mode & 0o077) == (0, 0)


@given(st.text(), st.binary(max_size=200))
def test_any_key_and_any_value(tmp_path_factory, key, value):
    cache = Cache(tmp_path_factory.getbasetemp() / "any")
    cache.put(key, value)
    assert cache.get(key) == value


@pytest.mark.parametrize(
    "damage", [b"", b"x", lambda raw: raw[:-1], lambda raw: raw + b"x", lambda raw: b"x" + raw[1:]]
)
def test_a_damaged_file_is_not_there(cache, tmp_path, damage):
    cache.put("key", b"value")
    (path,) = files(tmp_path)
    path.write_bytes(damage if isinstance(damage, bytes) else damage(path.read_bytes()))
    assert cache.get("key") is None
    cache.put("key", b"value")
    assert cache.get("key") == b"value"


def test_what_was_written_under_another_key_does_not_count(cache, tmp_path):
    cache.put("one", b"1")
    (one,) = files(tmp_path)
    cache.put("two", b"2")
    (two,) = [path for path in files(tmp_path) if path != one]
    two.write_bytes(one.read_bytes())
    assert cache.get("two") is None


def test_what_is_in_the_way_is_left_alone(tmp_path):
    (tmp_path / "file").write_text("x")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        cache = Cache(folder)
        cache.put("key", b"value")
        assert cache.get("key") is None
    nowhere = Cache(None)
    nowhere.put("key", b"value")
    assert nowhere.get("key") is None


def test_what_was_not_asked_for_longest_goes_first(tmp_path):
    cache = Cache(tmp_path, most_bytes=16 * 5_000)
    for number in range(200):
        cache.put(str(number), bytes(1000))
        for path in files(tmp_path):
            os.utime(path, (path.stat().st_atime, path.stat().st_mtime - 10))
        assert cache.get("0") is not None  # which is asked for all the time
    assert sum(path.stat().st_size for path in files(tmp_path)) <= 16 * 5_000
    assert (cache.get("1"), cache.get("199")) == (None, bytes(1000))


def test_a_value_that_is_too_large_is_not_kept(cache, tmp_path):
    cache.put("key", bytes(1_000_001))
    assert files(tmp_path) == []


def test_temporary_files_of_killed_runs_are_removed(cache, tmp_path):
    for number in range(64):
        cache.put(str(number), b"x")
    shelf = files(tmp_path)[0].parent
    old, recent = shelf / "old.part", shelf / "recent.part"
    old.write_bytes(b"x")
    recent.write_bytes(b"x")
    os.utime(old, (1, 1))
    for number in range(64):
        cache.put(str(number), b"y")
    assert (old.exists(), recent.exists()) == (False, True)


def test_many_at_once_never_read_half_a_value(tmp_path):
    caches = [Cache(tmp_path, most_bytes=16 * 3_000) for _ in range(8)]

    def work(number: int) -> bool:
        for turn in range(60):
            cache, key = caches[number], str(turn % 7)
            found = cache.get(key)
            if found is not None and found != key.encode() * 500:
                return False
            cache.put(key, key.encode() * 500)
        return True

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(8)))


@pytest.mark.skipif(os.name != "posix", reason="kills a process")
def test_a_kill_at_any_moment_leaves_a_value_or_none(tmp_path):
    program = (
        "import sys; from pathlib import Path; from opscheck.cache import Cache\n"
        "cache = Cache(Path(sys.argv[1]))\n"
        "print('ready', flush=True)\n"
        "while True:\n"
        "    for number in range(20): cache.put(str(number), str(number).encode() * 20_000)\n"
    )
    for moment in (0.0, 0.01, 0.03):
        process = subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE)
        assert process.stdout.readline() == b"ready\n"
        time.sleep(moment)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        found = [Cache(tmp_path).get(str(number)) for number in range(20)]
        assert all(value in (None, str(number).encode() * 20_000) for number, value in enumerate(found))


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="they have folders of their own")
def test_where_the_users_cache_is():
    assert users_folder({"XDG_CACHE_HOME": "/x", "HOME": "/h"}) == Path("/x/opscheck")
    assert users_folder({"XDG_CACHE_HOME": "relative", "HOME": "/h"}) == Path("/h/.cache/opscheck")
    assert users_folder({"XDG_CACHE_HOME": "", "HOME": "/h"}) == Path("/h/.cache/opscheck")
    assert users_folder({}) is None
