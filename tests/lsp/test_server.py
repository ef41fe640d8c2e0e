"""The server as an editor meets it: what is shown of the texts that are open."""

import json
import subprocess
import sys

import pytest
from command import BAD, GOOD, changed, command
from lsp.editor import Editor
from lsprotocol import types as lsp
from stranger import install, rule_plugin

_START, _END = GOOD.index("\nkpis:") + 1, GOOD.index("\nphases:") + 1
FRAGMENT = "schema: opscheck/v1\npart_of: [plan.yaml]\n" + GOOD[_START:_END]
WITHOUT_KPIS = GOOD[:_START] + GOOD[_END:]
SPREAD = WITHOUT_KPIS.replace("include: []", "include: [parts/*.yaml]")


def spread(opscheck) -> None:
    """A plan whose KPIs are in a fragment."""
    opscheck.write({"plan.yaml": SPREAD, "parts/kpis.yaml": FRAGMENT.replace("[plan.yaml]", "[../plan.yaml]")})


def test_a_keystroke_shows_the_finding_and_the_next_one_takes_it_away(opscheck, start):
    opscheck.write({"plan.yaml": GOOD})
    editor = start()
    editor.open("plan.yaml")
    assert editor.diagnostics("plan.yaml") == []
    editor.replace("plan.yaml", "horizon: P19M", "horizon: P11M")
    (found,) = editor.diagnostics("plan.yaml")
    assert editor.piece("plan.yaml", found.range) == "P11M"
    assert (found.code, found.severity, found.source) == ("budget/horizon", lsp.DiagnosticSeverity.Error, "opscheck")
    assert found.code_description.href.endswith("/docs/rules/budget/horizon.md")
    assert len(found.data["fingerprint"]) == 32
    editor.replace("plan.yaml", "horizon: P11M", "horizon: P19M")
    assert editor.diagnostics("plan.yaml") == []


def test_what_is_shown_is_what_check_finds(opscheck, start):
    text = BAD.replace("expected_return: 1.8", "expected_return: 1.4").replace(
        "owner: chen-yu\n", "owner: chen-yuu\n", 1
    )
    opscheck.write({"plan.yaml": text})
    editor = start()
    editor.open("plan.yaml")
    shown = [
        (each.code, each.range.start.line + 1, each.range.start.character + 1, each.range.end.character + 1)
        for each in editor.diagnostics("plan.yaml")
    ]
    found = opscheck.check("plan.yaml", "--format", "json").data["findings"]
    assert len(found) >= 3
    assert shown == [(each["rule"], each["line"], each["column"], each["end_column"]) for each in found]


def test_each_severity_has_its_own_and_contributing_lines_are_related(opscheck, start):
    text = BAD.replace("expected_return: 1.8", "expected_return: 1.4")
    text = text.replace("rephasing: [政策变化影响已批准方案, 试点指标连续两周低于预警线]", "rephasing: []")
    text = text.replace("{id: o-cost, area", "{id: o-value, area")
    opscheck.write({"plan.yaml": text})
    editor = start()
    editor.open("plan.yaml")
    found = {str(each.code): each for each in editor.diagnostics("plan.yaml")}
    assert {each.severity for each in found.values()} == set(list(lsp.DiagnosticSeverity)[:3])
    (related,) = found["opscheck/duplicate-id"].related_information
    assert editor.piece("plan.yaml", related.location.range) == "o-value"
    assert related.message == "the first one"


def test_a_text_that_is_no_yaml_is_one_finding_and_the_server_goes_on(opscheck, start):
    opscheck.write({"plan.yaml": GOOD})
    editor = start()
    editor.open("plan.yaml", GOOD + "x: [\n")
    assert editor.rules("plan.yaml") == ["opscheck/syntax"]
    editor.type("plan.yaml", "")
    assert editor.rules("plan.yaml") == []
    editor.type("plan.yaml", "schema: opscheck/v1\n\x00\ud800")
    assert editor.rules("plan.yaml") == ["opscheck/syntax"]
    editor.type("plan.yaml", BAD)
    assert editor.rules("plan.yaml") == ["budget/horizon"]


