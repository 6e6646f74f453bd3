"""Reductions and running sums: axes, keepdims, dtype=, out=, where=, initial=, every kind of dtype."""

from __future__ import annotations

from ..case import Case

_FOLDS = ("sum", "prod", "max", "min", "all", "any", "argmax", "argmin")
_OPERANDS = {"A": 12, "F": 6, "H": 3, "I": 12, "K": 3, "U": 3, "L": 3, "m": 3, "C": 6, "c": 3}

CASES = [Case(f, n - 1, f"fnp.{f}({x})") for f in _FOLDS for x, n in _OPERANDS.items()]
CASES += [Case("mean", n, f"fnp.mean({x})") for x, n in _OPERANDS.items()]
CASES += [
    Case(f, 4 * n + (f == "std"), f"fnp.{f}({x})")
    for f in ("var", "std")
    for x, n in _OPERANDS.items()
]
for _f in _FOLDS:
    CASES += [
        Case(_f, 9, f"fnp.{_f}(A, axis=-1)"),
        Case(_f, 8, f"A.{_f}(0)"),
        Case(_f, 9, f"fnp.{_f}(A, 1, keepdims=True)"),
        Case(_f, 11, f"A.{_f}(keepdims=True)"),
        Case(_f, 9, f"fnp.{_f}(A, axis=2)"),
        Case(_f, 0, f"fnp.{_f}(E)"),
        Case(_f, 0, f"fnp.{_f}(E, axis=0)"),
        Case(_f, 0, f"fnp.{_f}(E, axis=1)"),
        Case(_f, 0, f"fnp.{_f}(s)"),
        Case(_f, 0, f"z.{_f}()"),
        Case(_f, 2, f"fnp.{_f}([1, 3, 2])"),
        Case(_f, 0, f"fnp.{_f}(2.5)"),
        Case(_f, 5, f"fnp.{_f}(Z)"),
    ]
for _f in ("sum", "prod", "max", "min", "all", "any"):
    CASES += [
        Case(_f, 6, f"fnp.{_f}(D, axis=(0, 2))"),
        Case(_f, 0, f"fnp.{_f}(D, axis=())"),
        Case(_f, 0, f"fnp.{_f}(D, axis=(0, 0))"),
        Case(_f, 9, f"fnp.{_f}(A, axis=1, out=fnp.zeros(3, A.dtype)).shape"),
    ]

CASES += [
    Case("sum", 23, "fnp.sum(A, where=M)"),
    Case("sum", 24, "fnp.sum(A, axis=1, initial=10, where=m[:, None])"),
    Case("sum", 23, "fnp.sum(I, dtype='float32')"),
    Case("sum", 2, "K.sum(dtype=fnp.int8)"),
    Case("sum", 9, "out = fnp.zeros(3); (fnp.sum(A, axis=1, out=out) is out, out)"),
    Case("sum", 9, "fnp.sum(A, axis=fnp.array(1))"),
    Case("sum", 9, "fnp.sum(A, axiss=1)"),
    Case("sum", 9, "fnp.sum(A, 'text')"),
    Case("max", 11, "fnp.amax(A)"),
    Case("max", 12, "fnp.max(A, initial=100)"),
    Case("min", 24, "fnp.min(A, initial=9.0, where=M)"),
    Case("argmax", 11, "int(fnp.argmax(A))"),
    Case("mean", 12, "fnp.mean(A, axis=1)"),
    Case("mean", 12, "A.mean(0, keepdims=True)"),
    Case("mean", 24, "fnp.mean(A, dtype='float32')"),
    Case("mean", 24, "fnp.mean(A, where=M)"),
    Case("mean", 8, "D.mean(axis=(1, 2))"),
    Case("mean", 1, "fnp.mean(E)"),
    Case("mean", 1, "s.mean()"),
    Case("var", 48, "fnp.var(A, axis=1, ddof=1)"),
    Case("var", 48, "fnp.var(A, axis=0, correction=1)"),
    Case("var", 48, "A.var(keepdims=True)"),
    Case("std", 51, "fnp.std(A, axis=1)"),
    Case("std", 52, "A.std(0)"),
    Case("std", 61, "fnp.std(A, where=M)"),
    Case("median", 3 * (4 * 2 + 2), "fnp.median(A, axis=1)"),
    Case("median", 44, "fnp.median(A)"),
    Case("median", 4 * (3 * 2 + 2), "fnp.median(A, axis=0, keepdims=True)"),
    Case("median", 44, "fnp.median(I)"),
    Case("count_nonzero", 12, "fnp.count_nonzero(M)"),
    Case("count_nonzero", 12, "fnp.count_nonzero(M, axis=1)"),
    Case("ptp", 2 * 9 + 3, "fnp.ptp(A, axis=1)"),
    Case("ptp", 2 * 11 + 1, "fnp.ptp(I)"),
]
for _f in ("cumsum", "cumprod"):
    CASES += [Case(_f, n - 1, f"fnp.{_f}({x})") for x, n in _OPERANDS.items()]
    CASES += [
        Case(_f, 9, f"A.{_f}(1)"),
        Case(_f, 8, f"fnp.{_f}(A, axis=0)"),
        Case(_f, 9, f"fnp.{_f}(A, axis=1, out=fnp.zeros((3, 4)))"),
        Case(_f, 2, f"fnp.{_f}(K, dtype='int16')"),
        Case(_f, 0, f"fnp.{_f}(s)"),
        Case(_f, 0, f"fnp.{_f}(E, axis=0)"),
        Case(_f, 0, f"fnp.{_f}(A, axis=2)"),
    ]
