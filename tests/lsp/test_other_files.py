"""Configurations, rulesets and registers of waivers: checked, completed and explained as plans are."""

from pathlib import Path

import pytest
from command import GOOD
from lsprotocol import types as lsp

from opscheck.lsp.kinds import Kind, kind_of

ENTRY = "waivers:\n  - {rule: budget/horizon, at: budget.horizon, reason: agreed, }\n"
TOPICS = frozenset({"budget", "drill"})


def offered(editor, name: str, text: str) -> dict[str, str]:
    """What is offered at the bar, and the text that each writes."""
    offset = text.index("¦")
    editor.open(name, text.replace("¦", ""))
    editor.diagnostics(name)
    found = editor.ask(lsp.TEXT_DOCUMENT_COMPLETION, editor.position(name, offset))
    return {item.label: item.text_edit.new_text for item in found.items} if found else {}


def hover(editor, name: str, text: str) -> str:
    offset = text.index("¦")
    editor.open(name, text.replace("¦", ""))
    editor.diagnostics(name)
    found = editor.ask(lsp.TEXT_DOCUMENT_HOVER, editor.position(name, offset))
    return found.contents.value if found else ""


OURS = "ours.yaml"
"""A ruleset that no configuration names."""


@pytest.mark.parametrize(
    ("name", "text", "labels"),
    [
        ("opscheck.yaml", "¦", {"ruleset", "rules", "fail-on", "require-plugins"}),
        ("opscheck.yaml", "ruleset: ¦\n", {"standard", "strict", "draft", "agile"}),
        ("opscheck.yaml", "fail-on: ¦\n", {"error", "warning", "info", "never"}),
        ("opscheck.yaml", "rules:\n  ¦\n", {"budget/reserve", "drill/frequency", "opscheck/placeholder"}),
        (".opscheck.yaml", "rules:\n  budget/reserve: ¦\n", {"off", "warning", "error"}),
        (".opscheck.yaml", "rules:\n  budget/reserve:\n    ¦\n", {"severity", "minimum"}),
        (".opscheck.yaml", "overrides:\n  - files: drafts/**\n    rules: {¦}\n", {"budget/reserve"}),
        (OURS, "name: ours\n¦\nrules: {budget/reserve: off}\n", {"extends", "severities", "version"}),
        (OURS, "rules:\n  budget/reserve: off\n  drill/¦\n", {"drill/frequency"}),
        (OURS, "rules:\n  our/lines:\n    assert: a\n    ¦\n", {"for", "when", "message"}),
        ("opscheck-waivers.yaml", "¦", {"waivers"}),
        ("opscheck-waivers.yaml", ENTRY.replace(", }", ", ¦}"), {"approved_by", "until", "ticket"}),
        ("opscheck-waivers.yaml", "waivers:\n  - rule: ¦\n", {"budget/reserve", "drill/frequency"}),
    ],
)
def test_what_fits_is_offered(opscheck, start, name, text, labels):
    opscheck.write({"plan.yaml": GOOD})
    found = offered(start(), name, text)
    assert labels <= set(found)
    assert "kpis" not in found


def test_a_rule_is_written_with_room_for_its_severity(opscheck, start):
    assert offered(start(), "opscheck.yaml", "rules:\n  ¦\n")["budget/reserve"] == "budget/reserve: "


def test_keys_that_are_there_are_not_offered_again(opscheck, start):
    assert "ruleset" not in offered(start(), "opscheck.yaml", "ruleset: strict\n¦\n")


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("opscheck.yaml", "fail-¦on: never\n", "**fail-on**"),
        ("opscheck.yaml", "rules: {budget/res¦erve: off}\n", "C3.3b"),
        ("opscheck.yaml", "rules: {budget/reserve: {mini¦mum: 20%}}\n", "from the framework"),
        (OURS, "rules: {dri¦ll/*: off}\n", "All rules whose ids match"),
        ("opscheck-waivers.yaml", ENTRY.replace("reason", "rea¦son"), "**reason**"),
    ],
)
def test_a_key_is_explained(opscheck, start, name, text, says):
    assert says in hover(start(), name, text)


def test_in_chinese_too(opscheck, start):
    assert "规则集" in hover(start(locale="zh-CN"), "opscheck.yaml", "rule¦set: strict\n")


@pytest.mark.parametrize(
    ("name", "text", "piece", "says"),
    [
        ("opscheck.yaml", "fail-on: sometimes\n", "sometimes", "sometimes"),
        ("opscheck.yaml", "rules: {budget/horizn: off}\n", "budget/horizn", "budget/horizon"),
        (OURS, "rules: {budget/reserve: off, budget/horizn: off}\n", "budget/horizn", "budget/horizon"),
        (OURS, "extend: standard\nrules: {budget/reserve: off}\n", "extend", "extends"),
        (OURS, "rules: {budget/reserve: {minimum: many}}\n", "many", "minimum"),
        (OURS, "extends: nowhere\nrules: {budget/reserve: off}\n", "nowhere", "nowhere"),
    ],
)
def test_what_check_would_refuse_is_shown_where_it_stands(opscheck, start, name, text, piece, says):
    editor = start()
    editor.open(name, text)
    (found,) = editor.diagnostics(name)
    assert editor.piece(name, found.range) == piece
    assert says in found.message
    editor.type(name, "rules: {budget/reserve: off}\n")
    assert editor.diagnostics(name) == []


def test_a_ruleset_that_is_no_yaml_yet_is_still_one(opscheck, start):
    editor = start()
    editor.open(OURS, "rules:\n  budget/reserve: off\n  drill/frequency: {\n")
    assert len(editor.diagnostics(OURS)) == 1
    editor.type(OURS, "rules:\n  budget/reserve: off\n  \n  drill/frequency: {\n")
    place = editor.position(OURS, editor.texts[OURS].index("  \n") + 2)
    assert "budget/horizon" in {item.label for item in editor.ask(lsp.TEXT_DOCUMENT_COMPLETION, place).items}


def test_a_ruleset_may_extend_what_is_beside_the_configuration(opscheck, start):
    opscheck.write({"opscheck.yaml": "ruleset: rulesets/ours.yaml\n", "base.yaml": "rules: {budget/reserve: off}\n"})
    editor = start()
    editor.open("rulesets/ours.yaml", "extends: ../base.yaml\nrules: {budget/horizon: off}\n")
    assert editor.diagnostics("rulesets/ours.yaml") == []


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("opscheck.yaml", "", Kind.configuration),
        (".opscheck.yaml", "a: [", Kind.configuration),
        ("pyproject.toml", "[tool.opscheck]\n", None),
        ("opscheck-waivers.yaml", "", Kind.register),
        ("ours.yaml", "rules:\n  budget/reserve: off\n", Kind.ruleset),
        ("ours.yaml", 'rules: {"drill/*": off}\n', Kind.ruleset),
        ("ours.yaml", "rules:\n  our/lines:\n    assert: a\n    message: b\n", Kind.ruleset),
        ("eslint.yaml", "extends: standard\nrules:\n  import/no-cycle: off\n", None),
        ("spectral.yaml", "extends: spectral:oas\nrules:\n  paths:\n    then: {field: /budget/x}\n", None),
        ("plan.yaml", "schema: opscheck/v1\nrules: {budget/reserve: off}\n", None),
        ("plan.yaml", "x: budget/reserve\n", None),
        ("plan.yaml", "", None),
    ],
)
def test_a_file_is_what_its_name_or_its_rules_say(name, text, kind):
    assert kind_of(Path(name), text, TOPICS) is kind
