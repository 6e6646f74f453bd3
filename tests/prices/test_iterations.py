"""Iterative algorithms and selection, carried out on scalars that count: rules are near what they take.

How many steps an iteration takes depends on the data, so counts are compared within a factor. The algorithms
are those of Golub & Van Loan, *Matrix Computations*, 4th ed.: 8.3.1 and 8.3.3 (symmetric QR), 8.6.1 and 8.6.2
(SVD by Golub and Kahan), 7.4.1 to 7.5.2 (Hessenberg form and shifted QR); and Hoare's FIND (Knuth, TAOCP 3,
5.2.2), whose ranks are looked for in the parts that the ranks before them left.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import flopscope as flops
import flopscope.numpy as fnp
from tests.surface.counting import Tally

NEAR = 2.0
"""How far a count may be from the rule's, either way."""

TINY = 1e-12

Matrix = list[list[Any]]


def spent(call: Callable[[], Any]) -> int:
    """What a call costs."""
    with flops.BudgetContext(10**12, quiet=True) as budget:
        call()
    return budget.flops_used


def is_near(count: int, price: int) -> bool:
    """Whether a count is within the factor, but for matrices of two rows, which take few steps."""
    return price / NEAR - 30 <= count <= price * NEAR


def dot(a: list[Any], b: list[Any]) -> Any:
    """The sum of products."""
    found = a[0] * b[0]
    for x, y in zip(a[1:], b[1:], strict=True):
        found = found + x * y
    return found


def reflector(x: list[Any]) -> tuple[list[Any], Any]:
    """Householder's vector and its factor 2 / v'v (GVL 5.1.1)."""
    norm = dot(x, x).sqrt()
    first = x[0] + norm if x[0].value >= 0 else x[0] - norm
    v = [first, *x[1:]]
    square = dot(v, v)
    return v, None if square.value < TINY**2 else square.__rtruediv__(2.0)


def reflect_rows(a: Matrix, v: list[Any], factor: Any, first: int, column: int) -> None:
    """Apply a reflector from the left, to rows from ``first`` and columns from ``column`` on."""
    for j in range(column, len(a[0])):
        s = dot(v, [a[first + i][j] for i in range(len(v))]) * factor
        for i, w in enumerate(v):
            a[first + i][j] = a[first + i][j] - s * w


def transposed(a: Matrix) -> Matrix:
    """Rows as columns: no operation."""
    return [list(column) for column in zip(*a, strict=True)]


def rotation(a: Any, b: Any) -> tuple[Any, Any]:
    """Cosine and sine that turn (a, b) to (r, 0) (GVL 5.1.8)."""
    if abs(b.value) < 1e-300:
        return a.tally.scalars(1.0), a.tally.scalars(0.0)
    r = (a * a + b * b).sqrt()
    return a / r, b / r


def turned(c: Any, s: Any, x: Any, y: Any) -> tuple[Any, Any]:
    """A rotation of two numbers: 6 operations."""
    return c * x + s * y, c * y - s * x


# --- symmetric eigenvalues ------------------------------------------------------------------------


def tridiagonal(a: Matrix) -> tuple[list[Any], list[Any]]:
    """Diagonal and off-diagonal of a symmetric matrix's tridiagonal form (GVL 8.3.1)."""
    n = len(a)
    off = []
    for k in range(n - 2):
        x = [a[i][k] for i in range(k + 1, n)]
        v, factor = reflector(x)
        size = dot(x, x).sqrt()
        off.append(size)
        if factor is None:
            continue
        m = n - k - 1
        part = [[a[k + 1 + i][k + 1 + j] for j in range(m)] for i in range(m)]
        p = [dot(row, v) * factor for row in part]
        half = dot(p, v) * factor * 0.5
        w = [pi - half * vi for pi, vi in zip(p, v, strict=True)]
        for i in range(m):
            for j in range(i + 1):  # half of it, which is symmetric
                x = a[k + 1 + i][k + 1 + j] - (v[i] * w[j] + w[i] * v[j])
                a[k + 1 + i][k + 1 + j] = a[k + 1 + j][k + 1 + i] = x
    if n > 1:
        off.append(a[n - 1][n - 2])
    return [a[i][i] for i in range(n)], off


