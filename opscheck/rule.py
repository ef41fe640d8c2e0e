"""What a rule is, and what it may say.

A rule is a class. Its fields are its parameters, its docstring its documentation and its tests:

    class Horizon(Rule, id="budget/horizon", clauses=["C2.4a"], requires=["budget.horizon"]):
        '''The budget covers at least a year.

        Why: a plan that is paid for month by month is given up at the first bad month.

        Good:
            budget: {horizon: P19M}
        Bad:
            budget: {horizon: P9M}  # <- 9 months
        '''

        minimum: Period = parameter(Period("P12M"), "the shortest time that the budget may cover")

        def check(self, plan: Plan) -> Results:
            budget = plan.budget
            yield verdict(
                at_least("the time covered", budget.horizon, self.minimum),
                budget.at("horizon"),
                "the budget covers {horizon}, at least {minimum}",
                "the budget covers {horizon}, less than {minimum}",
                horizon=budget.horizon,
                minimum=self.minimum,
            )
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, groupby, islice
from typing import Any, ClassVar, Literal, NamedTuple, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from opscheck.change import Change
from opscheck.finding import Fix, Measure, Message, Severity
from opscheck.plan import Plan
from opscheck.plan.base import At, Model
from opscheck.plan.quantities import Band
from opscheck.sorting import Sorted

HAS_NO = "{owner} has no {field}"
PLAN_HAS_NO = "the plan has no {field}"
RULE_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*")


class Note:
    """Something that a rule says: a message template, its values, and the place in the plan that it is about.

    The value ``measure`` is what was measured against a bound, so that a report can show how much is left of it.
    """

    __slots__ = ("at", "measure", "template", "values")

    def __init__(self, at: At | None, template: str, **values: Any) -> None:
        self.at = at
        self.template = template
        self.measure: Measure | None = values.pop("measure", None)
        self.values = values


class Problem(Note):
    """A breach of the rule.

    ``key`` tells apart several problems at one place (the missing category, the compared pair). ``related`` are places
    that contribute. ``arithmetic`` and ``help`` are templates over the same values: the sum behind the message, and
    what would be right. ``fix`` is what would mend it (``safe_fix``, ``unsafe_fix``); the rule declares ``fixable``.
    """

    __slots__ = ("arithmetic", "fix", "help", "key", "related")
    at: At

    def __init__(
        self,
        at: At,
        template: str,
        *,
        key: str | None = None,
        related: Sequence[At] = (),
        arithmetic: str | None = None,
        help: str | None = None,  # noqa: A002 - the word that users see
        fix: Fix | None = None,
        **values: Any,
    ) -> None:
        super().__init__(at, template, **values)
        self.key = key
        self.related = related
        self.arithmetic = arithmetic
        self.help = help
        self.fix = fix


def safe_fix(description: str, *changes: Change) -> Fix:
    """A fix that keeps what the plan means. ``description`` is a template over the values of the problem."""
    return Fix("safe", Message(description), changes)


def unsafe_fix(description: str, *changes: Change) -> Fix:
    """A fix that changes what the plan says, or leaves something for its author to fill in (``TODO``).

    ``description`` is a template over the values of the problem; where numbers change it shows the arithmetic.
    """
    return Fix("unsafe", Message(description), changes)


class Pass(Note):
    """Evidence that the rule is met: ``Pass(stage.at("amount"), "early takes {share}, {band}", …)``."""

    __slots__ = ()


class NotApplicable(Note):
    """The rule has nothing to judge in this plan, and says why."""

    __slots__ = ()


class NeedsData(Note):
    """The rule cannot judge before optional data is there, and says which."""

    __slots__ = ()


Result = Problem | Pass | NotApplicable | NeedsData
Results = Iterator[Result]

Key: TypeAlias = tuple[str, ...] | str


class Fact(NamedTuple):
    """What a rule about all plans keeps of one of them: facts of the same key are compared with each other.

    ``at`` is the place that the fact is about. Once the fact is gathered its plan is gone, and this is a place that
    Problem, Pass and changes take, equal to itself and no other, and nothing else. ``value`` is plain and pickles: no
    part of a plan. ``plan`` is the number of the plan, in their order; it is filled in when the fact is gathered.
    """

    key: Key
    at: At
    value: Any = None
    plan: int = -1


_MOST_OF_ONE_KEY = 1_000


class Facts:
    """The facts of all plans. Iterating, as often as one likes, gives each key in order with its facts, which are in
    the order of the plans and can be gone through as often as one likes, too. Of one key 1 000 are in memory at most.

    ``plans`` is the number of plans. ``facts`` are sorted by ``order_of``.
    """

    __slots__ = ("_facts", "plans")

    def __init__(self, facts: Iterable[Fact], plans: int) -> None:
        self._facts = facts
        self.plans = plans

    def __iter__(self) -> Iterator[tuple[Key, Collection[Fact]]]:
        for (_, key), same in groupby(self._facts, order_of):
            yield key, _together(same)


def _together(same: Iterator[Fact]) -> Collection[Fact]:
    """Facts of one key: a list, or on disk where there are very many."""
    first = list(islice(same, _MOST_OF_ONE_KEY + 1))
    if len(first) <= _MOST_OF_ONE_KEY:
        return first
    on_disk: Sorted[Fact] = Sorted(lambda fact: fact.plan, _MOST_OF_ONE_KEY)
    for fact in chain(first, same):
        on_disk.add(fact)
    return on_disk


def order_of(fact: Fact) -> tuple[bool, Key]:
    """Sorts facts by their keys, of which some may be a text and some a tuple."""
    return isinstance(fact.key, tuple), fact.key


def parameter(default: Any, description: str, *, ours: str | None = None, case: str | None = None) -> Any:
    """A parameter of a rule: a field with a default.

    A number is the framework's own unless ``ours`` says why we chose it, or ``case`` which case it is reported of.
    """
    origin = {"ours": ours} if ours else {"case": case} if case else {}
    return Field(default=default, description=description, json_schema_extra={"origin": {**origin}})


class Rule(BaseModel):
    """The base of all rules: subclass it, give it an id, and write ``check``.

    Class keywords:
        id        ``topic/what-it-checks``
        severity  the default: "error", "warning" or "info"
        clauses   the ids of the framework's clauses that the rule checks
        each      a path pattern: ``check(item, plan)`` is called once for each match (``"tools[*]"``)
        requires  path patterns that the clause asks for: what is absent is reported by the engine, once, at the nearest
                  thing that exists, and ``check`` never meets it (an incomplete item of ``each`` is skipped)
        given     path patterns of optional input: where one is absent the outcome is needs-data
        reads     other paths that the rule looks at: where one cannot be read, the rule is not judged
        by_declaration  whether it is met by a word, a flag or a text alone, and nothing that is measured or recorded: a
                  strict ruleset then asks for evidence by refs
        fixable   whether its problems may bring a fix; what it ``requires`` of an item and the item lacks gets one, too
        scope     "plan", or "portfolio" for a rule about all plans of the run

    A rule about the portfolio has ``gather(plan)`` and ``compare(facts)`` instead of ``check``: the first yields each
    Fact that is kept of one plan, the second says, of the Facts of all plans, what ``check`` would. It may have
    ``check(plans)`` instead, for which every plan of the run is kept in memory.

    Paths are spelt as in the plan: ``budget.stages[*].amount``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    id: ClassVar[str] = ""
    severity: ClassVar[Severity] = Severity.error
    clauses: ClassVar[tuple[str, ...]] = ()
    each: ClassVar[str | None] = None
    requires: ClassVar[tuple[str, ...]] = ()
    given: ClassVar[tuple[str, ...]] = ()
    reads: ClassVar[tuple[str, ...]] = ()
    by_declaration: ClassVar[bool] = False
    fixable: ClassVar[bool] = False
    scope: ClassVar[Literal["plan", "portfolio"]] = "plan"

    def __init_subclass__(cls, **_keywords: Any) -> None:
        """Keeps the class keywords from ``object``; they are read below, once pydantic knows the fields."""
        super().__init_subclass__()

    @classmethod
    def __pydantic_init_subclass__(
        cls,
        *,
        id: str = "",  # noqa: A002 - the word that users see
        severity: str = "error",
        clauses: Iterable[str] = (),
        each: str | None = None,
        requires: Iterable[str] = (),
        given: Iterable[str] = (),
        reads: Iterable[str] = (),
        by_declaration: bool = False,
        fixable: bool = False,
        scope: Literal["plan", "portfolio"] = "plan",
        **others: Any,
    ) -> None:
        if others:
            known = "id severity clauses each requires given reads by_declaration fixable scope".replace(" ", ", ")
            raise TypeError(f"{cls.__qualname__}: a rule is declared with {known}, and not with {', '.join(others)}")
        if not id:
            return  # an abstract rule that others build on
        if not RULE_ID.fullmatch(id):
            raise TypeError(f"{cls.__qualname__}: a rule id is topic/what-it-checks in lower case, not {id!r}")
        if not cls.__doc__:
            raise TypeError(f"{cls.__qualname__}: a rule needs a docstring that says what it asks for and why")
        if severity not in Severity.__members__:
            raise TypeError(f"{cls.__qualname__}: the severity is error, warning or info, and not {severity!r}")
        for name, texts in (("clauses", clauses), ("requires", requires), ("given", given), ("reads", reads)):
            if isinstance(texts, str):
                raise TypeError(f"{cls.__qualname__}: {name} is a list, as in {name}=[{texts!r}]")
        _refuse_other_forms(cls, scope)
        cls.id, cls.severity, cls.scope, cls.each = id, Severity[severity], scope, each
        cls.clauses, cls.requires = tuple(clauses), tuple(requires)
        cls.given, cls.reads, cls.by_declaration = tuple(given), tuple(reads), by_declaration
        cls.fixable = fixable

    def check(self, *args: Any) -> Results:
        """Yield what is wrong, and evidence for what is right."""
        raise TypeError(f"{type(self).__qualname__} has no check()")


