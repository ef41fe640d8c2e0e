"""Where things stand, and what they are called whatever line they stand on."""

import re
from dataclasses import replace

import pytest
from core.plans import AS_OF, GOOD, HEADER, good_data, judged, loaded, paths_of, piece
from hypothesis import given
from hypothesis import strategies as st

from opscheck.engine.locate import Locator, identity_of
from opscheck.merge import Loaded
from opscheck.plan import Plan
from opscheck.plan.base import Model, model_in
from opscheck.plan.build import build


def locator(source: Loaded | str) -> Locator:
    source = loaded(piece(source)) if isinstance(source, str) else source
    return Locator(source, build(source.data))


# --- logical paths


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ((), ""),
        (("budget", "total"), "budget.total"),
        (("budget", "stages", 0, "amount"), "budget.stages[early].amount"),
        (("budget", "stages", 0, "lines", 1), "budget.stages[early].lines[early-tools]"),
        (("budget", "stages", 0, "covers", 1), "budget.stages[early].covers[team-formation]"),
        (("budget", "kpi_links", 0, "per"), "budget.kpi_links[retention].per"),
        (("budget", "cash_flow", "periods", 1), "budget.cash_flow.periods[2026-02]"),
        (("plan", "approvals", 0), "plan.approvals[lin-mei/2025-12-26]"),
        (("plan", "rates", "USD", "rate"), "plan.rates.USD.rate"),
        (("context", "drivers", 0), "context.drivers[market]"),
        (("organization", "training", 1), "organization.training[knowledge-base/内部知识库]"),
        (("organization", "responsibilities", 0), "organization.responsibilities[diagnosis]"),
        (("organization", "responsibilities", 4), "organization.responsibilities[diagnosis-report]"),
        (("data", "adjustment_loop", 2, "owner"), "data.adjustment_loop[validate].owner"),
        (("data", "forecasts", 0), "data.forecasts[retention]"),
        (("phases", 1, "reviews", 3, "by"), "phases[design].reviews[external/2026-05-22].by"),
        (("tasks", 1, "depends_on", 0), "tasks[analysis].depends_on[research]"),
        (("indicators", 0, "alert", "channels", 0), "indicators[latency].alert.channels[sms/wang-lei]"),
        (("actuals", "spend", 0), "actuals.spend[early-people/2026-06]"),
        (("actuals", "readings", 0), "actuals.readings[retention/2026-06-29]"),
        (("actuals", "readings", 19), "actuals.readings[latency/2026-06-29]"),
        (("actuals", "drills_held", 0), "actuals.drills_held[d-2026-q1/2026-03-25]"),
        (
            ("actuals", "drills_held", 0, "review", "improvements", 0, "due"),
            "actuals.drills_held[d-2026-q1/2026-03-25].review.improvements[增加对账脚本].due",
        ),
        (("actuals", "risk_reviews", 1, "date"), "actuals.risk_reviews[price-war/2026-06-10].date"),
    ],
)
def test_an_item_is_called_by_what_identifies_it(path, name):
    assert locator(GOOD).logical(path) == name


@pytest.mark.parametrize(
    ("items", "names"),
    [
        ("[{id: a}, {id: b}, {id: a}, {id: a}]", ["a", "b", "a#2", "a#3"]),
        ("[{start: x}, {id: a}, {}]", ["0", "a", "2"]),
        ("[{id: ''}, {id: '2'}, {start: x}]", ["0", "2", "2#2"]),  # a name that looks like an index
        ("[5, [a], text, '', ~]", ["0", "1", "text", "3", "4"]),
        ("[a, 'a#2', a]", ["a", "a#2", "a#3"]),
    ],
)
def test_no_two_items_of_a_list_have_one_name(items, names):
    found = locator(f"risks: {items}")
    assert [found.logical(("risks", index)) for index in range(len(names))] == [f"risks[{name}]" for name in names]


NAMES = st.sampled_from(["a", "b", "a#2", "a#3", "1", "", "0#2"])


@given(st.lists(NAMES | NAMES.map(lambda name: {"id": name}) | st.none() | st.integers(0, 2), max_size=12))
def test_names_are_distinct_whatever_the_items(items):
    plan = loaded(HEADER)
    found = locator(replace(plan, data={**plan.data, "risks": items}))
    paths = [found.logical(("risks", index)) for index in range(len(items))]
    assert len(set(paths)) == len(paths)


def lists_of_models(model: type[Model] = Plan, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], type[Model]]:
    found = {}
    for name, info in model.model_fields.items():
        inner, below = model_in(info.annotation), (*path, info.alias or name)
        if inner:
            found |= ({below: inner} if "tuple" in str(info.annotation) else {}) | lists_of_models(inner, below)
    return found


@pytest.mark.parametrize(
    ("path", "model"), lists_of_models().items(), ids=lambda value: ".".join(value) if isinstance(value, tuple) else ""
)
def test_every_list_of_the_format_has_an_identity_that_its_items_can_have(path, model):
    keys = {info.alias or name for name, info in model.model_fields.items()}
    assert identity_of(path) == model.identity
    assert model.identity
    assert set(model.identity) <= keys


