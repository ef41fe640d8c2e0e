"""The critical path method on networks that were worked by hand: each is drawn, with working days in brackets.

Spans are (start, finish) in working days from Monday 2026-07-06 on, so 5 is the Friday's end and the Monday after it.
"""

from datetime import date

from networks import MONDAY, after, assessed, early, floats, late, task


def test_the_longer_of_two_ways_decides():
    #            ┌─> b (10) ─┐
    #   a (5) ───┤           ├─> d (5)
    #            └─> c (3) ──┘
    found = assessed({"a": task(5), "b": task(10, "a"), "c": task(3, "a"), "d": task(5, "b", "c")})
    assert early(found) == {"a": (0, 5), "b": (5, 15), "c": (5, 8), "d": (15, 20)}
    assert late(found) == {"a": (0, 5), "b": (5, 15), "c": (12, 15), "d": (15, 20)}
    assert floats(found) == {"a": 0, "b": 0, "c": 7, "d": 0}


def test_the_textbook_network_of_seven():
    #            ┌─> b (4) ──┬─────────> e (3) ─┐
    #   a (2) ───┤           └─> d (6) ─────────┼─> g (1)
    #            └─> c (3) ────> f (2) ─────────┘
    found = assessed(
        {
            "a": task(2),
            "b": task(4, "a"),
            "c": task(3, "a"),
            "d": task(6, "b"),
            "e": task(3, "b"),
            "f": task(2, "c"),
            "g": task(1, "d", "e", "f"),
        }
    )
    assert early(found) == {
        "a": (0, 2), "b": (2, 6), "c": (2, 5), "d": (6, 12), "e": (6, 9), "f": (5, 7), "g": (12, 13),
    }  # fmt: skip
    assert floats(found) == {"a": 0, "b": 0, "c": 5, "d": 0, "e": 3, "f": 5, "g": 0}


def test_all_four_types_of_dependency():
    #   a (10) ──SS + 7 days──> b (10)        a starts 0, b a week later: 5 to 15
    #   a (10) ──FF──────────> c (2)          c finishes with a at the earliest: 8 to 10
    #   b (10) ──SF──────────> d (3)          d finishes when b starts at the earliest: 2 to 5
    #   a (10) ──FS──────────> e (1)          10 to 11
    found = assessed(
        {
            "a": task(10),
            "b": task(10, after("a", "SS", lag="P7D")),
            "c": task(2, after("a", "FF")),
            "d": task(3, after("b", "SF")),
            "e": task(1, "a"),
        }
    )
    assert early(found) == {"a": (0, 10), "b": (5, 15), "c": (8, 10), "d": (2, 5), "e": (10, 11)}
    assert late(found) == {"a": (0, 10), "b": (5, 15), "c": (13, 15), "d": (12, 15), "e": (14, 15)}
    assert floats(found) == {"a": 0, "b": 0, "c": 5, "d": 10, "e": 4}


def test_a_lag_is_calendar_time_and_a_lead_is_taken_back():
    #   a (5) ──FS + 3 days──> b (2)     a ends on Friday 10th; Saturday to Monday pass: Tuesday 14th, 6 to 8
    #   a (5) ──FS - 2 days──> c (5)     Saturday less two days is Thursday 9th: 3 to 8
    found = assessed({"a": task(5), "b": task(2, after("a", lag="P3D")), "c": task(5, after("a", x_lead="P2D"))})
    assert early(found) == {"a": (0, 5), "b": (6, 8), "c": (3, 8)}
    assert floats(found) == {"a": 0, "b": 0, "c": 0}


def test_a_month_of_lag_is_a_calendar_month():
    #   a (5) ──FS + 1 month──> b (1)     from Saturday 2026-07-11 to Tuesday 2026-08-11: working day 26
    found = assessed({"a": task(5), "b": task(1, after("a", lag="P1M"))})
    assert early(found)["b"] == (26, 27)
    assert floats(found) == {"a": 0, "b": 0}


def test_a_task_does_not_start_before_its_planned_start():
    #   a (5) ────> b (5), planned for Monday 2026-07-20: five days are kept free
    found = assessed({"a": task(5), "b": task(5, "a", start=date(2026, 7, 20))})
    assert early(found) == {"a": (0, 5), "b": (10, 15)}
    assert floats(found) == {"a": 5, "b": 0}


