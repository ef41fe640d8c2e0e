"""What the server answers: hovering, actions, completion, ids and the outline, asked by a real client."""

from collections.abc import Iterator, Sequence

import pytest
from command import BAD, GOOD, Shell, changed
from lsp.editor import Editor
from lsprotocol import types as lsp

from .test_server import spread

MISSPELT = changed("  status: approved ", "  statuss: approved")
"""A safe fix: the key's spelling."""
FIX_ALL = "source.fixAll.opscheck"


@pytest.fixture(scope="module")
def running(tmp_path_factory) -> Iterator[Editor]:
    """One server for all of these questions, which do not change what it knows."""
    shell = Shell(tmp_path_factory.mktemp("plans"))
    shell.write({"plan.yaml": GOOD})
    editor = Editor(shell).start()
    yield editor
    assert editor.stop() == 0


@pytest.fixture
def editor(running):
    running.published.clear()
    running.messages.clear()
    running.open("plan.yaml")
    running.diagnostics("plan.yaml")
    yield running
    running.close("plan.yaml")


def hover(editor, where: str, shift: int = 0, name: str = "plan.yaml") -> str:
    found = editor.ask(lsp.TEXT_DOCUMENT_HOVER, editor.at(name, where, shift))
    return found.contents.value if found else ""


# --- hovering


def test_hovering_over_a_value_tells_how_close_it_is_to_its_bounds(editor):
    text = editor.wait(lambda: "✓" in (said := hover(editor, "expected_return: 1.8", 18)) and said)
    assert "`budget/expected-return`" in text
    assert "headroom" in text


def test_hovering_over_a_key_tells_what_it_means_and_what_it_is_measured_in(editor):
    text = hover(editor, "  total: 3000000.00", 4)
    assert "**total**" in text
    assert "in CNY" in text
    assert "Lower-case kebab" in hover(editor, "{id: nps", 2)
    assert "in CNY" in hover(editor, "{kpi: ltv, date: 2026-06-30, value: 640.00}", 38)
    assert "in points" in hover(editor, "baseline: 32, target: 52", 11)


def test_hovering_over_a_finding_tells_the_arithmetic_the_clause_and_why(editor):
    editor.type("plan.yaml", changed("horizon: P19M", "horizon: P11M"))
    assert editor.rules("plan.yaml") == ["budget/horizon"]  # until then it is told what was known before
    text = hover(editor, "P11M")
    assert "**error**" in text
    assert "`budget/horizon`" in text
    assert "**C2.4a " in text
    assert len(text) > 200


def test_hovering_over_a_waived_finding_tells_why_it_is_accepted(editor):
    text = changed(
        "  horizon: P19M", "  # opscheck: ignore[budget/horizon] until=2026-12-31 -- agreed\n  horizon: P11M"
    )
    editor.type("plan.yaml", text)
    assert editor.diagnostics("plan.yaml") == []
    assert "accepted until 2026-12-31: agreed" in hover(editor, "P11M")


def test_hovering_over_a_reference_tells_what_it_names(editor):
    assert "促销方案从提出到上线平均 11 天" in hover(editor, "addresses: [slow]", 12)


def test_what_a_plan_says_is_no_markup(editor):
    editor.type("plan.yaml", changed("statement: 缩短方案上线周期", 'statement: "<img src=x> [a](http://b) **c**"'))
    text = hover(editor, "id: o-speed", 5)
    assert "<img" not in text.replace("\\<", "")
    assert "[a](" not in text


def test_an_editor_without_markdown_gets_plain_text(opscheck, start):
    editor = start(markdown=False)
    editor.open("plan.yaml", BAD)
    text = hover(editor, "P11M")
    assert "budget/horizon" in text
    assert "**" not in text
    assert "`" not in text


def test_hovering_over_nothing_says_nothing(editor):
    assert hover(editor, "# A complete operations plan") == ""


def test_hovering_in_chinese(opscheck, start):
    editor = start(locale="zh-CN")
    editor.open("plan.yaml", BAD)
    text = hover(editor, "P11M")
    assert "**错误**" in text


# --- actions


