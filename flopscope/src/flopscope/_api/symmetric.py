"""Declared symmetry: the functions that take a group, and hand it to the engine as plain data."""

from __future__ import annotations

from typing import Any

from flopscope._api import functions, ops
from flopscope._arrays.array import ndarray
from flopscope._arrays.symmetric import SymmetricTensor
from flopscope._symmetry.derived import as_plain, group_of
from flopscope._table import TABLE

PROJECTION = "reynolds-projection"


def as_symmetric(data: Any, *, symmetry: Any) -> SymmetricTensor:
    """A new symmetric tensor of data that are symmetric within a tolerance.

    Each entry that follows from others is compared with its canonical entry, the first of its kind in row-major
    order. Then the canonical entries are written to all places that they determine, so that the result is
    symmetric to the last bit. The tolerance, ``1e-6 + 1e-5 * abs(canonical entry)``, forgives rounding.

    Parameters
    ----------
    data : array_like
    symmetry : SymmetryGroup, sequence of int, or sequence of sequences of int
        A group; axes that may be exchanged in any way, such as ``(0, 1)``; or several such blocks of axes.

    Returns
    -------
    SymmetricTensor
        Of the same shape and dtype.

    Raises
    ------
    SymmetryError
        If an entry differs more; the message gives the largest deviation. The comparison is charged.
    ValueError
        If the axes are not those of the data, or differ in length; nothing is charged.

    Notes
    -----
    FLOPs: 6 per entry that follows from others; (256, 256) with ``(0, 1)`` is 6 * 32,640 = 195,840.

    Examples
    --------
    >>> import flopscope as flops
    >>> import flopscope.numpy as fnp
    >>> S = flops.as_symmetric(fnp.array([[2.0, 1.0], [1.0, 3.0]]), symmetry=(0, 1))
    >>> fnp.exp(S).symmetry
    SymmetryGroup((1, 0), axes=(0, 1))
    """
    array = _as_array(data)
    return _row("as_symmetric")(array, _plain(symmetry, array))


def is_symmetric(data: Any, *, symmetry: Any, atol: float = 1e-6, rtol: float = 1e-5) -> bool:
    """Whether data are symmetric within a tolerance.

    Parameters
    ----------
    data : array_like
    symmetry : SymmetryGroup, sequence of int, or sequence of sequences of int
        As for :func:`as_symmetric`.
    atol, rtol : float, optional
        An entry may differ by ``atol + rtol * abs(canonical entry)``.

    Returns
    -------
    bool
        False also where axes that would be exchanged differ in length.

    Notes
    -----
    FLOPs: 6 per entry that follows from others, as :func:`as_symmetric`.
    """
    array = _as_array(data)
    group = group_of(symmetry, array.ndim)
    if any(len({array.shape[a] for a in orbit}) > 1 for orbit in group.orbits()):
        return False
    return bool(_row("is_symmetric")(array, as_plain(group), float(atol), float(rtol)))


def symmetrize(data: Any, *, symmetry: Any, mode: str = PROJECTION) -> SymmetricTensor:
    """The nearest symmetric tensor: each entry is the mean of those that are to equal it.

    Parameters
    ----------
    data : array_like
    symmetry : SymmetryGroup, sequence of int, or sequence of sequences of int
        As for :func:`as_symmetric`.
    mode : {"reynolds-projection"}, optional
        How; this is the only way.

    Returns
    -------
    SymmetricTensor
        Of floats; integers become float64.

    Raises
    ------
    ValueError
        If the axes are not those of the data, or differ in length, or for another mode.

    Notes
    -----
    FLOPs: one sum per entry that follows from others, and one product per set of entries that are to be equal:
    ``n * (n - 1)`` for a matrix of order n.
    """
    _check_mode(mode)
    array = _as_array(data)
    return _row("symmetrize")(array, _plain(symmetry, array))


def symmetric(
    shape: Any,
    symmetry: Any,
    distribution: str = "randn",
    *,
    mode: str = PROJECTION,
    **kwargs: Any,
) -> SymmetricTensor:
    """A random symmetric tensor: a sample of all entries, made symmetric.

    Parameters
    ----------
    shape : int or tuple of int
    symmetry : SymmetryGroup, sequence of int, or sequence of sequences of int
        As for :func:`flopscope.as_symmetric`.
    distribution : str, optional
        A function of :mod:`flopscope.numpy.random`: ``"randn"``, ``"rand"``, or one that takes ``size=``,
        such as ``"normal"``.
    mode : {"reynolds-projection"}, optional
        As for :func:`flopscope.symmetrize`.
    **kwargs
        Parameters of the distribution.

    Returns
    -------
    SymmetricTensor

    Notes
    -----
    FLOPs: one sample per entry, and those of :func:`flopscope.symmetrize`.
    """
    _check_mode(mode)
    lengths = (shape,) if isinstance(shape, int) else tuple(shape)
    group = group_of(symmetry, shape=lengths)
    sampler = _sampler(distribution)
    sample = (
        sampler(*lengths, **kwargs)
        if distribution in _BY_LENGTHS
        else sampler(size=lengths, **kwargs)
    )
    return symmetrize(sample, symmetry=group, mode=mode)


_BY_LENGTHS = frozenset({"rand", "randn"})
_NO_DISTRIBUTIONS = frozenset({"seed", "symmetric", "shuffle", "permutation", "bytes", "get_state"})


def _sampler(name: Any) -> Any:
    found = TABLE.get(f"random.{name}")
    is_one = found is not None and name not in _NO_DISTRIBUTIONS
    if not is_one or (name not in _BY_LENGTHS and "size" not in found.places):  # type: ignore[union-attr]
        raise ValueError(
            f"distribution={name!r} is not a function of flopscope.numpy.random that takes size=; use 'randn', "
            "'rand', 'normal', 'uniform' ..."
        )
    return getattr(ops.random, name)


def _as_array(data: Any) -> ndarray:
    found: ndarray = data if isinstance(data, ndarray) else ops.asarray(data)
    return found


def _plain(symmetry: Any, array: ndarray) -> Any:
    return as_plain(group_of(symmetry, shape=array.shape))


def _row(name: str) -> Any:
    return functions.bound(TABLE[name])


def _check_mode(mode: Any) -> None:
    if mode != PROJECTION:
        raise ValueError(f"mode={mode!r} is unknown; the only one is {PROJECTION!r}")
