"""Everything a person reads is in the language that was asked for; what programs read never changes."""

import re
import shutil
from pathlib import Path

import pytest
from command import BAD, DAY, GOOD, Shell
from stranger import good_plugin, install

from opscheck.authoring.catalogues.compiled import compile_file
from opscheck.authoring.schema import plan_schema
from opscheck.catalogue import Catalogue
from opscheck.cli import COMMANDS
from opscheck.core import CORE_RULES
from opscheck.display import say, width
from opscheck.documentation import documentation
from opscheck.plugins import Plugins
from opscheck.project.keys import CONFIGURATION
from opscheck.reports import FORMATS
from opscheck.testing import run_rule

EXAMPLES = Path(__file__).parents[2] / "examples"
CHINESE = re.compile("[\u4e00-\u9fff]")
WORD = re.compile(r"[A-Za-z]{2,}")
# What Chinese texts call by these names, too; options, commands and choices are typed as they are.
NAMES = set(
    "opscheck Schema Markdown Scrum Python git Git GitHub id ids Asia Shanghai Europe Berlin Rule Plan Problem "
    "hookimpl auto always never true false error warning info severity main standard strict draft agile "
    "line endLine col endColumn title file notice prune clean".split()
)


def _words_of_the_format() -> set[str]:
    """Keys, vocabulary and enumerations of the format and of configurations, rule ids, parameters, commands."""
    plugins = Plugins()
    names = [str(plan_schema()), *plugins.rules, *CORE_RULES, *COMMANDS, *FORMATS, *CONFIGURATION]
    names += [name for rule in plugins.rules.values() for name in rule.model_fields]
    names += [str(field.default) for rule in plugins.rules.values() for field in rule.model_fields.values()]
    names += [clause.framework for clause in Catalogue(plugins).clauses.values()]
    names += [name for plugin in plugins.all for name in (plugin.name, plugin.module, plugin.distribution)]
    return {word for name in names for word in WORD.findall(name)}


FORMAT_WORDS = _words_of_the_format()


def left_in_english(said: str, *texts: str) -> set[str]:
    """The words of a Chinese output that are neither names, nor the format's, nor of these texts."""
    prose = "\n".join(line for line in said.splitlines() if not re.match(r" *\d* *[|·] ", line))
    prose = re.sub(r"[\w./-]+/[\w./*-]+|--?[a-z][a-z-]*|\{[^{}\u4e00-\u9fff]*\}|\b[A-Z]{2,}\b|`[^`]*`", " ", prose)
    known = {word for text in texts for word in WORD.findall(text)}
    return {word for word in WORD.findall(prose) if CHINESE.search(said)} - known - NAMES - FORMAT_WORDS


# --- rules


@pytest.mark.parametrize("rule", Plugins().rules.values(), ids=lambda rule: rule.id)
def test_whatever_a_rule_says_in_its_examples_is_chinese(rule):
    text = documentation(rule)
    for example in (*text.good, *text.bad):
        report = run_rule(rule, example.text, example.as_of)
        messages = [part for finding in report.findings for part in (finding.message, finding.arithmetic, finding.help)]
        messages += [evidence.message for outcome in report.outcomes for evidence in outcome.evidence]
        messages += [finding.measure.message for finding in report.findings if finding.measure]
        for message in filter(None, messages):
            spoken = say(message, "zh")
            assert left_in_english(spoken, example.text) == set(), spoken


# --- commands


@pytest.fixture
def chinese(opscheck: Shell) -> Shell:
    """A folder with the examples, and a Chinese user's locale."""
    shutil.copytree(EXAMPLES, opscheck.folder / "examples")
    opscheck.write({"bad.yaml": BAD, "good.yaml": GOOD, "broken.yaml": "schema: opscheck/v1\nplan: {id: x\n"})
    opscheck.environ["LANG"] = "zh_CN.UTF-8"
    return opscheck


def _plans(shell: Shell) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in shell.folder.rglob("*.yaml")]


