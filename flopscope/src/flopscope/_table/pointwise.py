"""Pointwise: one number an element of the broadcast result.

A ufunc's row gives its loops: which dtype it computes and returns for which operands.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._base.dtypes import dtype as Dtype
from flopscope._base.dtypes import inexact, result_type
from flopscope._pricing.units import (
    Units,
    additions,
    comparisons,
    complex_divisions,
    complex_products,
    divisions,
    evaluations,
    magnitudes,
    moved,
    products,
    square_roots,
)
from flopscope._table import queueing, symmetries
from flopscope._table.call import Call
from flopscope._table.exponents import power_units
from flopscope._table.operation import Operation, op, parsed
from flopscope._table.spec import Spec, broadcast, is_weak, shape, size, unique
from flopscope._table.ufunc_units import (
    ANGLE,
    DIVISION,
    ELEMENTS,
    EXP,
    LOG,
    RECIPROCAL,
    REMAINDER,
    SOFT,
    SQRT,
    SQUARE,
    TEST,
    Element,
    element,
    evaluated,
    same,
)
from flopscope._table.work import (
    compared,
    in_dtype,
    into,
    is_complex,
    is_given,
    masked,
    parts,
    tested,
)

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
    outs = out if isinstance(out, tuple) else (out,)
    return Spec(broadcast(*map(shape, operands), shape(where), *map(shape, outs))).size


def elementwise_units(
    name: str,
    operands: tuple[Any, ...],
    loop: Any,
    out: Any,
    where: Any,
    dtype: Any,
    free: int | None = None,
) -> Units:
    """What a ufunc's call does: its operation on each element, its mask, and casts that it is asked for.

    Parameters
    ----------
    name : str
        Of the ufunc, a key of :data:`~flopscope._table.ufunc_units.ELEMENTS`.
    operands : tuple
    loop : callable
        From the operands' common dtype to the result's (or a tuple of them).
    out, where, dtype
        The call's arguments.
    free : int, optional
        How many elements of the result may differ, if not all.
    """
    n = _elements(operands, out, where)
    computed_elements = n if free is None else min(n, free)
    units = per_element(name, operands, dtype) * computed_elements + masked(where, n)
    computed = loop(_common(operands, loop))
    asked = computed if dtype is None else _dtypes.dtype(dtype)
    outs = out if isinstance(out, tuple) else (out,)
    for result, place in zip(
        asked if type(asked) is tuple else (asked,) * len(outs), outs, strict=True
    ):
        units += into(result, place, n)
    if dtype is not None:
        units += in_dtype(operands, dtype, None if type(computed) is tuple else computed)
    return units


def per_element(name: str, operands: tuple[Any, ...], dtype: Any = None) -> Units:
    """Units of one element of a ufunc, by how many of its operands are complex."""
    if name in _POWERS and len(operands) == 2:
        small = power_units(operands[1], is_complex(dtype, operands[0]))
        if small is not None:
            return small
    row = element(name)
    found = row.real
    if is_complex(dtype) or all(map(is_complex, operands)):
        found = row.complex
    elif is_complex(*operands):
        divisor = name == "divide" and is_complex(operands[1])
        found = row.complex if divisor else _MIXED.get(name, row.complex)
    if name.startswith("logical_") and name != "logical_not":
        found += comparisons(sum(_is_number(o) * parts(o) for o in operands))
    return found


_POWERS = frozenset({"power", "float_power"})
"""Ufuncs whose second operand is an exponent."""

_MIXED = {"multiply": products(2), "divide": divisions(2)}
"""Ufuncs that take less where one operand is real; the divisor has to be."""


def _is_number(value: Any) -> bool:
    """Whether an array's elements have to be tested to be truth values."""
    return not is_weak(value) and _dtypes.of(value).kind != "b"


def _free(c: Call) -> int | None:
    """How many elements of an elementwise result may differ; None where all may."""
    operands = c.operands
    if not symmetries.is_marked(*operands) or c.result is None:
        return None
    return unique(c.result)


def binary(
    name: str,
    doc: str,
    loop: Loop,
    cls: str = "arithmetic",
    *,
    each: Element | None = None,
    commutes: bool = False,
    **options: Any,
) -> Operation:
    """Add the row of a ufunc of two operands.

    Parameters
    ----------
    name, doc, cls : str
    loop : callable
        The result's dtype, from the operands' common one.
    each : Element, optional
        What one element takes; by default one comparison.
    commutes : bool, optional
        The operands may change places.
    **options
        As for :func:`~flopscope._table.operation.op`.
    """
    if each is not None:
        ELEMENTS[name] = each
    return op(
        name,
        _BINARY,
        cls=cls,
        doc=doc + count_doc(name, 6, "(2, 3) with (3,)"),
        flops=lambda c: elementwise_units(
            name, (c.x1, c.x2), loop, c.out, c.where, c.dtype, _free(c)
        ),
        result=lambda c: _elementwise((c.x1, c.x2), loop, c.out, c.where, c.dtype),
        symmetry=symmetries.elementwise("x1", "x2", exchange=commutes),
        twins="exchange" if commutes else None,
        commutes=commutes,
        **{"queueable": queueing.always} | options,
    )