def test_no_item_of_the_good_plan_is_called_by_its_place():
    found = locator(GOOD)
    for path in paths_of(good_data()):
        assert not re.search(r"\[\d+\]", found.logical(path)), path


# --- spans


SPANS = """
    budget:
      total: 3000
      stages:
        - id: early
          amount: 960.50
        - {amount: 5, id: late, covers: [a, b]}
      reserves: {}
    governance:
      rephasing: []
      mediation:
    x-list:
      -
        - deep
    """


@pytest.mark.parametrize(
    ("path", "line", "columns"),
    [
        (("budget", "total"), 2, (10, 14)),  # a value
        (("budget",), 1, (1, 7)),  # the key of a mapping
        (("budget", "stages"), 3, (3, 9)),  # the key of a list
        (("budget", "stages", 0), 4, (11, 16)),  # an item's id
        (("budget", "stages", 1), 6, (23, 27)),  # wherever in the item it stands
        (("budget", "stages", 0, "amount"), 5, (15, 21)),
        (("budget", "stages", 0, "covers"), 4, (11, 16)),  # what does not exist stands at what does
        (("budget", "stages", 1, "covers", 1), 6, (41, 42)),
        (("budget", "reserves"), 7, (3, 11)),
        (("budget", "reserves", "contingency", "amount"), 7, (3, 11)),
        (("governance", "rephasing"), 9, (3, 12)),
        (("governance", "mediation"), 10, (3, 12)),
        (("x-list", 0), 13, (5, 11)),
        (("nowhere",), 1, (1, 8)),  # of the plan as a whole, the first line
    ],
)
def test_a_span_underlines_what_is_meant(path, line, columns):
    span = locator(SPANS).span(path)
    assert (span.line, span.end_line) == (line, line)
    assert (span.column, span.end_column) == columns


def test_every_path_of_the_good_plan_has_a_span_on_one_line():
    found = locator(GOOD)
    for path in paths_of(good_data()):
        span = found.span(path)
        assert span.line == span.end_line, path
        assert span.column < span.end_column, path


# --- what does not change a fingerprint

DEFECTS = [
    ("amount: 960000.00", "amount: 984000.00"),
    ("finish: 2026-03-04\n    buffer: P9D", "finish: 2026-03-05\n    buffer: P8D"),
    ("phase: pilot, goal", "phase: pilto, goal"),
    ("probability: 40%, impact: 3, cost: 150000.00", "impact: 3"),
    ("covers: [ecosystem, brand]", "cover: [ecosystem, brand]"),
    ("reserve_draws: []", "reserve_draws: [{reserve: contingncy}]"),
]


def defective() -> str:
    text = GOOD
    for old, new in DEFECTS:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def fingerprints(text: str, file: str = "plan.yaml") -> list[str]:
    found = judged(loaded(text, file)).findings
    assert len(found) > len(DEFECTS)
    return sorted(finding.fingerprint for finding in found)


def reordered(text: str) -> str:
    """The sections in the opposite order."""
    sections = re.split(r"(?m)^(?=[a-z_]+:)", text)
    return "".join(reversed([section if section.endswith("\n") else section + "\n" for section in sections]))


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\n# a comment\n\n" + text,
        lambda text: re.sub(r"(?m)^( +)", r"  \1", text),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("risks:\n", "risks:   # the register\n\n\n"),
        reordered,
    ],
    ids=["moved", "indented", "line ends", "comments", "reordered"],
)
def test_layout_changes_no_fingerprint(change):
    assert fingerprints(change(defective())) == fingerprints(defective())


def test_the_order_of_items_and_keys_changes_no_fingerprint():
    text = defective()
    lines = text.splitlines(keepends=True)
    first = next(number for number, line in enumerate(lines) if "{id: price-war" in line)
    lines[first : first + 3] = reversed(lines[first : first + 3])
    swapped = "".join(lines).replace("{kpi: retention, per: 1%, adjust: 5%}", "{adjust: 5%, per: 1%, kpi: retention}")
    assert swapped != text
    assert fingerprints(swapped) == fingerprints(text)


def test_the_name_of_the_file_changes_no_fingerprint():
    assert fingerprints(defective(), "elsewhere/renamed.yaml") == fingerprints(defective())


def test_another_plan_has_other_fingerprints():
    other = defective().replace("id: retention-2026", "id: retention-2027")
    assert not set(fingerprints(other)) & set(fingerprints(defective()))


def test_without_an_id_the_file_tells_plans_apart():
    text = piece("schema: opscheck/v1\nplan: {title: a}")
    assert fingerprint_of(text, "a.yaml") != fingerprint_of(text, "b.yaml")


def fingerprint_of(text: str, file: str) -> str:
    (finding,) = judged(loaded(text, file), AS_OF, []).findings
    return finding.fingerprint
