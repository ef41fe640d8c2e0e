"""Path patterns that no plan can meet, and those that one can."""

import pytest

from opscheck.display import say
from opscheck.nowhere import nowhere
from opscheck.plan.select import parse_pattern
from opscheck.plugins import Plugins
from opscheck.sound import complaints

SOMEWHERE = [
    "plan.start",
    "budget.stages[*].lines[*].amount",
    "budget.stages[0].phases[*]",
    "organization.people[*].from",
    "plan.rates.USD.rate",
    "governance.meetings[*].kind",
    "tools[*].refs",
    "x-acme.rooms[*].rent",
    "risks[*].x-acme",
]
NOWHERE = {
    "bugdet.total": "bugdet.total is nowhere in a plan, which has no bugdet; did you mean budget?",
    "cats": "cats is nowhere in a plan, which has no cats",
    "budget.totl": "budget.totl is nowhere in a plan: budget has no totl; did you mean total?",
    "risks[*].ownr": "risks[*].ownr is nowhere in a plan: risks[*] has no ownr; did you mean owner?",
    "tools.id": "tools.id is nowhere in a plan: tools is a list, whose items are tools[*]",
    "budget[*].total": "budget[*].total is nowhere in a plan: budget is no list",
    "budget.total.net": "budget.total.net is nowhere in a plan: budget.total has nothing below it",
}


@pytest.mark.parametrize("path", SOMEWHERE)
def test_what_the_format_has_or_leaves_to_the_author_is_somewhere(path):
    assert nowhere(parse_pattern(path)) is None


@pytest.mark.parametrize(("path", "said"), NOWHERE.items())
def test_what_the_format_has_not_is_nowhere(path, said):
    assert say(nowhere(parse_pattern(path))) == said


def test_the_rules_of_opscheck_name_what_there_is_and_allow_their_own_defaults():
    rules = Plugins().rules.values()
    assert len(rules) > 100
    assert [say(complaint) for rule in rules for complaint in complaints(rule)] == []