def unary(
    name: str,
    doc: str,
    loop: Loop,
    cls: str = "arithmetic",
    *,
    each: Element | None = None,
    **options: Any,
) -> Operation:
    """Add the row of a ufunc of one operand; see :func:`binary`."""
    if each is not None:
        ELEMENTS[name] = each
    return op(
        name,
        _UNARY,
        cls=cls,
        doc=doc + count_doc(name, 6, "(2, 3)"),
        flops=lambda c: elementwise_units(name, (c.x,), loop, c.out, c.where, c.dtype, _free(c)),
        result=lambda c: _elementwise((c.x,), loop, c.out, c.where, c.dtype),
        symmetry=symmetries.elementwise("x"),
        **{"queueable": queueing.always} | options,
    )


def ufunc_arity(row: Operation) -> tuple[int, int] | None:
    """Operands and results of a row that is a ufunc, as its signature shows; None for others."""
    return _ufunc_arity(row.signature) if "casting" in row.signature else None


@functools.cache
def _ufunc_arity(signature: str) -> tuple[int, int] | None:
    params = parsed(signature)
    if not params[0].kind.is_array or params[0].style != "positional":
        return None
    found = {p.name: p for p in params}
    if not {"out", "casting", "order", "dtype"} <= found.keys():
        return None
    operands = sum(p.style == "positional" for p in params)
    outs = found["out"].default
    return operands, len(outs) if isinstance(outs, tuple) else 1


def count_doc(name: str, elements: int, example: str) -> str:
    """The part of a ufunc's docstring that says what it costs."""
    row = element(name)
    each = row.real.operations
    of_each = f": {row.formula}" if row.formula else ""
    return f"""

FLOPs: {each} per element of the broadcast result{of_each}; {example} is {elements * each}. Complex elements
take {row.complex.operations}. ``where`` adds 1 per element, ``dtype`` and ``out`` add their casts.
"""


binary(
    "add",
    "Sum of two arrays, element by element.",
    _same,
    operator="add",
    identity=0,
    each=same(additions(1)),
    commutes=True,
)
binary(
    "subtract",
    "Difference of two arrays, element by element.",
    _no_bool,
    operator="sub",
    each=same(additions(1)),
)
binary(
    "multiply",
    "Product of two arrays, element by element.",
    _same,
    operator="mul",
    outer_guard="large integers",
    identity=1,
    each=Element(products(1), complex_products(1)),
    commutes=True,
)
binary(
    "divide",
    "Quotient of two arrays, element by element.",
    _divided,
    operator="truediv",
    aliases=["true_divide"],
    each=Element(divisions(1), complex_divisions(1)),
)
binary(
    "floor_divide",
    "Largest integer not above the quotient.",
    _counted,
    operator="floordiv",
    each=same(DIVISION, "a quotient and its floor"),
)
binary(
    "remainder",
    "Remainder with the divisor's sign.",
    _counted,
    operator="mod",
    aliases=["mod"],
    each=same(REMAINDER, "a quotient, its floor, a product and a difference"),
)
binary(
    "fmod",
    "Remainder with the dividend's sign.",
    _counted,
    each=same(REMAINDER, "a quotient, its integer part, a product and a difference"),
)
binary(
    "power",
    """First operand to the power of the second.

    Where the exponent is a whole Python number up to 8, the price is that of the products of repeated squaring:
    ``x**2`` is 1 and ``x**8`` 3 per element. A negative one adds a division; 0.5 is a square root.""",
    _powered,
    "transcendental",
    reads_number="x2",
    operator="pow",
    aliases=["pow"],
    queueable=queueing.computes_inexact,
    outer_guard="large integers",
    each=evaluated(LOG + complex_products(1) + EXP),
)
binary(
    "float_power",
    "Power, computed in float64 or complex128. Small whole exponents are priced as in :func:`power`.",
    lambda t: _dtypes.complex128 if t.kind == "c" else _dtypes.float64,
    "transcendental",
    reads_number="x2",
    outer_guard="large integers",
    each=evaluated(LOG + complex_products(1) + EXP),
)
binary(
    "hypot",
    "Length of the hypotenuse, ``sqrt(x1**2 + x2**2)``.",
    real_float,
    "transcendental",
    identity=0,
    each=same(magnitudes(1), "two squares, a sum and a square root"),
    commutes=True,
)
binary(
    "arctan2",
    "Angle of the point (x2, x1), in radians.",
    real_float,
    "transcendental",
    aliases=["atan2"],
    each=same(ANGLE, "a quotient and an arc tangent"),
)
binary(
    "logaddexp",
    "Logarithm of the sum of exponentials.",
    real_float,
    "transcendental",
    identity=-math.inf,
    each=same(SOFT, "maximum, minimum, their difference, exp, log1p and a sum"),
    commutes=True,
)
binary(
    "logaddexp2",
    "Base-2 logarithm of the sum of powers of 2.",
    real_float,
    "transcendental",
    identity=-math.inf,
    each=same(SOFT, "maximum, minimum, their difference, exp2, a logarithm and a sum"),
    commutes=True,
)
binary(
    "copysign",
    "First operand with the second's sign.",
    real_float,
    each=same(comparisons(3), "one sign bit cleared, one read, and both joined"),
)
binary(
    "nextafter",
    "Next representable number towards the second operand.",
    real_float,
    each=same(comparisons(1) + additions(1), "a comparison and a step"),
)