def test_what_somebody_types_fast_is_checked_once_they_pause(opscheck, start):
    opscheck.write({"plan.yaml": GOOD})
    editor = start()
    editor.open("plan.yaml")
    editor.diagnostics("plan.yaml")
    before = len(editor.published)
    for number in range(100):
        editor.type("plan.yaml", GOOD.replace("horizon: P19M", f"horizon: P{number}M"))
    editor.type("plan.yaml", BAD)
    assert editor.rules("plan.yaml") == ["budget/horizon"]
    assert len(editor.published) - before < 20
    assert editor.published[-1].version == editor.versions["plan.yaml"]


# --- fragments


def test_a_fragment_and_its_plan_are_checked_together_with_the_unsaved_texts_of_both(opscheck, start):
    spread(opscheck)
    editor = start()
    editor.open("plan.yaml")
    assert editor.diagnostics("plan.yaml") == []
    editor.open("parts/kpis.yaml")
    assert editor.diagnostics("parts/kpis.yaml") == []
    editor.replace("parts/kpis.yaml", "{id: ltv,", "{id: lifetime-value,")
    assert "opscheck/unknown-reference" in [
        each.code for each in editor.wait(lambda: editor.last("plan.yaml").diagnostics)
    ]
    editor.type("plan.yaml", editor.texts["plan.yaml"].replace("kpi: ltv", "kpi: lifetime-value"))
    assert "opscheck/unknown-reference" not in editor.rules("plan.yaml")


def test_a_finding_in_a_fragment_is_shown_there_and_announced_in_its_plan(opscheck, start):
    spread(opscheck)
    editor = start()
    editor.open("plan.yaml")
    editor.diagnostics("plan.yaml")
    editor.open("parts/kpis.yaml")
    editor.replace(
        "parts/kpis.yaml", "id: nps, group: outcome, unit: points", "id: nps, group: outcome, unit: furlongs"
    )
    (found,) = [each for each in editor.diagnostics("parts/kpis.yaml") if each.code == "opscheck/schema"]
    assert editor.piece("parts/kpis.yaml", found.range) == "furlongs"
    (told,) = editor.wait(lambda: [each for each in editor.last("plan.yaml").diagnostics if each.code is None])
    assert editor.piece("plan.yaml", told.range) == "include"
    assert "parts/kpis.yaml has" in told.message
    assert told.related_information[0].location.uri == editor.uri("parts/kpis.yaml")


def test_a_finding_in_a_fragment_that_is_not_open_is_shown_in_its_file(opscheck, start):
    spread(opscheck)
    path = opscheck.folder / "parts/kpis.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("unit: points", "unit: 😀-furlongs"), encoding="utf-8")
    editor = start()
    editor.open("plan.yaml")
    editor.diagnostics("plan.yaml")
    found = editor.wait(lambda: editor.last("parts/kpis.yaml"))
    assert "opscheck/schema" in [each.code for each in found.diagnostics]
    assert found.version is None
    editor.close("plan.yaml")
    editor.wait(lambda: editor.last("parts/kpis.yaml").diagnostics == ())
    assert editor.last("plan.yaml").diagnostics == ()


def test_a_stray_fragment_says_that_its_plan_is_missing(opscheck, start):
    opscheck.write({"kpis.yaml": FRAGMENT.replace("plan.yaml", "gone.yaml")})
    editor = start()
    editor.open("kpis.yaml")
    (found,) = editor.diagnostics("kpis.yaml")
    assert "gone.yaml" in found.message


# --- files come and go


def test_a_file_that_is_closed_shows_nothing_and_counts_again_as_it_is_on_the_disk(opscheck, start):
    spread(opscheck)
    editor = start()
    editor.open("plan.yaml")
    editor.open("parts/kpis.yaml")
    editor.replace("parts/kpis.yaml", "{id: ltv,", "{id: lifetime-value,")
    editor.wait(lambda: (last := editor.last("plan.yaml")) and last.diagnostics)
    editor.close("parts/kpis.yaml")
    editor.wait(lambda: editor.last("plan.yaml").diagnostics == ())
    editor.close("plan.yaml")
    editor.wait(lambda: editor.last("plan.yaml").diagnostics == ())


