"""Whatever a section or an imported file holds: an answer with places inside the file, never an error of ours."""

from decimal import Decimal
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from opscheck import Amount, Day, Id, Imported, Item, Many, Model, One, Period, Text, field, section
from opscheck.engine.isolate import RuleLimits
from opscheck.extensions import Extension, Section
from opscheck.importing import Importer
from opscheck.plan.build import read_section, section_of
from opscheck.plan.data import value_at
from opscheck.source import Limits


class Room(Item):
    """A room."""

    rent: Amount | None = field("What it costs")
    next_to: Id | None = field("The room beside it", alias="next-to")


class Inner(Model):
    """Something inside."""

    length: Period | int | None = field("How long")
    rooms: Many[Room] = section("The rooms")


class Acme(Model):
    """A section."""

    name: Text
    since: Day | None = field("Since when")
    inner: One[Inner] = section("What is inside")
    inners: Many[Inner] = section("And more of it")


SECTION = Section("x-acme", Acme, "opscheck-acme")
KEYS = st.sampled_from(
    ["name", "since", "inner", "inners", "rooms", "id", "rent", "next-to", "length", "x-y", "nam", ""]
)
SCALARS = (
    st.none() | st.booleans() | st.integers(-9, 10**6) | st.sampled_from(["a", "A b", "", "2026-01-05", "P2W", "5 USD"])
)
DATA = st.recursive(
    SCALARS | st.decimals(allow_nan=False, allow_infinity=False, places=2),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(KEYS, below, max_size=5),
    max_leaves=25,
)


@given(DATA)
def test_any_section_is_read_as_far_as_it_can_be(data):
    plan = {"plan": {"id": "p", "currency": "EUR"}, "x-acme": data}
    part = read_section(SECTION.root, "x-acme", plan)
    model = section_of(SECTION.root, "x-acme", part, plan)
    assert model is None or isinstance(model, Acme)
    for error in part.errors:
        assert error.path[0] == "x-acme"
        assert error.template.format_map({**error.values}) != ""
        assert error.path == ("x-acme",) or value_at(plan, error.path[:-1]) is not None
    assert read_section(SECTION.root, "x-acme", {**plan, **part.data} if model else plan).errors == (
        [] if model else part.errors
    )


STEPS = st.sampled_from(["plan", "id", "budget", 0, 1, "x-y"])
PLACES = st.tuples(*[st.integers(-2, 9)] * 4)
LIMITS = RuleLimits()


@given(
    st.dictionaries(st.sampled_from(["plan", "budget", "x-y"]), DATA, max_size=3),
    st.dictionaries(st.lists(STEPS, max_size=3).map(tuple), PLACES, max_size=6),
    st.text("ab;\n\r季", max_size=20),
)
def test_every_place_of_an_imported_file_is_inside_of_it(data, spans, text):
    module = SimpleNamespace(read=lambda raw, file: Imported(data, spans))
    importer = Importer(Extension("*.x", "module", "opscheck-x"), lambda _: module, LIMITS)
    document = importer.document(text.encode(), "a.x", Limits())
    assert document.flaws == []
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for path in [*spans, ("plan",), ("plan", "id"), ("budget", 0)]:
        span = document.span(path)
        assert 1 <= span.line <= span.end_line <= len(lines)
        assert 1 <= span.column <= len(lines[span.line - 1]) + 1
        assert 1 <= span.end_column <= len(lines[span.end_line - 1]) + 1


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e90, max_value=1e90))
def test_a_float_keeps_the_digits_that_it_shows(number):
    module = SimpleNamespace(read=lambda raw, file: Imported({"x-n": number}, {}))
    importer = Importer(Extension("*.x", "module", "opscheck-x"), lambda _: module, LIMITS)
    document = importer.document(b"", "a.x", Limits())
    assert document.flaws or document.data["x-n"] == Decimal(repr(number))
