"""Pointwise: one number an element of the broadcast result.

A ufunc's row gives its loops: which dtype it computes and returns for which operands.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._base.dtypes import dtype as Dtype
from flopscope._base.dtypes import inexact, result_type
from flopscope._table.call import Call
from flopscope._table.operation import NoValue, Operation, op, parsed
from flopscope._table.spec import Spec, broadcast, shape, size

Loop = Callable[[Dtype], Dtype | None]
"""From the operands' common dtype to the result's; None where NumPy has no loop."""


def _only(kinds: str) -> Loop:
    return lambda t: t if t.kind in kinds else None


def _same(t: Dtype) -> Dtype:
    return t


def _no_bool(t: Dtype) -> Dtype | None:
    return None if t.kind == "b" else t


def _bool(_: Dtype) -> Dtype:
    return _dtypes.bool_


def _float(t: Dtype) -> Dtype:
    return inexact(t)


def real_float(t: Dtype) -> Dtype | None:
    """The loops of functions of real numbers: integers are computed as floats."""
    return None if t.kind == "c" else inexact(t)


def _divided(t: Dtype) -> Dtype:
    return t if t.kind in "fc" else _dtypes.float64


def _counted(t: Dtype) -> Dtype | None:
    """Bools compute as int8; complex numbers have no order to divide by."""
    return None if t.kind == "c" else _dtypes.BY_NAME["int8"] if t.kind == "b" else t


def _powered(t: Dtype) -> Dtype:
    return _dtypes.BY_NAME["int8"] if t.kind == "b" else t


def _magnitude(t: Dtype) -> Dtype:
    return t if t.kind != "c" else _dtypes.float32 if t.itemsize == 8 else _dtypes.float64


def _real_bool(t: Dtype) -> Dtype | None:
    return None if t.kind == "c" else _dtypes.bool_


def _rounded(t: Dtype) -> Dtype | None:
    return None if t.kind == "c" else t


_BINARY = "x1: array, x2: array, /, out: out=None, *, where: mask=True, casting='same_kind', order='K', dtype: dtype=None"
_UNARY = "x: array, /, out: out=None, *, where: mask=True, casting='same_kind', order='K', dtype: dtype=None"


def _into(out: Any) -> Any:
    return out[0] if isinstance(out, tuple) else out


def _elementwise(
    operands: tuple[Any, ...], loop: Loop, out: Any, where: Any, dtype: Any
) -> Spec | None:
    out = _into(out)
    if out is not None:
        return Spec(broadcast(shape(out), *map(shape, operands)), _dtypes.of(out))
    made = broadcast(*map(shape, operands), shape(where))
    computed = loop(_dtypes.dtype(dtype) if dtype is not None else _common(operands, loop))
    if computed is None:
        return None
    if dtype is not None and computed.kind != "b":
        computed = _dtypes.dtype(dtype)
    return Spec(made, computed, scalar=made == ())


def _common(operands: tuple[Any, ...], loop: Loop) -> Dtype:
    """The operands' common dtype; where only floats have a loop, each becomes one by itself."""
    if loop is not real_float or any(type(o) in (int, float, complex) for o in operands):
        return result_type(*operands)
    return result_type(*(inexact(_dtypes.of(o)) for o in operands))


def _elements(operands: tuple[Any, ...], out: Any, where: Any) -> int:
    return Spec(broadcast(*map(shape, operands), shape(where), shape(_into(out)))).size


def binary(name: str, doc: str, loop: Loop, cls: str = "arithmetic", **options: Any) -> Operation:
    """Add the row of a ufunc of two operands: 1 an element of the broadcast result."""
    return op(
        name,
        _BINARY,
        cls=cls,
        doc=doc + _COUNT,
        flops=lambda c: _elements((c.x1, c.x2), c.out, c.where),
        result=lambda c: _elementwise((c.x1, c.x2), loop, c.out, c.where, c.dtype),
        **options,
    )


def unary(name: str, doc: str, loop: Loop, cls: str = "arithmetic", **options: Any) -> Operation:
    """Add the row of a ufunc of one operand: 1 an element."""
    return op(
        name,
        _UNARY,
        cls=cls,
        doc=doc + _COUNT,
        flops=lambda c: _elements((c.x,), c.out, c.where),
        result=lambda c: _elementwise((c.x,), loop, c.out, c.where, c.dtype),
        **options,
    )


def ufunc_arity(row: Operation) -> tuple[int, int] | None:
    """Operands and results of a row that is a ufunc, as its signature shows; None for others."""
    return _ufunc_arity(row.signature) if "casting" in row.signature else None


