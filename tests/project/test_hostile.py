"""Whatever stands in files and names, reading a project ends soon, with findings and without an exception."""

import json
import os
import sys
from contextlib import suppress
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from project.place import PLAN, Place

from opscheck.engine import check
from opscheck.errors import UserError
from opscheck.project.configurations import Configurations

HEAD = "schema: opscheck/v1\n"
LINES = [
    b"schema: opscheck/v1",
    b"schema: opscheck/v2",
    b"plan: {id: p}",
    b"include: [part.yaml, '*.yaml']",
    b"include: '**'",
    b"part_of: [plan.yaml, part.yaml]",
    b"part_of: {a: b}",
    b"risks: [{id: r}]",
    b"risks: {a: [",
    b"  - part.yaml",
    b"\xff\xfe\0",
    b"",
]
texts = st.one_of(st.binary(max_size=80), st.lists(st.sampled_from(LINES), max_size=8).map(b"\n".join))


def findings(place: Place, *paths: str) -> list[str]:
    return [
        finding.fingerprint
        for _, loaded in place.discover(*paths)
        for finding in check(loaded, [], date(2026, 1, 1)).findings
    ]


@given(texts, texts, texts)
def test_any_bytes_in_any_file(plan, part, config):
    with TemporaryDirectory() as folder:
        place = Place(Path(folder).resolve())
        place.write({"plan.yaml": plan, "part.yaml": part, "pyproject.toml": config, ".git/x": ""})
        with suppress(UserError):  # a broken configuration stops the run
            findings(place, ".", "part.yaml")


@given(texts)
def test_any_bytes_as_a_configuration(config):
    with TemporaryDirectory() as folder:
        place = Place(Path(folder).resolve())
        place.write({"opscheck.yaml": config})
        with suppress(UserError):
            assert place.configurations().for_folder(place.folder).file == "opscheck.yaml"


@given(st.lists(st.text(max_size=12), min_size=1, max_size=3))
@example(["\0"])
@example(["a\0/../../x", "*\0*"])
@example(["x" * 300, "x/" * 500, "y" * 5000])
@example(["[", "[!", "[]-a]", "[z-a]*", "***", "**a"])
@example(["..", "../", "./..", ".", "./.", "/", "//x", "\\\\x", "a\\b"])
@settings(max_examples=200)
def test_any_name_in_include_and_part_of(names):
    listed = json.dumps(names)
    with TemporaryDirectory() as folder:
        place = Place(Path(folder).resolve() / "repo")
        place.write({"plan.yaml": PLAN + f"include: {listed}", "part.yaml": HEAD + f"part_of: {listed}", ".git/x": ""})
        place.write({"../outside.yaml": HEAD + "part_of: [repo/plan.yaml]\nx-outside: 1\n"})
        assert findings(place, ".")
        assert all("x-outside" not in (loaded.data or {}) for _, loaded in place.discover("."))


def test_ten_thousand_names_are_a_few_findings(repository):
    names = json.dumps([f"{number}/**/x*" for number in range(10_000)])
    repository.write({"plan.yaml": PLAN + f"include: {names}", "part.yaml": HEAD + f"part_of: {names}"})
    messages = [message for _, _, message in repository.flaws("plan.yaml")]
    assert len(messages) == 22
    assert "there are 180 more of these; the first of them is here" in messages
    assert "include has more than 200 entries: those from here on do not count" in messages
    assert len(repository.flaws("part.yaml")) == 22


def test_many_asterisks_do_not_multiply(repository):
    for number in range(40):
        repository.write({f"{number}/{number}/a.yaml": "x: 1"})
    pattern = "/".join(["**", "*"] * 100)
    repository.write({"plan.yaml": PLAN + f"include: ['{pattern}/b', '{'/'.join(['**'] * 300)}/b']\n"})
    assert len(repository.flaws("plan.yaml")) == 2


@pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="file names are text there")
def test_a_file_name_may_be_any_bytes(repository):
    name = os.fsencode(repository.folder) + b"/\xff\xe8.yaml"
    Path(os.fsdecode(name)).write_text("schema: opscheck/v1\nplan: 5\n")
    assert repository.names(".") == ["\\xff\\xe8.yaml"]
    assert findings(repository, ".")


def test_a_file_name_may_hold_line_breaks_and_globs(repository):
    repository.write({"a\nb [x]*.yaml": PLAN})
    assert repository.names("a\nb [x]*.yaml") == ["a\nb [x]*.yaml"]


def test_links_that_lead_nowhere_or_to_themselves(repository):
    (repository.folder / "self.yaml").symlink_to("self.yaml")
    repository.write({"plan.yaml": PLAN + "include: [self.yaml]\n"})
    assert {file for file, _, _ in repository.flaws("plan.yaml")} == {"self.yaml"}
    with pytest.raises(UserError, match=r"self\.yaml cannot be read"):
        repository.discover("self.yaml")


@pytest.mark.skipif(sys.platform == "win32", reason="a folder in use cannot be removed there")
def test_a_current_folder_that_is_gone_is_a_mistake_of_the_user(tmp_path, monkeypatch):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(UserError, match="the current folder does not exist any more"):
        Configurations(None, {})
