"""The documentation site: complete, in both languages, and without a link that leads nowhere."""

import importlib.util
import json
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote, urljoin, urlparse

import pytest
from jsonschema import Draft202012Validator

ROOT = Path(__file__).parents[1]


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("website_build", ROOT / "website" / "build.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SITE = _load()
KNOWN = {lang: set(SITE.sources(lang)) for lang in SITE.FOLDERS}


def listed() -> set[str]:
    """The pages that the table of contents names."""
    entries = [entry for entry in SITE.NAVIGATION if isinstance(entry[2], str)]
    return {entry[0] for entry in [*entries, *(one for entry in SITE.NAVIGATION for one in _below(entry))]}


def _below(entry: tuple) -> list:
    return [] if isinstance(entry[2], str) else entry[2]


# --- before it is built


def test_every_page_is_in_the_table_of_contents() -> None:
    pages = {name for lang in KNOWN for name in KNOWN[lang] if not name.startswith("rules/")}
    assert pages - listed() == set()


def test_every_page_is_in_both_languages_and_so_is_every_rule() -> None:
    assert KNOWN["zh"] == KNOWN["en"]
    assert any(name.startswith("rules/budget/") for name in KNOWN["zh"])


@pytest.mark.parametrize(
    ("text", "lang", "becomes"),
    [
        ("[a](../api.md)", "en", "[a](../api.md)"),
        ("[a](../api.md#x)", "zh", "[a](../../../api/#x)"),
        ("[a](../api.zh.md#x)", "zh", "[a](../api.md#x)"),
        ("[a](../plan-format.zh.md#x)", "zh", "[a](../plan-format.md#x)"),
        ("[a](../plan-format.md#x)", "zh", "[a](../../../plan-format/#x)"),
        ("[a](../rules/README.md)", "zh", "[a](../rules/README.md)"),
        ("[a](../plan-format.zh.md)", "en", "[a](../../zh/plan-format/)"),
        ("[a](../../CONTRIBUTING.md)", "en", f"[a]({SITE.REPOSITORY}/blob/main/CONTRIBUTING.md)"),
        ("[a](../../examples)", "zh", f"[a]({SITE.REPOSITORY}/tree/main/examples)"),
        ("[a](#x) [b](https://example.org/a.md)", "zh", "[a](#x) [b](https://example.org/a.md)"),
        ("![a](../images/check.svg)", "zh", "![a](../images/check.svg)"),
        ("`[a](../api.md)`", "zh", "`[a](../api.md)`"),
        ("[as `a`](../rulesets.zh.md), `b`", "zh", "[as `a`](../rulesets.md), `b`"),
        ("```yaml\n# [a](../api.md)\n```\n", "zh", "```yaml\n# [a](../api.md)\n```\n"),
        ("# T\n\n[English](x.md)\n\nText", "zh", "# T\n\nText"),
    ],
)
def test_links_lead_on_the_site_where_they_lead_in_the_repository(text: str, lang: str, becomes: str) -> None:
    assert SITE.page("guides/fixes.md", text, lang, KNOWN) == becomes


# --- as it is built


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("zensical", reason="the site is built by zensical: pip install -e '.[docs]'")
    SITE.BUILD = tmp_path_factory.mktemp("site")
    assert SITE.main() == 0
    return Path(SITE.BUILD / "site")


class _Page(HTMLParser):
    """The links of a page and the anchors in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.lang: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.anchors.add(given.get("id") or "")
        self.links += [value for name in ("href", "src") if (value := given.get(name)) is not None]
        if tag == "html":
            self.lang = given.get("lang")


def _links(page: Path, found: _Page, site: Path) -> Iterator[tuple[Path, str]]:
    here = "/" + page.relative_to(site).as_posix().removesuffix("index.html")
    for link in found.links:
        if not urlparse(link).scheme:
            url = urlparse(urljoin(here, link))
            path = site / unquote(url.path).lstrip("/")
            yield path / "index.html" if path.is_dir() else path, unquote(url.fragment)


def test_every_link_leads_to_a_page_and_a_place_in_it(site: Path) -> None:
    pages = {path: _Page(path.read_text(encoding="utf-8")) for path in site.rglob("*.html") if path.name != "404.html"}
    assert len(pages) > 200
    for page, found in pages.items():
        for path, anchor in _links(page, found, site):
            assert path.exists(), f"{page.relative_to(site)}: {path.relative_to(site)}"
            assert not anchor or path not in pages or anchor in pages[path].anchors, f"{page}: {anchor}"


def test_each_language_says_which_it_is_and_has_its_own_rules(site: Path) -> None:
    for lang, folder in SITE.FOLDERS.items():
        text = (site / folder / "rules/budget/reserve/index.html").read_text(encoding="utf-8")
        assert _Page(text).lang == lang
        assert bool(re.search(r"<h2[^>]*>\s*参数", text)) == (lang == "zh")


def test_the_schemas_are_published_where_the_guide_says(site: Path) -> None:
    for folder in SITE.FOLDERS.values():
        for kind in ("plan", "ruleset", "config"):
            schema = json.loads((site / folder / "schema" / f"{kind}.json").read_text(encoding="utf-8"))
            Draft202012Validator.check_schema(schema)
            assert schema["$id"] == f"urn:opscheck:{kind}:v1"


def test_a_link_that_leads_nowhere_ends_the_build(site: Path) -> None:
    broken = SITE.BUILD / "docs-en" / "index.md"
    broken.write_text("[nowhere](nowhere.md)", encoding="utf-8")
    shutil.rmtree(SITE.BUILD / "site")
    assert SITE.build(SITE.BUILD / "site-en.yml") != 0