def actions(editor, where: str, only: list[str] | None = None, name: str = "plan.yaml") -> list[lsp.CodeAction]:
    editor.diagnostics(name)
    place = editor.at(name, where)
    context = lsp.CodeActionContext([], only=only)
    params = lsp.CodeActionParams(place.text_document, lsp.Range(place.position, place.position), context)
    return editor.ask(lsp.TEXT_DOCUMENT_CODE_ACTION, params)


def chosen(editor, action: lsp.CodeAction) -> str:
    """The text after an action that was chosen, as the editor applies it."""
    resolved = editor.ask(lsp.CODE_ACTION_RESOLVE, action)
    return applied(editor, resolved.edit)


def applied(editor, edit: lsp.WorkspaceEdit, name: str = "plan.yaml") -> str:
    (change,) = [each for each in edit.document_changes if each.text_document.uri == editor.uri(name)]
    assert change.text_document.version == editor.versions.get(name)
    return with_edits(editor.texts[name], change.edits)


def with_edits(text: str, edits: Sequence[lsp.TextEdit]) -> str:
    for each in sorted(edits, key=lambda each: (each.range.start.line, each.range.start.character), reverse=True):
        start, end = (offset(text, place) for place in (each.range.start, each.range.end))
        text = text[:start] + each.new_text + text[end:]
    return text


def offset(text: str, place: lsp.Position) -> int:
    lines = text.split("\n")
    line = lines[place.line].encode("utf-16-le")[: place.character * 2].decode("utf-16-le")
    return sum(len(each) + 1 for each in lines[: place.line]) + len(line)


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_safe_fix_is_preferred_and_changes_nothing_else(editor, line_end):
    editor.type("plan.yaml", MISSPELT.replace("\n", line_end))
    first, *_ = actions(editor, "statuss")
    assert (first.kind, first.is_preferred) == (lsp.CodeActionKind.QuickFix, True)
    assert first.diagnostics[0].code == "opscheck/unknown-key"
    assert chosen(editor, first) == GOOD.replace("\n", line_end)


def test_all_safe_fixes_are_one_action_of_the_source(editor):
    text = MISSPELT.replace("  timezone: Asia/Shanghai", "  timezon: Asia/Shanghai")
    editor.type("plan.yaml", text)
    assert not [
        each for each in actions(editor, "statuss") if isinstance(each, lsp.CodeAction) and each.kind == FIX_ALL
    ]
    (fix_all,) = actions(editor, "statuss", only=["source.fixAll"])
    assert fix_all.kind == FIX_ALL
    assert chosen(editor, fix_all) == GOOD


def test_a_fix_that_would_do_harm_is_refused_with_its_reason(editor):
    text = MISSPELT
    editor.type("plan.yaml", text)
    first, *_ = actions(editor, "statuss")
    editor.type("plan.yaml", GOOD)
    editor.diagnostics("plan.yaml")
    assert editor.ask(lsp.CODE_ACTION_RESOLVE, first).edit is None
    editor.wait(lambda: editor.messages == ["there is nothing left to fix"])


def test_accepting_with_a_comment_waits_for_the_reason(editor):
    editor.type("plan.yaml", BAD)
    comment = next(each for each in actions(editor, "P11M") if "comment" in each.title)
    text = chosen(editor, comment)
    before, _, after = text.partition("  # opscheck: ignore[budget/horizon] created=2026-07-01 -- \n")
    assert before + after == BAD
    editor.type("plan.yaml", text)
    assert sorted(editor.rules("plan.yaml")) == ["budget/horizon", "opscheck/waiver-malformed"]
    editor.type("plan.yaml", text.replace("2026-07-01 -- \n", "2026-07-01 -- agreed with the board\n"))
    assert editor.rules("plan.yaml") == []


def test_accepting_with_an_entry_waits_for_the_reason(editor):
    editor.type("plan.yaml", BAD)
    entry = next(each for each in actions(editor, "P11M") if "entry" in each.title)
    text = chosen(editor, entry)
    assert 'reason: ""' in text
    editor.type("plan.yaml", text)
    assert "budget/horizon" in editor.rules("plan.yaml")
    editor.type("plan.yaml", text.replace('reason: ""', "reason: agreed"))
    assert editor.rules("plan.yaml") == []


