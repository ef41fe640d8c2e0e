"""Plans in several files: every fault of the joints is a finding at its own line, and the rest is still checked."""

import pytest
from project.place import PLAN

HEAD = "schema: opscheck/v1\n"
PART = HEAD + "part_of: [plan.yaml]\n"


def including(*globs):
    return PLAN + f"include: [{', '.join(globs)}]\n"


def test_a_plan_is_joined_with_its_fragments_in_order(repository):
    repository.write(
        {
            "plan.yaml": including("parts/*.yaml", "x.yaml") + "risks: [{id: r0}]\n",
            "parts/b.yaml": HEAD + "part_of: ../plan.yaml\nrisks: [{id: r2}]\nx-team: b\n",
            "parts/a.yaml": HEAD + "part_of: [../plan.yaml]\nrisks: [{id: r1}]\nbudget: {total: 1}\n",
            "x.yaml": PART + "risks: [{id: r3}]\nbudget: {horizon: P1Y}\ndrills:\n",
        }
    )
    _, loaded = repository.only("plan.yaml")
    assert not loaded.flaws
    assert [risk["id"] for risk in loaded.data["risks"]] == ["r0", "r1", "r2", "r3"]
    assert loaded.data["budget"] == {"total": 1, "horizon": "P1Y"}
    assert loaded.positions.span(("risks", 1, "id"))[:2] == ("parts/a.yaml", 3)
    assert [document.file for document in loaded.documents] == ["plan.yaml", "parts/a.yaml", "parts/b.yaml", "x.yaml"]


def test_an_empty_section_of_a_fragment_adds_nothing(repository):
    repository.write({"plan.yaml": including("part.yaml") + "risks: [{id: r}]\n", "part.yaml": PART + "risks:\n"})
    _, loaded = repository.only("plan.yaml")
    assert (loaded.flaws, loaded.data["risks"]) == ([], [{"id": "r"}])


@pytest.mark.parametrize("paths", [["plan.yaml"], ["part.yaml"], ["part.yaml", "more.yaml", "plan.yaml"], ["."]])
def test_checking_a_fragment_checks_its_plan_once(repository, paths):
    repository.write({"plan.yaml": including("part.yaml", "more.yaml"), "part.yaml": PART, "more.yaml": PART})
    plan, loaded = repository.only(*paths)
    assert (plan.file, loaded.flaws, repository.discover(*paths).skipped) == ("plan.yaml", [], 0)


def test_a_fragment_may_belong_to_several_plans_in_other_folders(repository):
    repository.write(
        {
            "a/plan.yaml": including("../shared/org.yaml"),
            "b/plan.yaml": including("../shared/*.yaml"),
            "shared/org.yaml": HEAD + "part_of:\n  - ../a/plan.yaml\n  - ../b/plan.yaml\norganization: {people: []}\n",
        }
    )
    project = repository.discover("shared/org.yaml")
    assert [plan.file for plan in project.plans] == ["a/plan.yaml", "b/plan.yaml"]
    assert [(loaded.flaws, "organization" in loaded.data) for _, loaded in project] == [([], True)] * 2


def test_a_shared_fragment_is_read_once(repository):
    shared = HEAD + "part_of: [a.yaml, b.yaml]\nx-note: {text}\n"
    repository.write({"a.yaml": including("part.yaml"), "b.yaml": including("part.yaml"), "part.yaml": shared})
    reading = iter(repository.discover("a.yaml", "b.yaml"))
    (_, first) = next(reading)
    repository.write({"part.yaml": "changed: meanwhile"})
    (_, second) = next(reading)
    assert first.documents[1] is second.documents[1]