for _name, _doc in {
    "maximum": "Larger element; NaN where either is NaN.",
    "minimum": "Smaller element; NaN where either is NaN.",
    "fmax": "Larger element, ignoring NaN.",
    "fmin": "Smaller element, ignoring NaN.",
}.items():
    binary(_name, _doc, _same, "comparison", commutes=True)

for _name, _doc, _operator in (
    ("equal", "Whether the elements are equal.", "eq"),
    ("not_equal", "Whether the elements differ.", "ne"),
    ("less", "Whether the first is less than the second.", "lt"),
    ("less_equal", "Whether the first is at most the second.", "le"),
    ("greater", "Whether the first is greater than the second.", "gt"),
    ("greater_equal", "Whether the first is at least the second.", "ge"),
):
    binary(_name, _doc, _bool, "comparison", operator=_operator, commutes=_operator in ("eq", "ne"))

binary(
    "logical_and", "Logical AND of two arrays.", _bool, "comparison", identity=True, commutes=True
)
binary(
    "logical_or", "Logical OR of two arrays.", _bool, "comparison", identity=False, commutes=True
)
binary(
    "logical_xor", "Logical XOR of two arrays.", _bool, "comparison", identity=False, commutes=True
)
binary(
    "bitwise_and",
    "Bitwise AND of integers or booleans.",
    _only("biu"),
    operator="and",
    identity=-1,
    commutes=True,
)
binary(
    "bitwise_or",
    "Bitwise OR of integers or booleans.",
    _only("biu"),
    operator="or",
    identity=0,
    commutes=True,
)
binary(
    "bitwise_xor",
    "Bitwise XOR of integers or booleans.",
    _only("biu"),
    operator="xor",
    identity=0,
    commutes=True,
)
binary(
    "left_shift",
    "Bits shifted to the left.",
    _only("iu"),
    operator="lshift",
    aliases=["bitwise_left_shift"],
    outer_guard="large integers",
)
binary(
    "right_shift",
    "Bits shifted to the right.",
    _only("iu"),
    operator="rshift",
    aliases=["bitwise_right_shift"],
)

unary(
    "negative", "The negative of each element.", _no_bool, operator="neg", each=same(additions(1))
)
unary("positive", "A copy of each element.", _no_bool, operator="pos", each=same(additions(1)))
unary(
    "absolute",
    "Magnitude of each element.",
    _magnitude,
    operator="abs",
    aliases=["abs"],
    each=Element(TEST, magnitudes(1)),
)
unary("fabs", "Magnitude of real elements, as floats.", real_float)
unary(
    "invert",
    "Bitwise NOT of integers or booleans.",
    _only("biu"),
    operator="invert",
    aliases=["bitwise_not", "bitwise_invert"],
)
unary("square", "Square of each element.", _powered, each=Element(products(1), SQUARE))
unary(
    "reciprocal",
    "One over each element.",
    _powered,
    each=Element(divisions(1), RECIPROCAL),
)
unary("sqrt", "Non-negative square root.", _float, each=Element(square_roots(1), SQRT))
unary("cbrt", "Cube root.", real_float, "transcendental", each=evaluated())
unary(
    "sign",
    "-1, 0 or 1 by sign; ``x / abs(x)`` of complex elements.",
    _no_bool,
    "comparison",
    each=Element(comparisons(2), magnitudes(1) + divisions(2), "two comparisons"),
)
unary(
    "conjugate",
    "Complex conjugate.",
    _powered,
    method="conjugate conj",
    aliases=["conj"],
    each=Element(additions(1), additions(1)),
)

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
unary("deg2rad", "Degrees to radians.", real_float, aliases=["radians"], each=same(products(1)))
unary("rad2deg", "Radians to degrees.", real_float, aliases=["degrees"], each=same(products(1)))

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
    queueable=queueing.always,
    doc="""Elements of ``x`` where the condition holds, else of ``y``.

    FLOPs: 1 per element of the broadcast result, 2 if it is complex; three (4, 5) arrays are 20. A condition
    that is not Boolean adds a test per element. With the condition alone, use :func:`nonzero`.
    """,
    flops=lambda c: compared(unique(c.result), c.x, c.y) + tested(c.condition),
    result=_choose,
    symmetry=symmetries.elementwise("condition", "x", "y"),
)


