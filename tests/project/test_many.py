"""A hundred thousand plans: what is kept of each of them is little, while they are searched for and after that."""

import tracemalloc
from collections.abc import Iterator

import pytest
from project.place import PLAN, Place

from opscheck.project import configurations, discover, library
from opscheck.project.plans import Kind

MANY = 2_000
MOST_WHILE_SEARCHING = 400  # bytes for each plan
MOST_AFTER_THAT = 150
MOST_OF_A_FOLDER = 1_500  # half of it is the table of names that Python interns


@pytest.fixture
def traced() -> Iterator[None]:
    """What is allocated is counted."""
    tracemalloc.start()
    yield
    tracemalloc.stop()


def test_little_is_kept_of_a_plan(place: Place, traced: None):
    place.write({f"plans/a-plan-with-a-name-that-is-long-{number:05}.yaml": PLAN for number in range(MANY)})
    assert len(place.discover("plans").plans) == MANY  # what is loaded on first use is there now
    taken = [_taken(place) for _ in range(2)]  # the table of names that Python interns grows at times, and not twice
    assert min(peak for peak, _ in taken) / MANY < MOST_WHILE_SEARCHING
    assert min(kept for _, kept in taken) / MANY < MOST_AFTER_THAT


def _taken(place: Place) -> tuple[int, int]:
    """What a search takes at most, and what is kept of it."""
    before, _ = tracemalloc.get_traced_memory()
    tracemalloc.reset_peak()
    project = place.discover("plans")
    after, peak = tracemalloc.get_traced_memory()
    assert len(project.plans) == MANY
    return peak - before, after - before


def test_little_is_kept_of_a_folder(place: Place, traced: None, monkeypatch: pytest.MonkeyPatch):
    for module in (library, configurations):
        monkeypatch.setattr(module, "_MOST_FOLDERS", 100)
    place.write({f"plans/a-team-with-a-name-that-is-long-{number:05}/plan.yaml": PLAN for number in range(MANY)})
    assert len(place.discover("plans/a-team-with-a-name-that-is-long-00001").plans) == 1
    before, _ = tracemalloc.get_traced_memory()
    project = place.discover("plans")
    assert [project.register_path(plan) for plan in project.plans] == [None] * MANY
    after, _ = tracemalloc.get_traced_memory()
    assert (after - before) / MANY < MOST_OF_A_FOLDER


def test_a_search_tells_how_far_it_is(place: Place):
    place.write({"a/plan.yaml": PLAN, "a/other.yaml": "name: a workflow\n", "b/plan.yaml": PLAN, "b/notes.md": ""})
    told: list[tuple[int, int]] = []
    discover(["."], place.configurations(), watch=lambda *much: told.append(much))
    assert told == [(0, 1), (1, 2), (2, 3)]


def test_each_plan_is_what_it_would_be_alone(place: Place):
    place.write(
        {
            "b/plan.yaml": PLAN,
            "b/plan-1.yaml": PLAN,
            "b-1/plan.yaml": PLAN,
            "a/headerless.yaml": "plan: {id: p}\nbudget: {}\n",
            "b/part.yaml": "schema: opscheck/v1\npart_of: plan.yaml\nrisks: []\n",
            "a/stray.yaml": "schema: opscheck/v1\npart_of: nowhere.yaml\nrisks: []\n",
        }
    )
    (place.folder / "c").symlink_to(place.folder / "b")
    plans = place.discover("c/plan-1.yaml", ".").plans
    told = [(plan.file, str(plan.path.relative_to(place.folder)), plan.kind, len(plan.flaws)) for plan in plans]
    assert told == [
        ("a/headerless.yaml", "a/headerless.yaml", Kind.headerless, 0),
        ("a/stray.yaml", "a/stray.yaml", Kind.stray, 1),
        ("b-1/plan.yaml", "b-1/plan.yaml", Kind.plan, 0),
        ("b/plan.yaml", "b/plan.yaml", Kind.plan, 0),
        ("c/plan-1.yaml", "c/plan-1.yaml", Kind.plan, 0),
    ]
    assert [[str(path.relative_to(place.folder)) for path in plan.fragments] for plan in plans] == [
        [], [], [], ["b/part.yaml"], [],
    ]  # fmt: skip
    assert plans[-1] == list(plans)[-1]