# --- what is wrong with a plan's include


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("missing.yaml", "missing.yaml names no file"),
        ("parts/*.yaml", "parts/*.yaml names no file"),
        ("''", " names no file"),
        ("https://example.com/part.yaml", "https://example.com/part.yaml is an address"),
        ("/etc/passwd", "/etc/passwd leads out of the repository"),
        ("C:/part.yaml", "C:/part.yaml leads out of the repository"),
        ("~/part.yaml", "~/part.yaml leads out of the repository"),
        ("../outside.yaml", "../outside.yaml leads out of the repository"),
        ("'../**/*.yaml'", "../**/*.yaml leads out of the repository"),
        ("folder/../../outside.yaml", "folder/../../outside.yaml leads out of the repository"),
        ("link.yaml", "link.yaml leads out of the repository"),
        ("link*.yaml", "link.yaml leads out of the repository"),
        ("linked/outside.yaml", "linked/outside.yaml leads out of the repository"),
        (".git/config", ".git/config leads out of the repository"),
        ("plan.yaml", "plan.yaml is this file itself"),
        ("pl*.yaml", "plan.yaml is this file itself"),
        ("folder", "folder is a folder: name the files in it, such as folder/*.yaml"),
        ("other.yaml", "other.yaml is a plan of its own and no fragment: a plan cannot include a plan"),
        ("looping.yaml", "looping.yaml is a plan of its own and no fragment: a plan cannot include a plan"),
    ],
)
def test_an_entry_that_cannot_be_followed_is_a_finding_at_its_line(place, entry, message):
    place.git_init("repo")
    place.write(
        {
            "outside.yaml": PART,
            "repo/plan.yaml": PLAN + f"include:\n  - good.yaml\n  - {entry}\n",
            "repo/good.yaml": PART + "risks: [{id: r1}]\n",
            "repo/other.yaml": PLAN,
            "repo/looping.yaml": including("plan.yaml"),
            "repo/folder/x.txt": "",
        }
    )
    (place.folder / "repo" / "link.yaml").symlink_to("../outside.yaml")
    (place.folder / "repo" / "linked").symlink_to("..")
    _, loaded = place.only("repo/plan.yaml")
    ((file, line, text),) = [(flaw.span.file, flaw.span.line, flaw.message) for flaw in loaded.flaws]
    assert (file, line, text[: len(message)]) == ("plan.yaml", 5, message)
    assert loaded.flaws[0].rule == "opscheck/schema"
    assert loaded.data["risks"] == [{"id": "r1"}]


def test_outside_any_repository_includes_stay_in_the_folder_of_the_plan(place):
    place.write({"a/plan.yaml": including("../part.yaml", "parts/x.yaml"), "part.yaml": PART})
    place.write({"a/parts/x.yaml": HEAD + "part_of: [../plan.yaml]\n"})
    assert place.flaws("a/plan.yaml") == [("a/plan.yaml", 3, "../part.yaml leads out of the repository")]
    assert place.names("a/parts/x.yaml") == ["a/plan.yaml"]


def test_a_link_inside_the_repository_is_followed_and_counts_as_the_file_itself(repository):
    repository.write({"plan.yaml": including("a.yaml", "b.yaml"), "a.yaml": PART + "risks: [{id: r}]\n"})
    (repository.folder / "b.yaml").symlink_to("a.yaml")
    _, loaded = repository.only("plan.yaml")
    assert (loaded.flaws, loaded.data["risks"]) == ([], [{"id": "r"}])


@pytest.mark.parametrize("include", ["5", "{a: b}", "[5, [x]]", "", "[]"])
def test_what_is_no_list_of_texts_is_left_to_the_format(repository, include):
    repository.write({"plan.yaml": PLAN + f"include: {include}\n"})
    assert repository.flaws("plan.yaml") == []


# --- what is wrong with a fragment that is included


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (PART + "risks: [", 3, "the text ends inside brackets"),
        (HEAD + "part_of: [other.yaml]\n", 2, "plan.yaml includes this file, and its part_of does not name that plan"),
        (HEAD + "risks: []\n", 1, "plan.yaml includes this file, which does not say so"),
        ("part_of: [plan.yaml]\n", 1, "plan.yaml includes this file, which does not say so"),
        ("schema: opscheck/v2\npart_of: [plan.yaml]\n", 1, "opscheck/v2 is not a format that this opscheck reads"),
        (PART + "include: [more.yaml]\n", 3, "a fragment cannot include other files"),
        ("- a\n- b\n", 1, "a fragment must be a mapping of sections"),
        ("", 1, "a fragment must be a mapping of sections"),
        (PART + "plan: {id: q}\n", 3, "plan.id is given here and in plan.yaml"),
        (PART + "risks: {id: q}\n", 3, "risks is given here and in plan.yaml"),
    ],
)
def test_it_is_a_finding_in_the_fragment_and_the_rest_is_checked(repository, text, line, message):
    repository.write({"plan.yaml": including("part.yaml") + "risks: [{id: r1}]\n", "part.yaml": text})
    _, loaded = repository.only("plan.yaml")
    ((file, at, said),) = [(flaw.span.file, flaw.span.line, flaw.message) for flaw in loaded.flaws]
    assert (file, at, said[: len(message)]) == ("part.yaml", line, message)
    assert loaded.line("part.yaml", line) == next(iter(text.splitlines()[line - 1 :]), "")
    assert loaded.data["risks"] == [{"id": "r1"}]


def test_findings_about_several_fragments_are_told_apart(repository):
    repository.write({"plan.yaml": including("a.yaml", "b.yaml"), "a.yaml": HEAD, "b.yaml": HEAD})
    _, loaded = repository.only("plan.yaml")
    assert len({flaw.path for flaw in loaded.flaws}) == 2


