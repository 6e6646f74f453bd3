"""``emath``: functions that go on into the complex numbers where real ones end."""

from __future__ import annotations

from typing import Any

from flopscope._pricing.units import NOTHING
from flopscope._table.operation import op
from flopscope._table.pointwise import per_element
from flopscope._table.spec import size
from flopscope._table.ufunc_units import folded
from flopscope._table.work import broadcast_size, compared, parts

_DOMAIN = """

FLOPs: 2 per element: the test of the domain and one evaluation; (10,) is 20. Complex elements take their
formula's operations, as the function of that name.
"""


def _tested(name: str) -> Any:
    return lambda c: compared(size(c.x), c.x) + folded(name, parts(c.x)) * size(c.x)


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
        flops=_tested(_name),
    )
op(
    "emath.logn",
    "n: array, x: array",
    cls="transcendental",
    doc="""Logarithm to the base ``n``; complex for negative elements.

    FLOPs: the tests, the logarithms of both, and a quotient; (10,) to the base 3 is 2 * 11 + 10 = 32.
    """,
    flops=lambda c: (
        sum((compared(size(a), a) + folded("log", parts(a)) * size(a) for a in (c.n, c.x)), NOTHING)
        + per_element("divide", (c.x, c.n)) * broadcast_size(c.n, c.x)
    ),
)
op(
    "emath.power",
    "x: array, p: array",
    cls="transcendental",
    guard="large integers",
    doc="""Power; complex for negative elements.

    FLOPs: a test for each element of both operands and one evaluation per element of the result; (10,)
    squared is 10 + 1 + 10 = 21.
    """,
    flops=lambda c: (
        compared(size(c.x), c.x)
        + compared(size(c.p), c.p)
        + per_element("power", (c.x, c.p)) * broadcast_size(c.x, c.p)
    ),
)
