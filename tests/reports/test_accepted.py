"""What is said of a waiver: how long it holds."""

from datetime import date

import pytest

from opscheck.display import say
from opscheck.finding import Finding, Message, Severity, Waived
from opscheck.reports.accepted import Entry
from opscheck.source import Span

HERE = Span("plan.yaml", 1, 1, 1, 2)


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (date(2026, 7, 1), "ends with this day"),
        (date(2026, 7, 2), "holds, 1 day left"),
        (date(9999, 12, 31), "holds, 366 000 days left"),
        (None, "holds without an end"),
    ],
)
def test_a_waiver_says_how_long_it_holds_however_far_ahead_its_end_is(until: date | None, said: str):
    found = Finding("a/b", Severity.error, Message("wrong"), HERE)
    entry = Entry(HERE, "a/b", date(2026, 7, 1), Waived("known", HERE, until), accepted=[found])
    assert say(entry.says) == said
