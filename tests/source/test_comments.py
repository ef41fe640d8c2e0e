"""Comments are found wherever YAML has them and nowhere else."""

import pytest
from source.reading import BOTH_PARSERS, read

PLAN = """\
# head
a: 1  # one
b: "x # y"   # two
c: 'it''s # z' # three
d: no#comment # four
e: |  # five
  # text
   # text
# six
f: [1, # seven
  '# x', "#"] # eight
"k # k": &x # nine
  - z
   # ten
g: >-
    # folded
h: http://x.org/#top
"dup": 1
"dup": "# lost"  # eleven
# opscheck: ignore[a/b] -- 原因 # still twelve"""


@pytest.mark.parametrize("pure", BOTH_PARSERS)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_comments(newline: str, pure: bool) -> None:
    document = read(PLAN.replace("\n", newline), pure=pure)
    assert [comment.text for comment in document.comments] == [
        "# head", "# one", "# two", "# three", "# four", "# five", "# six", "# seven", "# eight", "# nine", "# ten",
        "# eleven", "# opscheck: ignore[a/b] -- 原因 # still twelve",
    ]  # fmt: skip
    assert [comment.span.line for comment in document.comments] == [1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 14, 19, 20]


def test_a_comment_knows_whether_it_has_its_line_for_itself() -> None:
    comments = read("# a\nx: 1 # b\n   # c\n").comments
    assert [comment.own_line for comment in comments] == [True, False, True]


def test_a_comment_knows_its_place() -> None:
    document = read("a: 1  # 备注\n")
    (comment,) = document.comments
    assert comment.span == ("plan.yaml", 1, 7, 1, 11)
    assert document.text[comment.start : comment.end] == comment.text == "# 备注"


def test_comments_in_later_documents_are_found_too() -> None:
    assert [comment.text for comment in read("a: 1\n--- # b\nc: '# d' # e\n").comments] == ["# b", "# e"]


def test_a_refused_text_has_no_comments() -> None:
    assert read("a: 'x # y\n").comments == ()