def _refuse_other_forms(rule: type[Rule], scope: str) -> None:
    if scope not in ("plan", "portfolio"):
        raise TypeError(f"{rule.__qualname__}: the scope is plan or portfolio, and not {scope!r}")
    has = {name: any(name in vars(base) for base in rule.__mro__ if base is not Rule) for name in _METHODS}
    if scope == "portfolio" and has["check"] and has["gather"]:
        raise TypeError(f"{rule.__qualname__}: a rule has either check(), or gather() and compare(), and not both")
    if not has["check"] and not (scope == "portfolio" and has["gather"] and has["compare"]):
        raise TypeError(f'{rule.__qualname__}: a rule needs check(), or with scope="portfolio" gather() and compare()')


_METHODS = ("check", "gather", "compare")


def gathers(rule: Rule) -> bool:
    """Whether a rule about the portfolio needs no plan for itself: it has ``gather`` and ``compare``."""
    return rule.scope == "portfolio" and hasattr(type(rule), "gather")


def heard(said: Any, by: str) -> Iterable[Any]:
    """What a method of a rule has to say. Raises TypeError where it says nothing at all, or is async."""
    if not isinstance(said, Iterable):
        raise TypeError(f"{by}() gave {type(said).__name__}: it is to yield what it has to say, and not to be async")
    return said


