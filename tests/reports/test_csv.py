"""CSV, read by a reader, and by a spreadsheet that would take some texts for formulas."""

import csv
import io
from dataclasses import replace

import pytest
from command import BAD, Shell
from hypothesis import given, settings
from reports.hostile import runs
from reports.sample import checked, document, finding, report, run

from opscheck.display import clean
from opscheck.finding import Message
from opscheck.reports.csv import COLUMNS, harmless
from opscheck.run import Run
from opscheck.source import Span

PLAN = document("plan: {id: demo}\n")
PLACE = Span("plan.yaml", 3, 12, 3, 16)
FOUND = finding("budget/horizon", PLACE, "the budget covers {n} months", n=11)


def rows(text: str) -> list[dict[str, str]]:
    """The rows of a table with our header, each of which is a line."""
    found = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    assert text.split("\r\n")[0] == ",".join(COLUMNS)
    assert text.count("\r\n") == len(text.splitlines()) == len(found) + 1
    return found


def test_a_real_run(opscheck: Shell) -> None:
    opscheck.write({"plan.yaml": BAD})
    result = opscheck.check("--output", "csv:found.csv")
    (row,) = rows((opscheck.folder / "found.csv").read_bytes().decode())
    assert result.code == 1
    assert (row["severity"], row["rule"], row["file"], row["path"]) == (
        "error",
        "budget/horizon",
        "plan.yaml",
        "budget.horizon",
    )
    assert int(row["line"]) == BAD[: BAD.index("P11M")].count("\n") + 1
    assert int(row["column"]) == 12


@settings(max_examples=100)
@given(runs())
def test_whatever_a_plan_says_no_cell_is_a_formula_and_a_row_is_a_row(run_: Run) -> None:
    found = rows(report("csv", run_))
    assert len(found) == len(run_.standing)
    for row, finding_ in zip(found, run_.standing, strict=True):
        assert not any(cell.lstrip().startswith(tuple("=+-@\t\r＝＋－＠")) for cell in row.values())
        assert (int(row["line"]), int(row["column"])) == (finding_.span.line, finding_.span.column)
        assert row["path"].removeprefix("'") == clean(finding_.path).removeprefix("'")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "＝", "＋", "－", "＠"])
def test_what_a_spreadsheet_would_take_for_a_formula_is_text(start: str) -> None:
    assert harmless(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("cell", ["", "12", "1 000.00", "a=1", "budget.stages[early]", "'quoted'", "41.0 % of 2"])
def test_anything_else_stays_as_it_is(cell: str) -> None:
    assert harmless(cell) == cell


def test_commas_quotes_and_lines_stay_in_their_cell() -> None:
    found = replace(FOUND, message=Message('a, "b"\n{c}', {"c": "d\r\n=e"}), key='x",=1')
    (row,) = rows(report("csv", run(checked(PLAN, findings=[found]))))
    assert (row["message"], row["key"]) == ('a, "b"\\nd\\r\\n=e', 'x",=1')


def test_no_finding_is_the_header_alone() -> None:
    assert rows(report("csv", run())) == []