def test_a_file_that_changes_on_the_disk_is_noticed(opscheck, start):
    spread(opscheck)
    editor = start()
    editor.open("plan.yaml")
    assert editor.diagnostics("plan.yaml") == []
    assert [each.method for each in editor.wait(lambda: editor.registered)] == ["workspace/didChangeWatchedFiles"]
    editor.path("parts/kpis.yaml").rename(editor.path("parts/kpis.txt"))
    editor.notice("parts/kpis.yaml", kind=lsp.FileChangeType.Deleted)
    editor.wait(lambda: editor.last("plan.yaml").diagnostics)
    editor.path("parts/kpis.txt").rename(editor.path("parts/measured.yaml"))
    editor.notice("parts/measured.yaml", kind=lsp.FileChangeType.Created)
    editor.wait(lambda: editor.last("plan.yaml").diagnostics == ())


def test_a_file_that_is_renamed_while_it_is_open_is_another_plan(opscheck, start):
    opscheck.write({"plan.yaml": BAD})
    editor = start()
    editor.open("plan.yaml")
    assert editor.rules("plan.yaml") == ["budget/horizon"]
    editor.path("plan.yaml").rename(editor.path("renamed.yaml"))
    editor.close("plan.yaml")
    editor.open("renamed.yaml")
    assert editor.rules("renamed.yaml") == ["budget/horizon"]
    editor.wait(lambda: editor.last("plan.yaml").diagnostics == ())


def test_a_new_file_that_is_not_on_the_disk_yet_is_checked(opscheck, start):
    editor = start()
    editor.open("new.yaml", BAD)
    assert editor.rules("new.yaml") == ["budget/horizon"]


def test_what_is_no_plan_is_left_alone(opscheck, start):
    opscheck.write({"ci.yaml": "name: a workflow\non: [push]\n"})
    editor = start()
    editor.open("ci.yaml")
    assert editor.diagnostics("ci.yaml") == []
    editor.replace("ci.yaml", "push", "pull")
    assert editor.diagnostics("ci.yaml") == []


NEW = "untitled:Untitled-1"


def test_a_plan_that_was_never_saved_is_checked_by_the_default_configuration(opscheck, start):
    opscheck.write({".opscheck.yaml": "rules: {budget/horizon: off}\n", "plan.yaml": BAD})
    editor = start()
    editor.open("plan.yaml")
    editor.open(NEW, BAD)
    assert (editor.rules("plan.yaml"), editor.rules(NEW)) == ([], ["budget/horizon"])
    editor.replace(NEW, "horizon: P11M", "horizon: P19M")
    assert editor.rules(NEW) == []
    editor.replace(NEW, "horizon: P19M", "horizon: P11M")
    assert editor.rules(NEW) == ["budget/horizon"]
    editor.close(NEW)
    editor.wait(lambda: not editor.last(NEW).diagnostics)


def test_it_is_told_of_completed_outlined_and_searched_as_a_file_is(start):
    editor = start()
    editor.open(NEW, BAD)
    assert editor.rules(NEW) == ["budget/horizon"]
    assert "budget/horizon" in editor.ask(lsp.TEXT_DOCUMENT_HOVER, editor.at(NEW, "P11M")).contents.value
    found = editor.ask(lsp.TEXT_DOCUMENT_COMPLETION, editor.at(NEW, "horizon: P11M"))
    assert {item.label for item in found.items} == {"horizon", "refs"}
    outline = editor.ask(lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL, lsp.DocumentSymbolParams(editor._identifier(NEW)))
    assert "budget" in {symbol.name for symbol in outline}
    (found,) = editor.ask(lsp.WORKSPACE_SYMBOL, lsp.WorkspaceSymbolParams("technical-roadmap"))
    assert found.location.uri == NEW


def test_what_can_be_done_about_it_changes_the_text_alone(start):
    editor = start()
    editor.open(NEW, BAD)
    (found,) = editor.diagnostics(NEW)
    params = lsp.CodeActionParams(editor._identifier(NEW), found.range, lsp.CodeActionContext([found]))
    offered = editor.ask(lsp.TEXT_DOCUMENT_CODE_ACTION, params)
    for action in (each for each in offered if isinstance(each, lsp.CodeAction)):
        edit = editor.ask(lsp.CODE_ACTION_RESOLVE, action).edit
        assert [each.text_document.uri for each in edit.document_changes] == [NEW]
    assert len(offered) == 3