def test_a_fragment_that_cannot_be_read_is_a_finding(repository):
    repository.write({"plan.yaml": including("part.yaml"), "x": ""})
    (repository.folder / "part.yaml").symlink_to("nowhere")
    ((file, line, message),) = repository.flaws("plan.yaml")
    assert (file, line) == ("part.yaml", 1)
    assert message.startswith("the file cannot be read")


# --- what is wrong with the way from the fragment to its plan


@pytest.mark.parametrize(
    ("part_of", "message"),
    [
        ("missing.yaml", "missing.yaml names no file"),
        ("other.yaml", "other.yaml is no plan"),
        ("part.yaml", "part.yaml is this file itself"),
        ("second.yaml", "second.yaml is a fragment itself"),
        ("folder", "folder is a folder"),
        ("../plan.yaml", "../plan.yaml leads out of the repository"),
        ("/plan.yaml", "/plan.yaml leads out of the repository"),
        ("https://example.com", "https://example.com is an address"),
    ],
)
def test_a_fragment_that_leads_to_no_plan_is_a_finding_at_its_line(place, part_of, message):
    place.git_init("repo")
    place.write(
        {
            "plan.yaml": PLAN,
            "repo/part.yaml": HEAD + f"part_of:\n  - good.yaml\n  - {part_of}\n",
            "repo/good.yaml": including("part.yaml"),
            "repo/other.yaml": "name: x\n",
            "repo/second.yaml": HEAD + "part_of: [good.yaml]\n",
            "repo/folder/x": "",
        }
    )
    project = place.discover("repo/part.yaml")
    assert [plan.file for plan in project.plans] == ["good.yaml", "part.yaml"]
    ((file, line, text),) = place.flaws("repo/part.yaml")
    assert (file, line, text[: len(message)]) == ("part.yaml", 4, message)


@pytest.mark.parametrize("value", ["", "[]", "5", "{a: b}", "[5]"])
def test_part_of_must_be_a_list_of_paths(repository, value):
    repository.write({"part.yaml": HEAD + f"part_of: {value}\n"})
    assert repository.flaws("part.yaml") == [("part.yaml", 2, "part_of must be a list of paths to plans")]


def test_a_fragment_that_its_plan_does_not_include_is_a_finding_of_that_plan(repository):
    repository.write({"plan.yaml": PLAN, "part.yaml": PART})
    plan, loaded = repository.only("part.yaml")
    assert plan.file == "plan.yaml"
    ((file, line, message),) = [(flaw.span.file, flaw.span.line, flaw.message) for flaw in loaded.flaws]
    assert (file, line, message) == ("part.yaml", 2, "plan.yaml does not include this file")
    assert loaded.line("part.yaml", 2) == "part_of: [plan.yaml]"


def test_a_broken_fragment_leads_to_its_plan_as_far_as_it_can_be_made_out(repository):
    broken = "part_of: # ours\n  - plan.yaml\n  - 'gone.yaml'\n" + HEAD + "risks: [\n"
    repository.write({"plan.yaml": including("part.yaml"), "part.yaml": broken})
    plan, loaded = repository.only("part.yaml")
    assert (plan.file, [flaw.span.file for flaw in loaded.flaws]) == ("plan.yaml", ["part.yaml"])


def test_a_broken_fragment_that_its_plan_does_not_include_is_still_said_to_be_broken(repository):
    repository.write({"plan.yaml": PLAN, "part.yaml": PART + "risks: [\n"})
    assert {message.split(":")[0] for _, _, message in repository.flaws("part.yaml")} == {
        "the text ends inside brackets",
        "plan.yaml does not include this file",
    }


def test_a_broken_fragment_without_a_plan_speaks_for_itself(repository):
    repository.write({"part.yaml": HEAD + "part_of: [gone.yaml]\nrisks: [\n"})
    plan, loaded = repository.only("part.yaml")
    assert (plan.kind.value, [flaw.rule for flaw in loaded.flaws]) == ("stray", ["opscheck/syntax"])


def test_a_plan_by_glob_may_have_fragments(repository):
    repository.write(
        {"opscheck.yaml": "plans: [p.yaml]", "p.yaml": "include: [a.yaml]", "a.yaml": HEAD + "part_of: [p.yaml]"}
    )
    assert repository.flaws("a.yaml") == [("p.yaml", 1, "the line schema: opscheck/v1 is missing")]


def test_an_excluded_plan_is_not_checked_for_the_sake_of_a_fragment_met_on_the_way(repository):
    repository.write({"opscheck.yaml": "exclude: [old]", "old/plan.yaml": including("../part.yaml")})
    repository.write({"part.yaml": HEAD + "part_of: [old/plan.yaml]\n"})
    assert repository.names(".") == []
    assert repository.names("part.yaml") == ["old/plan.yaml"]
    assert repository.names("part.yaml", force_exclude=True) == []
