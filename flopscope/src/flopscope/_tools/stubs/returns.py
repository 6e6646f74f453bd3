"""Annotations of results: by a row's result rule where it has one, else as listed here."""

from __future__ import annotations

from typing import Any, Final

from flopscope._table import REQUIRED, Named, Operation, Spec

NOTHING: Final = frozenset(
    """
    copyto put putmask place put_along_axis fill_diagonal ndarray.fill ndarray.sort ndarray.partition
    ndarray.put ndarray.__setitem__ random.shuffle random.seed random.set_state random.Generator.shuffle
    random.RandomState.shuffle random.RandomState.seed random.RandomState.set_state
    """.split()
)
"""Rows that only write."""

LISTED: Final = {
    **dict.fromkeys(["split", "array_split", "dsplit", "hsplit", "vsplit"], "list[ndarray]"),
    **dict.fromkeys(
        "nonzero ndarray.nonzero meshgrid broadcast_arrays unstack diag_indices_from tril_indices_from "
        "triu_indices_from unravel_index ix_".split(),
        "tuple[ndarray, ...]",
    ),
    **dict.fromkeys(["histogram", "polydiv"], "tuple[ndarray, ndarray]"),
    "histogram2d": "tuple[ndarray, ndarray, ndarray]",
    "histogramdd": "tuple[ndarray, Any]",
    "linalg.lstsq": "tuple[ndarray, ndarray, Any, ndarray]",
    "linalg.eig": "_EigResult",
    "unique_all": "_UniqueAllResult",
    "unique_counts": "_UniqueCountsResult",
    "unique_inverse": "_UniqueInverseResult",
    "einsum_path": "Any",
    "random.default_rng": "Generator",
    "random.get_state": "Any",
    "random.RandomState.get_state": "Any",
    "random.Generator.spawn": "list[Generator]",
    "random.SeedSequence.spawn": "list[SeedSequence]",
    "random.BitGenerator.spawn": "list[Any]",
    "random.BitGenerator.jumped": "Any",
    "random.BitGenerator.random_raw": "Any",
    "may_share_memory": "bool",
    "shares_memory": "bool",
    "ndarray.view": "ndarray",
}
"""Rows without a result rule, or whose rule needs more than shapes, that give no single array."""

VARYING: Final = frozenset("gradient atleast_1d atleast_2d atleast_3d where".split())
"""Rows whose results are one array or several, by the number of their arguments."""

FLAGS: Final = {
    "unique": ("return_index", "return_inverse", "return_counts"),
    "intersect1d": ("return_indices",),
    "average": ("returned",),
    "polyfit": ("full", "cov"),
    "linspace": ("retstep",),
}
"""Rows that give one array unless a flag asks for more."""


def annotation(op: Operation) -> str:
    """The annotation of a row's result, by its flags' defaults."""
    if op.name in NOTHING or op.leaf == "at":
        return "None"
    if op.name in VARYING:
        return "Any"
    return LISTED.get(op.name) or _described(_by_rule(op)) or "ndarray"


def _described(result: Any) -> str | None:
    if isinstance(result, Spec):
        return "ndarray"
    if isinstance(result, Named):
        return f"_{result.name}"
    if isinstance(result, list):
        return "list[ndarray]"
    if isinstance(result, tuple):
        return f"tuple[{', '.join(['ndarray'] * len(result))}]"
    return None


def _by_rule(op: Operation) -> Any:
    """What the result rule gives for small arrays; None where it can't say."""
    for shape in ((4, 4), (4,)):
        for plain in (1, (1,), (4, 4), [1]):
            try:
                result = op.result(tuple(_sample(p, shape, plain) for p in op.params))
            except Exception:  # noqa: BLE001 - the sample does not suit every row
                continue
            if result is not None:
                return result
    return None


def _sample(param: Any, shape: tuple[int, ...], plain: Any) -> Any:
    """A small argument for a parameter."""
    if param.default is not REQUIRED:
        return param.default
    if param.style == "var" and param.kind.is_plain:
        return (1,)
    return param.kind.sample(Spec(shape), plain)
