"""Functions that leave the real numbers where the real ones are not defined; sliding windows."""

from __future__ import annotations

from ..case import Case

_ONE = ("sqrt", "log", "log2", "log10", "arccos", "arcsin", "arctanh")

CASES = [
    Case(f"emath.{f}", 2 * n, f"fnp.emath.{f}({x})")
    for f in _ONE
    for x, n in {"A": 12, "P": 12, "J": 4, "-2.5": 1, "C": 6, "F": 6, "[1, -4]": 2}.items()
]
CASES += [
    Case("emath.logn", 2 * 13 + 12, "fnp.emath.logn(3, A)"),
    Case("emath.logn", 2 * 2 + 1, "fnp.emath.logn(2, -8)"),
    Case("emath.power", 12 + 1 + 12, "fnp.emath.power(A, 2)"),
    Case("emath.power", 4 + 4 + 4, "fnp.emath.power(v, J)"),
    Case(
        "lib.stride_tricks.sliding_window_view",
        0,
        "fnp.lib.stride_tricks.sliding_window_view(v, 2)",
    ),
    Case(
        "lib.stride_tricks.sliding_window_view",
        0,
        "fnp.lib.stride_tricks.sliding_window_view(A, (2, 3), writeable=True)",
    ),
    Case(
        "lib.stride_tricks.sliding_window_view",
        0,
        "fnp.lib.stride_tricks.sliding_window_view(A, 2, axis=1)",
    ),
    Case(
        "lib.stride_tricks.sliding_window_view",
        0,
        "fnp.lib.stride_tricks.sliding_window_view(A, 9, axis=1)",
    ),
]
