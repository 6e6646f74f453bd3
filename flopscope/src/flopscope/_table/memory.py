"""An array's memory: its layout, the same bytes read as another dtype, and overlap with other arrays."""

from __future__ import annotations

from flopscope._base import dtypes as _dtypes
from flopscope._pricing.units import (
    NOTHING,
    Units,
    cast,
)
from flopscope._table.call import Call
from flopscope._table.operation import op
from flopscope._table.spec import (
    size,
)


def _split(c: Call) -> Units:
    """Parts of elements are new numbers: a view with smaller elements costs their cast."""
    if c.dtype is None:
        return NOTHING
    old, new = _dtypes.of(c.a), _dtypes.dtype(c.dtype)
    whole = old.itemsize // 2 if old.kind == "c" else old.itemsize
    if new.itemsize >= whole:
        return NOTHING
    return cast(size(c.a) * old.itemsize // new.itemsize)


op(
    "ndarray.view",
    "a: array, dtype: dtype=None",
    cls="view",
    calls="method",
    doc="""The same memory, read as another dtype.

    FLOPs: 0, a view. A view that splits elements costs 1 for each of its own, as a cast does: 10 float64 as
    uint16 are 40.
    """,
    flops=_split,
    method="view",
)
op("real", "val: array", cls="view", doc="The real part.\n\nFLOPs: 0, a view.")
op("imag", "val: array", cls="view", doc="The imaginary part.\n\nFLOPs: 0, a view.")
op(
    "shares_memory",
    "a: array, b: array, /, max_work=-1",
    cls="view",
    calls="overlap",
    doc="""Whether two arrays have memory in common.

    The search gives up with ``TooHardError`` after a million candidates, whatever ``max_work`` says.

    FLOPs: 0, no element is touched.
    """,
)
op(
    "may_share_memory",
    "a: array, b: array, /, max_work=0",
    cls="view",
    calls="overlapping bounds",
    doc="Whether two arrays' memory bounds overlap.\n\nFLOPs: 0, no element is touched.",
)


op(
    "_layout",
    "a: array",
    cls="view",
    doc="The strides of an array's memory, and its flags.\n\nFLOPs: 0.",
    calls="layout",
)
op(
    "_writeable_view",
    "a: array, flag",
    cls="view",
    doc="The same memory, which can be written to or not.\n\nFLOPs: 0.",
    calls="writeable_view",
    result=lambda c: None,
)
