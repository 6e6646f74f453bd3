"""The textbook algorithms, slowly and on counting scalars: nothing is reused, merged or skipped.

But for the covariance, whose row says that products which are equal whatever the data are computed once.
"""

from __future__ import annotations

import cmath
import itertools
import math
from typing import Any

from .counting import Scalar

Row = list[Any]
Matrix = list[Row]


# --- folds ---------------------------------------------------------------------------------------


def total(items: Row) -> Any:
    """The sum of a list: one addition less than items."""
    found = items[0]
    for item in items[1:]:
        found = found + item
    return found


def product(items: Row) -> Any:
    found = items[0]
    for item in items[1:]:
        found = found * item
    return found


def largest(items: Row) -> Any:
    found = items[0]
    for item in items[1:]:
        if found < item:
            found = item
    return found


def smallest(items: Row) -> Any:
    found = items[0]
    for item in items[1:]:
        if item < found:
            found = item
    return found


def peak_to_peak(items: Row) -> Any:
    return largest(items) - smallest(items)


def mean(items: Row) -> Any:
    return total(items) / len(items)


def variance(items: Row) -> Any:
    """The two-pass algorithm."""
    middle = mean(items)
    return mean([d * d for d in [item - middle for item in items]])


def deviation(items: Row) -> Any:
    return variance(items).sqrt()


def kept(items: Row) -> Row:
    """The items that are not NaN, each tested."""
    return [item for item in items if not item.is_nan()]


def running(items: Row, step: Any) -> Row:
    found = items[:1]
    for item in items[1:]:
        found.append(step(found[-1], item))
    return found


def weighted_mean(items: Row, weights: Row) -> Any:
    return total([i * w for i, w in zip(items, weights, strict=True)]) / total(weights)


# --- contractions ----------------------------------------------------------------------------------


def dot(a: Row, b: Row) -> Any:
    return total([x * y for x, y in zip(a, b, strict=True)])


def transposed(a: Matrix) -> Matrix:
    return [list(column) for column in zip(*a, strict=True)]


def matmul(a: Matrix, b: Matrix) -> Matrix:
    columns = transposed(b)
    return [[dot(row, column) for column in columns] for row in a]


def matvec(a: Matrix, x: Row) -> Row:
    return [dot(row, x) for row in a]


def outer(a: Row, b: Row) -> Matrix:
    return [[x * y for y in b] for x in a]


def kron(a: Matrix, b: Matrix) -> Matrix:
    return [[x * y for x in row for y in other] for row in a for other in b]


def chain_at_once(a: Matrix, b: Matrix, c: Matrix) -> Matrix:
    """``ij,jk,kl->il`` in one loop over all labels."""
    rows, columns = range(len(a)), range(len(c[0]))
    pairs = list(itertools.product(range(len(b)), range(len(b[0]))))
    return [[total([a[i][j] * b[j][k] * c[k][m] for j, k in pairs]) for m in columns] for i in rows]


def cross(a: Row, b: Row) -> Row:
    return [
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    ]


def convolve(a: Row, b: Row) -> Row:
    """Every output is the sum of the products that reach it."""
    return [
        total([a[i] * b[k - i] for i in range(len(a)) if 0 <= k - i < len(b)])
        for k in range(len(a) + len(b) - 1)
    ]


def correlate_valid(a: Row, b: Row) -> Row:
    return [dot(a[i : i + len(b)], b) for i in range(len(a) - len(b) + 1)]


def covariance(a: Matrix) -> Matrix:
    """The matrix of sums of products is symmetric: those on and above the diagonal are all there are."""
    centred = [[x - middle for x in row] for row, middle in [(row, mean(row)) for row in a]]
    places = range(len(centred))
    sums = {(i, j): dot(centred[i], centred[j]) for i in places for j in places if i <= j}
    return [[sums[min(i, j), max(i, j)] / (len(a[0]) - 1) for j in places] for i in places]


