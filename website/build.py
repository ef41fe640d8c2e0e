"""The documentation site, in English and, below ``zh``, in Chinese: ``python website/build.py`` fills ``build/site``.

The pages are those of ``docs``: ``x.md`` in English and ``x.zh.md`` in Chinese. The pages of rules in Chinese, and the
JSON Schemas, are made here. A page that is not in Chinese yet is linked to in English, and links that leave ``docs``
lead into the repository. Zensical builds strictly: a link that leads nowhere ends the build.
"""

import json
import os.path
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from opscheck.authoring.pages import pages
from opscheck.authoring.schema import config_schema, plan_schema, ruleset_schema
from opscheck.catalogue import Catalogue
from opscheck.plugins import Plugins

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
BUILD = ROOT / "build"
REPOSITORY = "https://github.com/opscheck/opscheck"
SITE = "https://opscheck.github.io/opscheck/"
FOLDERS = {"en": "", "zh": "zh/"}
NAMES = {"en": "English", "zh": "中文"}
LINK_OR_CODE = re.compile(  # whichever comes first: a link's text may be code, and code may look like a link
    r"(?<!!)\[(?P<text>(?:(?!```)[^\]])*)\]\((?P<target>[^)#\s]*)(?P<anchor>#[^)\s]*)?\)|!\[[^\]]*\]\([^)]*\)"
    r"|```.*?```|`[^`\n]+`",
    re.DOTALL,
)
OTHER_LANGUAGE = re.compile(r"^\[(?:English|中文)\]\([^)]*\)\n+", re.MULTILINE)

STYLE = "extra.css"
SLUGIFY = "as GitHub does"
_YAML = {json.dumps(SLUGIFY): '!!python/object/apply:pymdownx.slugs.slugify {"kwds": {"case": "lower"}}'}

# Each page with its titles; what is in no list here is left out of the site, and a test finds it.
NAVIGATION: list[tuple[str, str, str] | tuple[str, str, list[tuple[str, str, str]]]] = [
    ("index.md", "Start here", "从这里开始"),
    (
        "For authors",
        "作者",
        [
            ("guides/first-plan.md", "The first plan", "第一份方案"),
            ("guides/fixes.md", "Fixes", "自动修复"),
            ("guides/only-what-is-new.md", "Only what is new", "只看新问题"),
            ("guides/editors.md", "In an editor", "在编辑器中"),
            ("plan-format.md", "The plan format", "方案格式"),
        ],
    ),
    (
        "For reviewers",
        "评审者",
        [
            ("guides/review.md", "Reviewing", "审阅"),
            ("guides/report.md", "The report", "报告"),
            ("guides/waivers.md", "Waivers", "豁免"),
            ("guides/baseline.md", "Baseline", "基线"),
            ("rulesets.md", "Rulesets", "规则集"),
            ("guides/many-plans.md", "Many plans", "大量方案"),
            ("guides/ci.md", "In CI", "在 CI 中"),
            ("formats.md", "Report formats", "报告格式"),
            ("performance.md", "Performance", "性能"),
        ],
    ),
    (
        "For rule writers",
        "规则编写者",
        [
            ("guides/declared-rules.md", "Rules without Python", "不用 Python 编写规则"),
            ("guides/plugins.md", "Plugins", "插件"),
            ("api.md", "The public interface", "公共接口"),
            ("architecture.md", "The architecture", "架构"),
            ("translating.md", "Translating", "翻译"),
        ],
    ),
]
RULES = {"en": "Rules", "zh": "规则"}


def sources(lang: str) -> dict[str, str]:
    """The pages of a language by their paths on the site, still with the links that they have in the repository."""
    found = {}
    for path in sorted(DOCS.rglob("*.md")):
        name, is_chinese = path.relative_to(DOCS).as_posix(), path.name.endswith(".zh.md")
        if is_chinese == (lang == "zh"):
            found[name.replace(".zh.md", ".md")] = path.read_text(encoding="utf-8")
    if lang == "zh":
        found |= {f"rules/{name}": text for name, text in pages(Catalogue(Plugins()), lang).items()}
    return found


def page(name: str, text: str, lang: str, known: dict[str, set[str]]) -> str:
    """A page with links as the site needs them; ``known`` are the pages of each language."""

    def linked(found: re.Match[str]) -> str:
        target = found["target"]
        if not target or re.match(r"[a-z]+:", target):
            return found[0]
        return f"[{found['text']}]({_target(name, target, lang, known)}{found['anchor'] or ''})"

    return LINK_OR_CODE.sub(linked, OTHER_LANGUAGE.sub("", text, count=1))


