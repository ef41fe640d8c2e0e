"""Requirements on plugins."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from opscheck.project.requirement import normal_name, parse_requirement


@pytest.mark.parametrize(
    ("text", "name", "versions"),
    [
        ("opscheck-acme", "opscheck-acme", ""),
        ("opscheck-acme>=1.2", "opscheck-acme", ">=1.2"),
        (" opscheck_acme >= 1.2 , < 2 ", "opscheck_acme", ">=1.2,<2"),
        ("a~=1.4.2", "a", "~=1.4.2"),
    ],
)
def test_a_name_and_conditions_on_its_version(text, name, versions):
    requirement = parse_requirement(text)
    assert (requirement.name, requirement.versions) == (name, versions)


@pytest.mark.parametrize("text", ["", ">=1", "a>=", "a>=1,", "a=1", "a >= one", "a b", "-a", "a; x", "a[b]", "a=>1"])
def test_anything_else_is_no_requirement(text):
    assert parse_requirement(text) is None


def test_names_are_compared_as_the_package_index_does():
    assert normal_name("Opscheck_ACME.rules") == normal_name("opscheck-acme-rules")


numbers = st.lists(st.integers(0, 12), min_size=2, max_size=4).map(lambda parts: ".".join(map(str, parts)))
versions = st.builds(str.__add__, numbers, st.sampled_from(["", "", "a1", "b2", "rc1", "rc2", ".dev3", ".post1"]))


@given(versions, st.sampled_from(["==", "!=", ">=", "<=", "~="]), versions)
def test_versions_compare_as_the_packaging_standard_says(version, operator, wanted):
    expected = SpecifierSet(f"{operator}{wanted}", prereleases=True).contains(Version(version))
    assert parse_requirement(f"x{operator}{wanted}").allows(version) == expected


def test_below_and_above():
    assert [parse_requirement("x<2").allows(version) for version in ("1.9", "2", "2.0.1")] == [True, False, False]
    assert [parse_requirement("x>2").allows(version) for version in ("1.9", "2.0", "2.0.1")] == [False, False, True]
