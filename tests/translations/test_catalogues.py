"""The catalogues are complete, and the tool that keeps them so does for a stranger's package what it does for ours."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from opscheck.authoring.catalogues.__main__ import own_packages
from opscheck.authoring.catalogues.compiled import compile_file
from opscheck.authoring.catalogues.files import TRANSLATED_INTO, Package
from opscheck.cli.options import LANGUAGES
from opscheck.looking import stamp

ROOT = Path(__file__).parents[2]
RULE = '''
class Seasonal(Rule, id="acme/seasonal"):
    """The title names a season."""

    def check(self, plan):
        yield verdict(met, at, "{title} names a season", "{title} names no season", title=title)
'''


# --- ours


def test_every_language_of_the_command_line_has_its_catalogues():
    assert {"en", *TRANSLATED_INTO} == set(LANGUAGES)


@pytest.mark.parametrize("name", own_packages())
@pytest.mark.parametrize("lang", TRANSLATED_INTO)
def test_a_catalogue_is_complete(name: str, lang: str):
    package = Package(name)
    assert list(package.flaws(lang)) == []
    if package.messages:
        assert package.file(lang).is_file()


@pytest.mark.parametrize("name", own_packages())
def test_a_catalogue_file_is_as_the_tool_writes_it(name: str, tmp_path: Path):
    """Whoever runs the tool changes nothing but what has changed in the sources."""
    package = Package(name)
    if not package.messages:
        return
    before = package.file("zh").read_bytes()
    package.update("zh")
    assert package.file("zh").read_bytes() == before


@pytest.mark.parametrize("name", own_packages())
def test_the_compiled_catalogue_is_current(name: str):
    file = Package(name).file("zh")
    if file.is_file():
        with file.with_suffix(".mo").open("rb") as stream:
            compiled = _strings(read_mo(stream))
        with file.open("rb") as stream:
            assert _strings(read_po(stream)) == compiled


def _strings(catalogue: Catalog) -> dict[str, str]:
    """What is said for each message, whatever its plurals are kept in."""
    return {str(list(message.id)): "".join(message.string) for message in catalogue if message.id}


def test_chinese_has_one_plural():
    for name in own_packages():
        file = Package(name).file("zh")
        if file.is_file():
            assert "nplurals=1; plural=0;" in file.read_text(encoding="utf-8")


def test_chinese_is_punctuated_like_chinese():
    """A full stop where English has one, and no half-width mark behind a Chinese character."""
    for package in filter(lambda package: package.messages, map(Package, own_packages())):
        for message in package.catalogue("zh"):
            if not message.id or message.pluralizable:
                continue
            english, chinese = str(message.id), str(message.string)
            assert english.endswith(".") == chinese.endswith("。"), chinese
            assert not re.search("[\u4e00-\u9fff][,;?!]", chinese), chinese
            assert not chinese.endswith(("。。", "，", "、")), chinese


# --- a stranger's


@pytest.fixture
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of a stranger, which can be imported."""
    folder = tmp_path / "acme_rules"
    folder.mkdir()
    (folder / "__init__.py").write_text(RULE, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    yield folder
    sys.modules.pop("acme_rules", None)


def tool(*arguments: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "opscheck.authoring.catalogues", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    return done.returncode, done.stdout + done.stderr


def translated(folder: Path, **texts: str) -> None:
    """Fill in translations as a translator does."""
    file = folder / "locale/zh/LC_MESSAGES/acme_rules.po"
    text = file.read_text(encoding="utf-8")
    for english, chinese in texts.items():
        old = f'msgid "{english.replace("_", " ")}"\nmsgstr ""'
        assert old in text
        text = text.replace(old, old[:-2] + f'"{chinese}"')
    file.write_text(text, encoding="utf-8")


def test_the_tool_starts_a_catalogue_and_says_what_is_to_do(acme: Path):
    code, said = tool("acme_rules")
    assert code == 1
    assert "acme_rules/__init__.py: not translated into zh: {title} names a season\n" in said
    assert said.endswith("3 to do\n")
    text = (acme / "locale/zh/LC_MESSAGES/acme_rules.po").read_text(encoding="utf-8")
    assert "Date" not in text.partition("\n\n")[0]
    assert (acme / "locale/zh/LC_MESSAGES/acme_rules.mo").is_file()


def test_check_changes_nothing(acme: Path):
    assert tool("--check", "acme_rules") == (1, tool("--check", "acme_rules")[1])
    assert not (acme / "locale").exists()


def test_translations_are_kept_and_what_is_no_longer_said_goes(acme: Path):
    tool("acme_rules")
    translated(acme, **{"{title} names a season": "{title} 写明了季节", "{title} names no season": "{title} 没有季节"})
    (acme / "__init__.py").write_text(RULE.replace("{title} names no season", "no season"), encoding="utf-8")
    tool("acme_rules")
    text = (acme / "locale/zh/LC_MESSAGES/acme_rules.po").read_text(encoding="utf-8")
    assert '"{title} 写明了季节"' in text
    assert "{title} names no season" not in text


def test_a_guess_is_not_a_translation(acme: Path):
    tool("acme_rules")
    translated(acme, **{"{title} names no season": "{title} 没有写明季节"})
    (acme / "__init__.py").write_text(RULE.replace("names no season", "names no season at all"), encoding="utf-8")
    code, said = tool("acme_rules")
    assert code == 1
    assert "only a guess: {title} names no season at all" in said


def test_other_placeholders_are_found(acme: Path):
    tool("acme_rules")
    translated(acme, **{"{title} names no season": "{titel} 没有写明季节"})
    assert "has other placeholders: {title} names no season" in tool("--check", "acme_rules")[1]


def test_messages_built_from_pieces_are_found(acme: Path):
    (acme / "__init__.py").write_text(
        RULE.replace('"{title} names no season"', 'f"{title} lacks it"'), encoding="utf-8"
    )
    assert "acme_rules/__init__.py:6: this message is put together from pieces" in tool("--check", "acme_rules")[1]


def test_a_package_that_is_not_there_is_named():
    assert tool("acme_nowhere") == (2, "there is no package acme_nowhere\n")


# --- built


@pytest.mark.parametrize("target", ["wheel", "sdist"])
def test_what_is_built_brings_the_compiled_catalogues(tmp_path: Path, target: str):
    source = tmp_path / "source"
    others = ("*.mo", "__pycache__", "tests", "docs", "build", "dist", "site")
    hidden = ".[!g]*"  # what other tests write at the same time; .gitignore says what is left out
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(*others, hidden, ".git"))
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(tmp_path / "dist")]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    (archive,) = (tmp_path / "dist").iterdir()
    shutil.unpack_archive(archive, tmp_path / "unpacked", "zip" if target == "wheel" else "gztar")
    found = {file.name for file in (tmp_path / "unpacked").rglob("*.mo")}
    assert found == {f"{name}.mo" for name in own_packages() if Package(name).messages}


def test_compiling_again_changes_nothing(tmp_path: Path):
    source = tmp_path / "opscheck.po"
    shutil.copy(Package("opscheck").file("zh"), source)
    compiled = compile_file(source)
    before = compiled.read_bytes()
    assert compile_file(source) == compiled
    assert compiled.read_bytes() == before
    os.utime(source, (1, 1))
    seen = stamp(compiled)
    assert compile_file(source) == compiled
    assert stamp(compiled) == seen, "a check that is kept rests on it"
    os.utime(source, (later := compiled.stat().st_mtime + 9, later))
    compile_file(source)
    assert stamp(compiled) != seen, "it is not older than its source"
    assert [file.name for file in tmp_path.iterdir() if file.suffix == ".mo"] == ["opscheck.mo"]
