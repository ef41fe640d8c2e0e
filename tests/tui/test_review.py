"""The state of a review: filter, groups, selection and what is remembered."""

import json
from pathlib import Path

import pytest
from tui.sample import finding, review_of, run_of

from opscheck.finding import Finding, Severity
from opscheck.tui.memory import Memory, memory_of
from opscheck.tui.query import Term, parse
from opscheck.tui.review import Heading

MANY = (
    finding("budget/adds-up", 3),
    finding("budget/stage-ratio", 2, Severity.warning),
    finding("risk/priority", 9, file="risks.yaml"),
    finding("risk/fallback", 4, Severity.info, says="nobody has advice in {rule}"),
)


def places(findings: list[Finding]) -> list[tuple[str, int]]:
    return [(found.rule, found.span.line) for found in findings]


# --- the filter


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("", ["budget/adds-up", "budget/stage-ratio", "risk/fallback", "risk/priority"]),
        ("sev:error", ["budget/adds-up", "risk/priority"]),
        ("sev:err", ["budget/adds-up", "risk/priority"]),
        ("sev:error,info", ["budget/adds-up", "risk/fallback", "risk/priority"]),
        ("sev:error sev:info", ["budget/adds-up", "risk/fallback", "risk/priority"]),
        ("-sev:error", ["budget/stage-ratio", "risk/fallback"]),
        ("rule:budget/*", ["budget/adds-up", "budget/stage-ratio"]),
        ("rule:*up", ["budget/adds-up"]),
        ("rule:RISK", ["risk/fallback", "risk/priority"]),
        ("file:risks.yaml", ["risk/priority"]),
        ("advice", ["risk/fallback"]),
        ("ADVICE nobody", ["risk/fallback"]),
        ("-advice sev:info", []),
        ('"nobody has"', ["risk/fallback"]),
        ('"has nobody"', []),
        ("sev:", ["budget/adds-up", "budget/stage-ratio", "risk/fallback", "risk/priority"]),
        ("fixable:", []),
        ("-fixable:yes", ["budget/adds-up", "budget/stage-ratio", "risk/fallback", "risk/priority"]),
        ("fixable:no sev:info", ["risk/fallback"]),
        ("plan:shop clause:C3", []),
        ("[/x]", []),
        ("-", ["budget/adds-up", "budget/stage-ratio", "risk/fallback", "risk/priority"]),
        ('"', ["budget/adds-up", "budget/stage-ratio", "risk/fallback", "risk/priority"]),
    ],
)
def test_the_filter_says_which_findings_are_shown(text: str, rules: list[str]):
    review = review_of(*MANY)
    review.look(text=text)
    assert sorted(found.rule for found in review.findings) == rules


def test_a_word_that_looks_like_a_field_and_is_none_is_looked_for_and_named():
    query = parse("rul:budget 12:30")
    assert query.terms == (Term("", "rul:budget"), Term("", "12:30"))
    assert query.strange == ("rul",)


# --- groups


def test_the_worst_comes_first_and_groups_are_in_the_order_of_their_names():
    review = review_of(*MANY)
    assert review.view.lines == [Heading("budget", 2), 0, 2, Heading("risk", 2), 1, 3]
    review.look(grouping="severity")
    assert [line.label for line in review.view.lines if isinstance(line, Heading)] == ["error", "warning", "info"]


def test_without_groups_there_are_no_headings():
    review = review_of(*MANY)
    review.look(grouping="none")
    assert review.view.lines == [0, 1, 2, 3]


def test_what_belongs_to_no_phase_comes_last():
    review = review_of(*MANY)
    review.look(grouping="phase")
    assert review.view.lines[0] == Heading("", 4)


def test_each_grouping_comes_after_the_other():
    review = review_of(*MANY)
    seen = [review.grouping]
    while review.next_grouping() not in seen:
        review.look(grouping=review.next_grouping())
        seen.append(review.grouping)
    assert seen == ["topic", "rule", "severity", "file", "phase", "owner", "none"]


# --- the selection


def test_the_first_finding_is_selected_and_steps_stay_inside():
    review = review_of(*MANY)
    assert review.position == 0
    review.step(-1)
    assert review.position == 0
    review.step(2)
    assert places([review.selected]) == [("risk/priority", 9)]
    review.step(100)
    assert review.position == 3


def test_steps_stay_among_what_the_filter_shows():
    review = review_of(*MANY)
    review.look(text="sev:error")
    review.step(1)
    assert review.selected.rule == "risk/priority"
    review.step(1)
    assert review.selected.rule == "risk/priority"


def test_the_selection_stays_where_the_filter_lets_it_and_else_what_is_in_its_place_is_selected():
    review = review_of(*MANY)
    review.step(3)
    review.look(text="sev:info")
    assert review.selected.rule == "risk/fallback"
    review.look(text="sev:error")
    assert review.selected.rule == "budget/adds-up"
    review.look(text="nothing at all")
    assert (review.selected, review.position, review.line) == (None, -1, -1)
    review.step(1)
    assert review.selected is None