def symmetric_qr(d: list[Any], e: list[Any]) -> list[float]:
    """Eigenvalues of a tridiagonal matrix by implicit QR steps with Wilkinson's shift (GVL 8.3.2)."""
    hi = len(d) - 1
    while hi > 0:
        if abs(e[hi - 1].value) < TINY * (abs(d[hi].value) + abs(d[hi - 1].value)):
            hi -= 1
            continue
        lo = hi - 1
        while lo > 0 and abs(e[lo - 1].value) > TINY * (abs(d[lo].value) + abs(d[lo - 1].value)):
            lo -= 1
        delta = (d[hi - 1] - d[hi]) * 0.5
        root = (delta * delta + e[hi - 1] * e[hi - 1]).sqrt()
        shift = d[hi] - e[hi - 1] * e[hi - 1] / (delta + root if delta.value >= 0 else delta - root)
        x, z = d[lo] - shift, e[lo]
        for k in range(lo, hi):
            c, s = rotation(x, z)
            if k > lo:
                e[k - 1] = c * x + s * z
            p, q, r = d[k], e[k], d[k + 1]
            cp, sp = c * p + s * q, c * q - s * p
            cq, sq = c * q + s * r, c * r - s * q
            d[k], e[k], d[k + 1] = c * cp + s * cq, c * cq - s * cp, c * sq - s * sp
            if k < hi - 1:
                x = e[k]
                z = s * e[k + 1]
                e[k + 1] = c * e[k + 1]
    return sorted(x.value for x in d)


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 8, 13, 24])
def test_eigenvalues_of_symmetric_matrices(n: int) -> None:
    a = np.random.default_rng(n).normal(size=(n, n))
    a = a + a.T
    tally = Tally()
    found = symmetric_qr(*tridiagonal(tally.scalars(a.tolist())))
    np.testing.assert_allclose(found, np.linalg.eigvalsh(a), atol=1e-8)
    matrix = fnp.array(a.tolist())
    assert is_near(tally.count, spent(lambda: fnp.linalg.eigvalsh(matrix)))
    stack = fnp.stack([matrix] * 3)
    assert spent(lambda: fnp.linalg.eigvalsh(stack)) == 3 * spent(
        lambda: fnp.linalg.eigvalsh(matrix)
    )


# --- singular values ------------------------------------------------------------------------------


def bidiagonal(a: Matrix) -> tuple[list[Any], list[Any]]:
    """Diagonal and superdiagonal of a tall matrix's bidiagonal form (GVL 5.4.2)."""
    m, n = len(a), len(a[0])
    d, e = [], []
    for k in range(n):
        if k < m - 1:
            v, factor = reflector([a[i][k] for i in range(k, m)])
            if factor is not None:
                reflect_rows(a, v, factor, k, k)
        d.append(a[k][k])
        if k < n - 1:
            if k < n - 2:
                t = transposed(a)
                v, factor = reflector([t[j][k] for j in range(k + 1, n)])
                if factor is not None:
                    reflect_rows(t, v, factor, k + 1, k)
                a[:] = transposed(t)
            e.append(a[k][k + 1])
    return d, e


def golub_kahan(d: list[Any], e: list[Any]) -> list[float]:
    """Singular values of a bidiagonal matrix by implicit shifted steps (GVL 8.6.1)."""
    hi = len(d) - 1
    while hi > 0:
        if abs(e[hi - 1].value) < TINY * (abs(d[hi].value) + abs(d[hi - 1].value)):
            hi -= 1
            continue
        lo = hi - 1
        while lo > 0 and abs(e[lo - 1].value) > TINY * (abs(d[lo].value) + abs(d[lo - 1].value)):
            lo -= 1
        last = e[hi - 2] * e[hi - 2] if hi - 1 > lo else None
        t1 = d[hi - 1] * d[hi - 1] if last is None else d[hi - 1] * d[hi - 1] + last
        t2 = d[hi] * d[hi] + e[hi - 1] * e[hi - 1]
        off = d[hi - 1] * e[hi - 1]
        delta = (t1 - t2) * 0.5
        root = (delta * delta + off * off).sqrt()
        shift = t2 - off * off / (delta + root if delta.value >= 0 else delta - root)
        y, z = d[lo] * d[lo] - shift, d[lo] * e[lo]
        for k in range(lo, hi):
            c, s = rotation(y, z)
            if k > lo:
                e[k - 1] = c * y + s * z
            x, e[k] = turned(c, s, d[k], e[k])
            bulge, d[k + 1] = s * d[k + 1], c * d[k + 1]
            c, s = rotation(x, bulge)
            d[k] = c * x + s * bulge
            y, d[k + 1] = turned(c, s, e[k], d[k + 1])
            e[k] = y
            if k < hi - 1:
                z, e[k + 1] = s * e[k + 1], c * e[k + 1]
    return sorted((abs(x.value) for x in d), reverse=True)


