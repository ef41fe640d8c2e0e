"""What an editor with the YAML language server makes of the schemas: in a plan, a ruleset and a configuration."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from consumers import npm, program
from consumers.language_server import LanguageServer
from opscheck.cli import main

ROOT = Path(__file__).parents[2]
GOOD = (ROOT / "tests" / "data" / "good-plan.yaml").read_text(encoding="utf-8")
PLANS = [path for path in (ROOT / "examples").rglob("*.yaml") if "opscheck/v1" in path.read_text(encoding="utf-8")]
RULESETS = [*(ROOT / "rulesets").rglob("*.yaml"), *(ROOT / "examples/plugins").rglob("rulesets/*.yaml")]
SETTINGS = {"yaml": {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}}
PLAN = "schema: opscheck/v1\nplan: {id: p}\n"


class Editor(LanguageServer):
    """An editor whose texts begin with the line that names their schema."""

    def begin(self, kind: str, text: str) -> str:
        return f"# yaml-language-server: $schema={(self.folder / f'{kind}.json').as_uri()}\n{text}"


@pytest.fixture(scope="module", params=["en", "zh"])
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def editor(lang: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    server = npm("yaml-language-server", "bin/yaml-language-server")
    folder = tmp_path_factory.mktemp("editor")
    for kind in ("plan", "ruleset", "config"):
        with pytest.MonkeyPatch.context() as patch:
            printed: list[str] = []
            patch.setattr("builtins.print", lambda text, to=printed: to.append(text))
            assert main(["schema", kind, "--lang", lang]) == 0
        (folder / f"{kind}.json").write_text(printed[0], encoding="utf-8")
    with Editor([program("node"), str(server), "--stdio"], folder, SETTINGS) as running:
        yield running


# --- diagnostics


def test_what_is_shipped_gives_no_diagnostics(editor: Editor) -> None:
    assert editor.diagnostics(editor.begin("plan", GOOD)) == []
    for path in PLANS:
        if "defective" not in path.parts:
            assert editor.diagnostics(editor.begin("plan", path.read_text(encoding="utf-8"))) == [], path
    for path in RULESETS:
        if path.parent.name != "frameworks":
            assert editor.diagnostics(editor.begin("ruleset", path.read_text(encoding="utf-8"))) == [], path
    for path in (ROOT / "examples").rglob("opscheck.yaml"):
        assert editor.diagnostics(editor.begin("config", path.read_text(encoding="utf-8"))) == [], path


@pytest.mark.parametrize(
    ("text", "line", "en", "zh"),
    [
        ("horizon: 19 months", 4, "A period in ISO 8601: P9D, P2W, P1M or PT72H", "ISO 8601 时长"),
        ("horizons: P19M", 4, "Property horizons is not allowed.", "horizons"),
        ("stages: [{id: Early}]", 4, "Lower-case letters and digits, joined by hyphens", "小写字母"),
        ("total: -3 USD", 4, "An amount that is not negative", "不为负"),
        ("stages: {id: early}", 4, "A list belongs here", "此处应为列表"),
        ("reserves: {contingency: {confidence: 120%}}", 4, "0% to 100%, or a ratio from 0 to 1", "0%"),
    ],
)
def test_a_mistake_in_a_plan_is_shown_at_its_line(
    editor: Editor, lang: str, text: str, line: int, en: str, zh: str
) -> None:
    [(found, message)] = editor.diagnostics(editor.begin("plan", f"{PLAN}budget: {{{text}}}\n"))
    assert (found, (en if lang == "en" else zh) in message) == (line, True), message


@pytest.mark.parametrize(
    ("text", "en", "zh"),
    [
        ("unit: furlongs", "percent, ratio, count, points", "percent、ratio"),
        ("unit: hours, baseline: 31%", "A number: only what is measured in percent", "只有以 percent 计量"),
        ("unit: percent, baseline: 31", "A percentage such as 15%", "百分比，如 15%"),
    ],
)
def test_a_value_that_does_not_fit_its_unit_says_what_would(
    editor: Editor, lang: str, text: str, en: str, zh: str
) -> None:
    [(line, message)] = editor.diagnostics(editor.begin("plan", f"{PLAN}kpis:\n  - {{id: a, {text}}}\n"))
    assert (line, (en if lang == "en" else zh) in message) == (5, True), message


@pytest.mark.parametrize(
    ("kind", "text", "says"),
    [
        ("ruleset", "rules: {budget/reserve: {minimun: 20%}}", "Property minimun is not allowed."),
        ("ruleset", "rules: {budget/reserve: fatal}", 'Valid values: "on", "off", "info", "warning", "error".'),
        ("ruleset", "rules: {budget/resrve: off}", "Property budget/resrve is not allowed."),
        ("ruleset", "rules: {our/lines: {assert: a}}", 'Missing property "message".'),
        ("config", "fail-on: sometimes", 'Valid values: "error", "warning", "info", "never".'),
        ("config", "fail_on: never", "Property fail_on is not allowed."),
        ("config", "limits: {depth: 0}", "minimum of 1"),
        ("config", "overrides: [{files: a}]", 'Missing property "rules".'),
    ],
)
def test_a_mistake_in_a_ruleset_or_a_configuration_is_explained(
    editor: Editor, kind: str, text: str, says: str
) -> None:
    [(line, message)] = editor.diagnostics(editor.begin(kind, text))
    assert (line, says in message) == (2, True), message


# --- hover


@pytest.mark.parametrize(
    ("kind", "text", "en", "zh"),
    [
        ("plan", PLAN + "bud¦get: {total: 3}", "What the plan may cost", "预算"),
        ("plan", PLAN + "budget: {hori¦zon: P1M}", "The time that the budget covers", "预算"),
        ("ruleset", "rules: {budget/res¦erve: off}", "Clauses: C3.3b. By default: error.", "条款：C3.3b。"),
        ("ruleset", "rules: {budget/reserve: {min¦imum: 20%}}", "from the framework, §3.3", "§3.3"),
        ("config", "rule¦set: strict", "The ruleset that judges", "检查所用的规则集"),
    ],
)
def test_a_key_is_explained_where_the_pointer_is(
    editor: Editor, lang: str, kind: str, text: str, en: str, zh: str
) -> None:
    assert (en if lang == "en" else zh) in editor.hover(editor.begin(kind, text))


# --- completion


@pytest.mark.parametrize(
    ("kind", "text", "offered"),
    [
        ("plan", PLAN + "¦", {"budget", "risks", "kpis"}),
        ("plan", "schema: opscheck/v1\nplan:\n  id: p\n  status: ¦\n", {"draft", "review", "approved", "closed"}),
        ("plan", PLAN + "budget:\n  stages:\n    - id: a\n      kind: ¦\n", {"early", "middle", "late", "other"}),
        ("plan", PLAN + "kpis:\n  - id: a\n    unit: ¦\n", {"percent", "hours", "CNY"}),
        ("ruleset", "¦", {"name", "extends", "rules", "severities"}),
        ("ruleset", "rules:\n  ¦", {"budget/reserve", "drill/frequency", "opscheck/placeholder"}),
        ("ruleset", "rules:\n  budget/reserve: ¦\n", {"error", "warning", "info"}),
        ("ruleset", "rules:\n  budget/reserve:\n    ¦\n", {"severity", "minimum"}),
        ("ruleset", "rules:\n  our/lines:\n    ¦\n", {"severity", "for", "assert"}),
        ("config", "¦", {"ruleset", "rules", "fail-on", "require-plugins"}),
        ("config", "ruleset: ¦\n", {"standard", "strict", "agile", "draft"}),
        ("config", "fail-on: ¦\n", {"error", "warning", "info", "never"}),
        ("config", "format: ¦\n", {"text", "json", "sarif"}),
    ],
)
def test_what_fits_is_offered(editor: Editor, kind: str, text: str, offered: set[str]) -> None:
    assert offered <= set(editor.completion(editor.begin(kind, text)))


def test_on_and_off_are_inserted_so_that_every_yaml_reads_them_as_words(editor: Editor) -> None:
    inserted = editor.completion(editor.begin("config", "rules:\n  budget/reserve: ¦\n")).values()
    assert {'"off"', "off"} & set(inserted)


# --- without a line in the file


def test_a_setting_can_name_the_schema_instead_of_a_line_in_each_file(tmp_path: Path) -> None:
    """The settings of docs/guides/editors.md."""
    guide = (ROOT / "docs" / "guides" / "editors.md").read_text(encoding="utf-8")
    settings = json.loads(re.search(r"```json\n(\{\n  \"yaml.schemas\".*?\n\})\n```", guide, re.DOTALL)[1])  # type: ignore[index]
    for kind in ("plan", "ruleset", "config"):
        with pytest.MonkeyPatch.context() as patch:
            printed: list[str] = []
            patch.setattr("builtins.print", lambda text, to=printed: to.append(text))
            main(["schema", kind])
        (tmp_path / ".vscode").mkdir(exist_ok=True)
        (tmp_path / ".vscode" / f"opscheck-{kind}.json").write_text(printed[0], encoding="utf-8")
    server = npm("yaml-language-server", "bin/yaml-language-server")
    asked = {"yaml": {**SETTINGS["yaml"], "schemas": settings["yaml.schemas"]}}
    with LanguageServer([program("node"), str(server), "--stdio"], tmp_path, asked) as editor:
        assert editor.diagnostics(PLAN + "budgets: {}\n", "plan.yaml") == [(3, "Property budgets is not allowed.")]
        assert editor.diagnostics("rulez: {}\n", "opscheck.yaml") == [(1, "Property rulez is not allowed.")]
