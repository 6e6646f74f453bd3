"""Rules are checked against an independent count.

A textbook algorithm is carried out on scalars that count their own operations. It must come to what
NumPy computes, and to exactly the number of operations that the rule charges.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import flopscope as flops
import flopscope.numpy as fnp

from . import textbook as book
from .counting import Tally, plain

A = [[4.0, -1.0, 0.5], [1.0, 5.0, -2.0], [0.25, 1.5, 6.0]]  # elimination needs no exchanges
B = [[1.0, 2.0, -1.0, 0.5], [0.0, 1.5, 2.0, -3.0], [2.5, -0.5, 1.0, 4.0]]
C = [[0.5, 1.0], [-2.0, 0.25], [3.0, 1.5], [1.0, -1.0]]
S = [[4.0, 1.0, 0.5], [1.0, 3.0, -0.25], [0.5, -0.25, 2.0]]
U = [1.5, -2.0, 0.25, 3.0, 4.5, -1.0, 2.0, 0.5]
V = [2.0, -1.0, 0.5]
W = [1.0, 2.0, 4.0]
X = [1.5, 3.5, 2.25]
"""The inputs, by name."""

INPUTS = {k: v for k, v in globals().items() if len(k) == 1}


def per_row(rule: Callable[..., Any]) -> Callable[..., Any]:
    """A rule for one line, applied to each row of a matrix."""
    return lambda t, a: [rule(row) for row in a]


def q_of(mode: str) -> Callable[..., Any]:
    """Q of the Householder factorization, for comparison with NumPy's."""

    def reference(t: Tally, a: Any) -> Any:
        m = len(a)
        columns = m if mode == "complete" else min(m, len(a[0]))
        unit = t.scalars([[float(i == j) for j in range(columns)] for i in range(m)])
        return book.householder(a, unit)[0]

    return reference


def units(t: Tally, n: int) -> Any:
    return t.scalars([[float(i == j) for i in range(n)] for j in range(n)])


def fourier(t: Tally, x: Any) -> Any:
    pairs = book.fft(x, t.scalars([0.0] * len(x)))
    return [complex(*plain(p)) for p in pairs]


