"""A plan in the middle of typing: what was known of it before goes on being shown, where it is now."""

import pytest
from command import BAD, GOOD, changed
from lsp.editor import Editor
from lsprotocol import types as lsp
from stranger import install, rule_plugin

from .test_server import SPREAD, spread

BROKEN = {
    "an open bracket": "  - {id: new, kind: [",
    "a key without a colon": "  own",
    "a tab": "\tkind: x",
    "an open quote": '  title: "half',
    "an alias of nothing": "  owner: *",
}
ABOVE = "schema: opscheck/v1\n"


def broken(text: str, line: str) -> str:
    """A line that is no YAML in the middle of the plan, and more lines above everything."""
    return text.replace("\nrisks:", f"\n{line}\nrisks:", 1).replace("plan:\n", "# one\n# more\nplan:\n", 1)


@pytest.mark.parametrize("line", BROKEN.values(), ids=BROKEN)
def test_the_syntax_error_is_shown_and_the_other_findings_stay_where_they_belong(opscheck, start, line):
    opscheck.write({"plan.yaml": BAD})
    editor = start()
    editor.open("plan.yaml")
    assert editor.rules("plan.yaml") == ["budget/horizon"]
    editor.type("plan.yaml", broken(BAD, line))
    found = {str(each.code): each for each in editor.diagnostics("plan.yaml")}
    assert set(found) == {"opscheck/syntax", "budget/horizon"}
    assert editor.piece("plan.yaml", found["budget/horizon"].range) == "P11M"
    editor.type("plan.yaml", BAD)
    assert editor.rules("plan.yaml") == ["budget/horizon"]


def test_a_finding_whose_place_is_written_anew_is_not_kept(opscheck, start):
    opscheck.write({"plan.yaml": BAD})
    editor = start()
    editor.open("plan.yaml")
    editor.diagnostics("plan.yaml")
    editor.replace("plan.yaml", "horizon: P11M", "horizon: [P1")
    assert editor.rules("plan.yaml") == ["opscheck/syntax"]


def test_a_file_that_was_never_read_shows_what_is_wrong_with_it_alone(opscheck, start):
    editor = start()
    editor.open("plan.yaml", broken(BAD, "  x: ["))
    assert editor.rules("plan.yaml") == ["opscheck/syntax"]


def test_a_broken_fragment_does_not_flood_its_plan(opscheck, start):
    spread(opscheck)
    editor = start()
    editor.open("plan.yaml", SPREAD.replace("horizon: P19M", "horizon: P11M"))
    editor.open("parts/kpis.yaml")
    editor.wait(lambda: editor.last("parts/kpis.yaml", 1))
    editor.type("parts/kpis.yaml", editor.texts["parts/kpis.yaml"] + "  - [")
    assert editor.rules("parts/kpis.yaml") == ["opscheck/syntax"]
    found = editor.wait(lambda: [each for each in editor.last("plan.yaml").diagnostics if not each.code])
    assert "parts/kpis.yaml has 1 finding" in found[0].message
    assert [each.code for each in editor.last("plan.yaml").diagnostics] == [None, "budget/horizon"]


def test_a_broken_configuration_hides_no_finding_and_no_word(opscheck, start):
    opscheck.write({"plan.yaml": BAD, "opscheck.yaml": "fail-on: never\n"})
    editor = start()
    editor.open("plan.yaml")
    editor.open("opscheck.yaml")
    assert editor.rules("plan.yaml") == ["budget/horizon"]
    editor.replace("opscheck.yaml", "fail-on: never", "fail-on: nev")
    assert len(editor.diagnostics("opscheck.yaml")) == 1
    assert [each.code for each in editor.last("plan.yaml").diagnostics] == ["budget/horizon"]
    assert editor.ask(lsp.TEXT_DOCUMENT_COMPLETION, editor.at("plan.yaml", "  horizon", 2)).items
    editor.replace("opscheck.yaml", "fail-on: nev", "rules: {budget/horizon: off}")
    assert editor.rules("opscheck.yaml") == []
    editor.wait(lambda: not editor.last("plan.yaml").diagnostics)


