"""A user's mistake is one sentence with its place."""

import pickle

from opscheck.errors import UserError
from opscheck.finding import Message
from opscheck.source import Span

MISTAKE = UserError(
    Message("there is no {name}", {"name": "x"}), Span("opscheck.yaml", 3, 5, 3, 9), Message("look elsewhere")
)


def test_says_where_and_what():
    assert str(MISTAKE) == "opscheck.yaml:3:5: there is no x"
    assert str(UserError(Message("no"))) == "no"


def test_survives_the_way_from_a_worker_process():
    copy = pickle.loads(pickle.dumps(MISTAKE))
    assert (copy.message, copy.span, copy.help) == (MISTAKE.message, MISTAKE.span, MISTAKE.help)
