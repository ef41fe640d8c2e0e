"""Globs: the same meaning for matching a name and for searching a folder, and no pattern that hangs."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opscheck.project.globs import files_below, find, matches, names_or_holds


@pytest.mark.parametrize(
    ("path", "glob"),
    [
        ("plan.yaml", "plan.yaml"),
        ("plan.yaml", "./plan.yaml"),
        ("a/b/plan.yaml", "plan.yaml"),
        ("a/b/plan.yaml", "*.yaml"),
        ("a/b/plan.yaml", "a/**"),
        ("a/b/plan.yaml", "a/**/plan.yaml"),
        ("a/plan.yaml", "a/**/plan.yaml"),
        ("a/b/plan.yaml", "**/b/*.yaml"),
        ("a/b/plan.yaml", "a/?/plan.[xy]aml"),
        ("a/b/plan.yaml", "**"),
        ("a/b", "b/"),
    ],
)
def test_a_glob_names_the_path(path, glob):
    assert matches(path, glob)


@pytest.mark.parametrize(
    ("path", "glob"),
    [
        ("a/plan.yaml", "./plan.yaml"),
        ("a/b/plan.yaml", "a/*.yaml"),
        ("a/b/plan.yaml", "b/*.yaml"),
        ("plan.yaml", "Plan.yaml"),
        ("a/plan.yaml", "a"),
        ("plan.yaml", ""),
        ("ab/plan.yaml", "a/**"),
        ("a/b/plan.yaml", "a/**/b"),
    ],
)
def test_a_glob_does_not_name_the_path(path, glob):
    assert not matches(path, glob)


def test_a_glob_may_name_a_folder_above():
    assert names_or_holds("archive", "a/archive/2025/plan.yaml")
    assert names_or_holds("a/archive/", "a/archive/plan.yaml")
    assert not names_or_holds("archive", "a/archives/plan.yaml")


names = st.sampled_from(["a", "b", "ab", "a.yaml"])
paths = st.lists(names, min_size=1, max_size=4).map("/".join)
globs = st.lists(st.sampled_from(["a", "*", "**", "?", "*.yaml", "[ab]", "."]), min_size=1, max_size=4).map("/".join)


@given(paths, globs)
def test_as_many_folders_as_needed_stand_for_two_asterisks(path, glob):
    expected = False
    variants = [""]
    for part in glob.split("/"):
        choices = ["", "*/", "*/*/", "*/*/*/", "*/*/*/*/"] if part == "**" else ["" if part == "." else f"{part}/"]
        variants = [variant + choice for variant in variants for choice in choices]
    expected = any(
        "**" not in variant
        and len(variant.strip("/").split("/")) == len(path.split("/"))
        and matches(path, f"./{variant.strip('/')}")
        for variant in variants
        if variant
    )
    assert matches(path, f"./{glob}") == expected


def test_no_pattern_takes_long():
    path = "/".join(["a" * 50] * 200)
    assert not matches(path, "/".join(["**", "*a*a*a*a*a*a*a*a*a*"] * 40) + "/b")
    assert not matches("a" * 5000, "*a" * 500 + "b")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in (
        "plan.yaml",
        "b/plan.yaml",
        "b/c/plan.yaml",
        "a/other.yaml",
        ".git/config.yaml",
        ".hidden/plan.yaml",
        "node_modules/plan.yaml",
        "env/pyvenv.cfg",
        "env/plan.yaml",
        "odd[1]/plan.yaml",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


def relative(found, folder):
    return [os.path.relpath(path, folder).replace(os.sep, "/") for path in found]


def test_a_walk_is_sorted_and_passes_over_what_is_hidden_or_a_tools(tree):
    found = relative(files_below(str(tree), lambda folder: False), tree)
    assert found == ["a/other.yaml", "b/c/plan.yaml", "b/plan.yaml", "odd[1]/plan.yaml", "plan.yaml"]


def test_a_walk_does_not_enter_what_is_left_out(tree):
    found = relative(files_below(str(tree), lambda folder: folder.endswith("b")), tree)
    assert found == ["a/other.yaml", "odd[1]/plan.yaml", "plan.yaml"]


@pytest.mark.parametrize(
    ("glob", "expected"),
    [
        ("plan.yaml", ["plan.yaml"]),
        ("*/plan.yaml", ["b/plan.yaml", "odd[1]/plan.yaml"]),
        ("**/plan.yaml", ["b/c/plan.yaml", "b/plan.yaml", "odd[1]/plan.yaml", "plan.yaml"]),
        ("b/**", ["b/c/plan.yaml", "b/plan.yaml"]),
        (".hidden/*.yaml", [".hidden/plan.yaml"]),
        ("odd[1]/plan.yaml", ["odd[1]/plan.yaml"]),
        ("a/../b/*.yaml", ["a/../b/plan.yaml"]),
        ("nothing/*.yaml", []),
        ("*/../plan.yaml", []),
    ],
)
def test_a_search_finds_what_the_glob_names(tree, glob, expected):
    assert [path[len(str(tree)) + 1 :] for path in find(str(tree), glob)] == expected


def test_a_folder_spelt_in_the_glob_is_entered_though_hidden(tree):
    assert relative(find(str(tree), "**/.hidden/plan.yaml"), tree) == [".hidden/plan.yaml"]


def test_links_lead_no_search_in_circles(tree):
    (tree / "b" / "loop").symlink_to(tree)
    assert relative(find(str(tree), "**/loop/**/plan.yaml"), tree) == []
    assert relative(find(str(tree), "**/c/plan.yaml"), tree) == ["b/c/plan.yaml"]


def test_very_deep_folders_are_no_problem(tmp_path):
    deep = tmp_path
    for _ in range(600):
        deep = deep / "d"
    deep.mkdir(parents=True)
    (deep / "plan.yaml").touch()
    assert len(list(find(str(tmp_path), "**/*.yaml"))) == 1
