"""The open risks by probability and impact."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Literal

from opscheck.finding import Message
from opscheck.pictures.places import LeftOut, Marks, Named, Places, few, named
from opscheck.plan import Plan
from opscheck.plan.actuals import RiskReview
from opscheck.plan.quantities import Band, Money, Percent
from opscheck.plan.risks import Risk, RiskModel

NO_RISKS = "the plan has no risks"
NO_BOUNDS = "the plan does not say from which rating on its {count} open risks are high"
SOME_HIGH = "of {count} open risks, {high} high: {names}"
NONE_HIGH = "of {count} open risks, none is high; the highest rated is {name} with {rating}"
NONE_PLACED = "no risk has a position"
CLOSED = "it was closed on {day}"
LATER = "it was identified after this day, on {day}"
NO_PROBABILITY = "no probability is given"
NO_IMPACT = "no impact is given"
BEYOND_SCALE = "its impact of {impact} is not on the scale from 0 to {scale}"

Level = Literal["high", "medium", "low"]
ROWS = 5
_MOST_COLUMNS = 10
_PARTS = 5


@dataclass(frozen=True, slots=True)
class PlacedRisk:
    """A risk with its position, as it was reviewed last (``reviewed``; None where it was not)."""

    name: str
    category: str | None
    event: str | None
    probability: Percent
    impact: Decimal
    rating: Decimal
    level: Level | None
    cost: Money | None
    owner: str | None
    reviewed: date | None
    path: str
    marks: Marks


@dataclass(frozen=True, slots=True)
class Cell:
    """A field of the matrix: ``row`` 0 is the least probable, ``column`` 0 the least harmful.

    ``level`` is that of the rating in its middle; None where the plan does not say from where on a rating is high.
    """

    row: int
    column: int
    level: Level | None
    risks: tuple[PlacedRisk, ...]


@dataclass(frozen=True, slots=True)
class RiskMatrix:
    """``rows`` are bands of the probability, ``columns`` of the impact, both upwards; ``cells`` has them row by row.

    A risk on the border of two bands of probability belongs to the upper one; a band of the impact includes its upper
    end. ``high`` and ``medium`` are the ratings from which a risk is so called.
    """

    rows: tuple[Band[Percent], ...]
    columns: tuple[Band[Decimal], ...]
    scale: Decimal
    high: Decimal | None
    medium: Decimal | None
    cells: tuple[Cell, ...]
    left_out: tuple[LeftOut, ...]
    marks: Marks
    reading: Message

    def cell(self, row: int, column: int) -> Cell:
        """The field at a row and a column."""
        return self.cells[row * len(self.columns) + column]

    @property
    def has_whole_steps(self) -> bool:
        """Whether each column is one whole number of the plan's scale."""
        return len(self.columns) == self.scale


def risk_matrix(plan: Plan, places: Places) -> RiskMatrix:
    """The picture of the risks as of the report's day."""
    reviews = _latest(plan, places.report.as_of)
    placed: list[PlacedRisk] = []
    left_out: list[LeftOut] = []
    for risk in named(plan.risks, "risks"):
        latest, records = reviews.get(risk.model.id, (None, []))
        found = _placed(risk, latest, plan.risk_model, places.marks(risk.path, *records), places.report.as_of)
        (placed if isinstance(found, PlacedRisk) else left_out).append(found)  # type: ignore[arg-type]
    columns = tuple(_columns(plan.risk_model.scale))
    rows = tuple(Band(Percent(Decimal(row) / ROWS), Percent(Decimal(row + 1) / ROWS)) for row in range(ROWS))
    reading = _reading(placed, plan.risk_model) if plan.risks else Message(NO_RISKS)
    marks = places.rest("risks", "risk_model", "actuals.risk_reviews")
    cells = tuple(_cells(rows, columns, placed, plan.risk_model))
    model = plan.risk_model
    return RiskMatrix(rows, columns, model.scale, model.high, model.medium, cells, tuple(left_out), marks, reading)


