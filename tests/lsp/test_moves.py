"""Where a place of a text is after something was typed."""

from hypothesis import given
from hypothesis import strategies as st

from opscheck.lsp.edits import changes
from opscheck.lsp.moves import Moves

TEXTS = st.lists(st.sampled_from(["a: 1", "b: 2", "", "- 😀", "x\r"]), max_size=8).map("\n".join)


@given(TEXTS, TEXTS)
def test_what_changed_makes_the_one_text_of_the_other(old, new):
    made, passed = "", 0
    for each in changes(old, new):
        assert each.start < each.end or each.new_start < each.new_end
        made += old[passed : each.start]
        assert len(made) == each.new_start
        made += new[each.new_start : each.new_end]
        passed = each.end
    assert made + old[passed:] == new


@given(TEXTS, TEXTS)
def test_a_character_that_was_not_replaced_is_found_where_it_is(old, new):
    moves = Moves(old, new)
    gone = {offset for each in changes(old, new) for offset in range(each.start, each.end)}
    for offset, character in enumerate(old):
        now = moves.now(offset, offset + 1)
        assert (now is None) == (offset in gone)
        if now:
            assert (new[slice(*now)], now[1] - now[0]) == (character, 1)
            assert moves.before(now[0]) in (offset, None) or now[0] in {each.new_end for each in changes(old, new)}


@given(TEXTS, TEXTS)
def test_a_stretch_is_still_one_and_holds_what_it_held(old, new):
    moves = Moves(old, new)
    for start in range(len(old)):
        for end in range(start, len(old) + 1):
            first, last = moves.around(start, end)
            assert 0 <= first <= last <= len(new)
            now = moves.now(start, end)
            assert now is None or now == (first, last) or start == end


@given(TEXTS, TEXTS)
def test_every_place_that_is_not_new_was_somewhere(old, new):
    moves = Moves(old, new)
    inside = {offset for each in changes(old, new) for offset in range(each.new_start + 1, each.new_end)}
    for offset in range(len(new) + 1):
        was = moves.before(offset)
        assert (was is None) == (offset in inside)
        assert was is None or 0 <= was <= len(old)


@given(TEXTS)
def test_nothing_typed_moves_nothing(text):
    moves = Moves(text, text)
    assert all(moves.now(offset, offset + 1) == (offset, offset + 1) for offset in range(len(text)))


def test_what_is_typed_at_the_ends_of_a_word_is_no_part_of_it():
    assert Moves("a: total", "a: my total").now(3, 8) == (6, 11)
    assert Moves("a: 1\nb: 2", "a: 19\nb: 2").now(3, 4) == (3, 4)


def test_a_word_that_is_written_anew_is_gone_and_its_line_is_not():
    moves = Moves("a: P11M\nb: 2\n", "a: [x\nb: 2\n")
    assert moves.now(3, 7) is None
    assert moves.now(0, 8) == (0, 6)


def test_what_stands_between_two_changes_is_still_known():
    old, new = "a: 1\nb: 2\nc: 3\n", "# more\na: 1\nb: 2\nc: [\n"
    assert Moves(old, new).now(8, 9) == (15, 16)
