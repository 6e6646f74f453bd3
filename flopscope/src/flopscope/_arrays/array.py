"""``ndarray`` as a holder: one slot, whose value belongs to the engine, and what describes it.

:mod:`flopscope._api.methods` gives it its methods and operators.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from flopscope._base.dtypes import dtype as Dtype
from flopscope._base.dtypes import of as dtype_of
from flopscope._table.absent import absent


class ndarray:
    """An n-dimensional array whose every operation is counted.

    It is made by the functions of :mod:`flopscope.numpy`, and works as NumPy's: mutable, with views
    that alias, in-place operators and all forms of indexing. What NumPy would return as a scalar is a
    0-d array here; ``float()``, ``int()``, ``bool()``, ``item()`` and formatting read it.
    """

    __slots__ = ("__weakref__", "_v")
    __module__ = "flopscope.numpy"

    _v: Any

    if TYPE_CHECKING:  # methods and operators come from the room above
        T: Any
        real: Any
        imag: Any
        flat: Any
        __iter__: Any
        __eq__: Any
        __ne__: Any
        __len__: Any
        __contains__: Any
        __bool__: Any
        __float__: Any
        __int__: Any
        __index__: Any
        __complex__: Any
        __add__: Any
        __radd__: Any
        __sub__: Any
        __rsub__: Any
        __mul__: Any
        __rmul__: Any
        __truediv__: Any
        __rtruediv__: Any
        __floordiv__: Any
        __rfloordiv__: Any
        __mod__: Any
        __rmod__: Any
        __pow__: Any
        __rpow__: Any
        __matmul__: Any
        __rmatmul__: Any
        __and__: Any
        __rand__: Any
        __or__: Any
        __ror__: Any
        __xor__: Any
        __rxor__: Any
        __lshift__: Any
        __rlshift__: Any
        __rshift__: Any
        __rrshift__: Any
        __lt__: Any
        __le__: Any
        __gt__: Any
        __ge__: Any
        __neg__: Any
        __pos__: Any
        __abs__: Any
        __invert__: Any
        __getitem__: Any
        __setitem__: Any

    def __new__(cls, *args: Any, **kwargs: Any) -> ndarray:
        """Arrays are made by functions; this says which."""
        raise TypeError(
            "make arrays with fnp.array, fnp.zeros, fnp.empty ...; not with fnp.ndarray"
        )

    # --- information: reads the value's description, never its elements -------------------------

    @property
    def shape(self) -> tuple[int, ...]:
        """Length of each dimension."""
        found: tuple[int, ...] = self._v.shape
        return found

    @property
    def ndim(self) -> int:
        """Number of dimensions."""
        return len(self._v.shape)

    @property
    def size(self) -> int:
        """Number of elements."""
        return int(self._v.size)

    @property
    def dtype(self) -> Dtype:
        """Type of the elements."""
        return dtype_of(self._v)

    @property
    def itemsize(self) -> int:
        """Bytes an element."""
        return self.dtype.itemsize

    @property
    def nbytes(self) -> int:
        """Bytes of all elements."""
        return self.size * self.dtype.itemsize

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "arrays cannot be pickled, since a server may hold them; use tolist(), tobytes() or fnp.save"
        )

    device = "cpu"

    def __getattr__(self, name: str) -> Any:
        raise absent("ndarray", name, "ndarray")
