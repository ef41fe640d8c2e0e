"""The page in a real browser: nothing runs or is loaded, everybody can read it, and it opens quickly."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
from command import GOOD, changed
from consumers import program
from consumers.browser import visit
from reports.html.sample import MANY_WRONGS, page, page_of, run_of
from reports.html.test_hostile import ALL, ATTACKS, leaves, plain, written

SIZES = {"phone": 390, "laptop": 1280}
SCHEMES = ("light", "dark")


def put(folder: Path, text: str, name: str = "report.html") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_everybody_can_read_it_on_any_screen(tmp_path: Path, lang: str) -> None:
    file = put(tmp_path, page(tmp_path, MANY_WRONGS, lang))
    visits = [
        {"file": file, "width": width, "scheme": scheme, "axe": True} for width in SIZES.values() for scheme in SCHEMES
    ]
    for asked, found in zip(visits, visit(*visits), strict=True):
        assert found["violations"] == [], asked
        assert found["overflow"] <= 0, f"it is wider than the screen: {asked}"
        assert _is_quiet(found)


def test_several_plans_can_be_read_as_well(tmp_path: Path) -> None:
    shown = page_of(run_of(tmp_path, good=GOOD, other=changed("id: retention-2026", "id: other", MANY_WRONGS)))
    for found in visit(*({"file": put(tmp_path, shown), "width": width, "axe": True} for width in SIZES.values())):
        assert (found["violations"], found["overflow"]) == ([], 0)


def _is_quiet(found: dict[str, Any]) -> bool:
    """Whether nothing ran, nothing was asked of the network, and nothing in the page could do either."""
    return found["ran"] is None and not any(
        found[name] for name in ("suspects", "dialogs", "requests", "console", "errors")
    )


@pytest.mark.parametrize("keep_ids", [True, False])
def test_nothing_of_a_hostile_plan_runs_or_is_loaded(tmp_path: Path, keep_ids: bool) -> None:
    data = plain()
    attacks = sorted(ATTACKS)
    for number, (owner, key) in enumerate(leaves(data)):
        if isinstance(owner[key], str) and key != "schema" and not (keep_ids and key in ("id", "kind", "phase")):
            owner[key] = ALL if number % 3 else ATTACKS[attacks[number % len(attacks)]]
    files = [put(tmp_path, page(tmp_path, written(data), lang), f"{lang}.html") for lang in ("en", "zh")]
    for found in visit(*({"file": file} for file in files)):
        assert _is_quiet(found), {name: found[name] for name in ("suspects", "dialogs", "requests", "console", "ran")}


def test_this_test_can_fail(tmp_path: Path) -> None:
    shown = page(tmp_path)
    bad = {
        "suspects": shown.replace("<main>", "<main><img src=x>"),
        "ran": shown.replace("<main>", "<main><script>window.ran=1</script>").replace(
            "default-src 'none'", "script-src *"
        ),
        "console": shown.replace("<main>", "<main><script>window.ran=1</script>"),
        "violations": shown.replace("<main>", '<main><input type="text">'),
    }
    pages = {name: put(tmp_path, text, f"{name}.html") for name, text in bad.items()}
    for name, found in zip(pages, visit(*({"file": file, "axe": True} for file in pages.values())), strict=True):
        assert name == "ran" or found[name], name


def test_findings_are_filtered_without_a_script(tmp_path: Path) -> None:
    file = put(tmp_path, page(tmp_path, MANY_WRONGS))
    everything, errors = visit({"file": file}, {"file": file, "clicks": ["warnings"]})
    assert 0 < errors["findings"] < everything["findings"]


def test_it_prints(tmp_path: Path) -> None:
    pdf = tmp_path / "report.pdf"
    visit({"file": put(tmp_path, page(tmp_path, MANY_WRONGS)), "pdf": str(pdf)})
    text = subprocess.run([program("pdftotext"), "-layout", str(pdf), "-"], capture_output=True, text=True).stdout
    assert "the budget covers 11 months, less than 12 months" in text
    assert "minimum: P12M" in text, "what is folded on the screen is not on paper"
    assert "Skip to the findings" not in text
