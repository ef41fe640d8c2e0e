"""The baseline: what was there fails no run, what is new or worse does, and moving lines changes nothing."""

import json

import pytest
from command import GOOD, changed
from core.plans import AS_OF, standard
from hypothesis import given, settings
from hypothesis import strategies as st

from opscheck.baseline import Baseline, read_baseline
from opscheck.engine import check
from opscheck.errors import UserError
from opscheck.merge import merge
from opscheck.source import load

DAY = "2026-07-01"
SHORT = changed("horizon: P19M", "horizon: P11M")
FILE = "opscheck-baseline.json"


def frozen(shell, text=SHORT, *paths):
    shell.write({"plan.yaml": text})
    assert shell("baseline", *paths, "--as-of", DAY).code == 0
    return json.loads((shell.folder / FILE).read_text(encoding="utf-8"))["findings"]


def test_what_was_there_fails_no_run_and_is_shown_on_demand(opscheck):
    (entry,) = frozen(opscheck)
    assert (entry["plan"], entry["rule"], entry["path"]) == ("retention-2026", "budget/horizon", "budget.horizon")
    result = opscheck.check("plan.yaml")
    assert (result.code, "no findings, 1 in the baseline in 1 plan" in result.out) == (0, True)
    assert "known: it is in the baseline" in opscheck.check("plan.yaml", "--show-baseline").out
    assert opscheck.check("plan.yaml", "--no-baseline").code == 1
    assert opscheck.check("plan.yaml", "--format", "json").data["summary"]["in_baseline"] == 1


def test_a_worse_value_is_reported_again_and_a_better_one_is_not(opscheck):
    frozen(opscheck, SHORT.replace("P11M", "P10M"))
    opscheck.write({"plan.yaml": SHORT})
    assert opscheck.check("plan.yaml").code == 0
    opscheck.write({"plan.yaml": SHORT.replace("P11M", "P9M")})
    assert opscheck.check("plan.yaml").code == 1


def test_what_is_new_is_reported(opscheck):
    frozen(opscheck)
    opscheck.write({"plan.yaml": SHORT.replace("cadence: P1W}", "cadence: P2W}", 1)})
    assert "schedule/weekly-meeting" in opscheck.check("plan.yaml").out


def test_renaming_the_file_and_moving_lines_changes_nothing(opscheck):
    frozen(opscheck)
    (opscheck.folder / "plan.yaml").unlink()
    moved = SHORT.replace("  horizon: P11M\n", "").replace("budget:\n", "budget:\n\n  horizon: P11M\n")
    opscheck.write({"plans/renamed.yaml": f"# a comment\n\n{moved}"})
    assert opscheck.check("plans/renamed.yaml").code == 0


def test_only_the_plans_that_are_checked_are_updated(opscheck):
    other = SHORT.replace("retention-2026", "other")
    opscheck.write({"other.yaml": other})
    frozen(opscheck, SHORT, "other.yaml", "--ignore", "portfolio/*")
    assert [entry["plan"] for entry in frozen(opscheck, SHORT, "plan.yaml")] == ["other", "retention-2026"]
    opscheck.write({"plan.yaml": GOOD})
    assert [entry["plan"] for entry in frozen(opscheck, GOOD, "plan.yaml")] == ["other"]


def test_prune_takes_out_what_is_not_found_any_more(opscheck):
    frozen(opscheck, SHORT.replace("return_review: P1M", "return_review: P3M"))
    opscheck.write({"plan.yaml": SHORT.replace("P11M", "P9M")})
    result = opscheck("baseline", "prune", "--as-of", DAY)
    assert (result.code, result.err) == (0, f"{FILE} knows 1 finding, 1 less than before\n")
    assert opscheck.check("plan.yaml").code == 1, "a pruned baseline does not learn the worse value"


def test_prune_of_everything_forgets_plans_that_are_gone(opscheck):
    frozen(opscheck)
    (opscheck.folder / "plan.yaml").unlink()
    opscheck.write({"new.yaml": GOOD})
    assert opscheck("baseline", "prune", "--as-of", DAY).code == 0
    assert json.loads((opscheck.folder / FILE).read_text())["findings"] == []


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"version": 2, "findings": []}', '{"version": 1, "findings": [7]}', "\x00"]
)
def test_a_damaged_one_is_said_and_nothing_is_guessed(opscheck, text):
    opscheck.write({"plan.yaml": SHORT, FILE: text})
    result = opscheck.check("plan.yaml")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"opscheck: {FILE}:1:")
    assert f": the baseline {FILE} cannot be read: " in result.err


def test_the_configuration_may_name_another_file(opscheck):
    opscheck.write({".opscheck.yaml": "baseline: known/findings.json\n", "known/readme": "", "plan.yaml": SHORT})
    assert opscheck("baseline", "--as-of", DAY).code == 0
    assert (opscheck.folder / "known" / "findings.json").is_file()
    assert opscheck.check("plan.yaml").code == 0


def test_the_file_is_sorted_a_line_for_each_finding_and_the_same_every_time(opscheck):
    frozen(opscheck, SHORT.replace("return_review: P1M", "return_review: P3M"))
    text = (opscheck.folder / FILE).read_text(encoding="utf-8")
    assert len(text.splitlines()) == 4
    assert text == read_baseline(text.encode(), FILE).text()
    assert opscheck("baseline", "--as-of", DAY).code == 0
    assert (opscheck.folder / FILE).read_text(encoding="utf-8") == text


def reported(text):
    configured = standard().for_file("plan.yaml")
    return check(merge(load(text.encode(), "plan.yaml")), configured.rules, AS_OF, configured.severities)


BROKEN = SHORT.replace("buffer: P9D", "buffer: P8D").replace(", acceptance: 有效样本不少于一千", "")
KNOWN = Baseline().frozen([reported(BROKEN)])


@settings(max_examples=25)
@given(st.integers(0, 40), st.booleans(), st.randoms())
def test_blank_lines_and_the_order_of_sections_change_nothing(blank, comment, random):
    head, *sections = BROKEN.split("\n\n")
    random.shuffle(sections)
    text = ("\n# moved\n" if comment else "\n") * blank + "\n\n".join([head, *sections]) + "\n"
    report = KNOWN.mark(reported(text))
    assert [finding for finding in report.findings if finding.stands] == []
    assert len(report.findings) == len(KNOWN)


def test_a_baseline_is_read_as_it_was_written():
    assert read_baseline(KNOWN.text().encode(), FILE).text() == KNOWN.text()
    with pytest.raises(UserError):
        read_baseline(KNOWN.text().encode()[:-5], FILE)
