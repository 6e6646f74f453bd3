"""Rules against textbook algorithms that are carried out on scalars which count their own operations."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import flopscope as flops
import flopscope.numpy as fnp
from flopscope._table.fft_counts import fft_flops
from tests.surface.counting import Scalar, Tally

Pair = tuple[Any, Any]
"""A complex number as two counting scalars."""


def spent(call: Callable[[], Any]) -> int:
    """What a call costs."""
    with flops.BudgetContext(10**12, quiet=True) as budget:
        call()
    return budget.flops_used


def scalars(tally: Tally, *shape: int) -> Any:
    """Nested lists of counting scalars."""
    rng = np.random.default_rng(sum(shape) + 1)
    return tally.scalars(rng.uniform(0.5, 2.0, shape).tolist())


def total(items: list[Any]) -> Any:
    found = items[0]
    for item in items[1:]:
        found = found + item
    return found


SHAPES = [(1, 1), (2, 3), (3, 2), (7, 1), (5, 4), (1, 6)]
"""Small, tall, wide, odd."""


@pytest.mark.parametrize("shape", SHAPES)
def test_dot_products_over_the_first_axis(shape: tuple[int, int]) -> None:
    tally = Tally()
    a = scalars(tally, *shape)
    for j in range(shape[1]):
        total([a[i][j] * a[i][j] for i in range(shape[0])])
    x = fnp.ones(shape)
    assert spent(lambda: fnp.vecdot(x, x, axis=0)) == tally.count
    assert spent(lambda: fnp.vecdot(x, x, axes=[0, 0, ()])) == tally.count


@pytest.mark.parametrize("indices", [[0], [0, 4], [0, 2, 5], [3, 1], [4, 4, 0], [8]])
@pytest.mark.parametrize("lines", [1, 3])
def test_segments(indices: list[int], lines: int) -> None:
    tally = Tally()
    for row in scalars(tally, lines, 9):
        for start, end in zip(indices, [*indices[1:], 9], strict=True):
            total(row[start:end] if end > start else row[start : start + 1])
    x = fnp.ones((lines, 9))
    assert spent(lambda: fnp.add.reduceat(x, indices, axis=1)) == tally.count


@pytest.mark.parametrize("n", [2, 3, 5, 8, 13])
def test_trapezoids(n: int) -> None:
    tally = Tally()
    y = scalars(tally, n)
    total([(y[0] + y[-1]) * 0.5, *y[1:-1]]) * 0.25
    assert spent(lambda: fnp.trapezoid(fnp.ones(n), dx=0.25)) == tally.count
    tally = Tally()
    y, x = scalars(tally, n), scalars(tally, n)
    total([(x[i + 1] - x[i]) * (y[i + 1] + y[i]) for i in range(n - 1)]) * 0.5
    assert spent(lambda: fnp.trapezoid(fnp.ones(n), fnp.arange(n))) - n == tally.count


@pytest.mark.parametrize("shape", SHAPES)
def test_variance_around_a_given_mean(shape: tuple[int, int]) -> None:
    tally = Tally()
    for row in scalars(tally, *shape):
        differences = [x - 1.25 for x in row]
        total([d * d for d in differences]) / len(row)
    x, mean = fnp.ones(shape), fnp.ones((shape[0], 1))
    assert spent(lambda: fnp.var(x, axis=1, mean=mean)) == tally.count


@pytest.mark.parametrize("n", [1, 2, 3, 5, 9])
def test_substitution(n: int) -> None:
    for sides in (1, 3):
        tally = Tally()
        a = scalars(tally, n, n)
        for b in scalars(tally, sides, n):
            for i in reversed(range(n)):
                for j in range(i + 1, n):
                    b[i] = b[i] - a[i][j] * b[j]
                b[i] = b[i] / a[i][i]
        matrix, right = fnp.eye(n), fnp.ones((n, sides))
        assert spent(lambda m=matrix, r=right: fnp.linalg.solve_triangular(m, r)) == tally.count


def product(a: Pair, b: Pair) -> Pair:
    return a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]


def added(a: Pair, b: Pair) -> Pair:
    return a[0] + b[0], a[1] + b[1]


def quotient(a: Pair, b: Pair) -> Pair:
    norm = b[0] * b[0] + b[1] * b[1]
    p = a[0] * b[0] + a[1] * b[1], a[1] * b[0] - a[0] * b[1]
    return p[0] / norm, p[1] / norm


def exponential(a: Pair) -> Pair:
    size = a[0].function(math.exp)
    return size * a[1].function(math.cos), size * a[1].function(math.sin)


def logarithm(a: Pair) -> Pair:
    size = (a[0] * a[0] + a[1] * a[1]).function(math.log) * 0.5
    return size, (a[1] / a[0]).function(math.atan)


COMPLEX: dict[str, tuple[Callable[..., Any], Callable[..., Any]]] = {
    "sum": (lambda x, y: x + y, added),
    "product": (lambda x, y: x * y, product),
    "quotient": (lambda x, y: x / y, quotient),
    "real factor": (lambda x, y: x * y.real, lambda a, b: (a[0] * b[0], a[1] * b[0])),
    "magnitude": (lambda x, y: fnp.abs(x), lambda a, b: (a[0] * a[0] + a[1] * a[1]).sqrt()),
    "square": (
        lambda x, y: fnp.square(x),
        lambda a, b: ((a[0] + a[1]) * (a[0] - a[1]), a[0] * a[1] * 2.0),
    ),
    "exponential": (lambda x, y: fnp.exp(x), lambda a, b: exponential(a)),
    "logarithm": (lambda x, y: fnp.log(x), lambda a, b: logarithm(a)),
    "power": (
        lambda x, y: x**y,
        lambda a, b: exponential(product(b, logarithm(a))),
    ),
    "angle": (lambda x, y: fnp.angle(x), lambda a, b: (a[1] / a[0]).function(math.atan)),
}
"""The call, and the formula in real numbers."""


@pytest.mark.parametrize("name", COMPLEX)
@pytest.mark.parametrize("n", [1, 2, 3, 7, 10])
def test_complex_functions_take_their_formulas(name: str, n: int) -> None:
    tally = Tally()
    call, formula = COMPLEX[name]
    for a, b in zip(scalars(tally, n, 2), scalars(tally, n, 2), strict=True):
        formula(tuple(a), tuple(b))
    x = fnp.full(n, 1.5 + 0.5j)
    assert spent(lambda: call(x, x)) == tally.count


@pytest.mark.parametrize("shape", [(1, 1, 1), (2, 3, 4), (4, 3, 2), (1, 5, 1), (3, 1, 3)])
def test_complex_products_of_matrices(shape: tuple[int, int, int]) -> None:
    m, k, n = shape
    tally = Tally()
    a, b = scalars(tally, m, k, 2), scalars(tally, k, n, 2)
    for i in range(m):
        for j in range(n):
            found = product(a[i][0], b[0][j])
            for q in range(1, k):
                found = added(found, product(a[i][q], b[q][j]))
    x, y = fnp.full((m, k), 1j), fnp.full((k, n), 1j)
    assert spent(lambda: x @ y) == tally.count
    assert spent(lambda: fnp.einsum("ij,jk->ik", x, y)) == tally.count


def odd_transform(x: list[Pair]) -> list[Any]:
    """A transform of an odd number of points that shares the sums and differences of pairs."""
    p = len(x)
    sums = [added(x[k], x[p - k]) for k in range(1, p // 2 + 1)]
    gaps = [(x[k][0] - x[p - k][0], x[k][1] - x[p - k][1]) for k in range(1, p // 2 + 1)]
    found = [x[0]]
    for s in sums:
        found[0] = added(found[0], s)
    for j in range(1, p // 2 + 1):
        even, odd = x[0], None
        for k, (s, d) in enumerate(zip(sums, gaps, strict=True), start=1):
            w = cmath.exp(-2j * cmath.pi * j * k / p)
            even = added(even, (s[0] * w.real, s[1] * w.real))
            turned = (d[1] * w.imag, d[0] * w.imag)
            odd = turned if odd is None else added(odd, turned)
        assert odd is not None
        found += [added(even, odd), (even[0] - odd[0], even[1] - odd[1])]
    return found


@pytest.mark.parametrize("p", [3, 5, 7, 11, 13])
def test_a_transform_of_an_odd_length(p: int) -> None:
    tally = Tally()
    points = odd_transform([tuple(pair) for pair in scalars(tally, p, 2)])
    assert len(points) == p
    assert isinstance(points[0][0], Scalar)
    assert abs(fft_flops(p) - tally.count) <= 2 * (p - 1)


@pytest.mark.parametrize("n", [101, 127, 509, 1009, 9973])
def test_large_primes_take_no_more_than_two_transforms_of_a_power_of_two(n: int) -> None:
    length = 1 << (2 * n - 2).bit_length()
    chirps = 6 * length + 12 * n
    assert fft_flops(n) <= 2 * fft_flops(length) + chirps
    assert fft_flops(n) >= fft_flops(length // 2)
