"""Ufuncs over every kind of dtype, with Python numbers, broadcasting, out= and where=."""

from __future__ import annotations

from ..case import Case

_BINARY = """
add subtract multiply divide floor_divide remainder fmod power float_power hypot arctan2 logaddexp
logaddexp2 copysign nextafter maximum minimum fmax fmin equal not_equal less less_equal greater
greater_equal logical_and logical_or logical_xor bitwise_and bitwise_or bitwise_xor left_shift right_shift
"""
_UNARY = """
negative positive absolute fabs invert square reciprocal sqrt cbrt sign conjugate exp exp2 expm1 log log2
log10 log1p sin cos tan sinh cosh tanh arcsin arccos arctan arcsinh arccosh arctanh floor ceil trunc rint
deg2rad rad2deg isfinite isinf isnan logical_not signbit
"""

_PAIRS = {  # operands -> elements of the broadcast result
    "A, v": 12,
    "A, P": 12,
    "w[:, None], v": 12,
    "F, 2": 6,
    "F, 2.5": 6,
    "F, w": 6,
    "H, 3": 3,
    "I, J": 12,
    "I, 2": 12,
    "2.5, J": 4,
    "K, U": 3,
    "K, 5": 3,
    "U, 3": 3,
    "K, 2.5": 3,
    "L, 2": 3,
    "m, m": 3,
    "m, True": 3,
    "m, 2": 3,
    "U, m": 3,
    "C, C": 6,
    "C, c": 6,
    "c, 2.0": 3,
    "c, 1j": 3,
    "F, 1j": 6,
    "s, s": 1,
    "s, z": 1,
    "z, 2": 1,
    "s, K": 3,
    "Z, Z": 6,
    "E, 1.0": 0,
    "3, 4": 1,
    "[1, 2], [[3.0], [4.0]]": 4,
}
_SINGLES = {"A": 12, "P": 12, "F": 6, "H": 3, "I": 12, "K": 3, "U": 3, "L": 3, "m": 3} | {
    "C": 6,
    "c": 3,
    "s": 1,
    "z": 1,
    "Z": 6,
    "E": 0,
    "2": 1,
    "0.5": 1,
    "[1.0, 2.0]": 2,
}

CASES = [Case(f, n, f"fnp.{f}({pair})") for f in _BINARY.split() for pair, n in _PAIRS.items()]
CASES += [Case(f, n, f"fnp.{f}({one})") for f in _UNARY.split() for one, n in _SINGLES.items()]

_OPERATORS = {
    "+": "add",
    "-": "subtract",
    "*": "multiply",
    "/": "divide",
    "//": "floor_divide",
    "%": "remainder",
    "**": "power",
    "<<": "left_shift",
    ">>": "right_shift",
    "&": "bitwise_and",
    "|": "bitwise_or",
    "^": "bitwise_xor",
}
_COMPARISONS = {
    "<": "less",
    "<=": "less_equal",
    ">": "greater",
    ">=": "greater_equal",
    "==": "equal",
    "!=": "not_equal",
}
_SWAPPED = {
    "less": "greater",
    "less_equal": "greater_equal",
    "greater": "less",
    "greater_equal": "less_equal",
}
"""Python turns the comparison of a number with an array around."""

for _sign, _row in _OPERATORS.items():
    CASES += [
        Case(_row, 12, f"A {_sign} v"),
        Case(_row, 12, f"I {_sign} 2"),
        Case(_row, 12, f"2 {_sign} I"),
        Case(_row, 4, f"[1, 2, 3, 4] {_sign} J"),
        Case(_row, 4, f"J {_sign} (1, 2, 3, 4)"),
        Case(_row, 1, f"s {_sign} 2"),
        Case(_row, 1, f"2.0 {_sign} s"),
        Case(_row, 12, f"x = I; x {_sign}= 2; (x, I)"),
        Case(_row, 12, f"x = A; x {_sign}= v; (x, A)"),
        Case(_row, 3, f"U {_sign}= 3; U"),
        Case(_row, 3, f"K {_sign}= 2.5; K"),
        Case(_row, 1, f"x = s; x {_sign}= 2; (x, s)"),
        Case(_row, 1, f"x = z; x {_sign}= 2; (x, z)"),
        Case(_row, 3, f"m {_sign} m"),
    ]
for _sign, _row in _COMPARISONS.items():
    CASES += [
        Case(_row, 12, f"A {_sign} v"),
        Case(_row, 12, f"I {_sign} 2"),
        Case(_SWAPPED.get(_row, _row), 12, f"1.5 {_sign} A"),
        Case(_row, 1, f"s {_sign} 2"),
        Case(_row, 3, f"U {_sign} -1"),
        Case(_row, 4, f"J {_sign} [1, 2, 3, 4]"),
    ]
for _source, _row in {
    "-A": "negative",
    "-m": "negative",
    "+A": "positive",
    "abs(A)": "absolute",
    "~I": "invert",
    "~M": "invert",
}.items():
    CASES.append(Case(_row, 3 if "m" in _source else 12, _source))

