"""Documents as people may write them: block and flow, quotes, comments, line ends, Chinese."""

from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from source.generated import documents
from source.reading import needs_c_parser, read, said, shown

from opscheck.source import Document, Node, Path, load

PUNCTUATION = "- ¦-¦: ¦:¦? ¦[¦]¦{¦}¦, ¦#¦ #¦|¦>-¦\"¦'¦\\¦%¦@¦\n¦\n  ¦\r\n¦  ¦---\n¦..."
ODD_PARTS = [*PUNCTUATION.split("¦"), "a", "&a ", "*a", "!!str ", "!x ", "<<: ", "~", "010", "方案", "\u2028"]


def leaves(node: Node, path: Path = ()) -> Iterator[Path]:
    """The path of every scalar."""
    children = node[4]
    if children is None:
        yield path
    for name, child in children.items() if isinstance(children, dict) else enumerate(children or ()):
        yield from leaves(child, (*path, name))


def at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def read_again(document: Document, path: Path) -> Any:
    """What the text under a value's span says, read on its own."""
    return read(f"- {shown(document, path)}\n").data[0]


def without_last_lines(value: Any) -> str:
    """A value as spans can say it: they leave out the blank lines behind a text block."""
    return repr(value.rstrip("\n") if isinstance(value, str) else value)


@given(documents())
def test_generated_documents_are_read_and_flaws_are_never_fatal(text: str) -> None:
    document = read(text)
    assert not document.fatal, (text, document.flaws)


@given(documents())
def test_the_span_of_every_scalar_covers_a_text_that_reads_as_its_value(text: str) -> None:
    document = read(text)
    assert document.root
    for path in leaves(document.root):
        if document.span(path) != document.key_span(path) and at(document.data, path) is not None:
            assert without_last_lines(read_again(document, path)) == without_last_lines(at(document.data, path))


@given(documents())
@needs_c_parser
def test_both_parsers_give_the_same(text: str) -> None:
    c, pure = read(text), read(text, pure=True)
    assert c.fatal or pure.fatal or said(c) == said(pure)


@given(st.lists(st.sampled_from(ODD_PARTS), max_size=12).map("".join))
@settings(max_examples=300)
@needs_c_parser
def test_both_parsers_give_the_same_for_odd_texts_below_a_header(text: str) -> None:
    header = "plan: {id: x}\n"
    c, pure = read(header + text), read(header + text, pure=True)
    assert c.fatal or pure.fatal or said(c) == said(pure)


@given(documents(), st.data())
def test_a_damaged_document_is_one_located_flaw_or_none(text: str, data: st.DataObject) -> None:
    raw = bytearray(text.encode())
    for _ in range(data.draw(st.integers(1, 3))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    document = load(bytes(raw), "plan.yaml")
    assert not document.fatal or (len(document.flaws) == 1 and document.data is None)
