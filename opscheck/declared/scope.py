"""What the names of an expression stand for while a plan is judged."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import cel

from opscheck.declared.data import as_cel
from opscheck.declared.functions import FUNCTIONS, FunctionError
from opscheck.plan import Plan


class Scope:
    """What the names stand for. ``self`` changes from object to object, ``params`` from rule to rule."""

    def __init__(self, plan: Plan, *, with_plan: bool) -> None:
        """``with_plan`` gives the plan itself, too, which takes far longer than most rules."""
        self.failure: FunctionError | None = None
        self.context = cel.Context({"as_of": as_cel(plan.as_of), **({"plan": as_cel(plan)} if with_plan else {})})
        for name, function in FUNCTIONS.items():
            self.context.add_function(name, self._guarded(function))

    def ruled_by(self, params: Mapping[str, Any]) -> None:
        """Make ``params`` stand for the parameters of a rule."""
        self.context.add_variable("params", dict(params))

    def judging(self, subject: Any) -> None:
        """Make ``self`` stand for this object."""
        self.context.add_variable("self", subject)

    def _guarded(self, function: Any) -> Any:
        """The library prints what a function raises, so it is kept here instead."""

        def call(*args: Any) -> Any:
            try:
                return function(*args)
            except FunctionError as error:
                self.failure = self.failure or error
            except TypeError as error:
                self.failure = self.failure or FunctionError(str(error))
            return 0.0

        return call


def scope_of(plan: Plan, *, with_plan: bool) -> Scope:
    """The scope for a rule; all rules that speak of the plan itself share one."""
    return _scope(_Same(plan)) if with_plan else Scope(plan, with_plan=False)


class _Same:
    """Compares by identity: a plan is converted once however many rules look at it, and hashing it would be slow."""

    __slots__ = ("plan",)

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.plan is self.plan

    def __hash__(self) -> int:
        return id(self.plan)


@lru_cache(maxsize=1)
def _scope(same: _Same) -> Scope:
    return Scope(same.plan, with_plan=True)
