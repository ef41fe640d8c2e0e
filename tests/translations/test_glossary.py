"""The glossary of docs/translating.md: one term, one translation, in every catalogue."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "translating.md").read_text(encoding="utf-8").partition("## Glossary")[2]
GLOSSARY = {
    term: chinese.split("、")
    for term, chinese in re.findall(r"^\| ([a-z ]+) \| ([^|]*[\u4e00-\u9fff]) \|", GUIDE, re.M)
}
CATALOGUES = [path for folder in ("opscheck", "plugins", "rulesets", "tests") for path in (ROOT / folder).rglob("*.po")]
SAID = [
    (message.id, message.string)
    for path in CATALOGUES
    for message in read_po(path.open("rb"))
    if isinstance(message.id, str) and isinstance(message.string, str) and message.id
]


def test_there_is_something_to_compare() -> None:
    assert len(GLOSSARY) > 15
    assert len(SAID) > 800


@pytest.mark.parametrize("term", GLOSSARY)
def test_every_message_with_the_term_has_its_translation(term: str) -> None:
    """But where the word is a key or an id, and stands in the translation as it is."""
    spoken = re.compile(rf"(?<![\w/.@{{`\[-]){term}s?(?![\w/.:`}}\[\]-])")
    found = [(english, chinese) for english, chinese in SAID if spoken.search(english)]
    wrong = [pair for pair in found if not any(word in pair[1] for word in [*GLOSSARY[term], term])]
    assert found
    assert wrong == []