CASES: dict[str, tuple[str, Callable[..., Any]]] = {
    "add": ("fnp.add(U, 1.0)", lambda t, u: [x + 1.0 for x in u]),
    "matmul": ("B @ C", lambda t, b, c: book.matmul(b, c)),
    "matmul of a vector": ("B.T @ V", lambda t, b, v: book.matvec(book.transposed(b), v)),
    "linalg.matmul": ("fnp.linalg.matmul(A, S)", lambda t, a, s: book.matmul(a, s)),
    "dot": ("fnp.dot(U, U)", lambda t, u: book.dot(u, u)),
    "vdot": ("fnp.vdot(V, W)", lambda t, v, w: book.dot(v, w)),
    "inner": ("fnp.inner(A, V)", lambda t, a, v: book.matvec(a, v)),
    "outer": ("fnp.outer(U, V)", lambda t, u, v: book.outer(u, v)),
    "kron": ("fnp.kron(A, C)", lambda t, a, c: book.kron(a, c)),
    "tensordot": (
        "fnp.tensordot(A, B, axes=1)",
        lambda t, a, b: book.matmul(a, b),
    ),
    "vecdot": ("fnp.vecdot(A, V)", lambda t, a, v: book.matvec(a, v)),
    "einsum of two": ("fnp.einsum('ij,j->i', A, V)", lambda t, a, v: book.matvec(a, v)),
    "einsum of three at once": (
        "fnp.einsum('ij,jk,kl->il', A, B, C, optimize=False)",
        lambda t, a, b, c: book.chain_at_once(a, b, c),
    ),
    "einsum of three by pairs": (
        "fnp.einsum('ij,jk,kl->il', A, B, C, optimize=[(1, 2), (0, 1)])",
        lambda t, a, b, c: book.matmul(a, book.matmul(b, c)),
    ),
    "linalg.multi_dot": (
        "fnp.linalg.multi_dot([A, B, C])",
        lambda t, a, b, c: book.matmul(a, book.matmul(b, c)),
    ),
    "trace": ("fnp.trace(A)", lambda t, a: book.total([a[i][i] for i in range(3)])),
    "cross": ("fnp.cross(V, W)", lambda t, v, w: book.cross(v, w)),
    "sum": ("fnp.sum(B, axis=1)", per_row(book.total)),
    "prod": ("fnp.prod(B, axis=1)", per_row(book.product)),
    "max": ("fnp.max(B, axis=1)", per_row(book.largest)),
    "min": ("fnp.min(B, axis=1)", per_row(book.smallest)),
    "ptp": ("fnp.ptp(B, axis=1)", per_row(book.peak_to_peak)),
    "mean": ("fnp.mean(B, axis=1)", per_row(book.mean)),
    "var": ("fnp.var(B, axis=1)", per_row(book.variance)),
    "std": ("fnp.std(B, axis=1)", per_row(book.deviation)),
    "average": ("fnp.average(V, weights=W)", lambda t, v, w: book.weighted_mean(v, w)),
    "nansum": ("fnp.nansum(U)", lambda t, u: book.total(book.kept(u))),
    "nanmax": ("fnp.nanmax(U)", lambda t, u: book.largest(book.kept(u))),
    "cumsum": ("fnp.cumsum(U)", lambda t, u: book.running(u, lambda a, b: a + b)),
    "cumprod": ("fnp.cumprod(U)", lambda t, u: book.running(u, lambda a, b: a * b)),
    "cov": ("fnp.cov(B)", lambda t, b: book.covariance(b)),
    "corrcoef": ("fnp.corrcoef(B)", lambda t, b: book.correlation(b)),
    "convolve": ("fnp.convolve(U, V)", lambda t, u, v: book.convolve(u, v)),
    "correlate": ("fnp.correlate(U, V)", lambda t, u, v: book.correlate_valid(u, v)),
    "diff": ("fnp.diff(U, n=2)", lambda t, u: book.differences(u, 2)),
    "ediff1d": ("fnp.ediff1d(U)", lambda t, u: book.differences(u, 1)),
    "gradient": ("fnp.gradient(U)", lambda t, u: book.slopes(u)),
    "trapezoid": ("fnp.trapezoid(U, dx=0.5)", lambda t, u: book.trapezoids(u, 0.5)),
    "interp": (
        "fnp.interp(X, W, V)",
        lambda t, x, w, v: [book.interpolate(p, w, v) for p in x],
    ),
    "unwrap": ("fnp.unwrap(U, period=3.0)", lambda t, u: book.unwrapped(u, 3.0)),
    "searchsorted": (
        "fnp.searchsorted(W, U, side='right')",
        lambda t, w, u: [book.bisect(w, x) for x in u],
    ),
    "linalg.solve": ("fnp.linalg.solve(A, V)", lambda t, a, v: book.solve(a, v)),
    "linalg.inv": ("fnp.linalg.inv(A)", lambda t, a: book.inverse(a, units(t, 3))),
    "linalg.det": ("fnp.linalg.det(A)", lambda t, a: book.determinant(a)),
    "linalg.slogdet": (
        "fnp.linalg.slogdet(A)[1]",
        lambda t, a: book.log_determinant(a),
    ),
    "linalg.cholesky": (
        "fnp.linalg.cholesky(S)",
        lambda t, s: book.cholesky(s, t.scalars(0.0)),
    ),
    "linalg.qr, r": (
        "fnp.linalg.qr(C, mode='r')",
        lambda t, c: [
            [x if j >= i else t.scalars(0.0) for j, x in enumerate(row)]
            for i, row in enumerate(book.householder(c, [[]])[1][:2])
        ],
    ),
    "linalg.qr": ("fnp.linalg.qr(C)[0]", q_of("reduced")),
    "linalg.qr, complete": ("fnp.linalg.qr(C, mode='complete')[0]", q_of("complete")),
    "linalg.qr, square": ("fnp.linalg.qr(A)[0]", q_of("reduced")),
    "linalg.qr, wide": ("fnp.linalg.qr(B)[0]", q_of("reduced")),
    "linalg.matrix_power": (
        "fnp.linalg.matrix_power(A, 5)",
        lambda t, a: book.power(a, 5),
    ),
    "linalg.norm": ("fnp.linalg.norm(U)", lambda t, u: book.euclidean(u)),
    "linalg.norm, 1": (
        "fnp.linalg.norm(U, 1)",
        lambda t, u: book.total([abs(x) for x in u]),
    ),
    "linalg.norm, 3": ("fnp.linalg.norm(U, 3)", lambda t, u: book.norm(u, 3)),
    "linalg.norm of a matrix": (
        "fnp.linalg.norm(B)",
        lambda t, b: book.euclidean([x for row in b for x in row]),
    ),
    "linalg.norm of a matrix, 1": (
        "fnp.linalg.norm(B, 1)",
        lambda t, b: book.column_sums(b),
    ),
    "fft": ("fnp.fft.fft(U.astype(complex))", fourier),
    "polyval": ("fnp.polyval(U, V)", lambda t, u, v: [book.horner(u, x) for x in v]),
    "polymul": ("fnp.polymul(U, V)", lambda t, u, v: book.convolve(u, v)),
    "polydiv": ("fnp.polydiv(U, V)[0]", lambda t, u, v: book.long_division(u, v)),
    "polyadd": (
        "fnp.polyadd(V, W)",
        lambda t, v, w: [a + b for a, b in zip(v, w, strict=True)],
    ),
    "polyder": (
        "fnp.polyder(V)",
        lambda t, v: [c * float(len(v) - 1 - i) for i, c in enumerate(v[:-1])],
    ),
    "polyint": (
        "fnp.polyint(V)[:-1]",
        lambda t, v: [c / float(len(v) - i) for i, c in enumerate(v)],
    ),
    "poly": (
        "fnp.poly(V)",
        lambda t, v: book.from_roots(v, t.scalars(1.0), t.scalars(0.0)),
    ),
    "vander": (
        "fnp.vander(V, 4)",
        lambda t, v: book.vandermonde(v, 4, t.scalars(1.0)),
    ),
    "hanning": (
        "fnp.hanning(8)",
        lambda t: [
            (n * math.pi / 7.0).function(math.cos) * 0.5 + 0.5
            for n in t.scalars([float(k) for k in range(-7, 8, 2)])
        ],
    ),
    "sinc": ("fnp.sinc(U)", lambda t, u: [sinc(x) for x in u]),
    "clip": ("fnp.clip(U, -1, 1)", lambda t, u: [limited(x, -1.0, 1.0) for x in u]),
    "hypot": (
        "fnp.hypot(V, W)",
        lambda t, v, w: [(a * a + b * b).sqrt() for a, b in zip(v, w, strict=True)],
    ),
}
"""What is computed, and the reference for it, which gets the inputs in the order of their first use."""


