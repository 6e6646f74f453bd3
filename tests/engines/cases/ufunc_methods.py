"""The ufuncs' methods: folds, running folds, segments, all pairs, and writing in place."""

from __future__ import annotations

from flopscope._table import TABLE

from ..case import Case

_BINARY = sorted(name.removesuffix(".reduce") for name in TABLE if name.endswith(".reduce"))
_UNARY = """
absolute arccos arccosh arcsin arcsinh arctan arctanh bitwise_count cbrt ceil conjugate cos cosh deg2rad
degrees exp exp2 expm1 fabs floor invert isfinite isinf isnan log log10 log1p log2 logical_not negative
positive rad2deg radians reciprocal rint sign signbit sin sinh spacing sqrt square tan tanh trunc
"""
_ALIASES = {"degrees": "rad2deg", "radians": "deg2rad"}

CASES: list[Case] = []
for _f in _BINARY:
    CASES += [
        Case(f"{_f}.reduce", 8, f"fnp.{_f}.reduce(A)"),
        Case(f"{_f}.reduce", 9, f"fnp.{_f}.reduce(I, axis=1)"),
        Case(f"{_f}.reduce", 9, f"fnp.{_f}.reduce(M, axis=1, keepdims=True)"),
        Case(f"{_f}.reduce", 3, f"fnp.{_f}.reduce(J)"),
        Case(f"{_f}.accumulate", 9, f"fnp.{_f}.accumulate(A, axis=1)"),
        Case(f"{_f}.accumulate", 8, f"fnp.{_f}.accumulate(I)"),
        Case(f"{_f}.reduceat", 2 * 3, f"fnp.{_f}.reduceat(v, [0, 2])"),
        Case(f"{_f}.reduceat", 3 * 2 * 3, f"fnp.{_f}.reduceat(I, fnp.array([1, 0]), axis=1)"),
        Case(f"{_f}.outer", 12, f"fnp.{_f}.outer(w, v)"),
        Case(f"{_f}.outer", 12, f"fnp.{_f}.outer(K, J)"),
        Case(f"{_f}.outer", 4, f"fnp.{_f}.outer(J, 2)"),
        Case(f"{_f}.at", 3, f"fnp.{_f}.at(v, [0, 2, 0], 2.0); v"),
        Case(f"{_f}.at", 3, f"fnp.{_f}.at(J, fnp.array([0, 2, 0]), fnp.array([1, 2, 3])); J"),
        Case(f"{_f}.at", 4, f"fnp.{_f}.at(J, fnp.array([True, False, True, True]), 2); J"),
    ]
for _f in _UNARY.split():
    _row = _ALIASES.get(_f, _f)
    CASES += [
        Case(f"{_row}.at", 3, f"fnp.{_f}.at(v, [0, 2, 0]); v"),
        Case(f"{_row}.at", 2, f"fnp.{_f}.at(J, [0, 2]); J"),
        Case(f"{_row}.at", 4, f"fnp.{_f}.at(P, 1); P"),
    ]
CASES += [
    Case("add.reduce", 11, "fnp.add.reduce(A, axis=None)"),
    Case("add.reduce", 6, "fnp.add.reduce(D, axis=(0, 2))"),
    Case("add.reduce", 24, "fnp.add.reduce(A, axis=1, initial=10.0, where=M)"),
    Case("add.reduce", 9, "fnp.add.reduce(A, 1, None, fnp.zeros(3))"),
    Case("add.reduce", 0, "fnp.add.reduce(s)"),
    Case("add.reduce", 0, "fnp.add.reduce(A, axis=2)"),
    Case("add.accumulate", 7, "fnp.add.accumulate(J, dtype='float32')"),
    Case("add.reduceat", 0, "fnp.add.reduceat(v, [0, 9])"),
    Case("add.outer", 24, "fnp.add.outer(D[0, 0], A)"),
    Case("add.outer", 12, "fnp.add.outer(w, v, out=fnp.zeros((3, 4)))"),
    Case("add.at", 4, "fnp.add.at(A, ([0, 0], [1, 1]), 1.0); A"),
    Case("add.at", 0, "fnp.add.at(v, [9], 1.0)"),
]