SHAPES = [
    (1, 1),
    (2, 2),
    (3, 3),
    (6, 6),
    (13, 13),
    (5, 3),
    (3, 5),
    (12, 4),
    (4, 12),
    (7, 1),
    (9, 8),
]


@pytest.mark.parametrize("shape", SHAPES)
def test_singular_values(shape: tuple[int, int]) -> None:
    a = np.random.default_rng(sum(shape)).normal(size=shape)
    tall = a if shape[0] >= shape[1] else a.T
    tally = Tally()
    scalars = tally.scalars(tall.tolist())
    if min(shape) == 1:  # the length of a vector
        column = [row[0] for row in scalars]
        found = [dot(column, column).sqrt().value]
    else:
        found = golub_kahan(*bidiagonal(scalars))
    np.testing.assert_allclose(found, np.linalg.svd(a, compute_uv=False), atol=1e-7)
    matrix = fnp.array(a.tolist())
    price = spent(lambda: fnp.linalg.svdvals(matrix))
    assert is_near(tally.count, price), (tally.count, price)
    assert spent(lambda: fnp.linalg.svd(matrix)) >= price
    assert spent(lambda: fnp.linalg.svd(matrix, full_matrices=False)) <= spent(
        lambda: fnp.linalg.svd(matrix)
    )
    assert spent(lambda: fnp.linalg.svdvals(fnp.stack([matrix] * 3))) == 3 * price


# --- eigenvalues ----------------------------------------------------------------------------------


def hessenberg(a: Matrix) -> None:
    """The Hessenberg form, in place (GVL 7.4.2)."""
    n = len(a)
    for k in range(n - 2):
        v, factor = reflector([a[i][k] for i in range(k + 1, n)])
        if factor is not None:
            reflect_rows(a, v, factor, k + 1, k)
            t = transposed(a)
            reflect_rows(t, v, factor, k + 1, 0)
            a[:] = transposed(t)


def shifted_qr(h: Matrix) -> list[float]:
    """Real eigenvalues of a Hessenberg matrix by QR steps with a single shift (GVL 7.5.2)."""
    hi = len(h) - 1
    while hi > 0:
        if abs(h[hi][hi - 1].value) < TINY * (abs(h[hi][hi].value) + abs(h[hi - 1][hi - 1].value)):
            hi -= 1
            continue
        lo = hi - 1
        while lo > 0 and abs(h[lo][lo - 1].value) > TINY * (
            abs(h[lo][lo].value) + abs(h[lo - 1][lo - 1].value)
        ):
            lo -= 1
        shift = h[hi][hi] * 1.0
        for i in range(lo, hi + 1):
            h[i][i] = h[i][i] - shift
        turns = []
        for k in range(lo, hi):
            c, s = rotation(h[k][k], h[k + 1][k])
            turns.append((c, s))
            for j in range(k, hi + 1):
                h[k][j], h[k + 1][j] = turned(c, s, h[k][j], h[k + 1][j])
        for k, (c, s) in enumerate(turns, lo):
            for i in range(lo, min(k + 2, hi) + 1):
                h[i][k], h[i][k + 1] = turned(c, s, h[i][k], h[i][k + 1])
        for i in range(lo, hi + 1):
            h[i][i] = h[i][i] + shift
    return sorted(h[i][i].value for i in range(len(h)))


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 8, 13])
def test_eigenvalues(n: int) -> None:
    rng = np.random.default_rng(n)
    basis = rng.normal(size=(n, n)) + 3 * np.eye(n)
    a = basis @ np.diag(np.arange(1.0, n + 1)) @ np.linalg.inv(basis)  # with real eigenvalues
    tally = Tally()
    h = tally.scalars(a.tolist())
    hessenberg(h)
    np.testing.assert_allclose(shifted_qr(h), np.arange(1.0, n + 1), atol=1e-6)
    matrix = fnp.array(a.tolist())
    price = spent(lambda: fnp.linalg.eigvals(matrix))
    assert is_near(tally.count, price), (tally.count, price)
    assert spent(lambda: fnp.linalg.eigvals(fnp.stack([matrix] * 3))) == 3 * price


