"""Rules that a ruleset declares itself, in CEL (the Common Expression Language), without any Python.

    rules:
      our/large-lines-need-finance:
        for: budget.stages[*].lines[*]
        when: self.amount >= 500000.0
        assert: plan.organization.people.exists(p, p.id == self.owner && p.department == 'finance')
        message: "{self.id} is above 500 000 and nobody in finance owns it"

Such a rule becomes a rule class like any other: it has parameters, documentation and examples, and whatever works on a
rule works on it. Only runs with such rules import this package and the CEL library.
"""

from opscheck.declared.rule import declare

__all__ = ["declare"]