CASES += [
    Case("add", 12, "out = fnp.zeros((3, 4)); (fnp.add(A, v, out), out)"),
    Case("add", 12, "out = fnp.zeros((3, 4)); fnp.add(A, v, out=(out,)) is out"),
    Case("add", 24, "fnp.add(A, 1, where=M, out=fnp.zeros((3, 4)))"),
    Case("add", 24, "fnp.add(v, 1, out=fnp.zeros((2, 3, 4)))"),
    Case("add", 24, "fnp.add(v, 1, where=M, out=fnp.zeros((3, 4)))"),
    Case("add", 8, "fnp.add(J, 1, dtype='float32')"),
    Case("add", 8, "fnp.add(J, 1, dtype=fnp.float32)"),
    Case("add", 4, "fnp.add(v, 1.5, dtype=int)"),
    Case("add", 8, "fnp.add(v, 1.5, dtype=int, casting='unsafe')"),
    Case("add", 4, "fnp.add(v, 1.5, out=fnp.zeros(4, 'int64'))"),
    Case("add", 4, "fnp.add(v, 1.5, out=fnp.zeros(3))"),
    Case("add", 4, "fnp.add(v, [1, 2])"),
    Case("add", 4, "fnp.add(v, 'text')"),
    Case("add", 4, "v + None"),
    Case("add", 4, "fnp.add(v)"),
    Case("add", 4, "fnp.add(v, 1, axis=0)"),
    Case("add", 12, "fnp.broadcast_to(v, (3, 4)) + A"),
    Case("add", 3, "K + 300"),
    Case("add", 3, "U + -1"),
    Case("add", 3, "K + 2**70"),
    Case("add", 3, "H + 1e300"),
    Case("add", 6, "c + 1e300"),
    Case("maximum", 3, "fnp.maximum(U, -1)"),
    Case("where", 3, "fnp.where(m, U, -1)"),
    Case("where", 3, "fnp.where(m, K, 300)"),
    Case("clip", 6, "fnp.clip(U, -1, 3)"),
    Case("clip", 6, "fnp.clip(U, 3, 300)"),
    Case("power", 3, "U ** -1"),
    Case("power", 3, "K ** K"),
    Case("left_shift", 4, "J << -1"),
    Case("left_shift", 3, "U << 200"),
    Case("floor_divide", 6, "K // -1"),
    Case("multiply", 3, "m * -1"),
    Case("bitwise_and", 3, "U & -1"),
    Case("equal", 3, "U == 300"),
    Case("less", 3, "L < -1"),
    Case("subtract", 3, "L - I[0, :3]"),
    Case("add", 2, "fnp.add(fnp.array([1, 2], order='F'), fnp.array(1))"),
    Case("divide", 6, "fnp.divide(1.0, Z)"),
    Case("divide", 1, "fnp.float64(1) / 0"),
    Case("floor_divide", 8, "J // 0"),
    Case("multiply", 3, "K * fnp.int8(100)"),
    Case("multiply", 1, "fnp.int8(100) * fnp.int8(2)"),
    Case("power", 4, "J ** -1"),
    Case("power", 1, "fnp.float32(2) ** 0.5"),
    Case("power", 12, "A ** 2"),
    Case("equal", 4, "v == 'text'"),
    Case("not_equal", 4, "v != 'text'"),
    Case("equal", 4, "v == None"),
    Case("not_equal", 3, "None != m"),
    Case("equal", 4, "b'text' == J"),
    Case("equal", 1, "s == 'text'"),
    Case("not_equal", 1, "z != None"),
    Case("less", 4, "v < 'text'"),
    Case("equal", 4, "fnp.equal(v, [1.0, 2.0, 3.0])"),
    Case("isfinite", 6, "fnp.isfinite(Z, out=fnp.zeros(6, bool))"),
    Case("where", 12, "fnp.where(M, A, 0)"),
    Case("nonzero", 24, "fnp.where(M)"),
    Case("nonzero", 12, "fnp.where(M, A)"),
    Case("where", 12, "fnp.where(M, I, 2.5)"),
    Case("where", 12, "fnp.where(m[:, None], F[0, 0], v)"),
    Case("where", 1, "fnp.where(True, s, 2)"),
    Case("where", 12, "fnp.where(M, A, v)"),
    Case("where", 12, "fnp.where(M, A, [1, 2])"),
    Case("where", 3, "fnp.where([True, False, True], [1, 2, 3], (4.0, 5.0, 6.0))"),
    Case("clip", 24, "fnp.clip(A, -1, 1)"),
    Case("clip", 12, "fnp.clip(I, 0, None)"),
    Case("clip", 24, "A.clip(-1.0, v)"),
    Case("clip", 24, "fnp.clip(A, min=0.0, max=2.0)"),
    Case("clip", 24, "fnp.clip(A, -1, 1, out=fnp.zeros((3, 4)))"),
    Case("clip", 6, "fnp.clip(U, 5, 100)"),
    Case("clip", 2, "fnp.clip(s, 0, 1)"),
    Case("round", 12, "fnp.round(A)"),
    Case("round", 36, "A.round(1)"),
    Case("round", 12, "round(A, 1)"),
    Case("round", 36, "fnp.around(I, -1)"),
    Case("round", 12, "fnp.round(C)"),
    Case("round", 0, "fnp.round(m)"),
    Case("round", 1, "fnp.round(s)"),
    Case("round", 3, "fnp.round([0.5, 1.5, 2.5])"),
    Case("angle", 12, "fnp.angle(C)"),
    Case("angle", 18, "fnp.angle(C, deg=True)"),
    Case("angle", 24, "fnp.angle(A)"),
    Case("nan_to_num", 18, "fnp.nan_to_num(Z)"),
    Case("nan_to_num", 18, "fnp.nan_to_num(Z, nan=1.0, posinf=2.0, neginf=-2.0)"),
    Case("nan_to_num", 18, "fnp.nan_to_num(Z, copy=False) is Z"),
    Case("conjugate", 6, "C.conj()"),
    Case("conjugate", 6, "C.conjugate()"),
    Case("absolute", 24, "abs(C)"),
]
