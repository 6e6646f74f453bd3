"""Window functions and the special functions that they are made of.

Source: Oppenheim & Schafer, *Discrete-Time Signal Processing*, 7.5.
"""

from __future__ import annotations

from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._pricing.units import (
    Units,
    additions,
    comparisons,
    divisions,
    evaluations,
    products,
    square_roots,
)
from flopscope._table.call import Call
from flopscope._table.operation import op
from flopscope._table.spec import Spec, shape, size
from flopscope._table.ufunc_units import folded
from flopscope._table.work import parts

_SOURCE = "Oppenheim & Schafer, Discrete-Time Signal Processing, 7.5"

_COSINE = products(2) + divisions(1) + evaluations(1) + additions(1)
_COSINE_DOC = "two products, a division, a cosine and a sum"

WINDOWS = {
    "bartlett": (
        divisions(1) + comparisons(1) + additions(1),
        "Triangular window",
        "a division, a comparison and a sum",
    ),
    "hanning": (_COSINE, "Hann's raised cosine window", _COSINE_DOC),
    "hamming": (_COSINE, "Hamming's raised cosine window", _COSINE_DOC),
    "blackman": (
        (products(2) + divisions(1) + evaluations(1) + additions(1)) * 2,
        "Blackman's window, of two cosines",
        "two cosines with 3 each, and two sums",
    ),
}
"""What a point of each window takes."""


def _points(M: Any) -> int:
    return max(0, int(M))


def _window(c: Call) -> Spec | None:
    return Spec((_points(c.M),)) if not hasattr(c.M, "shape") else None


def _count(each: Units) -> Any:
    return lambda c: each * _points(c.M)


for _name, (_each, _doc, _what) in WINDOWS.items():
    op(
        _name,
        "M",
        cls="transcendental",
        doc=f"""{_doc} of M points.

        FLOPs: {_each.operations} per point: {_what}; M = 10 is {10 * _each.operations}.
        """,
        source=_SOURCE,
        flops=_count(_each),
        result=_window,
    )
op(
    "kaiser",
    "M, beta",
    cls="transcendental",
    doc="""Kaiser's window of M points, with the shape parameter ``beta``.

    FLOPs: 8 per point: the place (a difference and a quotient), its square, one less that, the root, the
    product with beta, the Bessel function and its quotient; one for the Bessel function of beta. M = 10
    is 81.
    """,
    source=_SOURCE,
    flops=lambda c: (
        (additions(2) + divisions(2) + products(2) + square_roots(1) + evaluations(1))
        * _points(c.M)
        + evaluations(1)
    ),
)
op(
    "i0",
    "x: array",
    cls="transcendental",
    doc="""Modified Bessel function of the first kind, order 0.

    FLOPs: 1 per element, one evaluation; (10,) is 10.
    """,
    source="Abramowitz & Stegun, 9.8",
    flops=lambda c: evaluations(size(c.x)),
)
op(
    "sinc",
    "x: array",
    cls="transcendental",
    doc="""``sin(pi x) / (pi x)``, and 1 at 0.

    FLOPs: 4 per element: the test for 0, the product, the sine and the quotient; (10,) is 40.
    """,
    flops=lambda c: (
        (comparisons(1) + products(1) + divisions(1)) * size(c.x)
        + folded("sin", parts(c.x)) * size(c.x)
    ),
    result=lambda c: (
        Spec(shape(c.x), _dtypes.of(c.x)) if shape(c.x) and _dtypes.of(c.x).kind in "fc" else None
    ),
)
