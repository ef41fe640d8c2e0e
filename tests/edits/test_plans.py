"""Plans in every style, with what can be fixed in them: fixed exactly or left alone, whatever the style."""

import os
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from core.plans import standard
from edits.styles import Writer
from hypothesis import given, settings
from hypothesis import strategies as st

from opscheck.edits import texts_of
from opscheck.engine import check
from opscheck.fixer import Fixer, Judge, Judged, Texts
from opscheck.merge import merge
from opscheck.project.configurations import Configurations
from opscheck.project.plans import PlanFile
from opscheck.source import load

PLAN = PlanFile(Path("/plans/plan.yaml"), "plan.yaml", Configurations(None, {}, isolated=True).for_folder(Path.cwd()))
COUNT = int(os.environ.get("OPSCHECK_EDITS", "150"))
RIGHT: dict[str, Any] = {
    "schema": "opscheck/v1",
    "plan": {"id": "shop", "title": "电商平台", "status": "draft", "currency": "CNY", "owner": "chen-yu"},
    "budget": {
        "total": Decimal("1000000.00"),
        "horizon": "P12M",
        "stages": [{"id": "early", "amount": Decimal("350000.00")}, {"id": "middle", "amount": Decimal("400000.00")}],
        "reserves": {"contingency": {"amount": Decimal("150000.00"), "confidence": "80%"}},
    },
    "phases": [{"id": "pilot", "start": "2026-06-15", "finish": "2026-09-30", "buffer": "P17D", "coverage": "25%"}],
    "risks": [{"id": "cash", "category": "financial", "statement": {"cause": "回款延迟"}, "probability": "15%"}],
}
FLAWS: list[tuple[tuple[str | int, ...], str, Any]] = [  # a place, and the key or value that stands there instead
    (("plan", "owner"), "key", "ownr"),
    (("plan", "status"), "value", "drafft"),
    (("budget",), "key", "buget"),
    (("budget", "horizon"), "value", "12 months"),
    (("budget", "total"), "value", "1,000,000.00"),
    (("budget", "stages", 1, "amount"), "value", "400 000.00"),
    (("budget", "reserves", "contingency", "confidence"), "value", "80 %"),
    (("phases", 0, "coverage"), "value", 25),
    (("phases", 0, "buffer"), "value", "17 days"),
    (("risks", 0, "probability"), "value", "15％"),
    (("risks", 0, "statement"), "key", "statment"),
]
tally: Counter[str] = Counter()


@pytest.fixture(scope="module", autouse=True)
def told() -> Iterator[None]:
    """What it has come to is printed at the end (``pytest -s``)."""
    yield
    print("", *(f"{count:6} {what}" for what, count in sorted(tally.items(), key=lambda pair: -pair[1])), sep="\n")


def with_flaw(data: Any, path: tuple[str | int, ...], kind: str, wrong: Any) -> Any:
    """A copy of the data with one flaw."""
    if len(path) > 1:
        copy = data.copy()
        copy[path[0]] = with_flaw(data[path[0]], path[1:], kind, wrong)
        return copy
    if kind == "key":
        return {wrong if key == path[0] else key: value for key, value in data.items()}
    return {**data, path[0]: wrong}


def judge(_plan: PlanFile, texts: Texts, raw: bytes) -> Judged:
    loaded = merge(load(texts.get(PLAN.path, raw), "plan.yaml"))
    configured = standard().for_file("plan.yaml")
    report = check(loaded, configured.rules, date(2026, 7, 1), configured.severities)
    return Judged(loaded, report, {"plan.yaml": PLAN.path})


@given(st.data())
@settings(max_examples=COUNT)
def test_what_can_be_fixed_is_fixed_or_left_alone(data: st.DataObject):
    flaws = data.draw(st.lists(st.sampled_from(FLAWS), min_size=1, max_size=4, unique_by=lambda flaw: flaw[0]))
    flawed = RIGHT
    for flaw in sorted(flaws, key=lambda flaw: -len(flaw[0])):
        flawed = with_flaw(flawed, *flaw)
    raw = data.draw(st.composite(lambda draw: Writer(draw).document(flawed))())
    unsafe = data.draw(st.booleans())
    fixer = Fixer(Judge(lambda plan, texts: judge(plan, texts, raw), lambda _: ()), unsafe=unsafe)
    fixer.fix([PLAN])
    tally["fixes made"] += len(fixer.made)
    tally["fixes refused"] += len(fixer.unmade)
    tally.update(f"  {unmade.reason.template}" for unmade in fixer.unmade)
    new = fixer.texts.get(PLAN.path, raw)
    before, after = load(raw, "plan.yaml"), load(new, "plan.yaml")
    assert texts_of(before) == texts_of(after)
    assert new.endswith((b"\n", b"\r")) == raw.endswith((b"\n", b"\r"))
    if not unsafe and not fixer.unmade:
        assert after.data == RIGHT
        assert len(fixer.made) == len(flaws)
    if not fixer.made:
        assert new == raw
    again = Fixer(Judge(lambda plan, texts: judge(plan, texts, new), lambda _: ()), unsafe=unsafe)
    again.fix([PLAN])
    assert not again.made  # a second pass does nothing
