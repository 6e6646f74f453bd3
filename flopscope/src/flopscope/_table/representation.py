"""How numbers are represented: integer, exponent, sign and bit operations, and questions about kind."""

from __future__ import annotations

from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._base.dtypes import dtype as Dtype
from flopscope._base.dtypes import inexact, result_type
from flopscope._pricing.units import NOTHING, comparisons, evaluations, products
from flopscope._table import queueing
from flopscope._table.call import Call
from flopscope._table.operation import op
from flopscope._table.pointwise import binary, count_doc, elementwise_units, real_float, unary
from flopscope._table.spec import Spec, axis_index, broadcast, shape, size
from flopscope._table.ufunc_units import DIVISION, evaluated, same
from flopscope._table.work import into, is_complex, tested


def _integral(t: Dtype) -> Dtype | None:
    return t if t.kind in "iu" else None


def _divisible(t: Dtype) -> Dtype | None:
    return None if t.kind == "c" else _dtypes.BY_NAME["int8"] if t.kind == "b" else t


binary(
    "gcd",
    "Greatest common divisor of integers, one evaluation an element.",
    _integral,
    identity=0,
    each=evaluated(),
    commutes=True,
)
binary(
    "lcm",
    "Least common multiple of integers, one evaluation an element.",
    _integral,
    each=same(evaluations(1) + products(1) + DIVISION, "a gcd, a product and a floored quotient"),
    commutes=True,
)
binary(
    "heaviside",
    "0 for negative elements, 1 for positive ones, the second operand for zeros.",
    real_float,
    "comparison",
    each=same(comparisons(2), "two comparisons"),
)
unary("spacing", "Distance to the next representable number.", real_float)
unary(
    "bitwise_count",
    "Number of 1 bits in the magnitude of integers.",
    lambda t: _dtypes.BY_NAME["uint8"] if t.kind in "biu" else None,
    each=evaluated(),
)


def _scaled(c: Call) -> Spec | None:
    if c.out is not None or c.dtype is not None or _dtypes.of(c.x1).kind == "c":
        return None
    exponents = _dtypes.of(c.x2)
    if not hasattr(c.x1, "dtype") or exponents.kind not in "iu" or exponents is _dtypes.uint64:
        return None  # a Python integer is taken as a half, and exponents are signed integers
    made = broadcast(shape(c.x1), shape(c.x2), shape(c.where))
    return Spec(made, inexact(_dtypes.of(c.x1)), scalar=made == ())


op(
    "ldexp",
    "x1: array, x2: array, /, out: out=None, *, where: mask=True, casting='same_kind', order='K', dtype: dtype=None",
    cls="arithmetic",
    queueable=queueing.has_short_exponent,
    doc="``x1 * 2**x2``, for integers ``x2``." + count_doc("ldexp", 6, "(2, 3) with (3,)"),
    flops=lambda c: elementwise_units(
        "ldexp", (c.x1, c.x2), lambda _: inexact(_dtypes.of(c.x1)), c.out, c.where, None
    ),
    result=_scaled,
)

_TWO_OUT = (
    "out: out=(None, None), *, where: mask=True, casting='same_kind', order='K', dtype: dtype=None"
)


def _two_results(
    operands: tuple[Any, ...], loop: Any, out: Any, where: Any, dtype: Any
) -> tuple[Spec, Spec] | None:
    """The two results of a ufunc of two outputs, whose dtypes ``loop`` gives."""
    if dtype is not None or any(o is not None for o in out):
        return None
    made = broadcast(*map(shape, operands), shape(where))
    computed = loop(result_type(*operands))
    if computed is None:
        return None
    first, second = computed
    return Spec(made, first, scalar=made == ()), Spec(made, second, scalar=made == ())


def _pair(loop: Any) -> Any:
    def both(t: Dtype) -> tuple[Dtype, Dtype] | None:
        found = loop(t)
        return None if found is None else (found, found)

    return both


def _fraction_and_exponent(t: Dtype) -> tuple[Dtype, Dtype] | None:
    found = real_float(t)
    return None if found is None else (found, _dtypes.BY_NAME["int32"])


def _split_units(name: str, loop: Any) -> Any:
    return lambda c: elementwise_units(name, (c.x,), loop, c.out, c.where, c.dtype)


def _split(loop: Any) -> Any:
    return lambda c: _two_results((c.x,), loop, c.out, c.where, c.dtype)