def sinc(x: Any) -> Any:
    if x.is_equal(0.0):
        return 1.0
    angle = x * math.pi
    return angle.function(math.sin) / angle


def limited(x: Any, low: float, high: float) -> Any:
    below, above = x < low, x > high
    return low if below else high if above else x


@pytest.mark.parametrize("name", CASES)
def test_the_rule_counts_what_the_textbook_does(name: str) -> None:
    source, reference = CASES[name]
    used = sorted((n for n in INPUTS if _at(source, n) >= 0), key=lambda n: _at(source, n))
    arrays = {n: fnp.array(INPUTS[n]) for n in used}
    with flops.BudgetContext(10**9, quiet=True) as budget:
        computed = eval(source, {"fnp": fnp, **arrays})
    tally = Tally()
    found = plain(reference(tally, *(tally.scalars(INPUTS[n]) for n in used)))
    expected = np.asarray(computed.tolist())
    np.testing.assert_allclose(*_up_to_signs(name, np.asarray(found), expected), atol=1e-12)
    assert tally.count == budget.flops_used


def _at(source: str, name: str) -> int:
    """Where a source uses an input first."""
    words = source.replace("fnp", "   ")
    return next(
        (
            i
            for i, c in enumerate(words)
            if c == name
            and not (words[i - 1 : i].isalnum() or words[i + 1 : i + 2].isalnum())
            and words[i - 1 : i] != "."
        ),
        -1,
    )


def _up_to_signs(name: str, found: Any, expected: Any) -> tuple[Any, Any]:
    """Columns of Q, and rows of R, are determined up to their signs."""
    return (abs(found), abs(expected)) if name.startswith("linalg.qr") else (found, expected)


def test_enough_operations_are_checked() -> None:
    assert len({name.split(",")[0].split(" ")[0] for name in CASES}) >= 40