@pytest.mark.parametrize(
    "text",
    [
        "name: a workflow\non: [push]\n",
        "",
        "schema: opscheck/v1\npart_of: [plan.yaml]\nrisks: []\n",
        "rules: {budget/horizon: nonsense}\n",
        "\x00\ufeff: [",
    ],
)
def test_what_was_never_saved_and_is_no_plan_is_left_alone(start, text):
    editor = start()
    editor.open(NEW, text)
    assert editor.diagnostics(NEW) == []
    position = editor.position(NEW, 0)
    for method in (lsp.TEXT_DOCUMENT_HOVER, lsp.TEXT_DOCUMENT_COMPLETION):
        assert editor.ask(method, position) is None
    assert editor.messages == []


def test_files_that_a_plan_names_are_not_missed_before_it_is_saved(start):
    text = BAD.replace("include: []", "include: [part.yaml]").replace(
        "  horizon: P11M", "  refs: [docs/why.md]\n  horizon: P11M"
    )
    editor = start()
    editor.open(NEW, text)
    assert editor.rules(NEW) == ["budget/horizon"]
    editor.open("plan.yaml", text)
    assert set(editor.rules("plan.yaml")) == {"budget/horizon", "opscheck/schema", "opscheck/unknown-reference"}


def test_several_that_were_never_saved_are_told_apart(start):
    editor = start()
    editor.open(NEW, BAD)
    editor.open("untitled:Untitled-2", GOOD)
    assert (editor.rules(NEW), editor.rules("untitled:Untitled-2")) == (["budget/horizon"], [])


def test_several_folders_have_their_own_configurations(opscheck, start):
    opscheck.write(
        {
            "one/plan.yaml": BAD,
            "two/plan.yaml": BAD,
            "one/.git/HEAD": "",
            "two/.git/HEAD": "",
            "two/.opscheck.yaml": "rules: {budget/horizon: off}\n",
        }
    )
    editor = start(folders=("one", "two"))
    editor.open("one/plan.yaml")
    editor.open("two/plan.yaml")
    assert editor.rules("one/plan.yaml") == ["budget/horizon"]
    assert editor.rules("two/plan.yaml") == []
    folder = lsp.WorkspaceFolder(editor.uri("three"), "three")
    event = lsp.WorkspaceFoldersChangeEvent(added=[folder], removed=[])
    params = lsp.DidChangeWorkspaceFoldersParams(event)
    before = len(editor.published)
    editor._later(lambda: editor.client.workspace_did_change_workspace_folders(params))
    editor.wait(lambda: len(editor.published) > before)
    assert editor.rules("one/plan.yaml") == ["budget/horizon"]


# --- registers, configurations, rulesets


REGISTER = "waivers:\n  - {rule: budget/horizon, at: budget.horizon, reason: agreed with the board}\n"


def test_a_register_waives_as_it_is_typed_and_is_checked_itself(opscheck, start):
    opscheck.write({"plan.yaml": BAD, "opscheck-waivers.yaml": REGISTER})
    editor = start()
    editor.open("plan.yaml")
    assert editor.rules("plan.yaml") == []
    editor.open("opscheck-waivers.yaml")
    assert editor.rules("opscheck-waivers.yaml") == []
    editor.replace("opscheck-waivers.yaml", "at: budget.horizon", "at: budget.total")
    (found,) = editor.diagnostics("opscheck-waivers.yaml")
    assert found.code == "opscheck/waiver-unused"
    editor.wait(lambda: [each.code for each in editor.last("plan.yaml").diagnostics] == ["budget/horizon"])
    editor.replace("opscheck-waivers.yaml", "rule: budget/horizon", "rulle: budget/horizon")
    assert set(editor.rules("opscheck-waivers.yaml")) == {"opscheck/waiver-malformed"}