for _name, _loop, _doc in (
    ("modf", _pair(real_float), "Fractional and integral part of each element, two arrays."),
    ("frexp", _fraction_and_exponent, "Mantissa and exponent of each element, two arrays."),
):
    op(
        _name,
        f"x: array, /, {_TWO_OUT}",
        cls="arithmetic",
        doc=f"""{_doc}

{count_doc(_name, 10, "(10,)")}""",
        flops=_split_units(_name, _loop),
        result=_split(_loop),
    )
op(
    "divmod",
    f"x1: array, x2: array, /, {_TWO_OUT}",
    cls="arithmetic",
    operator="divmod",
    doc="Floored quotient and remainder, two arrays." + count_doc("divmod", 6, "(2, 3) with (3,)"),
    flops=lambda c: elementwise_units(
        "divmod", (c.x1, c.x2), _pair(_divisible), c.out, c.where, c.dtype
    ),
    result=lambda c: _two_results((c.x1, c.x2), _pair(_divisible), c.out, c.where, c.dtype),
)
op(
    "fix",
    "x: array, out: out=None",
    cls="arithmetic",
    doc="""Integer part, towards zero.

    FLOPs: 1 per element; (10,) is 10.
    """,
    flops=lambda c: comparisons(size(c.x)) + into(c.x, c.out, size(c.x)),
)

for _name, _doc in {
    "isreal": "Whether the imaginary part of each element is zero.",
    "iscomplex": "Whether the imaginary part of each element is not zero.",
}.items():
    op(
        _name,
        "x: array",
        cls="comparison",
        doc=f"""{_doc}

        FLOPs: 1 per element; (10,) is 10.
        """,
        flops=lambda c: comparisons(size(c.x)),
        result=lambda c: Spec(shape(c.x), bool) if shape(c.x) else None,
    )
for _name, _doc in {
    "isneginf": "Whether each element is negative infinity.",
    "isposinf": "Whether each element is positive infinity.",
}.items():
    op(
        _name,
        "x: array, out: out=None",
        cls="comparison",
        doc=f"""{_doc}

        FLOPs: 3 per element: whether it is infinite, its sign bit, and both together.
        """,
        flops=lambda c: comparisons(3 * size(c.x)) + into(_dtypes.bool_, c.out, size(c.x)),
        result=lambda c: Spec(shape(c.x), bool) if shape(c.x) and c.out is None else None,
    )
op(
    "real_if_close",
    "a: array, tol=100",
    cls="comparison",
    doc="""The real part where all imaginary parts are within ``tol`` epsilons of zero, else ``a``.

    FLOPs: a magnitude and a comparison for each imaginary part; 0 for real elements. 10 complex elements
    are 20.
    """,
    flops=lambda c: comparisons(2 * size(c.a)) if is_complex(c.a) else NOTHING,
)


def _bits(c: Call) -> Spec:
    if c.axis is None:
        found = 8 * size(c.a)
        return Spec((found if c.count is None else _counted(found, int(c.count)),), "uint8")
    made = list(shape(c.a))
    place = axis_index(c.axis, len(made))
    found = 8 * made[place]
    made[place] = found if c.count is None else _counted(found, int(c.count))
    return Spec(made, "uint8")


def _counted(bits: int, count: int) -> int:
    """How many bits are wanted: all, so many (padded with zeros), or all but so many."""
    return count if count >= 0 else max(0, bits + count)


def _bytes(c: Call) -> Spec:
    if c.axis is None:
        return Spec((-(-size(c.a) // 8),), "uint8")
    made = list(shape(c.a))
    place = axis_index(c.axis, len(made))
    made[place] = -(-made[place] // 8)
    return Spec(made, "uint8")


op(
    "packbits",
    "a: array, /, axis=None, bitorder='big'",
    cls="movement",
    doc="""Eight booleans or integers as the bits of a byte.

    FLOPs: 1 per bit, an element of the input, and a test of each element that is not Boolean; 16 Booleans
    are 16.
    """,
    flops=lambda c: comparisons(size(c.a)) + tested(c.a),
    result=_bytes,
)
op(
    "unpackbits",
    "a: array, /, axis=None, count=None, bitorder='big'",
    cls="movement",
    doc="""The bits of bytes as elements 0 and 1.

    FLOPs: 1 per bit, an element of the result; 2 bytes are 16.
    """,
    flops=lambda c: comparisons(c.result.size),
    result=_bits,
)
op(
    "ndarray.byteswap",
    "a: array, inplace=False",
    cls="movement",
    doc="""The elements with their bytes in reverse order.

    FLOPs: 0 under the default policy; one move per element.
    """,
    flops=lambda c: size(c.a),
    method="byteswap",
    writes="a",
)