@functools.cache
def _ufunc_arity(signature: str) -> tuple[int, int] | None:
    params = parsed(signature)
    if params[0].kind != "array" or params[0].style != "positional":
        return None
    found = {p.name: p for p in params}
    if not {"out", "casting", "order", "dtype"} <= found.keys():
        return None
    operands = sum(p.style == "positional" for p in params)
    outs = found["out"].default
    return operands, len(outs) if isinstance(outs, tuple) else 1


_COUNT = """

FLOPs: 1 an element of the broadcast result, whatever ``where`` selects; (2, 3) with (3,) is 6.
"""

binary("add", "Sum of two arrays, element by element.", _same, operator="add")
binary("subtract", "Difference of two arrays, element by element.", _no_bool, operator="sub")
binary("multiply", "Product of two arrays, element by element.", _same, operator="mul")
binary(
    "divide",
    "Quotient of two arrays, element by element.",
    _divided,
    operator="truediv",
    aliases=["true_divide"],
)
binary("floor_divide", "Largest integer not above the quotient.", _counted, operator="floordiv")
binary("remainder", "Remainder with the divisor's sign.", _counted, operator="mod", aliases=["mod"])
binary("fmod", "Remainder with the dividend's sign.", _counted)
binary(
    "power",
    "First operand to the power of the second.",
    _powered,
    "transcendental",
    operator="pow",
    aliases=["pow"],
)
binary(
    "float_power",
    "Power, computed in float64 or complex128.",
    lambda t: _dtypes.complex128 if t.kind == "c" else _dtypes.float64,
    "transcendental",
)
binary("hypot", "Length of the hypotenuse, ``sqrt(x1**2 + x2**2)``.", real_float, "transcendental")
binary(
    "arctan2",
    "Angle of the point (x2, x1), in radians.",
    real_float,
    "transcendental",
    aliases=["atan2"],
)
binary("logaddexp", "Logarithm of the sum of exponentials.", real_float, "transcendental")
binary("logaddexp2", "Base-2 logarithm of the sum of powers of 2.", real_float, "transcendental")
binary("copysign", "First operand with the second's sign.", real_float)
binary("nextafter", "Next representable number towards the second operand.", real_float)

for _name, _doc in {
    "maximum": "Larger element; NaN where either is NaN.",
    "minimum": "Smaller element; NaN where either is NaN.",
    "fmax": "Larger element, ignoring NaN.",
    "fmin": "Smaller element, ignoring NaN.",
}.items():
    binary(_name, _doc, _same, "comparison")

for _name, _doc, _operator in (
    ("equal", "Whether the elements are equal.", "eq"),
    ("not_equal", "Whether the elements differ.", "ne"),
    ("less", "Whether the first is less than the second.", "lt"),
    ("less_equal", "Whether the first is at most the second.", "le"),
    ("greater", "Whether the first is greater than the second.", "gt"),
    ("greater_equal", "Whether the first is at least the second.", "ge"),
):
    binary(_name, _doc, _bool, "comparison", operator=_operator)

binary("logical_and", "Logical AND of two arrays.", _bool, "comparison")
binary("logical_or", "Logical OR of two arrays.", _bool, "comparison")
binary("logical_xor", "Logical XOR of two arrays.", _bool, "comparison")
binary("bitwise_and", "Bitwise AND of integers or booleans.", _only("biu"), operator="and")
binary("bitwise_or", "Bitwise OR of integers or booleans.", _only("biu"), operator="or")
binary("bitwise_xor", "Bitwise XOR of integers or booleans.", _only("biu"), operator="xor")
binary(
    "left_shift",
    "Bits shifted to the left.",
    _only("iu"),
    operator="lshift",
    aliases=["bitwise_left_shift"],
)
binary(
    "right_shift",
    "Bits shifted to the right.",
    _only("iu"),
    operator="rshift",
    aliases=["bitwise_right_shift"],
)

unary("negative", "The negative of each element.", _no_bool, operator="neg")
unary("positive", "A copy of each element.", _no_bool, operator="pos")
unary("absolute", "Magnitude of each element.", _magnitude, operator="abs", aliases=["abs"])
unary("fabs", "Magnitude of real elements, as floats.", real_float)
unary(
    "invert",
    "Bitwise NOT of integers or booleans.",
    _only("biu"),
    operator="invert",
    aliases=["bitwise_not", "bitwise_invert"],
)
unary("square", "Square of each element.", _powered)
unary("reciprocal", "One over each element.", _powered)
unary("sqrt", "Non-negative square root.", _float)
unary("cbrt", "Cube root.", real_float, "transcendental")
unary("sign", "-1, 0 or 1 by sign; ``x / abs(x)`` of complex elements.", _no_bool, "comparison")
unary("conjugate", "Complex conjugate.", _powered, method="conjugate conj", aliases=["conj"])