def at_least(what: str, value: Any, bound: Any) -> Measure:
    """A value that may not be less than its bound: ``at_least("buffer of {phase}", kept, self.minimum)``.

    ``what`` is a short template over the values of the note. Value and bound are numbers or Periods, else TypeError.
    """
    return Measure(Message(what), value, "at-least", bound)


def at_most(what: str, value: Any, bound: Any) -> Measure:
    """A value that may not be more than its bound, as ``at_least``."""
    return Measure(Message(what), value, "at-most", bound)


def within(what: str, value: Any, band: Band[Any]) -> Measure:
    """A value that may leave its band on neither side, as ``at_least``."""
    return Measure(Message(what), value, "within", band)


def verdict(met: bool | Measure, at: At, good: str, bad: str, **values: Any) -> Result:
    """A Pass that says ``good`` where the clause is met, else a Problem that says ``bad``.

    What was measured decides by itself, ``verdict(at_least("reserve", part, self.minimum), …)``, or is said beside
    another condition as ``measure``. ``key``, ``related``, ``arithmetic``, ``help`` and ``fix`` go to the Problem; all
    other values to both templates.
    """
    if isinstance(met, Measure):
        values["measure"] = met
    if not met:
        return Problem(at, bad, **values)
    for name in _OF_PROBLEM & values.keys():
        del values[name]
    return Pass(at, good, **values)


_OF_PROBLEM = {"key", "related", "arithmetic", "help", "fix"}


def lacking(owner: Model, field: str) -> Problem:
    """What the engine says where something required is absent, for a rule that looks for itself.

    ``owner`` is the nearest thing that exists, ``field`` the key that it lacks.
    """
    return lacking_at(owner.at(), field)


def lacking_at(at: At, field: str, **more: Any) -> Problem:
    """The same of a place. ``more`` is what else there is to say, such as a help."""
    template = PLAN_HAS_NO if isinstance(at.owner, Plan) and not at.steps else HAS_NO
    return Problem(at, template, key=field, owner=at, field=field, **more)
