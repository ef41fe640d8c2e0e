"""Whatever stands in a plan, every report is made, and only the true text of JSON can say what steers a terminal."""

import json
import unicodedata
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from reports.hostile import EXACT, MESSAGES, TEXTS, runs
from reports.sample import checked, document, finding, report, run
from reports.test_json import CONTRACT

from opscheck.display import say
from opscheck.finding import Message
from opscheck.run import Run
from opscheck.source import Span


def steering(text: str) -> set[str]:
    return {character for character in text if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")}


@given(MESSAGES, st.sampled_from(["en", "zh"]))
def test_every_message_can_be_said(message: Message, lang: str) -> None:
    assert steering(say(message, lang)) <= set("\u200c\u200d")
    assert isinstance(say(message, lang, cleaned=False), str)


@given(runs(TEXTS))
def test_no_report_for_people_carries_what_steers_a_terminal(run_: Run) -> None:
    for format_ in ("text", "concise", "github"):
        shown = report(format_, run_, show_passes=True, statistics=True)
        assert steering(shown) <= set("\n\u200c\u200d")
    assert report("concise", run_).count("\n") == len(run_.standing)
    assert report("github", run_).count("\n") == len(run_.standing)


@given(runs(TEXTS))
def test_json_is_valid_exact_and_the_same_every_time(run_: Run) -> None:
    written = report("json", run_)
    assert written == report("json", run_)
    assert steering(written) <= {"\n"}
    data = json.loads(written)
    CONTRACT.validate(data)
    for shown, found in zip(data["findings"], run_.shown(waived=True), strict=True):
        assert (shown["rule"], shown["key"], shown["path"], shown["file"]) == (
            found.rule,
            found.key,
            found.path,
            found.span.file,
        )
        assert shown["values"].keys() == found.message.values.keys()


@given(EXACT | st.integers())
def test_json_numbers_are_read_back_exactly(number: Decimal | int) -> None:
    found = finding("a/b", Span("plan.yaml", 1, 1, 1, 1), "x", n=number)
    data = json.loads(report("json", run(checked(document(""), findings=[found]))))
    assert Decimal(data["findings"][0]["values"]["n"]) == number
