"""SymmetryGroup: its elements, subgroups, orbits and counts, against listing everything."""

from __future__ import annotations

import itertools
import math
import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flopscope._symmetry import SymmetryGroup

ELASTICITY = SymmetryGroup((1, 0, 2, 3), (0, 1, 3, 2), (2, 3, 0, 1))
COUNTS = {
    "S2 256": (SymmetryGroup.symmetric(axes=(0, 1)), 256, 32_896),
    "S3 10": (SymmetryGroup.symmetric(axes=(0, 1, 2)), 10, 220),
    "C3 4": (SymmetryGroup.cyclic(axes=(0, 1, 2)), 4, 24),
    "D4 3": (SymmetryGroup.dihedral(axes=(0, 1, 2, 3)), 3, 21),
    "S2xS2 4": (SymmetryGroup.young([(0, 1), (2, 3)]), 4, 100),
    "elasticity 3": (ELASTICITY, 3, 21),
}


@pytest.mark.parametrize("name", COUNTS)
def test_unique_entries(name: str) -> None:
    group, n, unique = COUNTS[name]
    assert group.burnside_unique_count(dict.fromkeys(group.axes, n)) == unique


@pytest.mark.parametrize(("k", "n"), [(1, 5), (2, 7), (3, 4), (5, 6), (8, 3)])
def test_closed_forms(k: int, n: int) -> None:
    group = SymmetryGroup.symmetric(axes=range(k))
    assert group.burnside_unique_count(dict.fromkeys(range(k), n)) == math.comb(n + k - 1, k)


@st.composite
def groups(draw: st.DrawFn) -> SymmetryGroup:
    degree = draw(st.integers(1, 4))
    axes = draw(st.permutations(range(5)))[:degree]
    generators = draw(st.lists(st.permutations(range(degree)), max_size=2))
    return SymmetryGroup(*generators, axes=axes)


def moved(element: tuple[int, ...], index: tuple[int, ...]) -> tuple[int, ...]:
    image = [0] * len(index)
    for i, place in enumerate(element):
        image[place] = index[i]
    return tuple(image)


@given(groups(), st.integers(0, 3))
@settings(max_examples=100, deadline=None)
def test_unique_entries_are_orbits_of_indices(group: SymmetryGroup, n: int) -> None:
    indices = itertools.product(range(n), repeat=group.degree)
    orbits = {min(moved(g, index) for g in group.elements()) for index in indices}
    assert group.burnside_unique_count(dict.fromkeys(group.axes, n)) == len(orbits)


@given(groups())
@settings(max_examples=100, deadline=None)
def test_subgroups(group: SymmetryGroup) -> None:
    elements = set(group.elements())
    assert math.factorial(group.degree) % group.order() == 0
    chosen = group.axes[: (group.degree + 1) // 2]
    places = range(len(chosen))
    pointwise = group.pointwise_stabilizer(chosen)
    assert set(pointwise.elements()) == {g for g in elements if all(g[i] == i for i in places)}
    setwise = group.setwise_stabilizer(chosen)
    assert set(setwise.elements()) == {g for g in elements if {g[i] for i in places} == set(places)}
    assert set(group.restrict(chosen).elements()) == {g[: len(chosen)] for g in setwise.elements()}
    assert group.contains(pointwise)
    assert group.intersection(setwise) == setwise
    assert group.is_abelian == all(
        tuple(b[i] for i in a) == tuple(a[i] for i in b) for a in elements for b in elements
    )
    assert group.is_symmetric() == (group.order() == math.factorial(group.degree))


@given(groups())
@settings(max_examples=50, deadline=None)
def test_payload_and_pickle(group: SymmetryGroup) -> None:
    again = SymmetryGroup.from_payload(group.to_payload())
    assert again == group == pickle.loads(pickle.dumps(group))
    assert hash(again) == hash(group)


def test_equal_groups_on_axes_in_another_order() -> None:
    one = SymmetryGroup((1, 0, 2), axes=(0, 1, 2))
    assert one == SymmetryGroup({0: 1, 1: 0}, axes=(2, 1, 0))
    assert one != SymmetryGroup((0, 2, 1), axes=(0, 1, 2))
    assert SymmetryGroup.symmetric(axes=(0, 1)).equals(one)


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: SymmetryGroup((0, 0)), "not a permutation"),
        (lambda: SymmetryGroup((1, 0), (1, 2, 0)), "give each the same"),
        (lambda: SymmetryGroup((1, 0), axes=(1, 1)), "stands twice"),
        (lambda: SymmetryGroup((1, 0), axes=(-1, 0)), "counted from the front"),
        (lambda: SymmetryGroup({0: 5, 5: 0}, axes=(0, 1)), "not in axes"),
        (lambda: SymmetryGroup.symmetric(axes=range(9)).order(), "more than 40,320"),
        (lambda: SymmetryGroup.direct_product(*[SymmetryGroup((1, 0))] * 2), "share the axes"),
        (lambda: SymmetryGroup((1, 0)).burnside_unique_count({0: 2}), "no length"),
        (lambda: SymmetryGroup((1, 0)).burnside_unique_count({0: 2, 1: 3}), "differ|lengths"),
        (lambda: SymmetryGroup((1, 0)).orbit(4), "not on"),
        (lambda: SymmetryGroup.from_payload({"axes": [0]}), "keys"),
    ],
)
def test_what_is_no_group_is_refused(make: object, text: str) -> None:
    with pytest.raises(ValueError, match=text):
        make()  # type: ignore[operator]