def _latest(plan: Plan, as_of: date) -> Mapping[str, tuple[RiskReview | None, list[str]]]:
    """The latest review of each risk by a day, and where all of its reviews stand."""
    latest: dict[str, RiskReview] = {}
    paths: dict[str, list[str]] = defaultdict(list)
    for record in named(plan.actuals.risk_reviews, "actuals.risk_reviews"):
        risk, day = record.model.risk, record.model.date
        if risk is None:
            continue
        paths[risk].append(record.path)
        before = latest.get(risk)
        if day is not None and day <= as_of and (before is None or before.date is None or before.date <= day):
            latest[risk] = record.model
    return {risk: (latest.get(risk), places) for risk, places in paths.items()}


def _placed(
    risk: Named[Risk], latest: RiskReview | None, model: RiskModel, marks: Marks, as_of: date
) -> PlacedRisk | LeftOut:
    own = risk.model
    probability = own.probability if latest is None or latest.probability is None else latest.probability
    impact = own.impact if latest is None or latest.impact is None else latest.impact
    why = _why_not(own, probability, impact, model.scale, as_of)
    if why or probability is None or impact is None:
        return LeftOut(own.id, why or Message(NO_IMPACT), risk.path, marks)
    rating = probability * impact / model.scale
    return PlacedRisk(
        name=own.id,
        category=own.category,
        event=own.statement.event,
        probability=probability,
        impact=impact,
        rating=rating,
        level=_level(rating, model),
        cost=own.cost,
        owner=own.owner,
        reviewed=latest.date if latest else None,
        path=risk.path,
        marks=marks,
    )


def _why_not(
    risk: Risk, probability: Percent | None, impact: Decimal | None, scale: Decimal, as_of: date
) -> Message | None:
    """Why a risk has no position."""
    if risk.closed is not None and risk.closed <= as_of:
        return Message(CLOSED, {"day": risk.closed})
    if risk.identified is not None and risk.identified > as_of:
        return Message(LATER, {"day": risk.identified})
    if probability is None:
        return Message(NO_PROBABILITY)
    if impact is None:
        return Message(NO_IMPACT)
    return None if 0 <= impact <= scale else Message(BEYOND_SCALE, {"impact": impact, "scale": scale})


def _level(rating: Decimal, model: RiskModel) -> Level | None:
    if model.high is None:
        return None
    if rating >= model.high:
        return "high"
    return "medium" if model.medium is not None and rating >= model.medium else "low"


def _columns(scale: Decimal) -> Iterator[Band[Decimal]]:
    """A column for each whole number of a short scale, else five equal parts."""
    is_short = scale == scale.to_integral_value() and 2 <= scale <= _MOST_COLUMNS
    count = int(scale) if is_short else _PARTS
    for column in range(count):
        yield Band(scale * column / count, scale * (column + 1) / count)


def _cells(
    rows: Sequence[Band[Percent]], columns: Sequence[Band[Decimal]], placed: Sequence[PlacedRisk], model: RiskModel
) -> Iterator[Cell]:
    inside: dict[tuple[int, int], list[PlacedRisk]] = defaultdict(list)
    for risk in placed:
        row = min(int(risk.probability * len(rows)), len(rows) - 1)
        column = int((risk.impact * len(columns) / model.scale).to_integral_value(ROUND_CEILING))
        inside[row, max(column - 1, 0)].append(risk)
    for row, probabilities in enumerate(rows):
        for column, impacts in enumerate(columns):
            probability = (probabilities.low + probabilities.high) / 2
            impact = impacts.high if len(columns) == model.scale else (impacts.low + impacts.high) / 2
            here = sorted(inside.get((row, column), ()), key=lambda risk: (-risk.rating, risk.name))
            yield Cell(row, column, _level(probability * impact / model.scale, model), tuple(here))


def _reading(placed: Sequence[PlacedRisk], model: RiskModel) -> Message:
    if not placed:
        return Message(NONE_PLACED)
    if model.high is None:
        return Message(NO_BOUNDS, {"count": len(placed)})
    high = tuple(risk.name for risk in placed if risk.level == "high")
    if high:
        return Message(SOME_HIGH, {"high": len(high), "count": len(placed), "names": few(high)})
    highest = max(placed, key=lambda risk: risk.rating)
    return Message(NONE_HIGH, {"count": len(placed), "name": highest.name, "rating": highest.rating})