def _bounds(c: Call) -> list[Any]:
    return [b for b in (c.a_min, c.a_max, c.min, c.max) if is_given(b)]


def _clipped(c: Call) -> Spec | None:
    array = c.a if hasattr(c.a, "dtype") else Spec((), _dtypes.of(c.a))  # it is made an array first
    return _elementwise((array, *_bounds(c)), _same, c.out, c.where, c.dtype)


def _clip_units(c: Call) -> Units:
    bounds = _bounds(c)
    n = Spec(broadcast(*map(shape, (c.a, c.out, *bounds)))).size
    computed = result_type(c.a, *bounds)
    free = unique(c.result) if symmetries.is_marked(c.a) and c.result is not None else n
    units = compared(len(bounds) * min(n, free), c.a, *bounds) if bounds else moved(n)
    return units + into(computed, c.out, n)


op(
    "clip",
    "a: array, a_min: array=NoValue, a_max: array=NoValue, out: out=None, *, min: array=NoValue, "
    "max: array=NoValue, where: mask=True, casting='same_kind', dtype: dtype=None",
    cls="comparison",
    queueable=queueing.has_bounds,
    optional_operands=("a_min", "a_max"),
    doc="""Elements limited to the interval from ``a_min`` to ``a_max``.

    FLOPs: one comparison per element of the broadcast result with each bound that is given; a (10,) array
    with two is 20.
    """,
    flops=_clip_units,
    result=_clipped,
    symmetry=lambda c, made: (
        symmetries.of_elements([c.a, *_bounds(c)])
        if symmetries.is_marked(c.a) and symmetries.is_plain(c)
        else None
    ),
    method="clip",
)


def _round_units(c: Call) -> Units:
    """A rounding, and for ``decimals`` the product or quotient before and after it."""
    free = size(c.a) if c.out is not None else unique(c.a)
    n, kind = free * parts(c.a), _dtypes.of(c.a)
    if kind.kind in "biu" and c.decimals >= 0:
        units = moved(n)
    elif c.decimals:
        units = comparisons(n) + products(n) + divisions(n)
    else:
        units = comparisons(n)
    return units + into(kind, c.out, size(c.a))


op(
    "round",
    "a: array, decimals=0, out: out=None",
    cls="arithmetic",
    doc="""Elements rounded to ``decimals`` places, halves to even.

    FLOPs: 1 per element, 3 with ``decimals``: a product, a rounding and a quotient; integers with
    ``decimals`` of 0 and more are copied. (10,) to 2 places is 30.
    """,
    flops=_round_units,
    result=lambda c: (
        Spec(shape(c.a), _dtypes.of(c.a if c.out is None else c.out), scalar=shape(c.a) == ())
        if _dtypes.of(c.a).kind != "b"
        else None
    ),
    symmetry=symmetries.same("a"),
    method="round",
    aliases=["around"],
    guard="decimals",
)
op(
    "angle",
    "z: array, deg=False",
    cls="transcendental",
    doc="""Angle of each complex element, in radians (or degrees).

    FLOPs: 2 per element, a quotient and an arc tangent, and a product for degrees; (10,) is 20.
    """,
    flops=lambda c: (
        evaluations(size(c.z)) + divisions(size(c.z)) + products(size(c.z) if c.deg else 0)
    ),
)
op(
    "nan_to_num",
    "x: array, copy=True, nan=0.0, posinf=None, neginf=None",
    cls="comparison",
    overwrites=("copy", False),
    doc="""NaN and infinities replaced by numbers.

    FLOPs: 3 per element, one test for each of NaN, +inf and -inf; complex elements take 6, integers are
    copied.
    """,
    flops=lambda c: (
        comparisons(3 * size(c.x) * parts(c.x))
        if is_weak(c.x) or _dtypes.of(c.x).kind in "fc"
        else moved(size(c.x))
    ),
)
