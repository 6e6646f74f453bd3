"""Polynomials as arrays of coefficients, the highest power first.

:mod:`flopscope.numpy.polynomial` has the newer classes, which are composed of other operations.
"""

from __future__ import annotations

from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._pricing.units import NOTHING, Units, divisions, products
from flopscope._table import queueing
from flopscope._table.calculus import convolution_counts
from flopscope._table.call import Call
from flopscope._table.linalg.counts import eigvals_flops, lstsq_flops, solve_flops
from flopscope._table.linalg.shapes import scaled
from flopscope._table.operation import op
from flopscope._table.pointwise import per_element
from flopscope._table.spec import Spec, broadcast, shape, size
from flopscope._table.work import added, is_complex, multiplied, parts, sums_of_products

_KNUTH = "Knuth, The Art of Computer Programming, vol. 2, 4.6"


def _from_roots(c: Call) -> Units:
    """The product of n factors (x - root): the k-th takes k products and k differences.

    A matrix stands for its eigenvalues.
    """
    roots = c.seq_of_zeros
    made, n, found = shape(roots), size(roots), NOTHING
    if len(made) == 2 and made[0] == made[1] and made[0] != 0:
        n = made[0]
        found = scaled(eigvals_flops(n), roots)
    elif len(made) > 1:
        raise ValueError("input must be 1d or non-empty square 2d array.")
    steps = n * (n + 1) // 2
    return found + multiplied(steps, roots, roots) + added(steps, roots)


op(
    "poly",
    "seq_of_zeros: array",
    cls="arithmetic",
    doc="""Coefficients of the polynomial with these roots, or of a matrix's characteristic polynomial.

    FLOPs: n (n + 1): the k-th factor takes k products and k differences; 3 roots are 12. A matrix adds its
    eigenvalues, 10 n**3 + 30 n**2.
    """,
    source=_KNUTH,
    flops=_from_roots,
)


def _horner(p: Any, x: Any) -> Units:
    """Each row of coefficients, broadcast against the points, is one step."""
    rows = shape(p) or (1,)
    n = max(0, rows[0] - 1) * Spec(broadcast(rows[1:], shape(x))).size
    return multiplied(n, x, p if is_complex(p) else x) + added(n, x, p)


op(
    "polyval",
    "p: array, x: array",
    cls="arithmetic",
    queueable=queueing.always,
    guard="large integers",
    loops="p",
    doc="""The polynomial's values at ``x``, by Horner's rule.

    FLOPs: a product and a sum for each coefficient after the first, per element; degree 3 at 10 points
    is 60. A real and a complex factor take 2 operations, two complex ones 6.
    """,
    source=_KNUTH + ".4",
    flops=lambda c: _horner(c.p, c.x),
    result=lambda c: _values(c.p, c.x),
)


def _values(p: Any, x: Any) -> Spec | None:
    if len(shape(p)) != 1 or not size(p):
        return None
    made = shape(x)
    return Spec(made, _dtypes.promote(_dtypes.of(x), _dtypes.of(p)), scalar=made == ())


def _summed(a1: Any, a2: Any) -> Units:
    """Coefficients that both have; arrays of more dimensions are broadcast."""
    if len(shape(a1)) < 2 and len(shape(a2)) < 2:
        return added(min(size(a1), size(a2)), a1, a2)
    one, other = shape(a1) or (1,), shape(a2) or (1,)
    rows = max(one[0], other[0])
    return added(Spec(broadcast((rows, *one[1:]), (rows, *other[1:]))).size, a1, a2)


for _name, _doc in {"polyadd": "Sum", "polysub": "Difference"}.items():
    op(
        _name,
        "a1: array, a2: array",
        cls="arithmetic",
        gives_polynomials=True,
        doc=f"""{_doc} of two polynomials.

        FLOPs: one for each coefficient that both have; 4 and 3 coefficients are 3.
        """,
        source=_KNUTH,
        flops=lambda c: _summed(c.a1, c.a2),
        result=lambda c: _longer(c.a1, c.a2),
    )


def _longer(a1: Any, a2: Any) -> Spec | None:
    if len(shape(a1)) != 1 or len(shape(a2)) != 1:
        return None
    return Spec((max(size(a1), size(a2)),), _dtypes.result_type(a1, a2))


op(
    "polymul",
    "a1: array, a2: array",
    cls="arithmetic",
    gives_polynomials=True,
    doc="""Product of two polynomials.

    FLOPs: the convolution of the coefficients, 2 m n - (m + n - 1); 3 and 2 coefficients are 8.
    """,
    source=_KNUTH + ".1",
    flops=lambda c: sums_of_products(
        *convolution_counts(max(1, size(c.a1)), max(1, size(c.a2)), "full"), c.a1, c.a2
    ),
)


def _division(c: Call) -> Units:
    """Long division: for each quotient coefficient a quotient, and n products and differences."""
    dividend, divisor = shape(c.u) or (1,), shape(c.v) or (1,)
    steps, n = max(0, dividend[0] - divisor[0] + 1), divisor[0]
    lines = Spec(broadcast(dividend[1:], divisor[1:])).size
    n_steps = steps * max(0, n - 1) * lines
    quotients = per_element("divide", (c.u, c.v)) * (steps * lines)
    return quotients + multiplied(n_steps, c.u, c.v) + added(n_steps, c.u, c.v)


