"""Several reports of one run: each in its file, one beside what is printed."""

import json

import pytest
from command import BAD, GOOD, Shell

from opscheck.reports import FORMATS


@pytest.fixture
def bad(opscheck: Shell) -> Shell:
    """A folder with a plan that has one error."""
    opscheck.write({"plan.yaml": BAD})
    return opscheck


def test_all_formats_at_once_are_what_each_of_them_prints(bad: Shell) -> None:
    printed = {name: bad.check("--format", name).out for name in FORMATS}
    outputs = [word for name in FORMATS for word in ("--output", f"{name}:reports.{name}")]
    result = bad.check("--format", "concise", *outputs)
    assert (result.code, result.out) == (1, printed["concise"])
    for name in FORMATS:
        assert (bad.folder / f"reports.{name}").read_bytes().decode() == printed[name], name


def test_the_same_plan_gives_the_same_bytes(bad: Shell) -> None:
    for name in FORMATS:
        assert bad.check("--format", name).out == bad.check("--format", name).out


def test_the_exit_code_is_the_same_for_every_format(bad: Shell) -> None:
    bad.write({"good.yaml": GOOD})
    for name in FORMATS:
        assert bad.check("good.yaml", "--format", name).code == 0
        assert bad.check("plan.yaml", "--format", name).code == 1
        assert bad.check("plan.yaml", "--format", name, "--fail-on", "never").code == 0


@pytest.mark.parametrize("other", ["found", "./found", "sub/../found"])
def test_two_reports_to_one_file_are_refused_before_anything_is_checked(bad: Shell, other: str) -> None:
    (bad.folder / "sub").mkdir()
    result = bad.check("--output", "json:found", "--output", f"sarif:{other}")
    assert result.code == 2
    assert f"--output writes two reports to {other}: give each a file of its own" in result.err
    assert not (bad.folder / "found").exists()


def test_standard_output_is_for_the_format(bad: Shell) -> None:
    result = bad.check("--output", "sarif:-")
    assert result.code == 2
    assert "--output sarif:- names no file: --format sarif prints the report" in result.err
    assert not (bad.folder / "-").exists()


def test_a_file_that_cannot_be_written_is_named_and_the_others_are_written(bad: Shell) -> None:
    result = bad.check("--output", "sarif:absent/found", "--output", "json:found", "--output", "csv:.")
    assert result.code == 2
    assert "absent/found cannot be written: No such file or directory" in result.err
    assert ". cannot be written: Is a directory" in result.err
    assert len(json.loads((bad.folder / "found").read_text(encoding="utf-8"))["findings"]) == 1


def test_a_report_never_takes_the_place_of_a_plan(bad: Shell) -> None:
    bad.write({"part.yaml": "schema: opscheck/v1\npart_of: [plan.yaml]\n"})
    for file, text in (("plan.yaml", BAD), ("part.yaml", "schema: opscheck/v1\npart_of: [plan.yaml]\n")):
        result = bad.check("plan.yaml", "--output", f"json:{file}", "--output", "csv:found.csv")
        assert result.code == 2
        assert f"{file} is a plan or a part of one: a report would take its place" in result.err
        assert (bad.folder / file).read_text(encoding="utf-8") == text
        assert (bad.folder / "found.csv").exists()
        assert bad("report", "--output", file).code == 2
        assert (bad.folder / file).read_text(encoding="utf-8") == text


def test_a_folder_without_permission(bad: Shell) -> None:
    bad.as_anybody = True
    (bad.folder / "shut").mkdir(mode=0o500)
    result = bad.check("--output", "junit:shut/found")
    assert result.code == 2
    assert "shut/found cannot be written: Permission denied" in result.err


def test_a_file_that_was_there_is_replaced(bad: Shell) -> None:
    bad.write({"found.json": "x" * 100_000})
    bad.check("--output", "json:found.json")
    assert json.loads((bad.folder / "found.json").read_text(encoding="utf-8"))["summary"]["errors"] == 1


@pytest.mark.parametrize("text", ["sarif", "sarif:", ":file", "no:file"])
def test_what_is_not_a_format_and_a_file_is_refused(bad: Shell, text: str) -> None:
    assert bad.check("--output", text).code == 2
