"""How quick `opscheck review` is with very many findings: python benchmarks/review.py [FINDINGS]

Measured in this process, on the application's own screen without a terminal: from the start to the first paint, one
letter more in the filter, one page down, and marking all as reviewed and taking that back, each until the screen has
been drawn. The imports are told apart, since
every program pays them before it can begin. It is the time of the processor, which other programs disturb least: there
is nothing to wait for.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from opscheck.checking.request import Request
from opscheck.engine import PlanReport
from opscheck.finding import Finding, Message, Severity
from opscheck.plan.quantities import Percent
from opscheck.plugins import Plugins
from opscheck.run import CheckedPlan, RulesetInfo, Run, ToolInfo
from opscheck.source import Span, Text

RULES = ("budget/adds-up", "budget/stage-ratio", "risk/priority", "risk/fallback", "drill/frequency", "metrics/cadence")
TIMES = 15
TEMPLATE = "{item} takes {share} of the total, outside {low}–{high}"


def finding(number: int) -> Finding:
    """One of many findings, all different."""
    values = {"item": f"item-{number}", "share": Percent("0.42"), "low": Percent("0.3"), "high": Percent("0.4")}
    span = Span(f"plans/plan-{number % 200}.yaml", number // 200 + 1, 3, number // 200 + 1, 9)
    severity = list(Severity)[number % 3]
    rule = RULES[number % len(RULES)]
    return Finding(
        rule, severity, Message(TEMPLATE, values), span, path=f"items[{number}]", plan=f"plan-{number % 200}"
    )


def run_of(count: int) -> Run:
    """A run that has found so many."""
    found = [finding(number) for number in range(count)]
    texts = {name: Text(name, "- amount: 1\n" * 600) for name in {one.span.file for one in found}}
    report = PlanReport("plans", "plan", "Many plans", date(2026, 7, 1), found)
    return Run([CheckedPlan(report, texts)], RulesetInfo("standard", "1", "0"), ToolInfo("opscheck", "0"))


async def measured(run: Run, plugins: Plugins, folder: str) -> dict[str, list[float]]:
    """Seconds of each thing that was measured."""
    from opscheck.tui.app import ReviewApp
    from opscheck.tui.desk import Desk
    from opscheck.tui.explaining import Explainer
    from opscheck.tui.memory import Memory
    from opscheck.tui.review import Review
    from opscheck.tui.widgets.filter import FilterBar
    from opscheck.tui.widgets.findings import FindingList

    figures: dict[str, list[float]] = {"first paint": [], "letter": [], "page down": [], "marks": []}
    start = time.process_time()
    memory = Memory(Path(folder) / "memory.json")
    app = ReviewApp(Review(run, memory=memory), Desk(Request(), plugins), Explainer(plugins, "en"))
    async with app.run_test(size=(160, 50)):
        paint(app)
        figures["first paint"].append(time.process_time() - start)
        lines, bar = app.screen.query_one(FindingList), app.screen.query_one(FilterBar)
        for _ in range(TIMES):
            figures["page down"].append(timed(lambda: (lines.action_page_down(), paint(app))))
        bar.begin()
        for text in (
            "s",
            "sev:error",
            "rule:budget/*",
            "item-4",
            "item-42",
            "item-421",
            "takes",
            "sev:error item-9",
        ) * 2:
            figures["letter"].append(timed(lambda text=text: (app.screen._filter(text), paint(app))))
        app.screen._filter("")
        for do in (app.screen.action_reviewed_all, app.action_undo):
            figures["marks"].append(timed(lambda do=do: (do(), paint(app))))
    return figures


def paint(app: object) -> None:
    """Draw the whole screen, as it goes to a terminal."""
    app.screen._compositor.render_strips()  # type: ignore[attr-defined]


def timed(do: Callable[[], object]) -> float:
    """How many seconds it takes."""
    start = time.process_time()
    do()
    return time.process_time() - start


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    run, plugins = run_of(count), Plugins()
    imports = timed(lambda: __import__("opscheck.tui.app"))
    with tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(measured(run, plugins, folder))
    print(f"{count} findings; importing textual and the application took {imports * 1000:.0f} ms before")
    print(f"open to first paint   {figures['first paint'][0] * 1000:7.0f} ms   (aim: 500)")
    letters = figures["letter"]
    median, worst = statistics.median(letters) * 1000, max(letters) * 1000
    print(f"one letter            {median:7.1f} ms   (aim: 50), worst {worst:.1f}")
    marked, unmarked = (seconds * 1000 for seconds in figures["marks"])
    print(f"marking all           {marked:7.0f} ms   (aim: 1000), taking it back {unmarked:.0f}")
    pages = figures["page down"]
    print(f"one page down         {statistics.median(pages) * 1000:7.1f} ms   (aim: 16), worst {max(pages) * 1000:.1f}")


if __name__ == "__main__":
    main()
