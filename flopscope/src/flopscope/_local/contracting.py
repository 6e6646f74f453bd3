"""Einsum along the very path that was priced.

NumPy contracts along a path pair by pair, each by BLAS where it can; but it parses subscripts and path anew for
every call, which takes longer than small operands do. Here what it makes of them is kept by subscripts, shapes
and path, and the same contractions are carried out: the result has NumPy's bits.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from flopscope._local import marks
from flopscope._table import NoValue
from flopscope._table import einsum as _einsum
from flopscope._table.contractions import einsum_expression

Path = tuple[tuple[int, ...], ...]

_functions = getattr(getattr(np, "_core", None), "einsumfunc", None)
_pairwise: Callable[..., Any] | None = getattr(_functions, "bmm_einsum", None)
"""What contracts two operands by ``matmul`` within NumPy's ``einsum``; older versions have none."""
_pairwise_parts: Callable[..., Any] | None = getattr(_functions, "_parse_eq_to_batch_matmul", None)
"""What it does with them: how it brings them into shape, and the product back."""


class _Contraction(NamedTuple):
    """One contraction of a path: places of its operands, last first, and what takes them."""

    places: tuple[int, ...]
    call: Callable[..., Any]


def einsum(*operands: Any, optimize: Any = NoValue, **options: Any) -> Any:
    """``numpy.einsum``; without ``optimize``, three operands or more are contracted as planned."""
    is_default = optimize is NoValue
    if optimize is False or (is_default and len(operands) < 4 and isinstance(operands[0], str)):
        return np.einsum(*operands, optimize=False, **options)
    if is_default:
        operands = _of_one_dtype(operands)
    path, contractions = _prepared(operands, optimize)
    if not path:
        return np.einsum(*operands, optimize=False, **options)
    if options or contractions is None:
        result = np.einsum(*operands, optimize=["einsum_path", *path], **options)
    else:
        left = list(operands[1:])
        for places, call in contractions:
            left.append(call(*[left.pop(i) for i in places]))
        result = left[0]
    if is_default and options.get("out") is None and not result.ndim:
        return result[()]  # along a path, NumPy would give an array of no dimensions
    return result


def symmetric_einsum(operands: Any, symmetry: Any, **options: Any) -> Any:
    """An einsum whose result is compared and mirrored, unless its symmetry is known to follow."""
    result = einsum(*operands, **options)
    return result if symmetry is None else marks.as_symmetric(result, symmetry)


def _prepared(operands: tuple[Any, ...], optimize: Any) -> tuple[Path, list[_Contraction] | None]:
    """The contractions to make one by one; none where NumPy contracts all operands in one loop.

    With them, if all operands are arrays, what carries them out.
    """
    if optimize.__class__ in (list, tuple) or not _are_arrays(operands):
        return _steps(einsum_expression(operands), optimize), None
    return _planned(operands[0], tuple([a.shape for a in operands[1:]]), optimize)


def _contractions(subscripts: str, shapes: tuple[Any, ...], path: Path) -> list[_Contraction]:
    """NumPy's own contractions for operands of these shapes."""
    likes = [np.broadcast_to(np.float64(0), shape) for shape in shapes]
    asked: Any = ["einsum_path", *path]
    explained: Any = np.einsum_path
    _, steps = explained(subscripts, *likes, optimize=asked, einsum_call=True)
    calls = []
    for places, text, *_ in steps:
        taken = [shapes[i] for i in places]
        calls.append(_Contraction(places, _call(text, taken)))
        shapes = (*[s for i, s in enumerate(shapes) if i not in places], _shape(text, taken))
    return calls


def _shape(subscripts: str, shapes: list[Any]) -> tuple[int, ...]:
    terms, output = subscripts.split("->")
    sizes: dict[str, int] = {}
    for term, shape in zip(terms.split(","), shapes, strict=True):
        for label, length in zip(term, shape, strict=True):
            sizes[label] = max(length, sizes.get(label, length)) if length else 0
    return tuple([sizes[label] for label in output])


def _call(subscripts: str, shapes: list[Any]) -> Callable[..., Any]:
    if len(shapes) != 2 or _pairwise is None:
        return functools.partial(np.einsum, subscripts)
    return _product(subscripts, shapes) or functools.partial(_pairwise, subscripts)


def _product(subscripts: str, shapes: list[Any]) -> Callable[..., Any] | None:
    """A contraction that is one ``matmul`` of the operands or views of them, as NumPy would do it."""
    if _pairwise_parts is None:
        return None
    first, second, *reshaped, last, is_no_product = _pairwise_parts(subscripts, *shapes)
    orders: list[Any] = [
        None if text is None else _order(*text.split("->")) for text in (first, second)
    ]
    if is_no_product or any(shape is not None for shape in reshaped) or () in orders:
        return None
    return functools.partial(_multiplied, orders[0], orders[1], last)


def _order(given: str, wanted: str) -> tuple[int, ...]:
    """The axes of a transposed view; none where more is done."""
    same = sorted(given) == sorted(wanted) and len(set(given)) == len(given)
    return tuple([given.index(label) for label in wanted]) if same else ()


def _multiplied(first: Any, second: Any, last: Any, a: Any, b: Any) -> Any:
    """A matrix product; ``first``, ``second`` and ``last`` are orders of axes, or None."""
    if first is not None:
        a = a.transpose(first)
    if second is not None:
        b = b.transpose(second)
    product = np.matmul(a, b)
    return product if last is None else product.transpose(last)


def _are_arrays(operands: tuple[Any, ...]) -> bool:
    return all(a.__class__ is np.ndarray for a in operands[1:])


@functools.lru_cache(maxsize=1024, typed=True)
def _planned(
    subscripts: str, shapes: tuple[Any, ...], optimize: Any
) -> tuple[Path, list[_Contraction] | None]:
    """What is to be done with operands of these shapes, worked out once."""
    path = _steps(_einsum.parse(subscripts, shapes), optimize)
    is_ours = path and _pairwise is not None
    return path, _contractions(subscripts, shapes, path) if is_ours else None


def _steps(expression: _einsum.Expression, optimize: Any) -> Path:
    path = tuple([step.operands for step in _einsum.path(expression, optimize)])
    is_pair = optimize is not NoValue and optimize is not None and len(expression.inputs) == 2
    return path if len(path) > 1 or is_pair else ()


def _of_one_dtype(operands: tuple[Any, ...]) -> tuple[Any, ...]:
    """Operands of their common dtype: two small ones together could have another than all have."""
    text, *arrays = operands
    first = arrays[0].dtype if arrays[0].__class__ is np.ndarray else None
    if all(a.__class__ is np.ndarray and a.dtype is first for a in arrays):
        return operands
    common = np.result_type(*arrays)
    return (text, *(np.asarray(a, common) for a in arrays))


def einsum_path(
    *operands: Any, optimize: Any = "greedy"
) -> tuple[list[Any], str, int, list[tuple[Any, ...]]]:
    """The path that is priced and executed, NumPy's text about it, and its contractions.

    The last are the FLOPs of contracting all operands at once, and for each contraction of the path its
    operands, subscripts and FLOPs.
    """
    expression = einsum_expression(operands)
    steps = _einsum.path(expression, optimize)
    path = ["einsum_path", *(step.operands for step in steps)]
    explained: Any = np.einsum_path
    _, text = explained(*operands, optimize=path)
    rows = [(step.operands, step.subscripts, step.flops) for step in steps]
    return path, text, expression.flops, rows
