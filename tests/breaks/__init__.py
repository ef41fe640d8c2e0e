"""Changes of the good plan that each break exactly one clause, a module for each topic."""

from breaks import budget, delivery, drill, metrics, organization, risk, schedule, strategy, tooling
from breaks.changes import Break

TOPICS = (strategy, tooling, budget, schedule, delivery, organization, metrics, risk, drill)
BREAKS = [entry for topic in TOPICS for entry in topic.BREAKS]

__all__ = ["BREAKS", "Break"]