def test_a_milestone_takes_no_time_and_shares_the_day_of_what_is_around_it():
    #   a (5) ────> m (0) on Friday 2026-07-10 ────> b (5) from Monday on
    #   s (0) on Monday 2026-07-06 ────> c (5) from the same day on
    friday = date(2026, 7, 10)
    found = assessed(
        {"a": task(5), "m": task(0, "a", start=friday), "b": task(5, "m"), "s": task(0), "c": task(5, "s")}
    )
    assert early(found) == {"a": (0, 5), "m": (5, 5), "b": (5, 10), "s": (0, 0), "c": (0, 5)}
    assert floats(found) == {"a": 0, "m": 0, "b": 0, "s": 5, "c": 5}


def test_of_what_ends_together_the_last_is_what_nothing_waits_for():
    #   a (5) ────> m (0) on Friday 2026-07-10
    found = assessed({"m": task(0, "a", start=date(2026, 7, 10)), "a": task(5)})
    assert found.schedule.last.id == "m"
    assert found.schedule.last_day == date(2026, 7, 10)


def test_the_day_of_a_milestone_is_either_of_its_dates_and_it_needs_none():
    found = assessed({"m": {"kind": "milestone", "finish": "2026-07-08"}, "n": {"kind": "milestone"}, "a": task(5)})
    assert early(found) == {"a": (0, 5), "m": (2, 2), "n": (0, 0)}


def test_work_at_weekends_takes_no_working_day():
    weekend = {"start": "2026-07-11", "finish": "2026-07-12"}
    over_it = {"start": "2026-07-11", "finish": "2026-07-13"}
    found = assessed({"a": weekend, "b": over_it, "c": task(5)})
    assert early(found) == {"a": (5, 5), "b": (5, 6), "c": (0, 5)}


def test_of_several_dependencies_on_one_task_each_holds_and_the_same_twice_holds_once():
    #   a (10) ──SS──> b (3), a (10) ──FF + 7 days──> b
    found = assessed({"a": task(10), "b": task(3, after("a", "SS"), after("a", "SS"), after("a", "FF", lag="P7D"))})
    assert len(found.network.links) == 2
    assert early(found) == {"a": (0, 10), "b": (12, 15)}
    assert floats(found) == {"a": 0, "b": 0}


# --- dates that have to be kept


def test_the_finish_of_the_plan_leaves_negative_float_where_it_is_too_early():
    #   a (5) ────> b (5), and the plan ends on Thursday 2026-07-16; c (2) has room
    found = assessed({"a": task(5), "b": task(5, "a"), "c": task(2)}, finish="2026-07-16")
    assert floats(found) == {"a": -1, "b": -1, "c": 7}


def test_a_later_finish_of_the_plan_is_no_float():
    assert floats(assessed({"a": task(5)}, finish="2026-12-31")) == {"a": 0}


def test_a_fixed_start_pins_a_task_and_what_comes_before_it_has_to_be_quick():
    #   a (5) ────> b (5), must start on Wednesday 2026-07-08 ────> c (1)
    pinned = task(5, "a", start=date(2026, 7, 8), **{"x-constraint": "must-start-on", "finish": "2026-07-14"})
    found = assessed({"a": task(5), "b": pinned, "c": task(1, "b")})
    assert early(found) == {"a": (0, 5), "b": (2, 7), "c": (7, 8)}
    assert floats(found) == {"a": -3, "b": 0, "c": 0}


def test_a_fixed_finish_pins_a_milestone_to_its_day():
    #   a (10) ────> m (0), must be on Wednesday 2026-07-15: at its end on day 8
    pinned = task(0, "a", start=date(2026, 7, 15), **{"x-constraint": "must-finish-on"})
    found = assessed({"a": task(10), "m": pinned})
    assert early(found) == {"a": (0, 10), "m": (8, 8)}
    assert floats(found) == {"a": -2, "m": 0}


