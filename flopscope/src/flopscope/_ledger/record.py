"""What ``op_log`` shows of an operation."""

from typing import NamedTuple


class OpRecord(NamedTuple):  # annotations are evaluated, so that help() shows types
    """One operation as ``op_log`` shows it.

    Attributes
    ----------
    op_name : str
    subscripts : str or None
        Of an einsum.
    shapes : tuple of tuple of int
        Of the array operands.
    flop_cost, cumulative : int
        Charged for it, and charged to the context up to and with it.
    namespace : str or None
    flopscope_context_start_offset_s : float
        Seconds from the context's start to the operation's.
    flopscope_backend_duration_s, flopscope_overhead_duration_s : float
        Seconds in NumPy and in flopscope.
    resolved_dtype : str or None
        The dtype of the result.
    """

    op_name: str
    subscripts: str | None
    shapes: tuple[tuple[int, ...], ...]
    flop_cost: int
    cumulative: int
    namespace: str | None
    flopscope_context_start_offset_s: float
    flopscope_backend_duration_s: float
    flopscope_overhead_duration_s: float
    resolved_dtype: str | None
