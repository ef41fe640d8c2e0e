"""Each KPI between its baseline and its target, with its alert and its last reading (bullet graphs)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from opscheck.finding import Message
from opscheck.pictures.places import LeftOut, Marks, Named, Places, few, named
from opscheck.plan import Plan
from opscheck.plan.actuals import Reading
from opscheck.plan.kpis import Kpi
from opscheck.plan.quantities import Percent

NO_KPIS = "the plan has no KPIs that can be drawn"
NOTHING_READ = "none of the {count} KPIs has been read"
READ = "of {count} KPIs, {reached} at the target and none beyond its alert"
ALERTED = "of {count} KPIs, {reached} at the target and {alert} beyond the alert: {names}"
TOO_LITTLE = "there are not two values that could be compared"
TWO_UNITS = "its values are in two units"

State = Literal["reached", "on-the-way", "alert", "unread"]


@dataclass(frozen=True, slots=True)
class Bullet:
    """A KPI on a scale of its own from ``low`` to ``high``, the least and the greatest of its values.

    Percent where its unit is percent, else plain decimals; None where the plan gives none. ``progress`` is which part
    of the way from baseline to target is gone: below zero where it goes the wrong way.
    """

    name: str
    group: str | None
    unit: str | None
    direction: Literal["up", "down"] | None
    baseline: Decimal | None
    target: Decimal | None
    alert: Decimal | None
    value: Decimal | None
    read: date | None
    low: Decimal
    high: Decimal
    progress: Percent | None
    state: State
    path: str
    marks: Marks

    def place(self, value: Decimal) -> float:
        """Where a value is on the scale, from 0.0 to 1.0."""
        if self.high == self.low:
            return 0.5
        return float(min(max((value - self.low) / (self.high - self.low), Decimal(0)), Decimal(1)))


@dataclass(frozen=True, slots=True)
class Bullets:
    """The KPIs in the order of the plan."""

    bullets: tuple[Bullet, ...]
    left_out: tuple[LeftOut, ...]
    marks: Marks
    reading: Message


def kpi_bullets(plan: Plan, places: Places) -> Bullets:
    """The picture of the KPIs as of the report's day."""
    records: dict[str | None, list[Named[Reading]]] = defaultdict(list)
    for record in named(plan.actuals.readings, "actuals.readings"):
        records[record.model.kpi].append(record)
    bullets: list[Bullet] = []
    left_out: list[LeftOut] = []
    for kpi in named(plan.kpis, "kpis"):
        own = records.get(kpi.model.id, [])
        marks = places.marks(kpi.path, *(record.path for record in own))
        found = _bullet(kpi, _latest((record.model for record in own), places.report.as_of), marks)
        (bullets if isinstance(found, Bullet) else left_out).append(found)  # type: ignore[arg-type]
    return Bullets(tuple(bullets), tuple(left_out), places.rest("kpis"), _reading(bullets))


def _latest(readings: Iterable[Reading], as_of: date) -> Reading | None:
    """The last reading by a day; one without a day or a value says nothing."""
    made = [
        (reading.date, reading)
        for reading in readings
        if reading.date is not None and reading.date <= as_of and reading.value is not None
    ]
    return max(made, key=lambda pair: pair[0])[1] if made else None


def _bullet(kpi: Named[Kpi], latest: Reading | None, marks: Marks) -> Bullet | LeftOut:
    model = kpi.model
    value = latest.value if latest else None
    values = [known for known in (model.baseline, model.target, model.alert, value) if known is not None]
    if len(values) < 2:
        return LeftOut(model.id, Message(TOO_LITTLE), kpi.path, marks)
    if len({isinstance(known, Percent) for known in values}) > 1:
        return LeftOut(model.id, Message(TWO_UNITS), kpi.path, marks)
    return Bullet(
        name=model.id,
        group=model.group,
        unit=model.unit,
        direction=model.direction,
        baseline=model.baseline,
        target=model.target,
        alert=model.alert,
        value=value,
        read=latest.date if latest else None,
        low=min(values),
        high=max(values),
        progress=_progress(model.baseline, model.target, value),
        state=_state(model, value),
        path=kpi.path,
        marks=marks,
    )


def _progress(baseline: Decimal | None, target: Decimal | None, value: Decimal | None) -> Percent | None:
    if baseline is None or target is None or value is None or baseline == target:
        return None
    return Percent((value - baseline) / (target - baseline))


def _state(kpi: Kpi, value: Decimal | None) -> State:
    if value is None:
        return "unread"
    if kpi.direction is not None:
        sign = 1 if kpi.direction == "up" else -1
        if kpi.alert is not None and sign * (value - kpi.alert) < 0:
            return "alert"
        if kpi.target is not None and sign * (value - kpi.target) >= 0:
            return "reached"
    return "on-the-way"


def _reading(bullets: Sequence[Bullet]) -> Message:
    if not bullets:
        return Message(NO_KPIS)
    if all(bullet.state == "unread" for bullet in bullets):
        return Message(NOTHING_READ, {"count": len(bullets)})
    alert = tuple(bullet.name for bullet in bullets if bullet.state == "alert")
    reached = sum(bullet.state == "reached" for bullet in bullets)
    values = {"reached": reached, "count": len(bullets), "alert": len(alert), "names": few(alert)}
    return Message(ALERTED if alert else READ, values)
