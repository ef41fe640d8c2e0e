"""How the work grows with the plan, counted in calls of functions: a clock would say something else every time."""

import sys
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from opscheck import load_plan
from opscheck.checking.request import Request
from opscheck.checking.selection import Rules
from opscheck.engine import ConfiguredRule, check
from opscheck.engine.gathering import gather, read
from opscheck.engine.isolate import RuleLimits
from opscheck.engine.running import RuleRun
from opscheck.plugins import Plugins
from opscheck.project.configurations import Configurations
from opscheck.source import load

sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))
from generate import GOOD_PLAN, grown, written

DAY = date(2026, 7, 1)
SMALL, TIMES = 20, 4
MOST = TIMES * 1.6  # n log n from 20 to 80 items is 5.9 times the work, n² 16 times
PLAN = load(GOOD_PLAN.read_bytes(), "plan.yaml").data


@pytest.fixture(scope="module")
def rules() -> tuple[ConfiguredRule, ...]:
    """All rules of the standard ruleset."""
    config = Configurations(None, {}, isolated=True, cwd=Path(__file__).parent).for_folder(Path(__file__).parent)
    return Rules(Request(isolated=True), Plugins()).ruleset(config).for_file("plan.yaml").rules


class Counts:
    """Calls of functions, by the rule that was at work; '' stands for the engine."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.rule = ""

    def __call__(self, _frame: FrameType, event: str, _argument: Any) -> None:
        if event in ("call", "c_call"):
            self.calls[self.rule] += 1


def counted(path: Path, rules: tuple[ConfiguredRule, ...], monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """What checking a plan takes."""
    loaded, counts, check_rule = load_plan(path), Counts(), RuleRun.check_rule

    def watched(run: RuleRun, plan: Any, configured: ConfiguredRule) -> None:
        counts.rule = configured.rule.id
        check_rule(run, plan, configured)
        counts.rule = ""

    monkeypatch.setattr(RuleRun, "check_rule", watched)
    sys.setprofile(counts)
    try:
        check(loaded, rules, DAY)
    finally:
        sys.setprofile(None)
        monkeypatch.undo()
    return counts.calls


def too_fast(small: Counter[str], large: Counter[str]) -> dict[str, tuple[int, int]]:
    """What grows faster than n log n, with its counts."""
    return {name: (small[name], large[name]) for name in large if large[name] > MOST * max(small[name], 100)}


def test_a_plan_of_many_times_the_size_takes_as_many_times_the_work(tmp_path, rules, monkeypatch):
    small, large = (counted(grown(n, tmp_path / f"{n}.yaml"), rules, monkeypatch) for n in (4, 16))
    assert too_fast(small, large) == {}
    assert sum(large.values()) < TIMES * 1.1 * sum(small.values())


def lists(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where the plan has lists of items."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from lists(value, (*path, key))
    elif isinstance(data, list) and data and isinstance(data[0], dict):
        yield path
        yield from lists(data[-1], (*path, len(data) - 1))


def lengthened(path: tuple[str | int, ...], count: int) -> dict[str, Any]:
    """The plan with its last item in one list repeated, each with an id of its own."""
    data = deepcopy(PLAN)
    items: Any = data
    for step in path:
        items = items[step]
    last = items[-1]
    for number in range(count):
        item = deepcopy(last)
        if "id" in item:
            item["id"] = f"{last['id']}-{number}"
        items.append(item)
    return data


LISTS = sorted(lists(PLAN), key=str)


@pytest.mark.parametrize("path", LISTS, ids=lambda path: ".".join(map(str, path)))
def test_so_does_a_plan_with_one_long_list(tmp_path, rules, monkeypatch, path):
    counts = []
    for number in (SMALL, SMALL * TIMES):
        file = tmp_path / f"{number}.yaml"
        file.write_text(written(lengthened(path, number)), encoding="utf-8")
        counts.append(counted(file, rules, monkeypatch))
    assert too_fast(*counts) == {}


def test_what_grows_too_fast_is_found():
    """The measure itself: n log n passes, n² does not."""
    small, large = SMALL, SMALL * TIMES
    assert too_fast(Counter(rule=small * 100), Counter(rule=large * 135)) == {}
    assert too_fast(Counter(rule=small**2), Counter(rule=large**2)) != {}


def test_what_rules_about_all_plans_keep_of_a_plan_grows_with_it(tmp_path: Path, rules: tuple[ConfiguredRule, ...]):
    def kept(times: int) -> dict[str, int]:
        loaded = load_plan(grown(times, tmp_path / f"{times}.yaml"))
        found = read(loaded, check(loaded, [], DAY), (), RuleLimits())
        assert found is not None
        return {rule: len(facts) for rule, facts in gather(rules, *found).items()}

    few, many = kept(4), kept(16)
    assert few["portfolio/department-head"] > 0
    assert all(many[rule] <= 4 * count for rule, count in few.items())
