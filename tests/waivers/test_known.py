"""The baseline: what it knows again, what it does not forgive, and how it is written."""

import contextlib
import json
import re
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from core.plans import GOOD, Path, at, good_data, judged, loaded, one_of_each_key, spell
from hypothesis import given
from hypothesis import strategies as st
from work import grows_in_proportion

from opscheck.baseline import Baseline, read_baseline
from opscheck.engine import PlanReport
from opscheck.engine.locate import identity_of
from opscheck.errors import UserError
from opscheck.finding import Finding, Measure, Message, Severity, Waived
from opscheck.plan.quantities import Band, Percent, Period, share
from opscheck.source import Span

HERE = Span("plan.yaml", 1, 1, 1, 2)
ORDERED = ("data.adjustment_loop", "phases")  # lists whose order says something


def frozen(*reports: PlanReport, **options: Any) -> Baseline:
    return Baseline().frozen(reports, **options)


def standing(report: PlanReport) -> set[tuple[str, str, str | None]]:
    return {(found.rule, found.path, found.key) for found in report.findings if found.stands}


def report(*findings: Finding) -> PlanReport:
    return replace(judged(GOOD), findings=list(findings))


def finding(measure: Measure | None = None, **changes: Any) -> Finding:
    found = Finding(
        "budget/reserve", Severity.error, Message("bad"), HERE, path="budget.reserves", plan="retention-2026"
    )
    return replace(found, measure=measure, **changes)


MINIMUM = Percent("15%")


def measure(value: Any, direction: Any = "at-least", bound: Any = MINIMUM) -> Measure:
    return Measure(Message("share"), value, direction, bound)


# --- what is known again


@st.composite
def changes(draw: st.DrawFn) -> tuple[list[Path], Random, int, str]:
    """What a plan lacks, and how it is moved: in what order, how much deeper, and with what at the line ends."""
    lacking = st.lists(st.sampled_from(_without_identity()), min_size=1, max_size=4, unique=True)
    ends = st.sampled_from(["\n", "\r\n", "\n\n", "  # a comment\n"])
    return draw(lacking), draw(st.randoms(use_true_random=False)), draw(st.integers(1, 4)), draw(ends)


def _without_identity() -> list[Path]:
    """A path for each key, without those by which items are known."""
    return [path for path in one_of_each_key() if path[-1] not in _identity(path[:-1]) and path[0] != "plan"]


def _identity(owner: Path) -> tuple[str, ...]:
    return identity_of(tuple(step for step in owner if isinstance(step, str))) if owner else ("schema", "plan")


def before_and_after(change: tuple[list[Path], Random, int, str]) -> tuple[PlanReport, PlanReport]:
    """The plan that lacks something, and the same one moved."""
    lacking, random, deeper, end = change
    data = good_data()
    for path in lacking:
        owner = _there(data, path[:-1])
        if owner is not None:
            owner.pop(path[-1], None)
    moved = re.sub("^ +", lambda indent: indent[0] * deeper, spell(_shuffled(data, random, "")), flags=re.MULTILINE)
    return judged(spell(data)), judged(moved.replace("\n", end))


def _there(data: Any, path: Path) -> Any:
    try:
        return at(data, path)
    except (KeyError, IndexError, TypeError):
        return None


def _shuffled(value: Any, random: Any, path: str) -> Any:
    if isinstance(value, dict):
        keys = random.sample(list(value), len(value))
        return {key: _shuffled(value[key], random, f"{path}.{key}".lstrip(".")) for key in keys}
    if isinstance(value, list):
        items = [_shuffled(item, random, path) for item in value]
        return items if path in ORDERED else random.sample(items, len(items))
    return value


@given(changes())
def test_what_is_only_moved_is_known(change: tuple[list[Path], Random, int, str]) -> None:
    before, after = before_and_after(change)
    assert {found.fingerprint for found in before.findings} == {found.fingerprint for found in after.findings}
    assert standing(frozen(before).mark(after)) == set()
    assert frozen(before).text() == frozen(after).text()
    assert read_baseline(frozen(before).text().encode(), "b.json").text() == frozen(after).text()


def test_the_name_of_the_file_says_nothing() -> None:
    text = GOOD.replace("horizon: P19M", "horizon: P11M")
    assert standing(frozen(judged(text)).mark(judged(loaded(text, "elsewhere/other.yaml")))) == set()


