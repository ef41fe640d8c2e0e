"""The plans of the benchmarks are what their table says of them."""

import sys
from pathlib import Path

from opscheck.checking import check_paths
from opscheck.checking.request import Request
from opscheck.run import Run

sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))
from generate import variants


def checked(folder: Path) -> Run:
    return check_paths(Request((str(folder),), isolated=True, as_of="2026-07-01", evidence=False)).run


def test_nothing_is_wrong_with_generated_plans_nor_with_all_of_them_together(tmp_path: Path):
    variants(8, tmp_path / "plans")
    assert list(checked(tmp_path / "plans").findings) == []


def test_flawed_ones_have_findings_some_of_them_with_another_plan(tmp_path: Path):
    variants(12, tmp_path / "plans", flawed=0.5)
    rules = {finding.rule for finding in checked(tmp_path / "plans").findings}
    assert "portfolio/allocation" in rules
    assert len(rules) > 4


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path):
    one, other = (variants(3, tmp_path / name, seed=7, flawed=0.5) for name in ("one", "other"))
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in other]
