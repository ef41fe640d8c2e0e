"""The catalogue files of a package: brought up to date, compiled, and checked for what they lack."""

import io
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from opscheck.authoring.catalogues.compiled import compile_file
from opscheck.authoring.catalogues.extraction import Found, extract
from opscheck.authoring.catalogues.own import own_words
from opscheck.translations import PLACEHOLDER

TRANSLATED_INTO = ("zh",)
_PERCENT = re.compile(r"%\(\w+\)[a-z]|%[a-z]")
_KEPT = re.compile(r'"(Language|Plural-Forms|MIME-Version|Content-Type|Content-Transfer-Encoding):')
_HEADER = re.compile(r'(?<=^msgstr ""\n)(?:^".*"\n)+', re.MULTILINE)


class Package:
    """A package with messages, installed or not; raises ModuleNotFoundError for one that nobody can import."""

    def __init__(self, name: str) -> None:
        spec = find_spec(name)
        if spec is None or not spec.submodule_search_locations:
            raise ModuleNotFoundError(f"there is no package {name}", name=name)
        self.name = name
        self.folder = Path(next(iter(spec.submodule_search_locations)))
        found = extract(self.folder)
        self.built = found.built
        self.messages = [*found.messages, *(own_words() if name == "opscheck" else ())]

    def file(self, lang: str) -> Path:
        """Where the translations into a language are kept."""
        return self.folder / "locale" / lang / "LC_MESSAGES" / f"{self.name}.po"

    def catalogue(self, lang: str) -> Catalog:
        """The translations that there are; without any file an empty catalogue."""
        file = self.file(lang)
        if not file.is_file():
            return Catalog(locale=lang)
        with file.open("rb") as stream:
            return read_po(stream, locale=lang)

    def update(self, lang: str) -> bool:
        """Bring the file in step with the sources, and compile it; whether the file changed.

        What is new has no translation yet; what resembles an old message gets that one's, marked as fuzzy; what is no
        longer said goes.
        """
        if not self.messages:
            return False
        catalogue = self.catalogue(lang)
        catalogue.update(self._template(), update_header_comment=False)
        text = _written(catalogue, self.name, lang)
        file = self.file(lang)
        changed = not file.is_file() or file.read_text(encoding="utf-8") != text
        if changed:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
        compile_file(file)
        return changed

    def _template(self) -> Catalog:
        template = Catalog(project=self.name)
        for found in self.messages:
            template.add(found.message, locations=[(found.file, 0)])
        return template

    def flaws(self, lang: str) -> Iterator[str]:
        """What keeps the package from being said in a language, a line for each."""
        for place in self.built:
            yield f"{place}: this message is put together from pieces: use a template with placeholders"
        catalogue = self.catalogue(lang)
        for found in self.messages:
            message = catalogue.get(found.message)
            strings = _strings(message.string) if message else ()
            if message is None or not all(strings):
                yield f"{found.file}: not translated into {lang}: {_first(found.message)}"
            elif message.fuzzy:
                yield f"{found.file}: the translation into {lang} is only a guess: {_first(found.message)}"
            else:
                yield from _other_placeholders(found, strings)
        said = {_first(found.message) for found in self.messages}
        yield from (
            f"{self.file(lang).name}: nothing says this any more: {_first(message.id)}"
            for message in catalogue
            if message.id and _first(message.id) not in said
        )


def _other_placeholders(found: Found, strings: tuple[str, ...]) -> Iterator[str]:
    for string in strings:
        if _placeholders(string) != _placeholders(_last(found.message)):
            yield f"{found.file}: the translation has other placeholders: {_first(found.message)}"


def _placeholders(text: str) -> set[str]:
    return {found[0] for found in PLACEHOLDER.finditer(text) if found[1] is not None} | set(_PERCENT.findall(text))


def _strings(string: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string or ("",))


def _first(message: str | tuple[str, ...] | list[str]) -> str:
    return _strings(message)[0]


def _last(message: str | tuple[str, ...]) -> str:
    return _strings(message)[-1]


def _written(catalogue: Catalog, package: str, lang: str) -> str:
    """The text of a catalogue file, the same whoever writes it and whenever."""
    catalogue.header_comment = f"# {package}: translations into {lang}. See docs/translating.md.\n#"
    catalogue.fuzzy = False
    stream = io.BytesIO()
    write_po(stream, catalogue, width=0, ignore_obsolete=True, include_lineno=False)
    return _HEADER.sub(_without_dates, stream.getvalue().decode("utf-8"), count=1)


def _without_dates(header: re.Match[str]) -> str:
    return "".join(line for line in header[0].splitlines(keepends=True) if _KEPT.match(line))
