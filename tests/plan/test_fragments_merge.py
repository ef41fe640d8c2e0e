"""A plan and its fragments as one document."""

from copy import deepcopy

from core.plans import HEADER, judged, said

from opscheck.merge import Loaded, merge
from opscheck.source import load


def joined(*texts: str) -> Loaded:
    main, *fragments = [load(text.encode(), f"file-{number}.yaml") for number, text in enumerate(texts)]
    return merge(main, fragments)


def place(loaded: Loaded, *path) -> tuple[str, int]:
    span = loaded.positions.span(path)
    return span.file, span.line


def test_lists_append_in_the_order_of_the_files():
    loaded = joined(HEADER + "risks: [{id: a}]\n", "risks:\n- {id: b}\n- {id: c}\n", "risks: [{id: d}]\n")
    assert [item["id"] for item in loaded.data["risks"]] == ["a", "b", "c", "d"]
    assert loaded.flaws == []


def test_mappings_join_however_deep():
    loaded = joined(
        HEADER + "budget: {total: 5, reserves: {contingency: {amount: 1}}}\n",
        "budget:\n  horizon: P1Y\n  reserves: {management: {amount: 2}, contingency: {holder: x}}\n",
    )
    assert loaded.data["budget"] == {
        "total": 5,
        "reserves": {"contingency": {"amount": 1, "holder": "x"}, "management": {"amount": 2}},
        "horizon": "P1Y",
    }
    assert loaded.flaws == []


def test_each_value_still_stands_in_its_own_file():
    loaded = joined(
        HEADER + "risks: [{id: a}]\n", "# a comment\nrisks:\n  - id: b\n    cost: 5\n", "budget: {total: 5}\n"
    )
    assert place(loaded, "risks", 0, "id") == ("file-0.yaml", 3)
    assert place(loaded, "risks", 1, "cost") == ("file-1.yaml", 4)
    assert place(loaded, "budget", "total") == ("file-2.yaml", 1)
    assert place(loaded, "risks") == ("file-0.yaml", 3)


def test_a_value_that_is_given_twice_is_found_at_its_second_place():
    loaded = joined(HEADER + "budget: {total: 5}\n", "\nbudget:\n  total: 6\n")
    (finding,) = judged(loaded, rules=[]).findings
    assert (finding.rule, finding.path) == ("opscheck/schema", "budget.total")
    assert (finding.span.file, finding.span.line, finding.span.column) == ("file-1.yaml", 3, 10)
    assert said(finding) == "budget.total is given here and in file-0.yaml"
    assert [(related.span.file, related.span.line) for related in finding.related] == [("file-0.yaml", 3)]
    assert loaded.data["budget"]["total"] == 5


def test_a_value_that_is_given_thrice_is_two_findings():
    loaded = joined(HEADER + "budget: {total: 5}\n", "budget: {total: 6}\n", "budget: {total: 6}\n")
    findings = judged(loaded, rules=[]).findings
    assert [found.span.file for found in findings] == ["file-1.yaml", "file-2.yaml"]
    assert len({found.fingerprint for found in findings}) == 2


def test_the_same_value_twice_is_twice_too():
    assert len(joined(HEADER + "budget: {total: 5}\n", "budget: {total: 5}\n").flaws) == 1


def test_a_list_and_a_mapping_do_not_join():
    loaded = joined(HEADER + "risks: [{id: a}]\n", "risks: {id: b}\n")
    (flaw,) = loaded.flaws
    assert (flaw.span.file, flaw.path) == ("file-1.yaml", ("risks",))
    assert loaded.data["risks"] == [{"id": "a"}]


def test_an_empty_key_is_filled_by_the_other_file():
    loaded = joined(HEADER + "budget:\nrisks:\n", "budget: {total: 5}\nrisks: [{id: a}]\n", "budget:\nrisks:\n")
    assert (loaded.data["budget"], loaded.data["risks"]) == ({"total": 5}, [{"id": "a"}])
    assert loaded.flaws == []
    assert place(loaded, "budget", "total") == ("file-1.yaml", 1)