@pytest.mark.parametrize(
    "line",
    [
        "check examples/defective --as-of 2026-09-15 --statistics --show-passes",
        "check examples/coffee-loyalty examples/clinic-pharmacies-zh --as-of 2026-07-01",
        "check examples/fragments bad.yaml --as-of 2026-07-01 --format markdown",
        "check bad.yaml --as-of 2026-07-01 --format github",
        "check broken.yaml nosuch.yaml",
        "check broken.yaml",
        "check --show-settings good.yaml",
        "check --ruleset standart good.yaml",
        "check --as-of tomorrow good.yaml",
        "check --select nosuch/* good.yaml",
        "check --output xml:x good.yaml",
        "clauses examples/defective --as-of 2026-09-15",
        "clauses good.yaml --format markdown --as-of 2026-07-01",
        "clauses",
        "rules",
        "plugins",
        "explain budget/stage-ratio --format markdown",
        "explain opscheck/placeholder",
        "explain nosuch/rule",
        "explain",
        "init new.yaml",
        "init good.yaml",
        "init nosuch/plan.yaml",
        "fix examples/defective --as-of 2026-09-15",
        "trend bad.yaml",
        "test drill/frequency",
        "nosuch",
        "check --nosuch",
        "check --color mauve",
        *(f"{command} --help" for command in COMMANDS),
        "--help",
    ],
)
def test_no_english_word_is_left_in_what_a_command_says(chinese: Shell, line: str):
    plans = _plans(chinese)
    result = chinese(*line.split())
    said = result.out + result.err
    assert CHINESE.search(said)
    examples = [example.text for rule in Plugins().rules.values() for example in documentation(rule).bad]
    assert left_in_english(said, *plans, line, *(examples if "explain" in line else ())) == set(), said


@pytest.mark.parametrize("rule", [*Plugins().rules, *CORE_RULES])
def test_explanations_are_chinese(rule: str, capsys: pytest.CaptureFixture[str]):
    from opscheck.cli import main

    assert main(["explain", rule, "--lang", "zh"]) == 0
    said, *_ = re.split("\n(?:正例|反例)", capsys.readouterr().out)
    assert left_in_english(said) == set(), said


def test_columns_are_as_wide_as_they_look(chinese: Shell):
    table = chinese("plugins").out.splitlines()
    second = {
        width(line[: re.search(r"  (?=\S)", line).end()]) for line in table if not line.startswith("organization")
    }
    assert len(second) == 1
    rows = chinese("rules").out.splitlines()
    starts = {
        width(line[: CHINESE.search(re.sub("^\\S+ +[错警提]\\S ", lambda found: "x" * len(found[0]), line)).start()])
        for line in rows
    }
    assert len(starts) == 1


# --- which language


@pytest.mark.parametrize(
    ("environ", "arguments", "configured", "is_chinese"),
    [
        ({}, [], "", False),
        ({"LANG": "zh_CN.UTF-8"}, [], "", True),
        ({"LANG": "zh"}, [], "", True),
        ({"LANG": "C.UTF-8"}, [], "", False),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, [], "", False),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "zh_CN", "LC_ALL": "C"}, [], "", False),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, [], "", True),
        ({"LANG": "de_DE.UTF-8"}, [], "", False),
        ({"LANG": "zh_CN.UTF-8"}, ["--lang", "en"], "", False),
        ({}, ["--lang=zh"], "", True),
        ({}, [], "lang: zh", True),
        ({"LANG": "zh_CN.UTF-8"}, [], "lang: en", False),
        ({"OPSCHECK_LANG": "zh"}, [], "lang: en", True),
        ({"OPSCHECK_LANG": "en", "LANG": "zh_CN.UTF-8"}, [], "lang: zh", False),
        ({"OPSCHECK_LANG": "en"}, ["--lang", "zh"], "", True),
    ],
)
def test_option_then_variable_then_configuration_then_locale(
    opscheck: Shell, environ: dict[str, str], arguments: list[str], configured: str, is_chinese: bool
):
    opscheck.write({"plan.yaml": BAD, **({"opscheck.yaml": configured} if configured else {})})
    result = opscheck.check("plan.yaml", *arguments, **environ)
    assert bool(CHINESE.search(result.out.splitlines()[0])) == is_chinese