def test_another_plan_path_key_or_rule_is_new() -> None:
    baseline = frozen(report(finding()))
    for other in ({"plan": "other"}, {"path": "budget"}, {"key": "k"}, {"rule": "budget/horizon"}):
        assert not baseline.knows(finding(**other))
    assert baseline.knows(finding())


@pytest.mark.parametrize("rule", ["opscheck/syntax", "opscheck/internal-error", "opscheck/waiver-expired"])
def test_what_nobody_can_live_with_is_never_frozen(rule: str) -> None:
    assert len(frozen(report(finding(rule=rule)))) == 0


def test_a_plan_without_an_id_cannot_be_known_again() -> None:
    assert len(frozen(report(finding(plan=None)))) == 0


def test_what_is_waived_is_not_frozen_and_not_marked() -> None:
    waived = finding(waived=Waived("known", HERE))
    assert len(frozen(report(waived))) == 0
    (found,) = frozen(report(finding())).mark(report(waived)).findings
    assert not found.in_baseline


# --- what is not forgiven


@pytest.mark.parametrize(
    ("then", "worse", "as_bad_or_better"),
    [
        (measure(Percent("12%")), measure(Percent("11.9%")), measure(Percent("12.5%"))),
        (measure(Period("P9D"), "at-least", Period("P12D")), measure(Period("P8D"), "at-least", Period("P12D")), None),
        (measure(Period("P5M"), "at-most", Period("P4M")), measure(Period("P6M"), "at-most", Period("P4M")), None),
        (measure(3, "at-least", 4), measure(2, "at-least", 4), measure(3, "at-least", 4)),
        (measure(-1, "at-least", 0), measure(-2, "at-least", 0), None),
        (
            measure(Percent("45%"), "within", Band(Percent("30%"), Percent("40%"))),
            measure(Percent("46%"), "within", Band(Percent("30%"), Percent("40%"))),
            measure(Percent("25%"), "within", Band(Percent("30%"), Percent("40%"))),
        ),
        (
            measure(Percent("45%"), "within", Band(Percent("30%"), Percent("40%"))),
            measure(Percent("24%"), "within", Band(Percent("30%"), Percent("40%"))),
            None,
        ),
        (measure(Percent("12%")), measure(12, bound=15), None),  # the rule measures something else now
    ],
)
def test_a_worse_value_is_new(then: Measure, worse: Measure, as_bad_or_better: Measure | None) -> None:
    baseline = read_baseline(frozen(report(finding(then))).text().encode(), "b.json")
    assert baseline.knows(finding(then))
    assert not baseline.knows(finding(worse))
    assert baseline.knows(finding(as_bad_or_better or then))


def test_a_share_with_many_digits_is_no_worse_than_itself() -> None:
    part = finding(measure(share(1, 7)))
    assert read_baseline(frozen(report(part)).text().encode(), "b.json").knows(part)


def test_where_nothing_was_measured_nobody_can_tell() -> None:
    assert frozen(report(finding())).knows(finding(measure(Percent("1%"))))
    assert frozen(report(finding(measure(Percent("1%"))))).knows(finding())


# --- keeping it up to date


BAD = GOOD.replace("horizon: P19M", "horizon: P11M").replace("expected_return: 1.8", "expected_return: 1.4")
BETTER = BAD.replace("horizon: P11M", "horizon: P19M")
OTHER = BAD.replace("id: retention-2026", "id: other")


def test_updating_touches_only_the_plans_that_were_checked() -> None:
    baseline = frozen(judged(BAD), judged(OTHER))
    updated = baseline.frozen([judged(BETTER)])
    assert set(baseline) - set(updated) == {("retention-2026", "budget/horizon", "budget.horizon", "")}
    assert sum(identity.plan == "other" for identity in updated) == 2


def test_updating_with_some_rules_keeps_what_is_known_of_the_others() -> None:
    baseline = frozen(judged(BAD))
    assert set(baseline.frozen([judged(BETTER, rules=[])], all_rules=False)) == set(baseline)
    assert set(baseline.frozen([judged(BETTER, rules=[])])) == set()


def test_what_a_rule_cannot_judge_any_more_stays_known() -> None:
    baseline = frozen(judged(BAD))
    unreadable = judged(BAD.replace("horizon: P11M", "horizon: eleven months"))
    assert ("retention-2026", "budget/horizon", "budget.horizon", "") in set(baseline.frozen([unreadable]))
    assert ("retention-2026", "budget/horizon", "budget.horizon", "") in set(baseline.pruned([unreadable]))