def test_what_cannot_be_accepted_is_not_offered_to_be(editor):
    editor.type("plan.yaml", MISSPELT)
    assert not [each.title for each in actions(editor, "statuss") if "ccept" in each.title]


def test_an_editor_that_does_not_ask_again_gets_the_edits_at_once(opscheck, start):
    editor = start(code_action=lsp.CodeActionClientCapabilities(), workspace=lsp.WorkspaceClientCapabilities())
    editor.open("plan.yaml", MISSPELT)
    first, *_ = actions(editor, "statuss")
    edits = first.edit.changes[editor.uri("plan.yaml")]
    assert with_edits(editor.texts["plan.yaml"], edits) == GOOD


def test_explaining_opens_the_page_about_the_rule(editor):
    editor.type("plan.yaml", BAD)
    explain = next(each for each in actions(editor, "P11M") if isinstance(each, lsp.Command))
    editor.ask(lsp.WORKSPACE_EXECUTE_COMMAND, lsp.ExecuteCommandParams(explain.command, explain.arguments))
    assert editor.shown[0].uri.endswith("/docs/rules/budget/horizon.md")


def test_explaining_says_why_where_nothing_can_be_opened(opscheck, start):
    editor = start(show_document=False)
    editor.ask(lsp.WORKSPACE_EXECUTE_COMMAND, lsp.ExecuteCommandParams("opscheck.explain", ["budget/horizon"]))
    (said,) = editor.wait(lambda: editor.messages)
    assert said.startswith("budget/horizon\n")


# --- completion


def completed(editor, old: str, new: str, name: str = "plan.yaml") -> dict[str, lsp.CompletionItem]:
    """What is offered at the | of ``new``, which somebody has just typed in place of ``old``."""
    before, _, after = new.partition("|")
    editor.replace(name, old, before + after)
    found = editor.ask(lsp.TEXT_DOCUMENT_COMPLETION, editor.at(name, before + after, len(before)))
    return {item.label: item for item in found.items}


def test_keys_are_offered_that_are_not_there_yet(editor):
    items = completed(editor, "  horizon: P19M", "  hor")
    assert "horizon" in items
    assert "total" not in items
    assert items["horizon"].text_edit.new_text == "horizon: "
    assert editor.piece("plan.yaml", items["horizon"].text_edit.range) == "hor"
    assert items["horizon"].documentation


def test_words_of_the_format_are_offered(editor):
    assert list(completed(editor, "status: approved", "status: ")) == ["draft", "review", "approved", "closed"]
    assert "pilot" in completed(editor, "- id: pilot\n", "- id: pilot\n    kind: ")


def test_ids_are_offered_where_one_is_named(editor):
    assert {"churn", "cost", "slow"} == set(completed(editor, "addresses: [slow]", "addresses: [slow, "))
    people = completed(editor, "  owner: chen-yu\n  timezone", "  owner: ch|\n  timezone")
    assert {"chen-yu", "marketing"} <= set(people)
    assert people["zhao-min"].detail == "赵敏"


def test_ids_of_the_plan_are_offered_in_its_fragments(opscheck, start):
    spread(opscheck)
    editor = start()
    editor.open("parts/kpis.yaml")
    editor.diagnostics("parts/kpis.yaml")
    old = "baseline: 32, target: 52, alert: 28, cadence: P3M, owner: sun-jia, source: crm}"
    assert "warehouse" in completed(editor, old, old.replace("crm}", "|}"), "parts/kpis.yaml")


def test_rules_are_offered_to_waivers(editor):
    assert "budget/horizon" in completed(editor, "waivers: []", "waivers:\n  - rule: bud")


def test_nothing_is_offered_in_comments(editor):
    assert completed(editor, "# A complete operations plan", "# A complete ") == {}


def test_a_broken_text_does_not_keep_from_completing(editor):
    editor.type("plan.yaml", GOOD + "x-broken: [\n")
    editor.diagnostics("plan.yaml")
    assert "draft" in completed(editor, "status: approved", "status: ")


# --- ids


