"""``einsum_path``: the path of an einsum, with what it costs as NumPy prints it and as numbers."""

from __future__ import annotations

from typing import Any, NamedTuple

from flopscope._api import ops


class Contraction(NamedTuple):
    """One contraction of a path.

    Attributes
    ----------
    operands : tuple of int
        Places of its operands in the list of those that remain.
    subscripts : str
    flops : int
        Products and sums of real elements.
    """

    operands: tuple[int, ...]
    subscripts: str
    flops: int


class PathInfo(str):
    """The text that NumPy prints about a path, with its numbers as attributes.

    Attributes
    ----------
    steps : tuple of Contraction
        The contractions, in order.
    optimized_cost : int
        FLOPs of all contractions, of real elements.
    naive_cost : int
        FLOPs of contracting all operands in one loop.
    """

    __slots__ = ("naive_cost", "optimized_cost", "steps")

    steps: tuple[Contraction, ...]
    optimized_cost: int
    naive_cost: int


def einsum_path(*operands: Any, optimize: Any = "greedy") -> tuple[list[Any], PathInfo]:
    """The contractions that :func:`einsum` would execute, and what each costs; nothing is computed.

    Parameters
    ----------
    *operands
        As for :func:`einsum`.
    optimize : bool, str, list or tuple, optional
        As for :func:`einsum`. A strategy with a number, ``("greedy", 1000)``, makes no intermediate array of
        more elements.

    Returns
    -------
    path : list
        ``"einsum_path"`` and the operands of each contraction, as ``optimize=`` takes it.
    info : PathInfo
        NumPy's text, with the attributes ``steps``, ``optimized_cost`` and ``naive_cost``.

    Notes
    -----
    FLOPs: 0.

    Examples
    --------
    >>> import flopscope.numpy as fnp
    >>> a = fnp.ones((10, 2))
    >>> path, info = fnp.einsum_path("ij,jk,kl->il", a, fnp.ones((2, 30)), fnp.ones((30, 4)))
    >>> path, info.optimized_cost, info.steps[0].subscripts
    (['einsum_path', (1, 2), (0, 1)], 592, 'kl,jk->jl')
    """
    path, text, naive, steps = ops.einsum_path(*operands, optimize=optimize)
    info = PathInfo(text)
    info.steps = tuple(Contraction(tuple(places), terms, flops) for places, terms, flops in steps)
    info.optimized_cost = sum(step.flops for step in info.steps)
    info.naive_cost = naive
    return path, info
