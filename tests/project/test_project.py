"""Which files are plans: nothing is skipped because of a typing error, and nothing else is bothered."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from project.place import PLAN

from opscheck.errors import UserError
from opscheck.project import load_plan
from opscheck.project.plans import Kind

OTHER = "name: test\non: push\n"
HEADERLESS = "plan: {id: p}\nbudget: {total: 1}\n"


def mistake(place, *paths, **options):
    with pytest.raises(UserError) as refused:
        place.discover(*paths, **options)
    return str(refused.value)


# --- files


def test_a_file_with_the_header_is_a_plan_and_another_is_skipped_and_counted(repository):
    repository.write({"plan.yaml": PLAN, "other.yaml": OTHER, "broken.yaml": "a: [", "picture.yaml": b"\x89PNG\0\xff"})
    project = repository.discover("plan.yaml", "other.yaml", "broken.yaml", "picture.yaml")
    assert [plan.file for plan in project.plans] == ["plan.yaml"]
    assert (project.skipped, list(project.warnings)) == (3, [])


def test_a_plan_is_checked_once_however_it_is_named(repository):
    repository.write({"a/plan.yaml": PLAN})
    (repository.folder / "link.yaml").symlink_to("a/plan.yaml")
    (repository.folder / "b").symlink_to("a")
    assert repository.names("a/plan.yaml", "./a/../a/plan.yaml", "a", "b/plan.yaml", "link.yaml") == ["a/plan.yaml"]


def test_a_broken_plan_is_not_skipped(repository):
    repository.write({"plan.yaml": PLAN + "a: ["})
    ((file, line, _),) = repository.flaws("plan.yaml")
    assert (file, line) == ("plan.yaml", 3)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_a_plan_in_another_encoding_is_one_finding(repository, encoding):
    repository.write({"plan.yaml": PLAN.encode(encoding)})
    ((file, line, message),) = repository.flaws("plan.yaml")
    assert (file, line) == ("plan.yaml", 1)
    assert "UTF-8" in message


def test_sections_without_the_header_are_a_finding(repository):
    repository.write({"plan.yaml": HEADERLESS, "notes.txt": HEADERLESS})
    plan, loaded = repository.only("plan.yaml", "notes.txt")
    assert (plan.kind, loaded.data) == (Kind.headerless, None)
    (flaw,) = loaded.flaws
    assert (flaw.rule, flaw.span.line) == ("opscheck/schema", 1)
    assert "schema: opscheck/v1" in flaw.message


@pytest.mark.parametrize("version", ["opscheck/v9", "opscheck/v1.0", "opscheck/"])
def test_an_unknown_version_is_the_one_finding(repository, version):
    repository.write({"plan.yaml": f"nonsense: 1\nschema: {version}\n"})
    _, loaded = repository.only("plan.yaml")
    assert loaded.data is None
    assert [(flaw.span.line, flaw.span.column) for flaw in loaded.flaws] == [(2, 9)]
    assert version in loaded.flaws[0].message


def test_a_path_that_does_not_exist_is_a_mistake(place):
    assert mistake(place, "missing.yaml") == "there is no missing.yaml"
    place.write({"plan.yaml": PLAN})
    assert mistake(place, "plan.yaml/x") == "plan.yaml/x cannot be read: Not a directory"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this platform has no named pipes")
def test_a_pipe_is_a_mistake_if_named_and_passed_over_if_met(repository):
    os.mkfifo(repository.folder / "pipe.yaml")
    repository.write({"plan.yaml": PLAN})
    assert mistake(repository, "pipe.yaml") == "pipe.yaml is no regular file"
    assert repository.names(".") == ["plan.yaml"]


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_a_finding(repository):
    repository.write({"plan.yaml": PLAN})
    (repository.folder / "plan.yaml").chmod(0)
    assert repository.flaws(".") == [("plan.yaml", 1, "the file cannot be read: Permission denied")]


def test_a_dangling_link_met_on_the_way_is_a_finding(repository):
    (repository.folder / "plan.yaml").symlink_to("nowhere.yaml")
    ((file, line, message),) = repository.flaws(".")
    assert (file, line) == ("plan.yaml", 1)
    assert message.startswith("the file cannot be read: ")


def test_a_plan_that_vanishes_meanwhile_is_a_finding(repository):
    repository.write({"plan.yaml": PLAN})
    project = repository.discover(".")
    (repository.folder / "plan.yaml").unlink()
    ((_, loaded),) = project
    assert [flaw.rule for flaw in loaded.flaws] == ["opscheck/syntax"]


def test_a_huge_plan_is_a_finding_and_another_huge_file_is_skipped(repository):
    repository.write({"plan.yaml": PLAN, "data.yaml": "a: b\n"})
    for name in ("plan.yaml", "data.yaml"):
        with (repository.folder / name).open("ab") as file:
            file.truncate(2_000_000_000)
    assert repository.flaws(".") == [("plan.yaml", 1, "the file is larger than 64 MB")]
    assert repository.discover(".").skipped == 1


# --- folders


def test_a_folder_is_walked_in_order_without_what_is_not_ours(repository):
    hidden = (".github/plan.yaml", "node_modules/x/plan.yaml", ".venv/plan.yaml", "v/pyvenv.cfg", "v/plan.yaml")
    repository.write(
        {"b.yaml": PLAN, "a/z.yml": PLAN, "a/notes.md": PLAN, "c.yaml": OTHER, **dict.fromkeys(hidden, PLAN)}
    )
    project = repository.discover(".")
    assert [plan.file for plan in project.plans] == ["a/z.yml", "b.yaml"]
    assert project.skipped == 1


def test_a_hidden_folder_is_walked_if_it_is_named(repository):
    repository.write({".plans/plan.yaml": PLAN})
    assert repository.names(".plans") == [".plans/plan.yaml"]


def test_a_folder_named_like_a_file_is_a_folder(repository):
    repository.write({"x.yaml/plan.yaml": PLAN})
    assert repository.names(".") == repository.names("x.yaml") == ["x.yaml/plan.yaml"]


def test_links_in_circles_do_not_matter(repository):
    repository.write({"a/plan.yaml": PLAN})
    (repository.folder / "a" / "again").symlink_to("..")
    assert repository.names(".") == ["a/plan.yaml"]


@pytest.mark.parametrize("paths", [(), (".",)])
def test_a_folder_without_plans_gives_a_warning_or_a_mistake(repository, paths):
    repository.write({"other.yaml": OTHER})
    (warning,) = repository.discover(*paths).warnings
    assert warning.message.values == {"path": "."}
    assert mistake(repository, *paths, strict_files=True) == "there is no plan in ."


def test_a_folder_whose_plans_are_known_already_is_not_without_plans(repository):
    repository.write({"a/plan.yaml": PLAN})
    assert not repository.discover("a/plan.yaml", "a", strict_files=True).warnings


# --- names


def test_names_are_relative_to_the_repository_of_the_plan(place):
    place.write({"one/a/plan.yaml": PLAN, "two/plan.yaml": PLAN})
    place.git_init("one")
    assert place.names("../../one", "../../two", cwd="one/a") == [
        (place.folder / "two/plan.yaml").as_posix(),
        "a/plan.yaml",
    ]
    assert place.names("one", "two") == ["a/plan.yaml", "two/plan.yaml"]


def test_a_worktree_is_a_repository_too(place):
    place.git_init("one")
    git = ["git", "-C", str(place.folder / "one"), "-c", "user.name=x", "-c", "user.email=x@example.com"]
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "start"], check=True)
    subprocess.run([*git, "worktree", "add", "-q", str(place.folder / "tree")], check=True)
    place.write({"tree/a/plan.yaml": PLAN})
    assert place.names("tree") == ["a/plan.yaml"]


# --- configuration


def test_a_globbed_file_is_a_plan_whatever_it_says(repository):
    repository.write(
        {"opscheck.yaml": "plans: [plans/*]", "plans/a.ops": "x: 1\n", "plans/b.yaml": PLAN, "c.ops": "x: 1"}
    )
    assert repository.flaws("plans/a.ops") == [("plans/a.ops", 1, "the line schema: opscheck/v1 is missing")]
    assert repository.names("plans") == ["plans/a.ops", "plans/b.yaml"]
    assert repository.discover("c.ops").skipped == 1


def test_what_is_wrong_with_a_globbed_file_otherwise_is_said_as_well(repository):
    repository.write(
        {"opscheck.yaml": "plans: ['*.yaml']\nexclude: opscheck.yaml", "a.yaml": "plan: {id: p}\nrisks: []\n"}
    )
    _, loaded = repository.only("a.yaml")
    assert loaded.data == {"plan": {"id": "p"}, "risks": []}


def test_without_paths_the_globs_say_which_plans(repository):
    repository.write({"opscheck.yaml": "plans: [a/*.yaml, none/*.yaml]", "a/plan.yaml": PLAN, "b/plan.yaml": PLAN})
    project = repository.discover(cwd="b")
    assert [plan.file for plan in project.plans] == ["a/plan.yaml"]
    (warning,) = project.warnings
    assert (warning.message.values, warning.span.column) == ({"glob": "none/*.yaml"}, 19)


def test_without_paths_and_globs_it_is_every_plan_below(repository):
    repository.write({"a/plan.yaml": PLAN, "a/b/plan.yaml": PLAN, "plan.yaml": PLAN})
    assert repository.names(cwd="a") == ["a/b/plan.yaml", "a/plan.yaml"]


def test_excluded_files_are_left_out_of_walks(repository):
    repository.write({"opscheck.yaml": "exclude: [old, 'a/*.draft.yaml']"})
    repository.write(dict.fromkeys(["old/plan.yaml", "a/old/plan.yaml", "a/x.draft.yaml", "a/plan.yaml"], PLAN))
    assert repository.names(".") == ["a/plan.yaml"]
    assert repository.names("a/old") == []
    assert repository.names() == ["a/plan.yaml"]


def test_excluded_files_are_checked_if_named_unless_told_otherwise(repository):
    repository.write({"opscheck.yaml": "exclude: [old]", "old/plan.yaml": PLAN})
    assert repository.names("old/plan.yaml") == ["old/plan.yaml"]
    project = repository.discover("old/plan.yaml", force_exclude=True)
    assert ([*project.plans], project.skipped) == ([], 1)


def test_each_plan_has_its_own_configuration(repository):
    repository.write(
        {"opscheck.yaml": "lang: en", "a/opscheck.yaml": "lang: zh", "a/plan.yaml": PLAN, "plan.yaml": PLAN}
    )
    assert [(plan.file, plan.config.lang) for plan in repository.discover(".").plans] == [
        ("a/plan.yaml", "zh"),
        ("plan.yaml", "en"),
    ]


def test_a_broken_configuration_stops_everything(repository):
    repository.write({"a/opscheck.yaml": "rulset: x", "a/plan.yaml": PLAN, "plan.yaml": PLAN})
    assert "a/opscheck.yaml:1:1" in mistake(repository, ".")


def test_limits_of_the_configuration_hold(repository):
    repository.write({"opscheck.yaml": "limits: {depth: 3}", "plan.yaml": PLAN + "x-a: {a: {a: {a: {a: 1}}}}\n"})
    ((file, line, _),) = repository.flaws("plan.yaml")
    assert (file, line) == ("plan.yaml", 3)


# --- standard input


def test_a_text_on_standard_input_is_checked_under_its_name(repository):
    repository.write({"a/opscheck.yaml": "lang: zh", "a/plan.yaml": "schema: opscheck/v1\nold: text\n"})
    plan, loaded = repository.only("-", stdin=PLAN.encode(), stdin_filename="a/plan.yaml")
    assert (plan.file, plan.config.lang, loaded.data["plan"]) == ("a/plan.yaml", "zh", {"id": "p"})
    assert repository.names(stdin=PLAN.encode(), stdin_filename="a/new.yaml") == ["a/new.yaml"]


def test_a_named_text_that_is_no_plan_is_skipped(repository):
    project = repository.discover("-", stdin=OTHER.encode(), stdin_filename="other.yaml")
    assert ([*project.plans], project.skipped) == ([], 1)


def test_a_text_without_a_name_can_only_be_a_plan(repository):
    assert repository.flaws("-", stdin=b"a: 1") == [("<stdin>", 1, "the line schema: opscheck/v1 is missing")]
    assert repository.flaws("-", stdin=PLAN.encode()) == []


def test_a_text_takes_the_place_of_the_file_in_other_plans(repository):
    repository.write(
        {"plan.yaml": PLAN + "include: [part.yaml]\n", "part.yaml": "schema: opscheck/v1\npart_of: [plan.yaml]\n"}
    )
    text = b"schema: opscheck/v1\npart_of: [plan.yaml]\nrisks: [{id: new}]\n"
    plan, loaded = repository.only("-", stdin=text, stdin_filename="part.yaml")
    assert (plan.file, loaded.data["risks"]) == ("plan.yaml", [{"id": "new"}])


def test_a_huge_text_is_not_read_to_its_end(repository):
    endless = PLAN.encode() + b"#" * 65_000_000
    assert repository.flaws("-", stdin=endless, stdin_filename="p.yaml") == [
        ("p.yaml", 1, "the file is larger than 64 MB")
    ]


# --- memory, and one plan alone


def test_plans_are_read_one_at_a_time(repository):
    repository.write({f"{name}.yaml": PLAN for name in "abc"})
    project = repository.discover(".")
    reading = iter(project)
    next(reading)
    repository.write({"b.yaml": PLAN + "x-new: 1\n"})
    assert next(reading)[1].data["x-new"] == 1


def test_one_plan_alone(repository, monkeypatch):
    monkeypatch.chdir(repository.folder)
    repository.write(
        {"plan.yaml": PLAN + "include: [part.yaml]", "part.yaml": "schema: opscheck/v1\npart_of: plan.yaml\nrisks: []"}
    )
    assert load_plan("plan.yaml").data["risks"] == []
    assert load_plan(Path("plan.yaml"), text=PLAN.encode()).data == {"schema": "opscheck/v1", "plan": {"id": "p"}}
    assert [flaw.rule for flaw in load_plan("missing.yaml").flaws] == ["opscheck/syntax"]


def test_finding_files_needs_no_model_of_the_plan():
    code = "import sys, opscheck.project, opscheck.clock; print({'pydantic', 'tomllib', 'whenever'} & set(sys.modules))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "set()\n"


def test_what_lies_in_a_submodule_is_named_from_the_repository_that_one_stands_in(repository):
    for name in ("one", "two"):
        repository.write(
            {f"{name}/.git": "gitdir: elsewhere", f"{name}/plan.yaml": PLAN.replace("id: p", f"id: {name}")}
        )
    assert repository.names() == ["one/plan.yaml", "two/plan.yaml"]
    assert repository.names(cwd="one") == ["plan.yaml"]