def spans(editor, places: list[lsp.Location] | None) -> list[tuple[str, str]]:
    names = {editor.uri(name): name for name in ("plan.yaml", "parts/kpis.yaml")}
    return [(names[place.uri], editor.piece(names[place.uri], place.range)) for place in places or []]


def test_from_a_mention_to_the_declaration_across_files(opscheck, start):
    spread(opscheck)
    editor = start()
    editor.open("plan.yaml")
    editor.open("parts/kpis.yaml")
    (place,) = editor.ask(lsp.TEXT_DOCUMENT_DEFINITION, editor.at("plan.yaml", "kpi: ltv, due", 6))
    assert place.uri == editor.uri("parts/kpis.yaml")
    assert editor.piece("parts/kpis.yaml", place.range) == "ltv"
    back = lsp.ReferenceParams(lsp.ReferenceContext(True), lsp.TextDocumentIdentifier(place.uri), place.range.start)
    found = spans(editor, editor.ask(lsp.TEXT_DOCUMENT_REFERENCES, back))
    assert {text for _, text in found} == {"ltv"}
    assert {name for name, _ in found} == {"plan.yaml", "parts/kpis.yaml"}


def test_references_without_the_declaration(editor):
    place = editor.at("plan.yaml", "{id: churn", 6)
    params = lsp.ReferenceParams(lsp.ReferenceContext(False), place.text_document, place.position)
    assert spans(editor, editor.ask(lsp.TEXT_DOCUMENT_REFERENCES, params)) == [("plan.yaml", "churn")]


def test_an_id_is_highlighted_wherever_it_stands(editor):
    found = editor.ask(lsp.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT, editor.at("plan.yaml", "{id: churn", 6))
    assert [editor.piece("plan.yaml", each.range) for each in found] == ["churn", "churn"]


def renamed(editor, where: str, shift: int, name: str) -> lsp.WorkspaceEdit | None:
    place = editor.at("plan.yaml", where, shift)
    return editor.ask(lsp.TEXT_DOCUMENT_RENAME, lsp.RenameParams(place.text_document, place.position, name))


def test_renaming_changes_the_declaration_and_every_mention(editor):
    place = editor.ask(lsp.TEXT_DOCUMENT_PREPARE_RENAME, editor.at("plan.yaml", "{id: churn", 6))
    assert place.placeholder == "churn"
    text = applied(editor, renamed(editor, "{id: churn", 6, "leaving"))
    assert text == GOOD.replace("churn", "leaving")


@pytest.mark.parametrize(
    ("where", "shift", "name", "reason"),
    [
        ("{id: churn", 6, "Not an id", "Not an id is no id: lower-case letters and digits, joined by hyphens"),
        ("{id: churn", 6, "cost", "cost is the id of another item of problems"),
        (
            "- id: pilot\n",
            7,
            "trial",
            "the id pilot is also what it is in the framework's vocabulary: give it kind: pilot first",
        ),
        ("total: 3000000.00", 2, "x", "there is no id here"),
    ],
)
def test_a_name_that_would_do_harm_is_refused(editor, where, shift, name, reason):
    assert renamed(editor, where, shift, name) is None
    editor.wait(lambda: editor.messages == [reason])


# --- the outline


def test_the_outline_has_the_sections_and_their_items(editor):
    params = lsp.DocumentSymbolParams(lsp.TextDocumentIdentifier(editor.uri("plan.yaml")))
    symbols = {each.name: each for each in editor.ask(lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL, params)}
    stages = symbols["budget"].children[0]
    assert (stages.name, [each.name for each in stages.children]) == ("stages", ["early", "middle", "late"])
    assert [each.name for each in symbols["phases"].children] == ["diagnosis", "design", "pilot", "rollout"]
    pilot = symbols["phases"].children[2]
    assert editor.piece("plan.yaml", pilot.selection_range) == "pilot"


def test_ids_are_found_in_all_open_plans(editor):
    found = editor.ask(lsp.WORKSPACE_SYMBOL, lsp.WorkspaceSymbolParams("留存"))
    assert "churn: 次月留存率连续三个季度下降" in [each.name for each in found]
