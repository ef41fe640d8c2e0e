"""What needs plans of its own: diffs, faulty waivers, the baseline, drawings, very many findings."""

from pathlib import Path

import pytest
from command import GOOD, changed
from consumers.browser import visit
from reports.html.audit import Audit
from reports.html.sample import WAIVERS, page, page_of, run_of
from reports.sample import checked, document, finding, run

from opscheck.change import RemoveItem, SetValue
from opscheck.finding import Fix, Message
from opscheck.importing import _Nodes
from opscheck.merge import merge
from opscheck.reports.html.diff import Changed, diff
from opscheck.reports.html.pictures.drawing import Drawing, broken, cut
from opscheck.reports.html.words import headline
from opscheck.source import Document, Span, Text

LONGER = Fix("safe", Message("make it longer"), (SetValue(("budget", "horizon"), "P12M"),))


# --- diffs


def test_a_diff_has_the_line_before_and_after() -> None:
    loaded = merge(document("budget:\n  horizon: P9M\n  total: 3\nplan: {id: x}\n"))
    assert diff(loaded, LONGER) == [
        Changed("budget:"),
        Changed("  horizon: P9M", goes=True),
        Changed("  horizon: P12M", comes=True),
        Changed("  total: 3"),
    ]


def test_what_an_importer_has_read_is_not_changed_as_if_it_were_yaml() -> None:
    text, data = Text("plan.csv", "horizon\nP9M\n"), {"budget": {"horizon": "P9M"}}
    root = _Nodes(text, {("budget", "horizon"): (2, 1, 2, 4)}, 64, 100).node((), data)
    imported = Document(text.content.encode(), text, (data, root), opaque=[(0, len(text.content))])
    assert diff(merge(imported), LONGER) == []


def test_a_place_that_is_not_there_has_no_diff() -> None:
    loaded = merge(document("plan: {id: x}\n"))
    assert diff(loaded, Fix("safe", Message("x"), (RemoveItem(("risks", 3)),))) == []
    assert diff(None, LONGER) == []


# --- the sentence and the waivers


def test_what_is_in_the_baseline_is_counted() -> None:
    assert headline(0, 105, 106, [], "en", in_baseline=2) == "no errors, 105 of 106 clauses met, 2 in the baseline"


def test_a_waiver_that_does_not_hold_says_why(tmp_path: Path) -> None:
    long = WAIVERS.replace("until: 2026-09-30, ticket: OPS-7", "ticket: OPS-7")
    (tmp_path / ".opscheck.yaml").write_text("waivers: {longest: P6M}\n")
    text = changed("buffer: P12D", "buffer: P9D")
    (tmp_path / "plan.yaml").write_text(text[: text.index("waivers: []")] + long, encoding="utf-8")
    from opscheck.checking import check_paths
    from opscheck.checking.request import Request

    run_ = check_paths(Request(paths=(str(tmp_path),), as_of="2026-07-01"), keep=True).run
    register = page_of(run_)
    register = register[register.index('<section id="waivers"') :]
    assert "this waiver has no last day, and the ruleset lets none last longer than 6 months" in register


# --- drawings


@pytest.mark.parametrize(
    ("text", "shown"),
    [("early", "early"), ("a-very-long-name-indeed", "a-very-lo…"), ("中文很长的名字啊", "中文很长…")],
)
def test_a_text_is_cut_to_its_room(text: str, shown: str) -> None:
    assert cut(text, 64) == shown


@pytest.mark.parametrize(
    ("text", "lines"),
    [("short", ["short"]), ("copied-parts", ["copied-", "parts"]), ("unbreakablename", ["unbreakab…"]), ("", [""])],
)
def test_a_name_is_broken_where_it_can_be(text: str, lines: list[str]) -> None:
    assert broken(text, 64) == lines


def test_nothing_in_a_drawing_is_markup_but_ours() -> None:
    drawing = Drawing("p", "<script>", "</desc><script>\x1b", 10)
    drawing.text(0, 0, "<a href='x'>&\x00", title="</title>")
    drawing.link("finding-1", '" onclick="x', [(0, 0)], "sign")
    assert str(drawing.markup()) == (
        '<svg viewBox="0 0 440 10" role="group" class="drawing" aria-labelledby="p-title" aria-describedby="p-desc">'
        '<title id="p-title">&lt;script&gt;</title><desc id="p-desc">&lt;/desc&gt;&lt;script&gt;\\x1b</desc>'
        '<text x="0" y="0">&lt;a href=\'x\'&gt;&amp;\\x00<title>&lt;/title&gt;</title></text>'
        '<a href="#finding-1" aria-label="&quot; onclick=&quot;x"><polygon points="0,0" class="sign">'
        '<title>" onclick="x</title></polygon></a></svg>'
    )


STRANGE = {
    "no stages": ("stages:\n    - id: early", "stages: []\n  x-was:\n    - id: early"),
    "a year far away": ("date: 2027-06-16", "date: 9999-12-31"),
    "the first year": ("date: 2027-06-16", "date: 0001-01-01"),
    "nothing at all": ("total: 3000000.00", "total: 0"),
    "less than nothing": ("total: 3000000.00", "total: -1"),
    "a phase that ends before it begins": (
        "start: 2026-10-19\n    finish: 2027-05-31",
        "start: 2027-10-19\n    finish: 2027-05-31",
    ),
    "a scale of one": ("impact_scale: 5", "impact_scale: 1"),
    "a scale of a thousand": ("impact_scale: 5", "impact_scale: 1000"),
}


@pytest.mark.parametrize("what", STRANGE)
def test_strange_plans_are_drawn_as_far_as_they_can_be(tmp_path: Path, what: str) -> None:
    assert Audit(page(tmp_path, changed(*STRANGE[what]))).faults == []


# --- very many


def test_two_hundred_plans_with_five_thousand_findings_open_quickly(tmp_path: Path) -> None:
    source = document("budget:\n  horizon: P9M\n")
    plans = [
        checked(
            source,
            plan=f"plan-{number}",
            findings=[
                finding(
                    "budget/horizon",
                    Span("plan.yaml", 2, 12, 2, 15),
                    "{n} of {m} is too little",
                    help="more",
                    n=each,
                    m=number,
                )
                for each in range(25)
            ],
        )
        for number in range(200)
    ]
    shown = page_of(run(*plans))
    assert shown.count('<article class="finding') == 5000
    assert len(shown) < 6_000_000
    file = tmp_path / "report.html"
    file.write_text(shown, encoding="utf-8")
    (found,) = visit({"file": file})
    assert found["findings"] == 5000
    assert found["elements"] < 100_000, "what a browser needs for them is in proportion"


def test_of_very_many_plans_there_are_no_pictures(tmp_path: Path) -> None:
    texts = {f"p{number}": GOOD.replace("id: retention-2026", f"id: p{number}", 1) for number in range(21)}
    for count, there in ((1, True), (21, False)):
        run_ = run_of(tmp_path, **dict(list(texts.items())[:count]))
        assert ("<figure" in page_of(run_)) is there
