"""The reference of the plan format in Markdown, from the models: every section, key and notation, and who asks for it.

``python -m opscheck.authoring.format`` writes it into ``docs``, with examples from the plans of ``examples``.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, get_args

from opscheck.authoring.schema import plan_schema
from opscheck.authoring.schema.notations import NOTATIONS, Schema
from opscheck.catalogue import Catalogue
from opscheck.plan import Plan
from opscheck.plan.base import Model, key_of, model_in
from opscheck.plan.types import Party, Ref
from opscheck.plugins import Plugins
from opscheck.reports.escaping import code, escaped
from opscheck.source import Document, load
from opscheck.translations import LANGUAGES, translate

TITLE = "The plan format"
INTRODUCTION = (
    "A plan is a YAML file that says `schema: opscheck/v1`. Every section may be absent, and so may every key but "
    "ids: what a clause asks for and the plan lacks is a finding of a rule, and never an error of format. Keys that "
    "begin with `x-` are the author's own, in every mapping. This page is made from the models with which opscheck "
    "reads plans: `python -m opscheck.authoring.format` brings it up to date, and `opscheck schema` says the same to "
    "editors."
)
SECTIONS = "Sections"
SECTIONS_OF = "A fragment (a file with `part_of`) holds some of them; the plan takes it in by `include`."
NOTATIONS_TITLE = "Notations"
HEADINGS = ("Key", "Value", "Meaning", "Asked for by")
NOTATION_HEADINGS = ("Notation", "How it is written", "Examples")
EXAMPLE = "An example, from `{file}`:"
EVERYWHERE = "Every mapping may have `refs`, a list of texts, as well. {meaning}."
ASKED = "Rules that ask for it: {rules}."
LIST = "list: {item}"
LISTED = "{item}, or a list of them"
MAPPING = "mapping"
OF_CODES = "mapping of currency codes to mappings"
NUMBER, TRUTH = "number", "`true` or `false`"
ID_OF = "id of {place}"
PARTY = "id of a person or a department"
SUCH_AS = "{meaning}: {words} or a word of your own"
REQUIRED = "{value} (required)"
_MOST_LINES = 14
_FILES = {"en": "plan-format.md", "zh": "plan-format.zh.md"}
_EXAMPLES = {"en": "examples/coffee-loyalty/plan.yaml", "zh": "examples/clinic-pharmacies-zh/plan.yaml"}
_MORE = {"en": ("zh", "中文"), "zh": ("en", "English")}


class Mappings(NamedTuple):
    """A mapping of the format: where it stands, as ``budget.stages[*]``, and the model of it."""

    path: str
    model: type[Model]


def reference(catalogue: Catalogue, example: Document, file: str, lang: str) -> str:
    """The page in a language; ``example`` is a plan, which is in ``file``."""
    return "".join(_Page(catalogue, example, file, lang).pieces())


def mappings() -> Iterator[Mappings]:
    """Every mapping below the sections, the outer ones first."""
    for name, info in Plan.model_fields.items():
        model = model_in(info.annotation)
        if model:
            yield from _below(key_of(Plan, name) + _items(info.annotation), model)


def _below(path: str, model: type[Model]) -> Iterator[Mappings]:
    yield Mappings(path, model)
    for name, info in model.model_fields.items():
        inner = model_in(info.annotation)
        if inner:
            yield from _below(f"{path}.{key_of(model, name)}{_items(info.annotation)}", inner)


class _Page:
    def __init__(self, catalogue: Catalogue, example: Document, file: str, lang: str) -> None:
        self._example = example
        self._file = file
        self._lang = lang
        self._schema = plan_schema(lang)
        self._asking: dict[str, list[str]] = {}
        for rule in catalogue.rules.values():
            for path in rule.requires:
                self._asking.setdefault(path, []).append(rule.id)

    def pieces(self) -> Iterator[str]:
        other, name = _MORE[self._lang]
        yield f"# {self._say(TITLE)}\n\n[{name}]({_FILES[other]})\n\n{self._say(INTRODUCTION)}\n"
        yield f"\n## {self._say(SECTIONS)}\n\n{self._say(SECTIONS_OF)}\n\n"
        yield _table([self._say(heading) for heading in HEADINGS[:3]])
        yield from (_line(row[:3]) for row in self._rows(Plan, self._schema, ""))
        refs = escaped(self._schema["properties"]["refs"]["description"])
        yield f"\n{translate(EVERYWHERE, self._lang, meaning=refs)}\n"
        for path, model in mappings():
            yield from self._mapping(path, model)
        yield from self._notations()

    def _mapping(self, path: str, model: type[Model]) -> Iterator[str]:
        definition = self._schema["$defs"][model.__name__]
        level = "##" if "." not in path else "###"
        yield f"\n{level} {_heading(path)}\n\n{escaped(definition['description'])}\n"
        if "." not in path:
            yield from self._whole(path.removesuffix("[*]"))
        yield "\n" + _table([self._say(heading) for heading in HEADINGS])
        yield from map(_line, self._rows(model, definition, path))

    def _whole(self, section: str) -> Iterator[str]:
        """What there is to say of a section as a whole."""
        rules = self._rules(section)
        if rules:
            yield f"\n{translate(ASKED, self._lang, rules=rules)}\n"
        yield from self._shown(section)

    def _rows(self, model: type[Model], definition: Schema, path: str) -> Iterator[list[str]]:
        fields = {key_of(model, name): info for name, info in model.model_fields.items()}
        for key, schema in definition["properties"].items():
            if key == "refs" and path:
                continue
            info = fields.get(key)
            value = self._value(schema, info)
            if info and info.is_required() and path:
                value = translate(REQUIRED, self._lang, value=value)
            place = f"{path}.{key}" if path else key
            yield [self._key(key, path), value, self._meaning(schema), self._rules(place)]

    def _key(self, key: str, path: str) -> str:
        return code(key) if path or key in ("schema", "include", "part_of", "refs") else f"[{code(key)}](#{key})"

    def _meaning(self, schema: Schema) -> str:
        meaning = escaped(schema["description"])
        words = schema.get("examples") or schema.get("items", {}).get("examples") or ()
        named = ", ".join(code(word) for word in words if isinstance(word, str))
        is_open = "$ref" in (schema.get("items") or schema) and named
        return translate(SUCH_AS, self._lang, meaning=meaning, words=named) if is_open else meaning

    def _rules(self, place: str) -> str:
        asking = [*self._asking.get(place, ()), *self._asking.get(f"{place}[*]", ())]
        return ", ".join(f"[{rule}](rules/{rule}.md)" for rule in dict.fromkeys(asking))

    def _value(self, schema: Schema, info: Any = None) -> str:
        reference = _reference(info.annotation, info.metadata) if info else None
        if schema.get("type") == "array":
            return translate(LIST, self._lang, item=self._one(schema["items"], reference))
        if any(part.get("type") == "array" for part in schema.get("anyOf", ())):
            return translate(LISTED, self._lang, item=self._one(schema["anyOf"][0], reference))
        return self._one(schema, reference)

    def _one(self, schema: Schema, reference: Ref | Party | None) -> str:
        if isinstance(reference, Ref):
            section = reference.section.partition(".")[0].removesuffix("[*]")
            return translate(ID_OF, self._lang, place=f"[{code(reference.section)}](#{section})")
        if isinstance(reference, Party):
            return self._say(PARTY)
        name = schema.get("$ref", "").rpartition("/")[2]
        if name in NOTATIONS:
            return self._notation(name)
        if "enum" in schema or "const" in schema:
            return ", ".join(code(str(word)) for word in schema.get("enum", [schema.get("const")]))
        kind = schema.get("type")
        if kind == "string":
            return self._notation("Text")
        if kind in ("boolean", "number"):
            return self._say(TRUTH if kind == "boolean" else NUMBER)
        return self._say(OF_CODES if "propertyNames" in schema else MAPPING)

    def _notation(self, name: str) -> str:
        return f"[{name}](#{_anchor(self._say(NOTATIONS_TITLE))})"

    def _shown(self, section: str) -> Iterator[str]:
        data = self._example.data
        if section not in data:
            return
        key, value = self._example.key_span((section,)), self._example.span((section,))
        assert key
        lines = [self._example.line(number) for number in range(key.line, value.end_line + 1)]
        shown = [line for line in lines if line.strip()][:_MOST_LINES]
        rest = ["  # …"] if len(lines) > len(shown) else []
        yield (
            f"\n{translate(EXAMPLE, self._lang, file=self._file)}\n\n```yaml\n" + "\n".join([*shown, *rest]) + "\n```\n"
        )

    def _notations(self) -> Iterator[str]:
        yield f"\n## {self._say(NOTATIONS_TITLE)}\n\n"
        yield _table([self._say(heading) for heading in NOTATION_HEADINGS])
        for name in NOTATIONS:
            definition = self._schema["$defs"][name]
            examples = ", ".join(code(str(example)) for example in definition.get("examples", ()))
            yield _line([name, escaped(definition["description"]), examples])

    def _say(self, text: str) -> str:
        return translate(text, self._lang)


def _items(annotation: Any) -> str:
    """``[*]`` behind the key of a list."""
    return "[*]" if any(_is_list(part) for part in _parts(annotation)) else ""


def _is_list(annotation: Any) -> bool:
    return getattr(annotation, "__origin__", None) is tuple


def _parts(annotation: Any) -> Iterator[Any]:
    yield annotation
    for part in get_args(annotation):
        yield from _parts(part)


def _reference(annotation: Any, metadata: Sequence[Any]) -> Ref | Party | None:
    """What an id refers to, where the field holds ids of other items."""
    marks = [*metadata, *(mark for part in _parts(annotation) for mark in getattr(part, "__metadata__", ()))]
    return next((mark for mark in marks if isinstance(mark, Ref | Party)), None)


def _heading(path: str) -> str:
    return path.removesuffix("[*]") if "." not in path else code(path)


def _anchor(heading: str) -> str:
    return heading.lower().replace(" ", "-")


def _table(headings: Sequence[str]) -> str:
    return _line(headings) + _line(["---"] * len(headings))


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def pages(root: Path) -> Mapping[str, str]:
    """The pages by the names of their files in ``docs``; the plans are read below ``root``."""
    catalogue = Catalogue(Plugins())
    examples = {lang: load((root / file).read_bytes(), file) for lang, file in _EXAMPLES.items()}
    return {_FILES[lang]: reference(catalogue, examples[lang], _EXAMPLES[lang], lang) for lang in LANGUAGES}


if __name__ == "__main__":
    for _file, _text in pages(Path()).items():
        Path("docs", _file).write_text(_text, encoding="utf-8")
