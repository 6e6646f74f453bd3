"""Counts of contractions agree with multiplying out all terms, one by one."""

from __future__ import annotations

import itertools
import string
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flopscope._symmetry import Contraction, Factor, SymmetryGroup

S2 = SymmetryGroup.symmetric(axes=(0, 1))
S3 = SymmetryGroup.symmetric(axes=(0, 1, 2))


def contraction(
    text: str, sizes: dict[str, int], *operands: tuple[str, SymmetryGroup | None]
) -> Contraction:
    """A contraction from an einsum's text and each operand's identity and group."""
    inputs, output = text.split("->")
    factors = [
        Factor(tuple(labels), group, twin)
        for labels, (twin, group) in zip(inputs.split(","), operands, strict=True)
    ]
    return Contraction(factors, output, sizes)


NAMED = {
    "outer(v, v)": (contraction("i,j->ij", {"i": 5, "j": 5}, ("v", None), ("v", None)), 15),
    "outer(v, w)": (contraction("i,j->ij", {"i": 5, "j": 5}, ("v", None), ("w", None)), 25),
    "A.T @ A": (contraction("ij,ik->jk", {"i": 6, "j": 5, "k": 5}, ("A", None), ("A", None)), 165),
    "A @ A, A symmetric": (
        contraction("ij,jk->ik", {"i": 6, "j": 6, "k": 6}, ("A", S2), ("A", S2)),
        231,
    ),
    "A @ B, A symmetric": (
        contraction("ij,jk->ik", {"i": 6, "j": 6, "k": 6}, ("A", S2), ("B", None)),
        396,
    ),
    "A @ x, A symmetric": (contraction("ij,j->i", {"i": 6, "j": 6}, ("A", S2), ("x", None)), 66),
    "x A x, A symmetric": (
        contraction("i,ij,j->", {"i": 6, "j": 6}, ("x", None), ("A", S2), ("x", None)),
        63,
    ),
    "x A x": (
        contraction("i,ij,j->", {"i": 6, "j": 6}, ("x", None), ("A", None), ("x", None)),
        107,
    ),
    "sum of S2": (contraction("ij->", {"i": 5, "j": 5}, ("A", S2)), 15),
    "row sums of S3": (contraction("ijk->i", {"i": 4, "j": 4, "k": 4}, ("A", S3)), 40),
}


@pytest.mark.parametrize("name", NAMED)
def test_named_counts(name: str) -> None:
    made, total = NAMED[name]
    assert made.total == total


def brute(factors: Sequence[Factor], output: str, sizes: dict[str, int]) -> int:
    """Operations by listing every output's terms; terms are equal where ``H`` says so."""
    made = Contraction(factors, output, sizes)
    labels = made._labels
    outputs = len(output)
    seen: set[tuple[int, ...]] = set()
    total = 0
    for o in itertools.product(*(range(sizes[x]) for x in output)):
        if o in seen:
            continue
        orbit = set()
        stabilizer = []
        for h in made.elements:
            moved = [0] * outputs
            for i in range(outputs):
                moved[h[i]] = o[i]
            orbit.add(tuple(moved))
            if tuple(moved) == o:
                stabilizer.append(h)
        seen |= orbit
        terms: Counter[tuple[int, ...]] = Counter()
        for s in itertools.product(*(range(sizes[x]) for x in labels[outputs:])):
            images = []
            for h in stabilizer:
                moved = [0] * len(s)
                for i in range(len(s)):
                    moved[h[outputs + i] - outputs] = s[i]
                images.append(tuple(moved))
            terms[min(images)] += 1
        p = len(terms)
        if p:
            total += p * (len(factors) - 1) + p - 1 + len({m for m in terms.values() if m > 1})
    return total


Polynomials = dict[tuple[int, ...], Counter[object]]


def monomials(factors: Sequence[Factor], output: str, sizes: dict[str, int]) -> Polynomials:
    """Each output's polynomial: its monomials, as multisets of canonical factor entries."""
    labels = list(dict.fromkeys([*output, *(x for f in factors for x in f.labels)]))
    made: Polynomials = {}
    for values in itertools.product(*(range(sizes[x]) for x in labels)):
        at = dict(zip(labels, values, strict=True))
        entries = []
        for n, f in enumerate(factors):
            index = tuple(at[x] for x in f.labels)
            if f.group is not None:
                images = []
                for element in f.group.elements():
                    moved = list(index)
                    for i, image in enumerate(element):
                        moved[f.group.axes[image]] = index[f.group.axes[i]]
                    images.append(tuple(moved))
                index = min(images)
            entries.append((repr(f.twin) if f.twin is not None else str(n), index))
        made.setdefault(tuple(at[x] for x in output), Counter())[tuple(sorted(entries))] += 1
    return made


GROUPS: dict[int, list[SymmetryGroup | None]] = {
    1: [None],
    2: [None, S2],
    3: [None, S3, SymmetryGroup.cyclic(axes=(0, 1, 2)), SymmetryGroup.symmetric(axes=(1, 2))],
}


@st.composite
def contractions(draw: st.DrawFn) -> tuple[list[Factor], str, dict[str, int]]:
    letters = string.ascii_lowercase[: draw(st.integers(1, 4))]
    length = draw(st.integers(1, 3))
    kinds = {t: draw(st.integers(1, 3)) for t in "AB"}
    groups = {t: draw(st.sampled_from(GROUPS[n])) for t, n in kinds.items()}
    factors = []
    for _ in range(draw(st.integers(1, 3))):
        twin = draw(st.sampled_from("AB"))
        labels = tuple(draw(st.sampled_from(letters)) for _ in range(kinds[twin]))
        factors.append(Factor(labels, groups[twin], twin))
    used = sorted({x for f in factors for x in f.labels})
    output = "".join(draw(st.lists(st.sampled_from(used), unique=True)))
    return factors, output, dict.fromkeys(used, length)


@given(contractions())
@settings(max_examples=150, deadline=None)
def test_counts_are_those_of_listing_all_terms(
    case: tuple[list[Factor], str, dict[str, int]],
) -> None:
    factors, output, sizes = case
    assert Contraction(factors, output, sizes).total == brute(factors, output, sizes)


@given(contractions())
@settings(max_examples=150, deadline=None)
def test_what_is_called_equal_is_equal(case: tuple[list[Factor], str, dict[str, int]]) -> None:
    """Outputs in one orbit have the same polynomial, and no more terms are saved than are equal."""
    factors, output, sizes = case
    made = Contraction(factors, output, sizes)
    polynomials = monomials(factors, output, sizes)
    for o, polynomial in polynomials.items():
        for element in made.group.elements():
            moved = [0] * len(o)
            for i, image in enumerate(element):
                moved[image] = o[i]
            assert polynomials[tuple(moved)] == polynomial
    assert made.distinct_terms >= sum(
        len(p) for o, p in polynomials.items() if o == min(_orbit(made.group, o))
    )


def _orbit(group: SymmetryGroup, o: tuple[int, ...]) -> set[tuple[int, ...]]:
    images = set()
    for element in group.elements():
        moved = [0] * len(o)
        for i, image in enumerate(element):
            moved[image] = o[i]
        images.add(tuple(moved))
    return images


@given(contractions())
@settings(max_examples=100, deadline=None)
def test_symmetry_never_costs_more(case: tuple[list[Factor], str, dict[str, int]]) -> None:
    factors, output, sizes = case
    plain = [Factor(f.labels) for f in factors]
    assert Contraction(factors, output, sizes).total <= Contraction(plain, output, sizes).total