def test_what_is_wrong_with_a_configuration_stands_in_its_file(opscheck, start):
    opscheck.write({"plan.yaml": BAD, ".opscheck.yaml": "fail-on: never\nrulset: strict\n"})
    editor = start()
    editor.open("plan.yaml")
    editor.diagnostics("plan.yaml")
    found = editor.wait(lambda: editor.last(".opscheck.yaml")).diagnostics
    assert [each.message for each in found] == ["a configuration has no key rulset: did you mean ruleset?"]
    assert found[0].range.start.line == 1
    editor.open(".opscheck.yaml")
    assert len(editor.diagnostics(".opscheck.yaml")) == 1
    editor.replace(".opscheck.yaml", "rulset: strict", "rules: {budget/horizon: off}")
    assert editor.diagnostics(".opscheck.yaml") == []
    assert editor.diagnostics("plan.yaml") == []
    editor.replace(".opscheck.yaml", "off}", "warning}")
    editor.wait(lambda: [each.severity for each in editor.last("plan.yaml").diagnostics] == [2])


def test_what_is_wrong_with_a_ruleset_stands_in_its_file(opscheck, start):
    opscheck.write(
        {
            "plan.yaml": BAD,
            ".opscheck.yaml": "ruleset: ./ours.yaml\n",
            "ours.yaml": "extends: standard\nrules: {budget/horizn: off}\n",
        }
    )
    editor = start()
    editor.open("plan.yaml")
    editor.diagnostics("plan.yaml")
    (found,) = editor.wait(lambda: editor.last("ours.yaml")).diagnostics
    assert "budget/horizon" in found.message
    assert found.range.start.line == 1
    editor.open("ours.yaml")
    editor.replace("ours.yaml", "horizn", "horizon")
    assert editor.diagnostics("ours.yaml") == []
    assert editor.diagnostics("plan.yaml") == []


# --- characters


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32", None])
def test_places_behind_characters_of_several_units(opscheck, start, encoding):
    text = changed("  horizon: P19M", "  x-mood: 😀é\n  horizon: P19M").replace(
        "budget:\n  total: 3000000.00", "budget: {x-a: 😀, total: '😀'}\nx-rest:\n  total: 3000000.00"
    )
    editor = start(encodings=[encoding] if encoding else None)
    assert editor.result.capabilities.position_encoding == (encoding or "utf-16")
    editor.open("plan.yaml", text)
    found = next(each for each in editor.diagnostics("plan.yaml") if each.code == "opscheck/schema")
    line = text.split("\n")[found.range.start.line]
    units = {"utf-8": ("utf-8", 1), "utf-32": ("utf-32-le", 4)}.get(encoding, ("utf-16-le", 2))
    raw = line.encode(units[0])
    assert raw[found.range.start.character * units[1] : found.range.end.character * units[1]].decode(units[0]) == "'😀'"


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends_and_a_mark_move_nothing(opscheck, start, mark, line_end):
    editor = start()
    text = mark + BAD.replace("\n", line_end)
    editor.open("plan.yaml", text)
    (found,) = editor.diagnostics("plan.yaml")
    line = BAD[: BAD.index("P11M")].count("\n")
    assert (found.range.start, found.range.end) == (lsp.Position(line, 11), lsp.Position(line, 15))


def test_a_mark_counts_in_the_first_line_only(opscheck, start):
    editor = start()
    editor.open("plan.yaml", "\ufeffschema: opscheck/v2\nplan: {id: x}\n")
    (found,) = [
        each
        for each in editor.diagnostics("plan.yaml")
        if each.range.start.line == 0 and each.code == "opscheck/schema"
    ]
    assert (found.range.start.character, found.range.end.character) == (9, 20)


def test_a_file_in_another_encoding_is_checked_itself_until_it_is_saved_as_utf_8(opscheck, start):
    raw = BAD.encode("gbk")
    (opscheck.folder / "plan.yaml").write_bytes(raw)
    editor = start()
    editor.open("plan.yaml", raw.decode("latin-1"))
    (found,) = editor.diagnostics("plan.yaml")
    assert (found.code, "UTF-8" in found.message) == ("opscheck/syntax", True)
    editor.type("plan.yaml", BAD)
    assert editor.rules("plan.yaml") == ["opscheck/syntax"]
    editor.save("plan.yaml")
    editor.wait(lambda: [each.code for each in editor.last("plan.yaml").diagnostics] == ["budget/horizon"])


# --- languages