def test_pruning_takes_away_what_is_gone_and_adds_nothing() -> None:
    worse = BETTER.replace("expected_return: 1.4", "expected_return: 1.1")
    baseline = frozen(judged(BAD))
    pruned = baseline.pruned([judged(worse)])
    assert [identity.rule for identity in pruned] == ["budget/expected-return"]
    assert pruned.text() != frozen(judged(worse)).text(), "the value that was frozen stays"


def test_plans_that_are_gone_are_pruned_only_when_all_were_looked_at() -> None:
    baseline = frozen(judged(BAD), judged(OTHER))
    assert {identity.plan for identity in baseline.pruned([judged(BAD)])} == {"retention-2026", "other"}
    assert {identity.plan for identity in baseline.pruned([judged(BAD)], all_plans=True)} == {"retention-2026"}


def test_a_plan_that_cannot_be_read_may_be_any_of_them() -> None:
    baseline = frozen(judged(BAD), judged(OTHER))
    assert set(baseline.pruned([judged("plan: ["), judged(BAD)], all_plans=True)) == set(baseline)


# --- the file


def test_one_finding_a_line_in_a_fixed_order() -> None:
    lines = frozen(judged(OTHER), judged(BAD)).text().splitlines()
    assert lines[0] == '{"version": 1, "findings": ['
    assert lines[1].startswith('{"plan": "other", "rule": "budget/expected-return", "path": "budget.expected_return"')
    assert lines[-1] == "]}"
    assert len(lines) == 6
    assert json.loads("\n".join(lines))["version"] == 1


def test_what_two_branches_froze_differently_knows_both() -> None:
    low, high = (frozen(report(finding(measure(Percent(text))))).text().encode() for text in ("11%", "12%"))
    lines = [*low.splitlines()[:2], b",", *high.splitlines()[1:]]
    assert read_baseline(b"\n".join(lines), "b.json").knows(finding(measure(Percent("11%"))))


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "b.json:1:1: the baseline b.json cannot be read: it is no JSON"),
        (b"\xff\xfe\xff", "b.json:1:1: "),
        (b'{"version": 1, "findings": [\n<<<<<<< HEAD\n]}', "b.json:2:1: "),
        (b"[]", "it does not hold a version and findings"),
        (b"[" * 100_000, "it is no JSON"),
        (b'{"version": 2, "findings": []}', "it has version 2, and this opscheck reads version 1"),
        (b'{"version": 1, "findings": {}}', "it does not hold a version and findings"),
        (b'{"version": 1, "findings": [7]}', "finding 1 of it is none"),
        (b'{"version": 1, "findings": [{"plan": "a", "rule": "b", "path": 7}]}', "finding 1 of it is none"),
        (b'{"version": 1, "findings": [{"plan": "a", "rule": "b"}]}', "finding 1 of it is none"),
        (
            b'{"version": 1, "findings": [{"plan": "a", "rule": "b", "path": "", "measured": "x"}]}',
            "finding 1 of it is none",
        ),
        (b'{"version": 1, "findings": [{"plan": "a", "rule": "b", "path": "", "measured": "NaN"}]}', "1 of it is none"),
        (b'{"version": 1, "findings": [{"plan": "a", "rule": "b", "path": "", "measured": "Px"}]}', "1 of it is none"),
        (b'{"version": ' + b"9" * 5000 + b', "findings": []}', "it is no JSON"),
    ],
)
def test_a_damaged_file_is_a_clear_error(raw: bytes, said: str) -> None:
    with pytest.raises(UserError) as raised:
        read_baseline(raw, "b.json")
    assert said in str(raised.value)
    assert raised.value.help


@given(st.binary() | st.text().map(str.encode))
def test_any_bytes_are_a_baseline_or_a_clear_error(raw: bytes) -> None:
    with contextlib.suppress(UserError):
        read_baseline(raw, "b.json")


def test_many_findings_take_work_in_proportion_to_compare() -> None:
    def marking(count: int) -> Callable[[], PlanReport]:
        many = [finding(measure(Percent("12%")), path=f"phases[p{number}]") for number in range(count)]
        baseline = frozen(report(*many))
        return lambda: baseline.mark(report(*many))

    assert not standing(marking(1_000)())
    assert grows_in_proportion(marking, 500)
