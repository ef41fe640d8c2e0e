"""A consumer that is absent skips a test, unless all have to be there."""

import pytest

from consumers import REQUIRED, npm, program, python

ABSENT = [lambda: program("no-such-program"), lambda: npm("no-such-package"), lambda: python("no-such-program")]


@pytest.mark.parametrize("find", ABSENT)
def test_an_absent_consumer_skips(monkeypatch: pytest.MonkeyPatch, find) -> None:
    monkeypatch.delenv(REQUIRED, raising=False)
    with pytest.raises(pytest.skip.Exception, match="no-such-"):
        find()


@pytest.mark.parametrize("find", ABSENT)
def test_an_absent_consumer_fails_where_all_are_required(monkeypatch: pytest.MonkeyPatch, find) -> None:
    monkeypatch.setenv(REQUIRED, "1")
    with pytest.raises(pytest.fail.Exception, match="no-such-"):
        find()


def test_the_first_name_that_there_is_counts() -> None:
    assert program("no-such-program", "git").endswith("git")