def test_an_empty_list_takes_the_items_of_the_other_file():
    loaded = joined(HEADER + "risks: []\n", "risks: [{id: a}]\n", "risks: []\n")
    assert loaded.data["risks"] == [{"id": "a"}]
    assert place(loaded, "risks", 0, "id") == ("file-1.yaml", 1)


def test_what_makes_a_file_a_fragment_is_not_joined():
    loaded = joined(HEADER, "schema: opscheck/v1\npart_of: [file-0.yaml]\ninclude: [x.yaml]\nrisks: [{id: a}]\n")
    assert set(loaded.data) == {"schema", "plan", "risks"}
    assert loaded.flaws == []


def test_the_authors_own_keys_may_stand_in_every_file():
    loaded = joined(HEADER + "x-source: a\nbudget: {x-by: a}\n", "x-source: b\nx-other: c\nbudget: {x-by: b}\n")
    assert loaded.flaws == []
    assert (loaded.data["x-source"], loaded.data["x-other"]) == ("a", "c")


def test_a_duplicate_id_in_two_files_points_at_both():
    loaded = joined(HEADER + "risks: [{id: a}]\n", "risks: [{id: a}]\n")
    (finding,) = judged(loaded, rules=[]).findings
    assert finding.rule == "opscheck/duplicate-id"
    assert (finding.span.file, finding.related[0].span.file) == ("file-1.yaml", "file-0.yaml")


def test_a_reference_may_name_what_another_file_declares():
    loaded = joined(
        HEADER + "phases: [{id: pilot}]\n", "deliverables: [{id: d, phase: pilot}, {id: e, phase: pilto}]\n"
    )
    (finding,) = judged(loaded, rules=[]).findings
    assert (finding.rule, finding.span.file) == ("opscheck/unknown-reference", "file-1.yaml")


def test_an_error_of_format_in_a_fragment_is_found_there():
    loaded = joined(HEADER + "risks: [5]\n", "risks:\n  - 7\n  - {id: a, cost: x}\n")
    findings = judged(loaded, rules=[]).findings
    assert [(found.span.file, found.span.line) for found in findings] == [
        ("file-0.yaml", 3),
        ("file-1.yaml", 2),
        ("file-1.yaml", 3),
    ]


def test_aliases_in_a_fragment_join_like_what_they_stand_for():
    loaded = joined(HEADER + "risks: [{id: a}]\n", "x-more: &more [{id: b}]\nrisks: *more\n")
    assert [item["id"] for item in loaded.data["risks"]] == ["a", "b"]
    assert place(loaded, "risks", 1, "id")[0] == "file-1.yaml"


def test_joining_changes_no_file():
    main = load((HEADER + "risks: [{id: a}]\nbudget: {total: 5}\n").encode(), "main.yaml")
    fragment = load(b"risks: [{id: b}]\nbudget: {horizon: P1Y}\n", "fragment.yaml")
    before = deepcopy((main.data, fragment.data))
    first, second = merge(main, [fragment]), merge(main, [fragment])
    assert (main.data, fragment.data) == before
    assert first.data == second.data


def test_a_fragment_that_cannot_be_read_leaves_the_rest():
    loaded = joined(HEADER + "risks: [{id: a}]\n", "risks: [\n", "budget: {total: 5}\n")
    assert loaded.data["budget"] == {"total": 5}
    assert [flaw.span.file for flaw in loaded.flaws] == ["file-1.yaml"]


def test_the_line_of_any_of_the_files_can_be_shown():
    loaded = joined(HEADER, "# first\nbudget: {total: 5}\n")
    assert loaded.line("file-1.yaml", 2) == "budget: {total: 5}"
    assert loaded.line("file-0.yaml", 1) == "schema: opscheck/v1"
    assert loaded.line("no-such-file", 1) == ""