for _name, _doc in {
    "exp": "e to the power of each element.",
    "exp2": "2 to the power of each element.",
    "expm1": "``exp(x) - 1``, exact for small elements.",
    "log": "Natural logarithm.",
    "log2": "Base-2 logarithm.",
    "log10": "Base-10 logarithm.",
    "log1p": "``log(1 + x)``, exact for small elements.",
    "sin": "Sine of an angle in radians.",
    "cos": "Cosine of an angle in radians.",
    "tan": "Tangent of an angle in radians.",
    "sinh": "Hyperbolic sine.",
    "cosh": "Hyperbolic cosine.",
    "tanh": "Hyperbolic tangent.",
}.items():
    unary(_name, _doc, _float, "transcendental")

for _name, _alias, _doc in (
    ("arcsin", "asin", "Angle whose sine is the element."),
    ("arccos", "acos", "Angle whose cosine is the element."),
    ("arctan", "atan", "Angle whose tangent is the element."),
    ("arcsinh", "asinh", "Inverse hyperbolic sine."),
    ("arccosh", "acosh", "Inverse hyperbolic cosine."),
    ("arctanh", "atanh", "Inverse hyperbolic tangent."),
):
    unary(_name, _doc, _float, "transcendental", aliases=[_alias])

for _name, _doc in {
    "floor": "Largest integer not above each element.",
    "ceil": "Smallest integer not below each element.",
    "trunc": "Integer part, towards zero.",
}.items():
    unary(_name, _doc, _rounded)
unary("rint", "Nearest integer, halves to even.", _float)
unary("deg2rad", "Degrees to radians.", real_float, aliases=["radians"])
unary("rad2deg", "Radians to degrees.", real_float, aliases=["degrees"])

for _name, _doc, _loop in (
    ("isfinite", "Whether each element is neither infinite nor NaN.", _bool),
    ("isinf", "Whether each element is infinite.", _bool),
    ("isnan", "Whether each element is NaN.", _bool),
    ("logical_not", "Logical NOT of each element.", _bool),
    ("signbit", "Whether the sign bit is set.", _real_bool),
):
    unary(_name, _doc, _loop, "comparison")


def _choose(c: Call) -> Spec:
    return Spec(broadcast(shape(c.condition), shape(c.x), shape(c.y)), result_type(c.x, c.y))


op(
    "where",
    "condition: array, x: array, y: array, /",
    cls="comparison",
    doc="""Elements of ``x`` where the condition holds, else of ``y``.

    FLOPs: 1 an element of the broadcast result; three (4, 5) arrays are 20. With the condition
    alone, use :func:`nonzero`.
    """,
    flops=lambda c: c.result.size,
    result=_choose,
)


def _clipped(c: Call) -> Spec | None:
    bounds = [b for b in (c.a_min, c.a_max, c.min, c.max) if b is not None and b is not NoValue]
    array = (
        c.a if hasattr(c.a, "dtype") else Spec((), _dtypes.of(c.a))
    )  # a number is made one first
    return _elementwise((array, *bounds), _same, c.out, True, None)


op(
    "clip",
    "a: array, a_min: array=NoValue, a_max: array=NoValue, out: out=None, *, min: array=NoValue, max: array=NoValue",
    cls="comparison",
    doc="""Elements limited to the interval from ``a_min`` to ``a_max``.

    FLOPs: 2 an element, one comparison with each bound; a (10,) array is 20.
    """,
    flops=lambda c: 2 * (c.result.size if c.result else size(c.a)),
    result=_clipped,
    method="clip",
)
op(
    "round",
    "a: array, decimals=0, out: out=None",
    cls="arithmetic",
    doc="""Elements rounded to ``decimals`` places, halves to even.

    FLOPs: 1 an element.
    """,
    flops=lambda c: size(c.a),
    result=lambda c: (
        Spec(shape(c.a), _dtypes.of(c.a if c.out is None else c.out), scalar=shape(c.a) == ())
        if _dtypes.of(c.a).kind != "b"
        else None
    ),
    method="round",
    aliases=["around"],
)
op(
    "angle",
    "z: array, deg=False",
    cls="transcendental",
    doc="""Angle of each complex element, in radians (or degrees).

    FLOPs: 1 an element.
    """,
    flops=lambda c: size(c.z),
)
op(
    "nan_to_num",
    "x: array, copy=True, nan=0.0, posinf=None, neginf=None",
    cls="comparison",
    doc="""NaN and infinities replaced by numbers.

    FLOPs: 3 an element, one test for each of NaN, +inf and -inf.
    """,
    flops=lambda c: 3 * size(c.x),
)