@pytest.fixture
def half(opscheck, start) -> Editor:
    """A plan that was read, with a line above and one below that are no YAML."""
    opscheck.write({"plan.yaml": GOOD})
    editor = start()
    editor.open("plan.yaml")
    editor.diagnostics("plan.yaml")
    editor.type("plan.yaml", broken(GOOD, "  - {id: new, kind: ["))
    assert editor.rules("plan.yaml") == ["opscheck/syntax"]
    return editor


def test_hovering_in_a_broken_text_tells_what_is_known(half):
    def asked() -> lsp.Hover:
        return half.ask(lsp.TEXT_DOCUMENT_HOVER, half.at("plan.yaml", "expected_return: 1.8", 18))

    found = half.wait(lambda: "headroom" in (said := asked()).contents.value and said)
    assert half.piece("plan.yaml", found.range) == "1.8"
    assert half.ask(lsp.TEXT_DOCUMENT_HOVER, half.at("plan.yaml", "{id: new", 6)) is None


def test_ids_in_a_broken_text_are_found_where_they_are_now(half):
    (found,) = half.ask(lsp.TEXT_DOCUMENT_DEFINITION, half.at("plan.yaml", "addresses: [churn]", 13))
    assert half.piece("plan.yaml", found.range) == "churn"
    context = lsp.ReferenceContext(include_declaration=True)
    place = half.at("plan.yaml", "addresses: [churn]", 13)
    params = lsp.ReferenceParams(context, place.text_document, place.position)
    assert {half.piece("plan.yaml", each.range) for each in half.ask(lsp.TEXT_DOCUMENT_REFERENCES, params)} == {"churn"}


def test_the_outline_of_a_broken_text_is_that_of_before_where_it_is_now(half):
    identifier = lsp.TextDocumentIdentifier(half.uri("plan.yaml"))
    found = half.ask(lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL, lsp.DocumentSymbolParams(identifier))
    sections = {each.name: each for each in found}
    assert {"plan", "budget", "risks"} <= set(sections)
    assert half.piece("plan.yaml", sections["risks"].selection_range) == "risks"
    first = sections["risks"].children[0]
    assert half.piece("plan.yaml", first.selection_range) == first.name


def test_a_rename_in_a_broken_text_changes_nothing_but_ids(half):
    place = half.at("plan.yaml", "addresses: [churn]", 13)
    edit = half.ask(lsp.TEXT_DOCUMENT_RENAME, lsp.RenameParams(place.text_document, place.position, "leaving"))
    (change,) = edit.document_changes
    assert {half.piece("plan.yaml", each.range) for each in change.edits} == {"churn"}


# --- while a check is under way


def test_what_was_known_is_told_while_a_check_is_under_way(opscheck, start, tmp_path):
    check = f"while os.path.exists({str(opscheck.folder / 'busy')!r}): time.sleep(0.01)\n        return ()"
    install(tmp_path / "site", "slow", rule_plugin("slow_rules", "slow", check, head="import os, time"), "slow_rules")
    opscheck.write({"plan.yaml": GOOD, ".opscheck.yaml": "rules: {slow/rule: error}\nlimits: {rule-seconds: 3600}\n"})
    editor = start(environ={"PYTHONPATH": str(tmp_path / "site")})
    editor.open("plan.yaml")
    assert editor.diagnostics("plan.yaml") == []
    (opscheck.folder / "busy").touch()
    editor.type("plan.yaml", "# new\n" + changed("horizon: P19M", "horizon: P11M"))
    found = editor.ask(lsp.TEXT_DOCUMENT_HOVER, editor.at("plan.yaml", "  total: 3000000.00", 4))
    assert "in CNY" in found.contents.value
    assert editor.piece("plan.yaml", found.range) == "total"
    assert editor.ask(lsp.TEXT_DOCUMENT_COMPLETION, editor.at("plan.yaml", "addresses: [slow]", 12)).items
    assert editor.last("plan.yaml", 2) is None
    (opscheck.folder / "busy").unlink()
    assert editor.rules("plan.yaml") == ["budget/horizon"]
