"""``emath``: functions that go on into the complex numbers where real ones end."""

from __future__ import annotations

from flopscope._table.operation import op
from flopscope._table.spec import Spec, broadcast, shape, size

_DOMAIN = """

FLOPs: 2 an element: the test of the domain and one evaluation; (10,) is 20.
"""

for _name, _doc in {
    "sqrt": "Square root; imaginary for negative elements.",
    "log": "Natural logarithm; complex for negative elements.",
    "log2": "Base-2 logarithm; complex for negative elements.",
    "log10": "Base-10 logarithm; complex for negative elements.",
    "arccos": "Angle whose cosine is the element; complex outside [-1, 1].",
    "arcsin": "Angle whose sine is the element; complex outside [-1, 1].",
    "arctanh": "Inverse hyperbolic tangent; complex outside [-1, 1].",
}.items():
    op(
        f"emath.{_name}",
        "x: array",
        cls="transcendental",
        doc=_doc + _DOMAIN,
        flops=lambda c: 2 * size(c.x),
    )
op(
    "emath.logn",
    "n: array, x: array",
    cls="transcendental",
    doc="""Logarithm to the base ``n``; complex for negative elements.

    FLOPs: the tests, the logarithms of both, and a quotient; (10,) to the base 3 is 2 * 11 + 10 = 32.
    """,
    flops=lambda c: 2 * (size(c.n) + size(c.x)) + Spec(broadcast(shape(c.n), shape(c.x))).size,
)
op(
    "emath.power",
    "x: array, p: array",
    cls="transcendental",
    doc="""Power; complex for negative elements.

    FLOPs: a test for each element of both operands and one evaluation an element of the result; (10,)
    squared is 10 + 1 + 10 = 21.
    """,
    flops=lambda c: size(c.x) + size(c.p) + Spec(broadcast(shape(c.x), shape(c.p))).size,
)