op(
    "polydiv",
    "u: array, v: array",
    cls="arithmetic",
    loops="u",
    gives_polynomials=True,
    doc="""Quotient and remainder of two polynomials, by long division.

    FLOPs: for each of the m - n + 1 coefficients of the quotient one division, n - 1 products and n - 1
    differences; 4 by 2 coefficients is 3 * 3 = 9.
    """,
    source=_KNUTH + ".1",
    flops=lambda c: _division(c),
)
op(
    "polyder",
    "p: array, m=1",
    cls="arithmetic",
    gives_polynomials=True,
    guard="rounds m",
    is_unpredictable=True,
    doc="""The m-th derivative.

    FLOPs: one product per coefficient of each derivative; 4 coefficients twice are 3 + 2.
    """,
    source=_KNUTH,
    flops=lambda c: products(_shrinking(size(c.p), min(int(c.m), size(c.p))) * parts(c.p)),
    result=lambda c: _derivative(c.p, c.m),
)


def _shrinking(n: int, steps: int) -> int:
    """``(n - 1) + (n - 2) + ...``, that many terms."""
    return n * steps - steps * (steps + 1) // 2


def _derivative(p: Any, m: Any) -> Spec | None:
    if m < 0:
        raise ValueError("Order of derivative must be positive (see polyint)")
    return None


op(
    "polyint",
    "p: array, m=1, k: array=None",
    cls="arithmetic",
    gives_polynomials=True,
    guard="rounds m",
    is_unpredictable=True,
    doc="""The m-th antiderivative, with the constants ``k``.

    FLOPs: one division per coefficient of each integrand; 3 coefficients twice are 3 + 4.
    """,
    source=_KNUTH,
    flops=lambda c: divisions((size(c.p) * int(c.m) + int(c.m) * (int(c.m) - 1) // 2) * parts(c.p)),
)


def _fit(x: Any, y: Any, deg: Any, w: Any, cov: Any) -> int:
    """Powers, their scaling (norm of each column, quotients), least squares, coefficients unscaled."""
    n = size(x)
    columns = int(deg) + 1 if not hasattr(deg, "shape") and not isinstance(deg, list) else size(deg)
    highest = columns - 1
    right = shape(y)[1] if len(shape(y)) > 1 else 1
    powers = n * max(0, highest - 1)
    weighted = n * (columns + right) if w is not None else 0
    scaling = columns * (2 * n - 1 + 1) + n * columns + columns * right
    return (
        powers
        + weighted
        + scaling
        + lstsq_flops(n, columns, right)
        + _fit_covariance(n, columns, cov)
    )


def _fit_covariance(n: int, columns: int, cov: Any) -> int:
    """The inverse of the scaled normal equations: their products, the inverse, and its scaling."""
    if not cov:
        return 0
    return columns**2 * (2 * n - 1) + solve_flops(columns, columns) + 2 * columns**2


op(
    "polyfit",
    "x: array, y: array, deg, rcond=None, full=False, w: array=None, cov=False",
    cls="linalg",
    doc="""Least-squares fit of a polynomial of degree ``deg``.

    FLOPs, n points and c = deg + 1 coefficients: n (c - 2) for the powers, 3 n c for the columns' norms and
    their quotients, the least-squares solution by SVD, and c to undo the scaling; weights add n (c + 1),
    ``cov`` the product, inverse and scaling of the normal equations.
    """,
    source="Golub & Van Loan, Matrix Computations, 4th ed., 5.5.3",
    flops=lambda c: scaled(_fit(c.x, c.y, c.deg, c.w, c.cov), c.x, c.y),
)
op(
    "roots",
    "p: array",
    cls="linalg",
    doc="""Roots, the eigenvalues of the companion matrix.

    FLOPs: 10 n**3 + 30 n**2 for degree n, and n quotients for the matrix; 4 coefficients are 540 + 3.
    """,
    source="Golub & Van Loan, Matrix Computations, 4th ed., 7.4.6 and 7.5.6",
    flops=lambda c: scaled(eigvals_flops(max(0, size(c.p) - 1)) + max(0, size(c.p) - 1), c.p),
)


def _vandermonde(x: Any, N: Any) -> Spec:
    return Spec((size(x), size(x) if N is None else max(0, int(N))))


op(
    "vander",
    "x: array, N=None, increasing=False",
    cls="arithmetic",
    doc="""Matrix of the powers of ``x``, a column each.

    FLOPs: one product per element from the second power on; 4 elements with N = 4 are 8.
    """,
    source=_KNUTH + ".3",
    flops=lambda c: multiplied(
        size(c.x) * max(0, (size(c.x) if c.N is None else int(c.N)) - 2), c.x, c.x
    ),
    result=lambda c: Spec(
        _vandermonde(c.x, c.N).shape, _dtypes.promote(_dtypes.of(c.x), _dtypes.int64)
    ),
)
