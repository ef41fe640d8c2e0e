"""What `refs` name must be there: each that is not is found at its own line."""

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from project.place import PLAN

from opscheck.project import load_plan


def refs(*names):
    listed = "".join(f"\n      - {name}" for name in names)
    return PLAN + f"tools:\n  - id: crm\n    refs:{listed}\n"


FIRST = 6  # the line of the first of them


@pytest.mark.parametrize(
    "name",
    [
        "docs/report.md",
        "./docs/report.md",
        "docs/../docs/report.md",
        "docs/report.md#results",
        "docs/with%20space.md",
        "docs/with space.md",
        "docs",
        "plan.yaml",
        "'docs/报告.pdf'",
        "'docs/a#b.md'",
        "https://example.com/x",
        "HTTP://example.com/x",
        "mailto:pmo@example.com",
    ],
)
def test_a_file_a_folder_or_an_address_is_evidence(repository, name):
    repository.write({"plan.yaml": refs(name)})
    repository.write({f"docs/{file}": "" for file in ("report.md", "with space.md", "报告.pdf", "a#b.md")})
    assert repository.flaws("plan.yaml") == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("docs/raport.md", "docs/raport.md is not in the repository: did you mean docs/report.md?"),
        ("quite-another.md", "quite-another.md is not in the repository"),
        ("docs/report.md/x", "docs/report.md/x is not in the repository"),
        ("../outside.md", "../outside.md leads out of the repository"),
        ("/etc/passwd", "/etc/passwd leads out of the repository"),
        ("~/notes.md", "~/notes.md leads out of the repository"),
        ("'C:\\notes.md'", "C:\\notes.md leads out of the repository"),
        ("link.md", "link.md leads out of the repository"),
        (".git/config", ".git/config leads out of the repository"),
        ("'docs\\report.md'", "docs\\report.md has a backslash: folders are separated by / on every system"),
        (
            "file:///etc/passwd",
            "file:///etc/passwd is no evidence that can be looked up: ",
        ),
        ("ftp://example.com/x", "ftp://example.com/x is no evidence that can be looked up"),
        ("javascript:alert(1)", "javascript:alert(1) is no evidence that can be looked up"),
        ('"a\\0b"', "a\0b is not in the repository"),
    ],
)
def test_what_is_not_there_is_found_at_its_line(repository, name, said):
    repository.write({"plan.yaml": refs("plan.yaml", name), "docs/report.md": ""})
    os.symlink("/etc/passwd", repository.folder / "link.md")
    ((file, line, message),) = repository.flaws("plan.yaml")
    assert (file, line) == ("plan.yaml", FIRST + 1)
    assert message.startswith(said)


def test_a_path_relates_to_the_file_that_holds_it(repository):
    repository.write(
        {
            "plans/plan.yaml": PLAN + "include: [parts/*.yaml]\ngovernance: {refs: [minutes.md]}\n",
            "plans/minutes.md": "",
            "plans/parts/tools.yaml": "schema: opscheck/v1\npart_of: [../plan.yaml]\n"
            "tools: [{id: crm, refs: [contract.md, ../minutes.md, minutes.md]}]\n",
            "plans/parts/contract.md": "",
        }
    )
    assert repository.flaws("plans/parts/tools.yaml") == [
        ("plans/parts/tools.yaml", 3, "minutes.md is not in the repository")
    ]


def test_a_plan_on_standard_input_is_looked_at_where_its_name_says(repository):
    repository.write({"plans/report.md": ""})
    text = refs("report.md", "missing.md").encode()
    found = repository.flaws(stdin=text, stdin_filename="plans/plan.yaml")
    assert found == [("plans/plan.yaml", FIRST + 1, "missing.md is not in the repository")]


def test_every_item_at_any_depth_may_have_evidence_and_the_authors_own_keys_are_left_alone(repository):
    repository.write(
        {
            "plan.yaml": PLAN
            + "x-acme: {refs: [nowhere.md]}\n"
            + "budget: {refs: [a.md], stages: [{id: early, refs: [b.md], lines: [{id: l, refs: [c.md]}]}]}\n"
        }
    )
    assert [message.split()[0] for _, _, message in repository.flaws("plan.yaml")] == ["a.md", "b.md", "c.md"]


def test_a_plan_without_a_repository_may_name_what_lies_below_it(place):
    place.write({"plans/plan.yaml": refs("a.md", "../b.md"), "plans/a.md": "", "b.md": ""})
    assert place.flaws("plans/plan.yaml") == [("plans/plan.yaml", FIRST + 1, "../b.md leads out of the repository")]


def test_a_flood_of_missing_files_is_said_briefly(repository):
    repository.write({"plan.yaml": refs(*(f"file-{number}.md" for number in range(500)))})
    found = repository.flaws("plan.yaml")
    assert len(found) == 21
    assert found[-1][2] == "there are 480 more of these; the first of them is here"


@pytest.mark.parametrize("value", ["5", "text", "{a: b}", "[5, {a: b}, null, '']", "[[nested.md]]"])
def test_refs_of_another_form_are_the_formats_business(repository, value):
    repository.write({"plan.yaml": PLAN + f"tools: [{{id: crm, refs: {value}}}]\n"})
    assert repository.flaws("plan.yaml") == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(some.text(max_size=300))
def test_no_text_makes_it_raise(repository, ref):
    repository.write({"plan.yaml": PLAN})
    quoted = "".join(f"\\U{ord(character):08x}" for character in ref if not 0xD800 <= ord(character) < 0xE000)
    text = PLAN + f'tools: [{{id: crm, refs: ["{quoted}"]}}]\n'
    load_plan(repository.folder / "plan.yaml", text=text.encode())
