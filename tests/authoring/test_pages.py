"""Explanations of rules: in the terminal and as pages, which are committed and current."""

import re
from pathlib import Path

import pytest
from command import Shell

from opscheck.authoring.explanation import explain, related
from opscheck.authoring.pages import INDEX, page, pages
from opscheck.authoring.spelling import spelt
from opscheck.authoring.titles import titled, unlike
from opscheck.catalogue import Catalogue, parameters_schema
from opscheck.core import CORE_RULES
from opscheck.plugins import Plugins
from opscheck.source import load

ROOT = Path(__file__).parents[2]
CATALOGUE = Catalogue(Plugins())
RULES = CATALOGUE.rules
PAGES = pages(CATALOGUE, "en")


# --- the committed pages


def test_the_committed_pages_are_current():
    """To bring them up to date: opscheck explain --all --output docs/rules"""
    folder = ROOT / "docs" / "rules"
    committed = {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("*.md")}
    assert set(committed) == set(PAGES)
    assert [name for name, text in PAGES.items() if committed[name] != text] == []


def test_every_rule_has_a_page_and_the_index_leads_to_it():
    assert set(PAGES) == {INDEX, *(f"{rule}.md" for rule in RULES)}
    assert set(re.findall(r"\]\(([\w/-]+)\.md\)", PAGES[INDEX])) == set(RULES)
    assert all(f"`{rule}`" in PAGES[INDEX] for rule in CORE_RULES)


@pytest.mark.parametrize("rule", RULES)
def test_a_page_says_what_why_by_which_numbers_and_how_to_change_them(rule: str):
    text = PAGES[f"{rule}.md"]
    assert text.startswith(f"# {rule}\n\n")
    assert "**Why:** " in text
    assert all(f"- **{clause} " in text for clause in RULES[rule].clauses)
    assert all(f"| `{name}` |" in text for name in RULES[rule].model_fields)
    assert "\n## Good" in text
    assert "# <-" in text


@pytest.mark.parametrize("rule", RULES)
def test_what_may_be_said_in_a_ruleset_can_be_said_as_it_is_shown(rule: str):
    settings = load(explain(CATALOGUE, RULES[rule], "en").settings.encode(), "x.yaml").data["rules"][rule]
    assert settings.pop("severity") == RULES[rule].severity.name
    given = RULES[rule].model_validate(settings)
    assert given == RULES[rule].model_construct()


@pytest.mark.parametrize("rule", RULES)
def test_every_parameter_says_where_its_number_comes_from(rule: str):
    explained = explain(CATALOGUE, RULES[rule], "en")
    declared = parameters_schema(RULES[rule])["properties"]
    for parameter in explained.parameters:
        origin = declared[parameter.name]["origin"]
        start = (
            "our choice: "
            if "ours" in origin
            else "reported of one case"
            if "case" in origin
            else "from the framework, §"
        )
        assert parameter.origin.startswith(start)
        assert parameter.meaning


def test_links_between_pages_lead_to_pages():
    for name, text in PAGES.items():
        for target in re.findall(r"\]\((\.\./[\w/-]+\.md)\)", text):
            assert target.removeprefix("../") in PAGES, name


# --- the headings of examples


def examples_of(text: str) -> list[str]:
    """The headings of the examples of a page."""
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    return headings[headings.index("Changing it" if "Changing it" in headings else "如何修改") + 1 :]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_heading_of_an_example_tells_what_it_shows_and_no_two_are_the_same(lang: str):
    for name, text in (PAGES if lang == "en" else pages(CATALOGUE, lang)).items():
        if name != INDEX:
            headings = examples_of(text)
            assert len(set(headings)) == len(headings), name
            assert all(
                re.match(r"(Good|Bad)(, as of [\d-]+)?: .|[正反]例(（截至 [\d-]+）)?：.", each) for each in headings
            ), name


def test_it_says_what_the_rule_says_in_the_language_of_the_page():
    shown = examples_of(PAGES["budget/stage-ratio.md"])
    assert shown[0] == "Good: early takes 35.0 % of the total, within 30–40 %"
    assert shown[3] == "Bad: there is no late stage"
    assert examples_of(pages(CATALOGUE, "zh")["budget/stage-ratio.md"])[3] == "反例：缺少 late 阶段"


def test_examples_that_say_the_same_are_told_apart_by_what_else_they_say_or_by_a_number():
    said = [
        ("Bad", ["a"]),
        ("Bad", ["a", "b"]),
        ("Bad", ["a"]),
        ("Good", ["a"]),
        ("Bad", []),
        ("Bad", []),
        ("Bad", ["b"]),
    ]
    assert list(unlike(said, "en")) == ["Bad: a", "Bad: b", "Bad: a (2)", "Good: a", "Bad", "Bad (2)", "Bad: b (2)"]