UNKNOWN = "opscheck: OPSCHECK_LANG is fr, which is none of en, zh: messages are in English\n"


@pytest.mark.parametrize(
    ("environ", "arguments", "said"),
    [
        ({"OPSCHECK_LANG": "fr"}, [], UNKNOWN),
        ({"OPSCHECK_LANG": "fr_FR.UTF-8", "LANG": "zh_CN.UTF-8"}, [], UNKNOWN.replace("fr,", "fr_FR.UTF-8,")),
        ({"OPSCHECK_LANG": "\x1b[31m"}, [], UNKNOWN.replace("fr,", r"\x1b[31m,")),
        ({"OPSCHECK_LANG": "fr"}, ["--lang", "zh"], ""),
        ({"OPSCHECK_LANG": "ZH-Hans"}, [], ""),
        ({"OPSCHECK_LANG": "en_GB.UTF-8"}, [], ""),
        ({"OPSCHECK_LANG": ""}, [], ""),
        ({"LANG": "fr_FR.UTF-8"}, [], ""),
    ],
)
def test_a_variable_that_names_no_language_of_ours_is_said_once_and_changes_nothing_else(
    opscheck: Shell, environ: dict[str, str], arguments: list[str], said: str
):
    opscheck.write({"plan.yaml": BAD})
    usual = opscheck.check("plan.yaml", *(arguments or ["--lang", "en" if said else "zh"]))
    for _ in range(2):  # the second is answered from the cache
        result = opscheck.check("plan.yaml", *arguments, **environ)
        assert (result.code, result.err) == (1, said)
        assert result.out == usual.out or not said


def test_every_command_says_it(opscheck: Shell):
    opscheck.write({"plan.yaml": GOOD})
    for line in (["rules"], ["explain", "budget/reserve"], ["review", "--plain"], ["plugins"]):
        assert opscheck(*line, OPSCHECK_LANG="fr").err.count(UNKNOWN) == 1, line


def test_mistakes_on_the_command_line_are_said_in_the_language_of_the_option(opscheck: Shell):
    assert "没有命令 chek，是否想写 check？" in opscheck("chek", "--lang", "zh").err
    assert "无法识别的参数：--fromat" in opscheck("check", "--fromat", "--lang", "zh").err
    assert "缺少必需的参数" in opscheck("plugins", "new", LANG="zh_CN.UTF-8").err
    assert "用法：opscheck check" in opscheck("check", "--help", "--lang", "zh").out
    assert opscheck("check", "--help", "--lang", "en", LANG="zh_CN.UTF-8").out == opscheck("check", "--help").out


def test_what_git_says_is_asked_for_in_no_language(opscheck: Shell):
    """The language of our own messages changes nothing for the programs that we start."""
    opscheck.write({"plan.yaml": GOOD})
    assert opscheck.check("plan.yaml", "--lang", "zh").code == 0


# --- for programs


@pytest.mark.parametrize(
    "line",
    [
        "check bad.yaml --format json",
        "check bad.yaml --format csv",
        "check bad.yaml --format gitlab",
        "rules --format json",
        "plugins --format json",
        "clauses bad.yaml --format json",
        "schema",
    ],
)
def test_what_programs_read_is_the_same_in_every_locale(chinese: Shell, line: str):
    arguments = [*line.split(), *(["--as-of", DAY] if "bad.yaml" in line else [])]
    english, spoken = (_steady(chinese(*arguments, LANG=lang).out) for lang in ("C.UTF-8", "zh_CN.UTF-8"))
    assert english
    if "csv" in line or "gitlab" in line:  # what they are for shows the messages to people
        keys = re.compile(r'^[\w",]+$|"\w+":', re.MULTILINE)
        assert keys.findall(spoken) == keys.findall(english)
    else:
        assert spoken == english
        assert line == "schema" or _steady(chinese(*arguments, "--lang", "zh").out) == english


