"""The command itself, where there is no terminal."""

from command import GOOD, Shell


def test_without_a_terminal_it_says_so(opscheck: Shell):
    opscheck.write({"plan.yaml": GOOD})
    result = opscheck("review", "plan.yaml")
    assert (result.code, result.out) == (2, "")
    assert "needs a terminal" in result.err
    assert "opscheck check" in result.err
