"""What the format has where: the keys of a mapping, and the model at a path of the data."""

from typing import Any, get_args, get_origin

from opscheck.plan import Plan
from opscheck.plan.base import Model, key_of, model_in
from opscheck.plan.select import Path


def keys_of(model: type[Model] | None) -> list[str]:
    """The keys that a mapping of this model may have."""
    return [key_of(model, name) for name in model.model_fields] if model else []


def model_at(path: Path, root: type[Model] = Plan) -> type[Model] | None:
    """The model that the format has for the mapping at this path."""
    current: Any = root
    for step in path:
        entries = _entries(current)
        if isinstance(step, int) or entries:
            current = entries or current
            continue
        model = model_in(current)
        attribute = next((name for name in model.model_fields if key_of(model, name) == step), None) if model else None
        if attribute is None or model is None:
            return None
        current = model.model_fields[attribute].annotation
    return model_in(current)


def _entries(annotation: Any) -> Any:
    """What a mapping with keys of the author's choosing holds; None for everything else."""
    if get_origin(annotation) is dict:
        return get_args(annotation)[1]
    return next(filter(None, map(_entries, get_args(annotation))), None)