def correlation(a: Matrix) -> Matrix:
    """The covariance over both deviations, limited to [-1, 1]."""
    found = covariance(a)
    deviations = [found[i][i].sqrt() for i in range(len(found))]
    return [
        [_limited(c / deviations[i] / deviations[j]) for j, c in enumerate(row)]
        for i, row in enumerate(found)
    ]


def _limited(x: Any) -> Any:
    low, high = x < -1.0, x > 1.0
    return -1.0 if low else 1.0 if high else x


# --- linear algebra --------------------------------------------------------------------------------


def lu(a: Matrix) -> Matrix:
    """Gaussian elimination without exchanges; both factors in one matrix."""
    a = [row[:] for row in a]
    n = len(a)
    for k in range(n):
        for i in range(k + 1, n):
            a[i][k] = a[i][k] / a[k][k]
            for j in range(k + 1, n):
                a[i][j] = a[i][j] - a[i][k] * a[k][j]
    return a


def substituted(factors: Matrix, b: Row) -> Row:
    """Forward substitution with the unit lower factor, back substitution with the upper one."""
    n, x = len(b), b[:]
    for i in range(n):
        for j in range(i):
            x[i] = x[i] - factors[i][j] * x[j]
    for i in reversed(range(n)):
        for j in range(i + 1, n):
            x[i] = x[i] - factors[i][j] * x[j]
        x[i] = x[i] / factors[i][i]
    return x


def solve(a: Matrix, b: Row) -> Row:
    return substituted(lu(a), b)


def inverse(a: Matrix, units: Matrix) -> Matrix:
    factors = lu(a)
    return transposed([substituted(factors, unit) for unit in units])


def determinant(a: Matrix) -> Any:
    factors = lu(a)
    return product([factors[i][i] for i in range(len(a))])


def log_determinant(a: Matrix) -> Any:
    factors = lu(a)
    diagonal = [factors[i][i] for i in range(len(a))]
    signs = [Scalar(math.copysign(1.0, d.value), d.tally) for d in diagonal]  # sign bits are read
    product(signs)
    return total([abs(d).function(math.log) for d in diagonal])


def cholesky(a: Matrix, zero: Any) -> Matrix:
    n = len(a)
    found = [[zero] * n for _ in range(n)]
    for j in range(n):
        diagonal = a[j][j]
        for k in range(j):
            diagonal = diagonal - found[j][k] * found[j][k]
        found[j][j] = diagonal.sqrt()
        for i in range(j + 1, n):
            x = a[i][j]
            for k in range(j):
                x = x - found[i][k] * found[j][k]
            found[i][j] = x / found[j][j]
    return found


def householder(a: Matrix, q: Matrix) -> tuple[Matrix, Matrix]:
    """R of a QR factorization, and the reflectors' product applied to the columns of ``q``."""
    a = [row[:] for row in a]
    m, n = len(a), len(a[0])
    reflectors = []
    for j in range(min(m - 1, n)):
        v = [a[i][j] for i in range(j, m)]
        norm = dot(v, v).sqrt()
        if v[0].value > 0:  # the sign is read off, not computed
            norm.value = -norm.value
        v[0] = v[0] - norm
        scale = 2.0 / dot(v, v)
        a[j][j] = norm
        reflectors.append((j, v, scale))
        for k in range(j + 1, n):
            reflect(a, j, k, v, scale)
    for j, v, scale in reversed(reflectors):
        for k in range(j, len(q[0])):
            reflect(q, j, k, v, scale)
    return q, a


def reflect(a: Matrix, j: int, k: int, v: Row, scale: Any) -> None:
    """Column k, from row j on, less ``scale (v . column) v``."""
    step = dot(v, [a[i][k] for i in range(j, len(a))]) * scale
    for i, x in enumerate(v):
        a[j + i][k] = a[j + i][k] - step * x


def power(a: Matrix, n: int) -> Matrix:
    """Repeated squaring from the highest bit."""
    found = a
    for bit in bin(n)[3:]:
        found = matmul(found, found)
        if bit == "1":
            found = matmul(found, a)
    return found


