"""The YAML project's own conformance inputs, each in three forms, read by both parsers.

Neither parser is a full YAML 1.2 parser. What one refuses and the other reads stands in parser-differences.json, so
that a new difference shows; everything else has to come out the same.
"""

import json
from pathlib import Path as FilePath

import pytest
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from source.reading import BOTH_PARSERS, DATA, HEADER, SUITE, needs_c_parser, said, suite_files

from opscheck.source import Document, load

DIFFERENCES: dict[str, dict[str, list[str]]] = json.loads((DATA / "parser-differences.json").read_text())
FORMS = {
    "as it is": lambda raw: raw,
    "below a header": lambda raw: HEADER + raw,
    "with CRLF": lambda raw: raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"),
}
files = pytest.mark.parametrize("file", suite_files(), ids=lambda file: file.stem)
forms = pytest.mark.parametrize("form", FORMS)


def test_all_of_the_suite_is_here() -> None:
    assert len(suite_files()) == 402
    assert len((SUITE / "INVALID").read_text().split()) == 94


def accepted_by_the_parser_itself(raw: bytes, pure: bool) -> bool:
    text = raw.decode("utf-8-sig")
    try:
        if pure:
            list(YAML(typ="safe", pure=True).parse(text))
        else:
            from _ruamel_yaml import CParser

            parser = CParser(text)
            while type(parser.get_event()).__name__ != "StreamEndEvent":
                pass
    except (YAMLError, AssertionError):
        return False
    return True


def inside(document: Document) -> bool:
    """Whether the only flaw's span lies in the text and is in order."""
    span = document.flaws[0].span
    start, end = (span.line, span.column), (span.end_line, span.end_column)
    return start <= end and end[1] <= len(document.line(end[0])) + 1 and start[0] >= 1 and start[1] >= 1


@files
@forms
@pytest.mark.parametrize("pure", BOTH_PARSERS)
def test_what_the_parser_rejects_is_one_located_flaw_and_nothing_raises(file: FilePath, form: str, pure: bool) -> None:
    raw = FORMS[form](file.read_bytes())
    document = load(raw, file.name, pure=pure)
    if not accepted_by_the_parser_itself(raw, pure):
        assert document.fatal
    if document.fatal:
        assert len(document.flaws) == 1
        assert (document.data, document.root) == (None, None)
        assert inside(document)
        assert document.flaws[0].message


@files
@forms
@needs_c_parser
def test_both_parsers_give_the_same_wherever_both_accept(file: FilePath, form: str) -> None:
    raw = FORMS[form](file.read_bytes())
    c, pure = load(raw, file.name), load(raw, file.name, pure=True)
    if not c.fatal and not pure.fatal:
        assert said(c) == said(pure)


@forms
@needs_c_parser
def test_where_the_parsers_differ_is_written_down(form: str) -> None:
    found: dict[str, list[str]] = {"refused by C only": [], "refused by pure only": []}
    for file in suite_files():
        raw = FORMS[form](file.read_bytes())
        c, pure = load(raw, file.name).fatal, load(raw, file.name, pure=True).fatal
        if c != pure:
            found["refused by C only" if c else "refused by pure only"].append(file.stem)
    assert found == DIFFERENCES[form]