def _target(name: str, target: str, lang: str, known: dict[str, set[str]]) -> str:
    path = os.path.normpath(os.path.join("docs", os.path.dirname(name), target))
    inside = os.path.relpath(path, "docs").replace(".zh.md", ".md")
    in_chinese = (DOCS / inside).with_suffix(".zh.md").exists()  # so that a page that means it says so
    wanted = "zh" if target.endswith(".zh.md") else "en" if in_chinese else lang
    if path.startswith("docs/") and inside in known[wanted] and wanted == lang:
        return os.path.relpath(inside, os.path.dirname(name))
    other = next((each for each in (wanted, "en", "zh") if inside in known[each]), None)
    if path.startswith("docs/") and other:
        return os.path.relpath(FOLDERS[other] + _address(inside), FOLDERS[lang] + _address(name)) + "/"
    kind = "tree" if (ROOT / path).is_dir() else "blob"
    return f"{REPOSITORY}/{kind}/main/{path}"


def _address(name: str) -> str:
    """Where a page is on its language's site."""
    return re.sub(r"(^|/)(README|index)\.md$", r"\1", name).removesuffix(".md") or "."


def navigation(lang: str, known: set[str]) -> list[Any]:
    """The site's table of contents, with the pages that there are."""
    title = ("en", "zh").index(lang) + 1
    found: list[Any] = []
    for entry in NAVIGATION:
        if isinstance(entry[2], str):
            found.append({entry[title]: entry[0]})
            continue
        below = [{one[title]: one[0]} for one in entry[2] if one[0] in known]
        if below:  # Zensical links a section without pages to nowhere
            found.append({entry[title - 1]: below})
    return [*found, {RULES[lang]: ["rules/README.md", *_topics(known)]}]


def _topics(known: set[str]) -> Iterator[dict[str, list[str]]]:
    rules = sorted(name for name in known if name.startswith("rules/") and name.count("/") == 2)
    for topic, names in groupby(rules, key=lambda name: name.split("/")[1]):
        yield {topic: [{name.removeprefix("rules/").removesuffix(".md"): name} for name in names]}


def configuration(lang: str, known: set[str]) -> dict[str, Any]:
    """What Zensical needs to know."""
    here, up = ("./", "./zh/") if lang == "en" else ("../", "./")
    return {
        "site_name": "opscheck",
        "site_url": SITE + FOLDERS[lang],
        "repo_url": REPOSITORY,
        "docs_dir": f"docs-{lang}",
        "site_dir": f"site/{FOLDERS[lang]}",
        "nav": navigation(lang, known),
        "theme": {
            "language": lang,
            "features": ["navigation.indexes", "navigation.top", "content.code.copy", "search.highlight"],
            "palette": [
                {"media": f"(prefers-color-scheme: {media})", "scheme": scheme}
                for media, scheme in (("light", "default"), ("dark", "slate"))
            ],
            "font": False,
        },
        "extra_css": [STYLE],
        "extra": {
            "generator": False,
            "alternate": [
                {"name": NAMES["en"], "lang": "en", "link": here},
                {"name": NAMES["zh"], "lang": "zh", "link": up},
            ],
        },
        "markdown_extensions": [
            {"toc": {"permalink": True, "slugify": SLUGIFY}},
            "pymdownx.superfences",
            "pymdownx.highlight",
            "tables",
            "md_in_html",
        ],
    }


def schemas(lang: str) -> dict[str, Any]:
    """The JSON Schemas by their names."""
    catalogue = Catalogue(Plugins())
    return {
        "plan": plan_schema(lang),
        "ruleset": ruleset_schema(catalogue, lang),
        "config": config_schema(catalogue, lang),
    }


def prepare(lang: str) -> Path:
    """Write what Zensical builds from; gives the path of its configuration."""
    folder = BUILD / f"docs-{lang}"
    shutil.rmtree(folder, ignore_errors=True)
    known = {each: set(sources(each)) for each in FOLDERS}
    for name, text in sources(lang).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page(name, text, lang, known), encoding="utf-8")
    shutil.copytree(DOCS / "images", folder / "images")
    shutil.copy(ROOT / "website" / STYLE, folder / STYLE)
    (folder / "schema").mkdir()
    for name, schema in schemas(lang).items():
        text = json.dumps(schema, indent=2, ensure_ascii=False)
        (folder / "schema" / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    config, text = BUILD / f"site-{lang}.yml", json.dumps(configuration(lang, known[lang]), ensure_ascii=False)
    for said, meant in _YAML.items():  # JSON is YAML, but for functions
        text = text.replace(said, meant)
    config.write_text(text, encoding="utf-8")
    return config


def build(config: Path) -> int:
    """Build a language from what was prepared for it; gives Zensical's exit code."""
    command = [sys.executable, "-m", "zensical", "build", "--clean", "--strict", "--config-file", str(config)]
    return subprocess.run(command, cwd=config.parent, check=False).returncode


def main() -> int:
    """Build both languages; gives the exit code of the first that fails, else 0."""
    shutil.rmtree(BUILD / "site", ignore_errors=True)
    return next(filter(None, (build(prepare(lang)) for lang in FOLDERS)), 0)


if __name__ == "__main__":
    sys.exit(main())
