"""What each operation raises: conclusions from its parameters and its class, and exceptions by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from flopscope._table import Operation

Text = tuple[str, str]

OF: Final[dict[str, tuple[Text, ...]]] = {
    **dict.fromkeys(
        ("linalg.inv", "linalg.solve", "linalg.tensorsolve", "linalg.tensorinv"),
        (("LinAlgError", "If a matrix is singular or not square."),),
    ),
    "linalg.cholesky": (("LinAlgError", "If a matrix is not positive definite."),),
    **dict.fromkeys(
        ("linalg.svd", "linalg.svdvals", "linalg.eigh", "linalg.eigvalsh", "linalg.eig",
         "linalg.eigvals", "linalg.lstsq", "linalg.pinv", "linalg.matrix_rank", "roots"),
        (("LinAlgError", "If the iteration does not converge, or an element is not finite."),),
    ),
    "linalg.det": (("LinAlgError", "If a matrix is not square."),),
    "linalg.slogdet": (("LinAlgError", "If a matrix is not square."),),
    "linalg.matrix_power": (("LinAlgError", "If ``n`` is negative and a matrix is singular."),),
    "as_symmetric": (("SymmetryError", "If the data do not have the symmetry."),),
    "asarray": (("ValueError", "If ``copy`` is False and a copy is needed."),),
    "asarray_chkfinite": (("ValueError", "If an element is NaN or infinite."),),
    "reshape": (("ValueError", "If the shape has another number of elements."),),
    "squeeze": (("ValueError", "If an axis is longer than one."),),
    "split": (("ValueError", "If the axis cannot be divided into equal parts."),),
    "take": (("IndexError", "If an index is out of bounds, in mode ``'raise'``."),),
    "put": (("IndexError", "If an index is out of bounds, in mode ``'raise'``."),),
    "ndarray.__getitem__": (("IndexError", "If an index is out of bounds or there are too many."),),
    "ndarray.__setitem__": (
        ("IndexError", "If an index is out of bounds or there are too many."),
        ("ValueError", "If the values do not fit, or the array is read-only."),
    ),
    "bincount": (("ValueError", "If an element is negative."),),
    "nanargmax": (("ValueError", "If all elements of a line are NaN."),),
    "nanargmin": (("ValueError", "If all elements of a line are NaN."),),
}  # fmt: skip
"""By the name of the operation."""

_JOINS: Final = frozenset({"arrays", "tup", "condlist", "choices"})


def texts_of(op: Operation) -> Iterator[Text]:
    """The exceptions of a row, each with its condition.

    Parameters
    ----------
    op : Operation
    """
    if op.does_work:
        yield (
            "BudgetExhaustedError",
            "If the remaining budget is smaller than the price. Nothing runs.",
        )
    yield from OF.get(op.name, ())
    if "axis" in op.places or "axes" in op.places:
        yield "AxisError", "If an axis is out of bounds for the operand."
    operands = [p for p in op.params if p.kind.is_array and p.default not in (None,)]
    if op.chapter == "random":
        if "size" in op.places and len(operands) > 0:
            yield (
                "ValueError",
                "If a parameter is out of its range, or the shapes do not broadcast.",
            )
    elif _JOINS & set(op.places):
        yield "ValueError", "If the shapes do not fit."
    elif len(operands) > 1 and op.name not in OF:
        yield "ValueError", "If the shapes do not fit together."
    if "casting" in op.places:
        yield (
            "TypeError",
            "If ``casting`` does not allow a cast, or the operands' dtype has no loop.",
        )
