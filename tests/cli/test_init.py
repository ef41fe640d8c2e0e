"""opscheck init: a plan to start from that opscheck reads, explained key by key, in English and Chinese."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from opscheck.authoring.schema import plan_schema
from opscheck.authoring.skeleton import first_start, skeleton
from opscheck.cli import main
from opscheck.display import width
from opscheck.engine import check
from opscheck.merge import merge
from opscheck.plan import Plan
from opscheck.plan.base import key_of
from opscheck.plan.build import build
from opscheck.plan.lookup import of_kind
from opscheck.source import load

START = date(2027, 1, 4)
LANGUAGES = ["en", "zh"]
LAST_START = date(9990, 1, 1)
PLACEHOLDER = re.compile("TODO: |待填写：")
COMMENT = re.compile(r"(?:^|  )#\s+(\S.*)$")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def document_of(text: str):
    return load(text.encode(), "plan.yaml")


def plan_of(text: str) -> Plan:
    plan = build(document_of(text).data).plan
    assert plan is not None
    return plan


def filled_in(text: str) -> str:
    return PLACEHOLDER.sub("Agreed: ", text)


# --- the text


@pytest.mark.parametrize("lang", LANGUAGES)
@given(start=st.dates(max_value=LAST_START))
def test_opscheck_reads_it_whatever_its_start(lang, start):
    findings = check(merge(document_of(skeleton(start, lang))), [], start).findings
    assert {finding.rule for finding in findings} == {"opscheck/placeholder"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_json_schema_accepts_it(lang):
    assert list(Draft202012Validator(plan_schema()).iter_errors(document_of(skeleton(START, lang)).data)) == []


def test_it_begins_on_its_start_and_keeps_its_intervals():
    early, late = plan_of(skeleton(START)), plan_of(skeleton(date(2031, 8, 1)))
    assert early.header.start == START
    assert late.header.start == date(2031, 8, 1)
    lengths = [[phase.finish - phase.start for phase in plan.phases] for plan in (early, late)]
    assert lengths[0] == lengths[1]
    assert [period.month for period in late.budget.cash_flow.periods] == ["2031-08", "2031-09", "2031-10"]


def test_a_plan_cannot_begin_where_the_calendar_ends():
    assert plan_of(skeleton(LAST_START)).header.start == LAST_START
    with pytest.raises(ValueError):
        skeleton(LAST_START + timedelta(days=1))


def test_it_has_every_section():
    sections = {key_of(Plan, name) for name in Plan.model_fields} - {"refs", "include"}
    assert set(document_of(skeleton(START)).data) == sections


def test_it_is_a_draft():
    assert plan_of(skeleton(START)).header.status == "draft"


def test_what_the_framework_asks_for_is_in_place():
    plan = plan_of(skeleton(START))
    assert [phase.kind for phase in plan.phases] == ["diagnosis", "design", "pilot", "rollout"]
    assert [stage.kind for stage in plan.budget.stages] == ["early", "middle", "late"]
    assert {tool.kind for tool in plan.tools} == {"crm", "marketing-automation", "bi", "tracking"}
    assert len({risk.category for risk in plan.risks}) == 7
    assert len({drill.scenario for drill in plan.drills}) >= 4
    assert len([kpi for kpi in plan.kpis if kpi.group == "core"]) == 4
    assert all(of_kind(plan.kpis, objective.kpi) for objective in plan.objectives)


def test_its_people_are_declared():
    plan = plan_of(skeleton(START))
    people = {person.id for person in plan.organization.people}
    text = skeleton(START)
    named = re.findall(r"\b(?:owner|backup|holder|head|chair|responsible|by|to): ([a-z-]+)", text)
    assert len(named) > 50
    assert set(named) <= people


# --- its comments


def test_comments_come_from_the_models():
    known = {field.description for field in _fields(Plan)}
    comments = [found[1] for line in _body(skeleton(START)) if (found := COMMENT.search(line))]
    assert len(comments) > 150
    assert set(comments) <= known


def test_each_key_is_explained_once():
    lines = [line.strip(" -") for line in _body(skeleton(START)) if COMMENT.search(line) and not line.startswith("#")]
    budget = [line for line in lines if line.startswith("category: ")]
    assert len(budget) == 2  # a line's and a risk's


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_line_is_wider_than_120_columns(lang):
    assert max(map(width, skeleton(START, lang).splitlines())) <= 120


def test_in_chinese_all_that_is_not_a_key_or_word_is_chinese():
    chinese = skeleton(START, "zh")
    assert "TODO" not in chinese
    for line in chinese.splitlines():
        found = COMMENT.search(line)
        if found and "{" not in found[1]:
            assert CHINESE.search(found[1]), line


def test_both_languages_differ_in_texts_currency_and_time_zone_alone():
    english, chinese = (re.sub(r" *#.*", "", skeleton(START, lang)) for lang in LANGUAGES)
    texts = [re.sub(r'"[^"]*"', "…", text).splitlines() for text in (english, chinese)]
    different = {pair for pair in zip(*map(_without_blanks, texts), strict=True) if pair[0] != pair[1]}
    at_home = {(line.replace("Etc/UTC", "Asia/Shanghai").replace("EUR", "CNY"), other) for line, other in different}
    assert all(line == other for line, other in at_home)


def _without_blanks(lines: list[str]) -> list[str]:
    return [line.rstrip() for line in lines if line.strip()]


def _body(text: str) -> list[str]:
    return text[text.index("schema:") :].splitlines()


def _fields(model):
    from opscheck.authoring.skeleton import _model_in

    for field in model.model_fields.values():
        yield field
        below = _model_in(field.annotation)
        if below:
            yield from _fields(below)


# --- judged


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_draft_ruleset_accepts_it_as_it_is(tmp_path, capsys, lang):
    file = tmp_path / "plan.yaml"
    file.write_text(skeleton(START, lang), encoding="utf-8")
    command = ["check", str(file), "--ruleset", "draft", "--isolated", "--format", "concise", "--fail-on", "info"]
    for as_of in ("2026-11-02", "2027-06-01", "2030-01-01"):
        assert main([*command, "--as-of", as_of]) == 0, capsys.readouterr().out


def test_filled_in_it_meets_the_framework_on_its_first_day(tmp_path, capsys):
    file = tmp_path / "plan.yaml"
    file.write_text(filled_in(skeleton(START)), encoding="utf-8")
    command = ["check", str(file), "--isolated", "--format", "concise", "--fail-on", "info"]
    assert main([*command, "--as-of", str(START)]) == 0, capsys.readouterr().out


def test_draft_still_finds_what_does_not_fit_together(tmp_path, capsys):
    file = tmp_path / "plan.yaml"
    file.write_text(skeleton(START).replace("total: 1000000.00", "total: 900000.00"), encoding="utf-8")
    assert main(["check", str(file), "--ruleset", "draft", "--isolated", "--format", "concise"]) == 1
    assert "budget/adds-up" in capsys.readouterr().out


# --- the first day


@pytest.mark.parametrize(
    ("today", "start"),
    [
        (date(2026, 11, 23), date(2027, 1, 4)),
        (date(2027, 1, 1), date(2027, 1, 4)),
        (date(2027, 1, 4), date(2028, 1, 3)),
        (date(2023, 12, 31), date(2024, 1, 1)),
    ],
)
def test_by_default_a_plan_begins_on_the_next_first_monday_of_a_january(today, start):
    assert first_start(today) == start


@given(st.dates(max_value=date(9998, 1, 1)))
def test_that_day_is_in_the_first_week_of_a_january_to_come(today):
    start = first_start(today)
    assert today < start <= today + timedelta(days=371)
    assert (start.weekday(), start.month) == (0, 1)
    assert start.day <= 7


# --- the command


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPSCHECK_AS_OF", "2026-11-23")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    return tmp_path


def test_it_writes_plan_yaml_and_says_what_is_next(folder, capsys):
    assert main(["init"]) == 0
    assert (folder / "plan.yaml").read_text(encoding="utf-8") == skeleton(START)
    out, err = capsys.readouterr()
    assert out == ""
    assert "opscheck check --ruleset draft plan.yaml" in err


def test_path_start_and_language_can_be_chosen(folder):
    assert main(["init", "ours.yaml", "--lang", "zh", "--start", "2026-03-02"]) == 0
    assert (folder / "ours.yaml").read_text(encoding="utf-8") == skeleton(date(2026, 3, 2), "zh")


def test_the_language_is_that_of_the_locale_by_default(folder, monkeypatch, capsys):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    main(["init", "-"])
    assert capsys.readouterr().out == skeleton(START, "zh")


def test_a_hyphen_prints_it(folder, capsys):
    assert main(["init", "-"]) == 0
    assert capsys.readouterr() == (skeleton(START), "")
    assert list(folder.iterdir()) == []


def test_a_file_that_exists_is_kept(folder, capsys):
    (folder / "plan.yaml").write_bytes(b"mine\n")
    assert main(["init"]) == 2
    assert (folder / "plan.yaml").read_bytes() == b"mine\n"
    assert "plan.yaml exists already" in capsys.readouterr().err


def test_force_overwrites_it(folder):
    (folder / "plan.yaml").write_bytes(b"mine\n")
    assert main(["init", "--force"]) == 0
    assert (folder / "plan.yaml").read_text(encoding="utf-8") == skeleton(START)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere/plan.yaml"], "there is no folder nowhere: create it first"),
        (["."], ". is a folder: name a file in it, such as plan.yaml"),
        (["--start", "2026-02-30"], "--start is 2026-02-30, which is not a day of the calendar such as 2026-01-05"),
        (["--start", "tomorrow"], "--start is tomorrow, which is not a day of the calendar such as 2026-01-05"),
        (["--start", "9999-01-01"], "the calendar ends before a plan that begins so late"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(folder, capsys, arguments, message):
    assert main(["init", *arguments]) == 2
    assert capsys.readouterr().err == f"opscheck: {message}\n"
    assert list(folder.iterdir()) == []


def test_a_folder_that_cannot_be_written_to_is_named(folder, capsys):
    assert main(["init", "/proc/plan.yaml"]) == 2
    assert "/proc/plan.yaml cannot be written: " in capsys.readouterr().err
