"""Changes of the good plan that each break exactly one clause, a module for each topic."""

from breaks import budget, delivery, drill, risk, schedule, strategy
from breaks.changes import Break

BREAKS = [entry for topic in (strategy, budget, schedule, delivery, risk, drill) for entry in topic.BREAKS]

__all__ = ["BREAKS", "Break"]
