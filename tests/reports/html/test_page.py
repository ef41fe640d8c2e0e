"""What the page says: the sentence to repeat, the findings, the matrix, the waivers, the method."""

import re
from datetime import date
from pathlib import Path

import pytest
from command import GOOD, changed
from reports.html.audit import Audit
from reports.html.sample import MANY_WRONGS, page, page_of, run_of
from reports.sample import checked, document, run

from opscheck.reports.html.words import headline


@pytest.fixture(scope="module")
def wrong(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page about a plan in which several things are wrong, and one of them is waived."""
    return page(tmp_path_factory.mktemp("wrong"), MANY_WRONGS)


@pytest.mark.parametrize(
    ("errors", "met", "ends", "said"),
    [
        (
            5,
            98,
            [date(2027, 1, 1), date(2026, 9, 30)],
            "5 errors, 98 of 106 clauses met, 2 waivers, the next ends on 30 September 2026",
        ),
        (1, 105, [None], "1 error, 105 of 106 clauses met, 1 waiver"),
        (0, 106, [], "no errors, 106 of 106 clauses met"),
        (0, None, [], "no errors"),
    ],
)
def test_one_sentence_says_how_it_stands(errors: int, met: int | None, ends: list[date | None], said: str) -> None:
    assert headline(errors, met, 106, ends, "en") == said


def test_the_sentence_is_said_in_chinese() -> None:
    said = headline(5, 98, 106, [date(2026, 9, 30)], "zh")
    assert said == "5 个错误，106 条条款中已达标 98 条，1 项豁免，最近一项于 2026年9月30日到期"


def test_what_several_plans_meet_is_what_all_of_them_meet() -> None:
    said = headline(5, 98, 106, [], "en", plans=3, unread=1)
    assert said == "5 errors, 98 of 106 clauses met by all plans, 1 plan cannot be read"


def test_of_a_plan_that_cannot_be_read_nothing_is_said_of_clauses(tmp_path: Path) -> None:
    shown = page(tmp_path, "schema: opscheck/v1\n: [")
    assert "1 error, the plan cannot be read" in Audit(shown).text
    assert "clauses met" not in shown
    assert 'id="clauses"' not in shown


def test_a_plan_that_cannot_be_read_is_told_beside_what_the_others_meet(tmp_path: Path) -> None:
    run_ = run_of(tmp_path, broken="schema: opscheck/v1\n: [", good=GOOD)
    assert "106 of 106 clauses met by all plans, 1 plan cannot be read" in Audit(page_of(run_)).text


def test_no_line_ends_inside_of_a_number_or_before_its_unit(tmp_path: Path) -> None:
    shown = page(tmp_path, changed("amount: 960000.00", "amount: 1650000.00"))
    assert "early takes 55.0\N{NO-BREAK SPACE}% of the total" in shown
    assert "1\N{NO-BREAK SPACE}650\N{NO-BREAK SPACE}000.00" in shown
    assert [text for text in Audit(shown).texts if re.search(r"\d (\d{3}\b|%)", text)] == []


def test_plans_come_in_the_order_of_the_overview(tmp_path: Path) -> None:
    """The worst first, wherever the page speaks of them."""
    shown = page_of(run_of(tmp_path, a=GOOD, b=MANY_WRONGS.replace("retention-2026", "second")))
    order = re.findall(r'<a href="#(plan-\d)">', shown)
    assert order == ["plan-2", "plan-1"]
    assert re.findall(r'<section class="plan" id="(plan-\d)">', shown) == order


def test_what_the_signs_of_a_picture_mean_is_said_in_full(tmp_path: Path) -> None:
    shown = page(tmp_path, GOOD)
    legends = re.findall(r'<span class="quiet legend">([^<]*)</span>', shown)
    assert len(legends) == 5
    assert "pale: buffer; diamond: milestone; box: deliverable; filled: done; !: overdue" in legends


def test_a_reading_has_the_unit_that_people_say(tmp_path: Path) -> None:
    text = Audit(page(tmp_path, GOOD)).text
    for reading in ("188.00 CNY", "96 hours", "35 points", "32 %"):
        assert reading in text
    assert "118 index" not in re.findall(r"<text[^>]*>([^<]*)", page(tmp_path, GOOD))


def test_a_page_is_well_built_whatever_it_is_about(tmp_path: Path) -> None:
    for lang in ("en", "zh"):
        for text in (
            GOOD,
            MANY_WRONGS,
            "schema: opscheck/v1\nplan: {id: x}\n",
            "schema: opscheck/v1\n",
            "schema: opscheck/v1\n: [",
        ):
            assert Audit(page(tmp_path, text, lang)).faults == []


def test_a_page_without_plans_is_well_built() -> None:
    assert Audit(page_of(run())).faults == []


def test_a_run_that_kept_nothing_makes_a_page_all_the_same() -> None:
    shown = Audit(page_of(run(checked(document("plan: {id: demo}\n")))))
    assert shown.faults == []
    assert "A demo" in shown.text


def test_the_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    run_ = run_of(tmp_path, plan=MANY_WRONGS)
    assert page_of(run_) == page_of(run_)
    assert page_of(run_) == page(tmp_path, MANY_WRONGS)


def test_a_finding_has_its_line_arithmetic_clause_and_fix(wrong: str) -> None:
    text = Audit(wrong).text
    assert "the budget covers 11 months, less than 12 months" in text
    assert "C2.4a" in text
    assert re.search(r'<span class="no">\d+</span><code>  horizon: <mark>P11M</mark>', wrong)


def test_a_fix_is_shown_as_a_diff(tmp_path: Path) -> None:
    shown = page(tmp_path, changed("buffer: P12D", "buffer: P9D"))
    assert re.search(r"<del>.*<code>    buffer: P9D</code></del>", shown)
    assert re.search(r"<ins>.*<code>    buffer: P12D</code></ins>", shown)


def test_links_lead_from_a_finding_to_its_clause_and_its_rule(wrong: str) -> None:
    finding = wrong[wrong.index("the budget covers 11 months") :]
    assert 'href="#rule-budget-horizon"' in finding[:900]
    assert 'href="#clause-C2.4a"' in finding[:900]
    assert 'id="clause-C2.4a"' in wrong
    assert 'id="rule-budget-horizon"' in wrong


def test_a_link_to_a_finding_stays_when_lines_move(tmp_path: Path) -> None:
    before = set(re.findall(r'id="(finding-[^"]*)"', page(tmp_path, MANY_WRONGS)))
    after = set(re.findall(r'id="(finding-[^"]*)"', page(tmp_path, "# a comment\n\n" + MANY_WRONGS)))
    assert before
    assert before == after


def test_the_matrix_has_every_clause_with_outcome_and_headroom(wrong: str) -> None:
    rows = re.findall(r'<tr role="row" id="clause-[^"]*" class="outcome-([a-z-]*)"', wrong)
    assert len(rows) == 106
    assert {"fail", "waived", "pass"} <= set(rows)
    assert "contingency reserve: 15.0 %, at least 15 %" in Audit(wrong).text


def test_the_register_says_what_ends_next_and_what_nobody_needs(wrong: str) -> None:
    register = wrong[wrong.index('<section id="waivers"') :]
    ends = re.findall(r'<th scope="row" role="rowheader" class="nowrap">(\S*)</th>', register)
    assert ends == ["2026-06-30", "2026-09-30", "2026-12-31"]
    text = Audit(wrong).text
    assert "holds, 91 days left" in text
    assert "this waiver of risk/priority ended on 2026-06-30" in text
    assert "this waiver of drill/form has nothing to waive" in text
    assert "the experts hold the date OPS-7" in text
    assert "1 waiver, the next ends on 30 September 2026" in text


def test_the_method_names_each_number_and_where_it_comes_from(wrong: str) -> None:
    text = Audit(wrong).text
    assert "minimum: P12M" in text
    assert "from the framework, §2.4" in text


def test_a_number_that_the_configuration_changed_is_shown_as_it_was_used(tmp_path: Path) -> None:
    (tmp_path / ".opscheck.yaml").write_text("rules:\n  budget/horizon: {minimum: P24M}\n")
    (tmp_path / "plan.yaml").write_text(GOOD, encoding="utf-8")
    from reports.html.sample import plugins

    from opscheck.catalogue import Catalogue
    from opscheck.checking import check_paths
    from opscheck.checking.request import Request

    run_ = check_paths(Request(paths=(str(tmp_path / "plan.yaml"),), as_of="2026-07-01"), plugins(), keep=True).run
    run_.catalogue = Catalogue(plugins())
    text = Audit(page_of(run_)).text
    assert "minimum: P24M" in text
    assert "set by the ruleset or the configuration; by default P12M, from the framework" in text


def test_several_plans_begin_with_a_table(tmp_path: Path) -> None:
    other = changed("id: retention-2026", "id: other", MANY_WRONGS)
    shown = page_of(run_of(tmp_path, good=GOOD, other=other))
    assert Audit(shown).faults == []
    assert shown.index('<section id="overview"') < shown.index('<section id="findings"')
    assert "2 plans" in Audit(shown).text
    assert 'href="#plan-2"' in shown


def test_every_picture_says_what_it_shows(wrong: str) -> None:
    kinds = re.findall(r'<figure class="picture ([a-z]*)">', wrong)
    assert kinds == ["stages", "schedule", "risks", "drills", "kpis", "responsibilities"]
    for svg in re.findall(r"<svg [^>]*class=\"drawing\".*?</svg>", wrong, re.DOTALL):
        assert re.search(r"<title id=[^>]*>[^<]+</title><desc id=[^>]*>[^<]+</desc>", svg)


def test_a_finding_is_marked_in_its_picture_and_leads_to_its_place(tmp_path: Path) -> None:
    shown = page(tmp_path, changed("buffer: P12D", "buffer: P9D"))
    picture = re.search(r'<figure class="picture schedule">.*?</figure>', shown, re.DOTALL)
    assert picture
    (mark,) = re.findall(r'<a href="#(finding-[^"]*)" aria-label="([^"]*)"', picture[0])
    assert mark[1].replace("\N{NO-BREAK SPACE}", " ") == (
        "error: the buffer of design is 12.0 % of its duration, less than 15 %"
    )
    assert f'<article class="finding error" id="{mark[0]}">' in shown
    assert (
        "accepted"
        in re.search(r'<figure class="picture schedule">.*?</figure>', page(tmp_path, MANY_WRONGS), re.DOTALL)[0]
    )


def test_a_plan_with_nothing_to_draw_has_no_pictures(tmp_path: Path) -> None:
    assert "<figure" not in page(tmp_path, "schema: opscheck/v1\nplan: {id: x}\n")