def test_another_run_keeps_filter_and_selection_though_lines_have_moved():
    review = review_of(*MANY)
    review.look(text="sev:error")
    review.step(1)
    review.renew(run_of([finding("risk/priority", 12, path="at[9]", file="risks.yaml"), *MANY[:2]]))
    assert (review.filter, review.selected.span.line) == ("sev:error", 12)


def test_where_the_selected_finding_is_gone_the_next_one_is_selected():
    review = review_of(*MANY)
    review.step(1)
    review.renew(run_of([found for found in MANY if found.rule != "budget/stage-ratio"]))
    assert review.selected.rule == "risk/priority"
    review.renew(run_of([]))
    assert review.selected is None


def test_revealing_a_finding_drops_the_filter_that_hides_it():
    review = review_of(*MANY)
    review.look(text="rule:budget")
    assert review.reveal(MANY[0])
    assert review.filter == "rule:budget"
    assert review.reveal(MANY[2])
    assert (review.filter, review.selected) == ("", MANY[2])
    assert not review.reveal(finding("acme/gone", 1))


# --- what is remembered


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "marks.json"


def test_a_mark_is_kept_from_one_review_to_the_next(file: Path):
    Memory(file).mark([MANY[0]], reviewed=True)
    assert [Memory(file).is_reviewed(found) for found in MANY] == [True, False, False, False]
    Memory(file).mark([MANY[0]], reviewed=False)
    assert not Memory(file).is_reviewed(MANY[0])


def test_a_mark_holds_where_lines_move_and_not_where_the_finding_says_something_else(file: Path):
    one = finding("budget/adds-up", 3, says="42 %")
    Memory(file).mark([one], reviewed=True)
    assert Memory(file).is_reviewed(finding("budget/adds-up", 7, says="42 %", path=one.path))
    assert not Memory(file).is_reviewed(finding("budget/adds-up", 3, says="55 %"))


def test_nothing_is_new_in_the_first_review_and_then_what_was_not_there_is(file: Path):
    assert not Memory(file).is_new(MANY[0])
    Memory(file).leave(MANY[:2])
    assert [Memory(file).is_new(found) for found in MANY] == [False, False, True, True]


@pytest.mark.parametrize(
    "content", ["", "[]", "{", '{"version": 99}', '{"version": 1, "reviewed": 3, "seen": {}}', "[" * 9999]
)
def test_a_damaged_file_loses_marks_and_nothing_else(file: Path, content: str):
    file.parent.mkdir()
    file.write_text(content)
    memory = Memory(file)
    assert not memory.is_reviewed(MANY[0])
    memory.mark([MANY[0]], reviewed=True)
    assert json.loads(file.read_text())["reviewed"]


def test_what_cannot_be_written_is_remembered_as_long_as_the_review(tmp_path: Path):
    (tmp_path / "file").write_text("")
    memory = Memory(tmp_path / "file" / "marks.json")
    memory.mark([MANY[0]], reviewed=True)
    assert memory.is_reviewed(MANY[0])


def test_two_repositories_of_the_same_name_have_their_own_marks(tmp_path: Path):
    environ = {"XDG_STATE_HOME": str(tmp_path)}
    memory_of(Path("/a/plans"), environ).mark([MANY[0]], reviewed=True)
    assert memory_of(Path("/a/plans"), environ).is_reviewed(MANY[0])
    assert not memory_of(Path("/b/plans"), environ).is_reviewed(MANY[0])
    assert not memory_of(Path("/a/plans"), {}).is_reviewed(MANY[0])


def test_marking_puts_no_sentence_together(monkeypatch: pytest.MonkeyPatch):
    """That would take seconds for a hundred thousand."""
    review = review_of(*(finding(line=number) for number in range(30)))
    monkeypatch.setattr("opscheck.display._Speaker.sentence", lambda *_: pytest.fail("it is said"))
    review.mark_all_reviewed()
    assert review.reviewed == 30


class Counting(Memory):
    """A memory that counts how often it is asked."""

    asked = 0

    def is_reviewed(self, finding: Finding) -> bool:
        self.asked += 1
        return super().is_reviewed(finding)


def test_a_mark_takes_as_long_among_many_as_among_few():
    memory = Counting()
    review = review_of(*(finding(line=number) for number in range(300)), memory=memory)
    review.mark_all_reviewed()
    assert review.reviewed == 300
    memory.asked = 0
    review.toggle_reviewed()
    assert review.reviewed == 299
    assert memory.asked < 5


def test_the_same_finding_in_two_rows_is_marked_in_both():
    review = review_of(finding(line=1, path="a"), finding(line=2, path="a", says="{rule} at 1"), finding(line=3))
    assert review.reviewed == 0
    review.toggle_reviewed()
    assert [bool(mark) for mark in review.table.column("reviewed")] == [
        review.memory.is_reviewed(one) for one in review.table.findings
    ]