def _steady(said: str) -> str:
    """An output without what differs each time."""
    return re.sub(r'"load_ms": [\d.]+', "", said)


def test_a_concise_line_begins_alike_in_every_language(chinese: Shell):
    english, spoken = (chinese.check("bad.yaml", "--format", "concise", LANG=lang).out for lang in ("C", "zh_CN"))
    assert english.startswith("bad.yaml:58:12: error budget/horizon the budget covers")
    assert spoken == "bad.yaml:58:12: error budget/horizon 预算只覆盖 11 个月，少于 12 个月\n"


def test_an_english_run_reads_no_catalogue(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    from opscheck import translations
    from opscheck.cli import main

    def refuse(lang: str) -> None:
        raise AssertionError(f"a catalogue of {lang} is read")

    monkeypatch.setattr(translations, "_catalogue", refuse)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "OPSCHECK_LANG"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "plan.yaml").write_text(BAD, encoding="utf-8")
    assert main(["check", "--as-of", DAY, "--statistics", "--show-passes", str(tmp_path / "plan.yaml")]) == 1


# --- strangers


def _installed(shell: Shell, texts: dict[str, str] | None) -> None:
    """A stranger's plugin, with these translations."""
    site = shell.folder / "site"
    shell.environ["PYTHONPATH"] = str(site)
    install(site, "opscheck-acme", good_plugin(), "acme_rules")
    shell.write({"plan.yaml": GOOD, ".opscheck.yaml": "ruleset: acme/recommended\n"})
    if texts is not None:
        folder = site / "acme_rules/locale/zh/LC_MESSAGES"
        folder.mkdir(parents=True)
        entries = [f'msgid "{english}"\nmsgstr "{said}"\n' for english, said in texts.items()]
        header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
        (folder / "acme_rules.po").write_text("\n".join([header, *entries]), encoding="utf-8")
        compile_file(folder / "acme_rules.po")


SEASONS = "the title {title} names no season"


def test_a_plugin_without_translations_is_heard_in_english(opscheck: Shell):
    _installed(opscheck, None)
    said = opscheck.check("plan.yaml", "--lang", "zh").out
    assert re.search(r"^警告：.*acme/seasonal$", said, re.MULTILINE)
    english = re.search(r"^warning: (.*)   acme/seasonal$", opscheck.check("plan.yaml").out, re.MULTILINE)[1]
    assert f"警告：{english}   acme/seasonal" in said


def test_a_plugin_brings_its_own_translations_and_takes_none_away(opscheck: Shell):
    _installed(opscheck, None)
    finding = opscheck.check("plan.yaml", "--format", "json").data["findings"][0]
    _installed(opscheck, {finding["template"]: "标题未写明季节", "warning": "WRONG"})
    said = opscheck.check("plan.yaml", "--lang", "zh").out
    assert "警告：标题未写明季节   acme/seasonal\n" in said
    shutil.rmtree(opscheck.folder / "site/acme_rules/locale")
    assert "标题未写明季节" not in opscheck.check("plan.yaml", "--lang", "zh").out


@pytest.mark.parametrize("content", [b"", b"no catalogue", bytes(range(256)) * 8])
def test_a_damaged_catalogue_of_a_stranger_breaks_nothing(opscheck: Shell, content: bytes):
    _installed(opscheck, {"x": "y"})
    (opscheck.folder / "site/acme_rules/locale/zh/LC_MESSAGES/acme_rules.mo").write_bytes(content)
    result = opscheck.check("plan.yaml", "--lang", "zh")
    assert (result.code, result.err) == (0, "")
    assert "警告：" in result.out


def test_braces_in_a_translation_cannot_break_a_message(opscheck: Shell):
    _installed(opscheck, None)
    template = opscheck.check("plan.yaml", "--format", "json").data["findings"][0]["template"]
    _installed(opscheck, {template: "{} {0} {titel!r} {"})
    assert "警告：{} {0} {titel!r} {   acme/seasonal\n" in opscheck.check("plan.yaml", "--lang", "zh").out