@pytest.mark.parametrize(
    ("arguments", "locale", "environ", "chinese"),
    [
        ((), "zh-CN", {}, True),
        ((), "en", {"LANG": "zh_CN.UTF-8"}, False),
        ((), None, {"LANG": "zh_CN.UTF-8"}, True),
        (("--lang", "en"), "zh-CN", {}, False),
        (("--lang", "zh"), "en", {}, True),
        ((), "en", {"OPSCHECK_LANG": "zh"}, True),
    ],
)
def test_the_language_is_the_one_asked_for_else_the_editors(opscheck, start, arguments, locale, environ, chinese):
    editor = start(*arguments, environ=environ, locale=locale)
    editor.open("plan.yaml", BAD)
    (found,) = editor.diagnostics("plan.yaml")
    assert any("\u4e00" <= character <= "\u9fff" for character in found.message) == chinese


def test_a_variable_that_names_no_language_of_ours_is_said_in_the_log(start):
    editor = start(environ={"OPSCHECK_LANG": "fr"}, locale="en")
    editor.wait(lambda: bool(editor.logged))
    assert editor.logged == ["OPSCHECK_LANG is fr, which is none of en, zh: messages are in English"]
    assert editor.messages == []


# --- nothing breaks it


def test_a_rule_that_fails_is_a_finding_and_what_it_prints_disturbs_nobody(opscheck, tmp_path):
    check = "print('Content-Length: 5'); os.write(1, b'hello'); raise RuntimeError('boom')"
    install(tmp_path / "site", "noise", rule_plugin("noise_rules", "noise", check, head="import os"), "noise_rules")
    opscheck.write({".opscheck.yaml": "rules: {noise/rule: error}\n"})
    editor = Editor(opscheck, PYTHONPATH=str(tmp_path / "site")).start()
    editor.open("plan.yaml", GOOD)
    (found,) = editor.diagnostics("plan.yaml")
    assert (found.code, "boom" in found.message) == ("opscheck/internal-error", True)
    editor.type("plan.yaml", BAD)
    assert "budget/horizon" in editor.rules("plan.yaml")
    assert editor.stop() == 0


def message(method: str, params: object, id_: int | None = None) -> bytes:
    body = json.dumps({"jsonrpc": "2.0", "method": method, "params": params, **({"id": id_} if id_ else {})}).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


def test_messages_that_make_no_sense_are_passed_over(opscheck):
    start = message("initialize", {"capabilities": {}, "processId": None, "rootUri": None}, 1)
    nonsense = [
        b"Content-Length: 3\r\n\r\n{{{",
        message(
            "textDocument/didChange",
            {"textDocument": {"uri": "file:///nowhere.yaml", "version": 2}, "contentChanges": [{"text": "a"}]},
        ),
        message("textDocument/didClose", {"textDocument": {"uri": "file:///nowhere.yaml"}}),
        message(
            "textDocument/hover", {"textDocument": {"uri": "nonsense:%00"}, "position": {"line": 9, "character": 9}}, 2
        ),
        message("textDocument/hover", {"position": "x"}, 3),
        message("workspace/executeCommand", {"command": "opscheck.explain", "arguments": ["no/such"]}, 4),
        message("opscheck/unknown", {}, 5),
    ]
    end = [message("shutdown", None, 9), message("exit", None)]
    done = subprocess.run(
        [command(), "lsp"],
        input=start + message("initialized", {}) + b"".join(nonsense) + b"".join(end),
        capture_output=True,
        cwd=opscheck.folder,
        env=opscheck.environment(),
        timeout=300,
    )
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
    assert b'"id": 9' in done.stdout or b'"id":9' in done.stdout


def test_an_editor_that_goes_away_takes_the_server_with_it(opscheck):
    done = subprocess.run(
        [command(), "lsp"], input=b"", capture_output=True, cwd=opscheck.folder, env=opscheck.environment(), timeout=300
    )
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"")


def test_without_the_extra_it_says_what_to_install(opscheck):
    code = "import sys; sys.modules['pygls'] = None; from opscheck.cli import main; sys.exit(main(['lsp']))"
    result = opscheck.run([sys.executable, "-c", code])
    assert result.code == 2
    assert "pip install 'opscheck[lsp]'" in result.err