# --- selection ------------------------------------------------------------------------------------


def find(items: list[Any], ranks: list[int], rng: Any) -> dict[int, Any]:
    """The elements of some ranks, by partitions around the median of three (Hoare's FIND)."""
    if not ranks or not items:
        return {}
    if len(items) == 1:
        return dict.fromkeys(ranks, items[0])
    a, b, c = (items[i] for i in rng.choice(len(items), 3, replace=len(items) < 3))
    low, high = (b, a) if b < a else (a, b)
    pivot = low if c < low else high if high < c else c
    below, above, equal = [], [], []
    for x in items:
        if x is pivot:
            equal.append(x)
        elif x < pivot:
            below.append(x)
        else:
            above.append(x)
    k = len(below)
    found = find(below, [r for r in ranks if r < k], rng)
    found |= {r: pivot for r in ranks if k <= r < k + len(equal)}
    rest = find(above, [r - k - len(equal) for r in ranks if r >= k + len(equal)], rng)
    return found | {r + k + len(equal): x for r, x in rest.items()}


LENGTHS = [2, 5, 17, 64, 255, 1000]


@pytest.mark.parametrize("n", LENGTHS)
@pytest.mark.parametrize("number", [1, 2, 5])
def test_selection_of_ranks(n: int, number: int) -> None:
    ranks = sorted({(i + 1) * n // (number + 1) for i in range(number)})
    counts = []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        values = rng.permutation(n).astype(float)
        tally = Tally()
        found = find(tally.scalars(values.tolist()), ranks, rng)
        assert [found[r].value for r in ranks] == ranks
        counts.append(tally.count)
    count = sorted(counts)[2]
    x = fnp.array(values.tolist())
    price = spent(lambda: fnp.partition(x, ranks))
    assert is_near(count, price), (count, price)
    stack = fnp.stack([x, x, x])
    assert spent(lambda: fnp.partition(stack, ranks, axis=1)) == 3 * price
    assert spent(lambda: fnp.argpartition(x, ranks)) == price


@pytest.mark.parametrize("n", LENGTHS)
def test_medians_and_percentiles_are_selections(n: int) -> None:
    x = fnp.array(np.random.default_rng(n).normal(size=n).tolist())
    one = spent(lambda: fnp.partition(x, n // 2))
    assert one <= spent(lambda: fnp.median(x)) <= one + n + 2
    two = spent(lambda: fnp.partition(x, [n // 3, min(n - 1, n // 3 + 1)]))
    assert one <= spent(lambda: fnp.percentile(x, 30)) <= two + 8
    tall = fnp.stack([x, x], axis=1)
    assert spent(lambda: fnp.median(tall, axis=0)) == 2 * spent(lambda: fnp.median(x))


@pytest.mark.parametrize("shape", [(4, 2), (6, 3), (12, 4), (20, 3), (30, 6)])
def test_least_squares_without_left_vectors(shape: tuple[int, int]) -> None:
    """The bidiagonal form and its iteration, with right vectors (GVL 5.5.6 and 8.6.3)."""
    m, n = shape
    a = np.random.default_rng(m).normal(size=shape)
    tally = Tally()
    golub_kahan(*bidiagonal(tally.scalars(a.tolist())))
    count = tally.count  # no vectors: a lower bound
    matrix, b = fnp.array(a.tolist()), fnp.ones(m)
    price = spent(lambda: fnp.linalg.lstsq(matrix, b, rcond=None))
    assert price == 4 * m * n * n + 8 * n**3
    assert price >= count / 2
    assert price <= spent(lambda: fnp.linalg.svd(matrix)) + 4 * m * n
