"""What the asserts of arrays are made of: compare with counted operations, then explain."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from flopscope._api import ops
from flopscope._api.errstate import errstate
from flopscope._arrays.array import ndarray
from flopscope._composed.iteration import broadcast_shapes

Compare = Callable[[Any, Any], Any]


def message(
    arrays: tuple[Any, Any],
    header: str,
    err_msg: str,
    verbose: bool,
    names: tuple[str, str] = ("ACTUAL", "DESIRED"),
) -> str:
    """What an assertion says: the header, and both values."""
    lines = ["", f"{header} {err_msg}".rstrip() if err_msg else header]
    if verbose:
        lines += [f" {name}: {_shown(value)}" for name, value in zip(names, arrays, strict=True)]
    return "\n".join(lines)


def _shown(value: Any) -> str:
    text = repr(value)
    return text if text.count("\n") < 3 else "\n".join([*text.split("\n")[:3], "..."])


def compare_arrays(
    x: Any,
    y: Any,
    compare: Compare,
    header: str,
    err_msg: str = "",
    verbose: bool = True,
    strict: bool = False,
    nan_equal: bool = True,
    inf_equal: bool = True,
) -> None:
    """Hold two arrays to a comparison of their elements, element by element.

    Parameters
    ----------
    x, y : array_like
        Of one shape, or one of them a number.
    compare : callable
        Gives a boolean an element.
    header, err_msg : str
        What the error says.
    verbose : bool
        Whether it shows both arrays.
    strict : bool
        Whether shapes and dtypes must be the same.
    nan_equal, inf_equal : bool
        Whether NaNs, and infinities of one sign, match where both are.

    Raises
    ------
    AssertionError
        If an element fails.
    """
    a, b = ops.asarray(x), ops.asarray(y)

    def fail(reason: str) -> None:
        raise AssertionError(message((a, b), f"{header}\n{reason}", err_msg, verbose))

    same_shape = a.shape == b.shape
    if not same_shape and (strict or (a.shape and b.shape)):
        fail(f"(shapes {a.shape}, {b.shape} mismatch)")
    if strict and a.dtype != b.dtype:
        fail(f"(dtypes {a.dtype}, {b.dtype} mismatch)")
    passed = compare(a, b)
    for kind, marks in _special(a, b, nan_equal, inf_equal):
        if not bool(ops.all(marks[0] == marks[1])):
            fail(f"{kind} location mismatch:")
        passed = passed | (marks[0] & marks[1])
    if not bool(ops.all(passed)):
        fail(_violations(a, b, passed))


def _special(a: ndarray, b: ndarray, nan_equal: bool, inf_equal: bool) -> Any:
    """Where each array has NaNs and infinities, if it can have any."""
    if "f" not in (kinds := a.dtype.kind + b.dtype.kind) and "c" not in kinds:
        return
    if nan_equal:
        yield "nan", (ops.isnan(a), ops.isnan(b))
    if inf_equal and "c" not in kinds:
        yield "+inf", (a == math.inf, b == math.inf)
        yield "-inf", (a == -math.inf, b == -math.inf)


def _violations(a: ndarray, b: ndarray, passed: Any) -> str:
    failed = ops.broadcast_to(~ops.asarray(passed), broadcast_shapes(a.shape, b.shape))
    count, total = int(failed.sum()), failed.size
    lines = [f"Mismatched elements: {count} / {total} ({100 * count / total:.3g}%)"]
    if a.dtype.kind != "b" and b.dtype.kind != "b":
        left, right = (ops.broadcast_to(v, failed.shape)[failed] for v in (a, b))
        if left.dtype.kind in "iu":
            left, right = left.astype(float), right.astype(float)
        with errstate(all="ignore"):
            difference = ops.abs(left - right)
            relative = difference / ops.abs(right)
        lines.append(f"Max absolute difference among violations: {difference.max()}")
        lines.append(f"Max relative difference among violations: {relative.max()}")
    return "\n".join(lines)