def test_examples_that_the_rule_says_nothing_of_or_fails_on_are_good_and_bad(tmp_path: Path):
    from opscheck import Rule

    class Failing(Rule, id="budget/horizon"):
        """It fails.

        Good:
            plan: {id: a}

        Bad:
            plan: {id: b}  # <- nothing
        """

        def check(self, plan):
            if plan.header.id == "b":
                raise KeyError(plan)
            return iter(())

    entry = titled(explain(CATALOGUE, Failing, "en"), Failing, "en")
    assert [example.heading for example in entry.examples] == ["Good", "Bad"]


# --- related rules


def test_a_rule_that_speaks_of_another_is_related_to_it_and_the_other_way_round():
    assert "schedule/dates" in related(CATALOGUE, RULES["schedule/buffer"])
    assert "schedule/buffer" in related(CATALOGUE, RULES["schedule/dates"])


def test_no_rule_is_related_to_itself():
    assert all(rule.id not in related(CATALOGUE, rule) for rule in RULES.values())


# --- spelling


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("30%", "30%"),
        ("-25%", "-25%"),
        ("P1M", "P1M"),
        ("on", '"on"'),
        ("a b", '"a b"'),
        ("复购", '"复购"'),
        (["a", ["b"]], "[a, [b]]"),
        ({"a-b": None, "c": {}}, "{a-b: null, c: {}}"),
        (1.5, "1.5"),
        (True, "true"),
    ],
)
def test_a_value_is_spelt_as_yaml_writes_it(value: object, text: str):
    assert spelt(value) == text
    assert load(f"x: {text}\n".encode(), "x.yaml").data["x"] is not None or value is None


# --- the command


def test_explain_prints_a_page_too(opscheck: Shell):
    shown = opscheck("explain", "budget/reserve", "--format", "markdown")
    assert (shown.code, shown.err, shown.out) == (0, "", PAGES["budget/reserve.md"])


def test_explain_says_how_to_change_the_rule_and_what_is_related(opscheck: Shell):
    lines = opscheck("explain", "schedule/buffer").out.splitlines()
    changing = lines.index("Changing it:")
    assert lines[changing + 1 : changing + 3] == [
        "    rules:",
        "      schedule/buffer: {severity: error, minimum: 15%}",
    ]
    assert any(line.startswith("See also: ") and "schedule/dates" in line for line in lines)


def test_explain_says_what_is_met_by_declaration_alone(opscheck: Shell):
    assert "met by declaration alone" in opscheck("explain", "risk/knowledge-base").out
    assert "met by declaration alone" not in opscheck("explain", "budget/reserve").out
    assert "only where a ruleset asks for it" in opscheck("explain", "opscheck/evidence-missing").out


def test_all_pages_are_written_into_a_folder(opscheck: Shell):
    assert opscheck("explain", "--all", "--output", "pages/rules") == (0, "", "")
    folder = opscheck.folder / "pages" / "rules"
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*.md")} == set(PAGES)
    assert (folder / "budget" / "reserve.md").read_text("utf-8") == PAGES["budget/reserve.md"]


def test_a_folder_that_cannot_be_written_to_is_said(opscheck: Shell):
    opscheck.write({"pages": "a file"})
    result = opscheck("explain", "--all", "--output", "pages")
    assert result.code == 2
    assert "cannot be written" in result.err


@pytest.mark.parametrize(
    "arguments",
    [[], ["--all"], ["--output", "x"], ["budget/reserve", "--all", "--output", "x"], ["a/b", "--output", "x"]],
)
def test_what_is_to_be_explained_has_to_be_clear(opscheck: Shell, arguments: list[str]):
    result = opscheck("explain", *arguments)
    assert (result.code, result.out) == (2, "")
    assert "name a rule to explain, or all of them with --all" in result.err


def test_a_strangers_rule_without_clauses_has_a_page(tmp_path: Path):
    from opscheck import Pass, Rule, parameter

    class Named(Rule, id="budget/horizon"):
        """The plan | has *a* title.

        Why: <b>somebody</b> reads it.

        Good:
            plan: {id: a}
        """

        longest: int = parameter(5, "how `long`")

        def check(self, plan):
            yield Pass(plan.at(), "ok")

    explained = explain(CATALOGUE, Named, "en")
    assert explained.parameters[0].origin == "the rule's own"
    text = page(explained, "en")
    assert r"The plan \| has \*a\* title." in text
    assert r"\<b\>somebody\</b\>" in text
    assert r"how \`long\`" in text