def test_a_latest_finish_and_a_latest_start_do_not_move_a_task():
    #   a (5) ────> b (5), finished by Wednesday 2026-07-15;  a (5) ────> c (1), begun by Tuesday 2026-07-07
    by_finish = task(5, "a", finish="2026-07-15", start=date(2026, 7, 9), **{"x-constraint": "finish-no-later-than"})
    by_start = task(1, "a", start=date(2026, 7, 7), **{"x-constraint": "start-no-later-than"})
    found = assessed({"a": task(5), "b": by_finish, "c": by_start})
    assert early(found) == {"a": (0, 5), "b": (5, 10), "c": (5, 6)}
    assert floats(found) == {"a": -4, "b": -2, "c": -4}


# --- what has happened already


def test_what_is_done_stands_and_what_is_not_begins_on_the_status_date():
    #   a (5, done on Wednesday) ────> b (5) ────> c (5); today is Monday 2026-07-20, instant 10
    tasks = {"a": task(5), "b": task(5, "a"), "c": task(5, "b")}
    found = assessed(
        tasks, as_of=date(2026, 7, 20), progress={"a": {"started": "2026-07-06", "finished": "2026-07-08"}}
    )
    assert early(found) == {"a": (0, 3), "b": (10, 15), "c": (15, 20)}
    assert floats(found) == {"b": 0, "c": 0}


def test_what_has_begun_goes_on_and_has_a_day_left_at_least():
    #   a (5, begun) ────> b (1): a should have been done on Friday 2026-07-10, and today is Monday 2026-07-20
    tasks = {"a": task(5), "b": task(1, "a")}
    found = assessed(tasks, as_of=date(2026, 7, 20), progress={"a": {"started": "2026-07-06"}})
    assert early(found) == {"a": (0, 11), "b": (11, 12)}
    found = assessed(tasks, as_of=date(2026, 7, 8), progress={"a": {"started": "2026-07-06"}})
    assert early(found) == {"a": (0, 5), "b": (5, 6)}


def test_what_has_begun_out_of_turn_waits_with_its_finish_only():
    #   a (10) ──FS──> b (3, begun), a (10) ──FF──> c (3, begun)
    tasks = {"a": task(10), "b": task(3, "a"), "c": task(3, after("a", "FF"))}
    found = assessed(tasks, progress={"b": {"started": "2026-07-06"}, "c": {"started": "2026-07-06"}})
    assert early(found) == {"a": (0, 10), "b": (0, 3), "c": (0, 10)}
    assert floats(found) == {"a": 0, "b": 7, "c": 0}


def test_who_waits_for_a_start_that_was_is_held_up_no_more():
    #   a (10, begun) ──SS + 7 days──> b (20): b may start in a week and ends the network, whenever a is done
    tasks = {"a": task(10), "b": task(20, after("a", "SS", lag="P7D"))}
    found = assessed(tasks, progress={"a": {"started": "2026-07-06"}})
    assert early(found) == {"a": (0, 10), "b": (5, 25)}
    assert floats(found) == {"a": 15, "b": 0}
    assert floats(assessed(tasks)) == {"a": 0, "b": 0}


def test_a_latest_start_asks_nothing_of_what_has_begun():
    #   a (5), to begin by Monday 2026-07-06 and begun on the Wednesday ────> b (5)
    tasks = {"a": task(5, **{"x-constraint": "start-no-later-than"}), "b": task(5, "a")}
    found = assessed(tasks, as_of=date(2026, 7, 8), progress={"a": {"started": "2026-07-08"}})
    assert floats(found) == {"a": 0, "b": 0}
    assert floats(assessed(tasks, as_of=date(2026, 7, 8))) == {"a": -2, "b": 0}


def test_what_is_recorded_of_a_later_day_has_not_happened():
    found = assessed({"a": task(5)}, progress={"a": {"started": "2026-07-06", "finished": "2026-07-07"}})
    assert floats(found) == {"a": 0}
    assert [one.id for one in found.unfinished] == ["a"]


def test_the_status_date_is_the_data_date_and_never_later_than_the_day_of_the_run():
    for data_date, status in (("2026-07-03", date(2026, 7, 3)), ("2026-12-31", MONDAY)):
        assert assessed({"a": task(5)}, data_date=data_date).progress.status == status
    assert assessed({"a": task(5)}).progress.status == MONDAY