def norm(items: Row, order: int) -> Any:
    powers = [abs(x) ** order for x in items]
    return total(powers) ** (1 / order)


def euclidean(items: Row) -> Any:
    return dot(items, items).sqrt()


def column_sums(a: Matrix) -> Any:
    return largest([total([abs(x) for x in column]) for column in transposed(a)])


# --- transforms, polynomials, calculus ---------------------------------------------------------------


def fft(real: Row, imaginary: Row) -> list[tuple[Any, Any]]:
    """Radix-2 Cooley-Tukey on pairs of real numbers; the twiddle factors are tables."""
    n = len(real)
    if n == 1:
        return [(real[0], imaginary[0])]
    even = fft(real[::2], imaginary[::2])
    odd = fft(real[1::2], imaginary[1::2])
    upper, lower = [], []
    for k in range(n // 2):
        w = cmath.exp(-2j * cmath.pi * k / n)
        (x, y), (u, v) = even[k], odd[k]
        p, q = u * w.real - v * w.imag, u * w.imag + v * w.real
        upper.append((x + p, y + q))
        lower.append((x - p, y - q))
    return upper + lower


def horner(coefficients: Row, x: Any) -> Any:
    found = coefficients[0]
    for c in coefficients[1:]:
        found = found * x + c
    return found


def from_roots(roots: Row, one: Any, zero: Any) -> Row:
    """Multiply by one factor after the other."""
    found = [one]
    for root in roots:
        shifted = [zero, *[root * c for c in found]]
        found = [*found[:1], *[c - s for c, s in zip([*found[1:], zero], shifted[1:], strict=True)]]
    return found


def long_division(u: Row, v: Row) -> Row:
    u, quotient = u[:], []
    for i in range(len(u) - len(v) + 1):
        quotient.append(u[i] / v[0])
        for j in range(1, len(v)):
            u[i + j] = u[i + j] - quotient[-1] * v[j]
    return quotient


def differences(items: Row, order: int) -> Row:
    for _ in range(order):
        items = [b - a for a, b in itertools.pairwise(items)]
    return items


def trapezoids(y: Row, step: float) -> Any:
    """The composite rule: every inner point counts once, and the ends half."""
    return total([(y[0] + y[-1]) * 0.5, *y[1:-1]]) * step


def slopes(y: Row) -> Row:
    """Central differences over the double step, one-sided ones at the edges."""
    inside = [(b - a) / 2.0 for a, b in zip(y, y[2:], strict=False)]
    return [(y[1] - y[0]) / 1.0, *inside, (y[-1] - y[-2]) / 1.0]


def interpolate(x: Any, xp: Row, fp: Row) -> Any:
    i = max(0, bisect(xp, x) - 1)
    slope = (fp[i + 1] - fp[i]) / (xp[i + 1] - xp[i])
    return slope * (x - xp[i]) + fp[i]


def bisect(items: Row, x: Any) -> int:
    """Binary search: how many items are at most x."""
    low, high = 0, len(items)
    while low < high:
        middle = (low + high) // 2
        if x < items[middle]:
            high = middle
        else:
            low = middle + 1
    return low


def unwrapped(p: Row, period: float) -> Row:
    """Each step brought into half a period, and the corrections' running sum added."""
    found, carried = [p[0]], None
    for before, after in itertools.pairwise(p):
        step = after - before
        short = (step + period / 2) % period - period / 2
        at_edge, upward = short.is_equal(-period / 2), step > 0
        if at_edge and upward:
            short.value = period / 2
        correction = short - step
        if abs(step) < period / 2:
            correction.value = 0.0
        carried = correction + (carried if carried is not None else 0.0)
        found.append(after + carried)
    return found


def vandermonde(x: Row, columns: int, one: Any) -> Matrix:
    """Powers, the highest first, each the one before times x."""
    rows = []
    for item in x:
        powers = [one, item]
        while len(powers) < columns:
            powers.append(powers[-1] * item)
        rows.append(powers[columns - 1 :: -1])
    return rows
