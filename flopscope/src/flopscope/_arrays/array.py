"""``ndarray`` as a holder: one slot, whose value belongs to the engine, and what describes it.

:mod:`flopscope._api.methods` gives it its methods and operators.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flopscope._base.dtypes import dtype as Dtype
from flopscope._base.dtypes import of as dtype_of
from flopscope._table.absent import absent

if TYPE_CHECKING:
    from flopscope._arrays.methods import Methods
else:
    Methods = object
"""The methods and operators that the room above gives the class, for type checkers: a stub describes them."""

_of_scalar: Callable[[ndarray, str], Any] = lambda array, name: None  # noqa: E731


def offer_scalar_attributes(look: Callable[[ndarray, str], Any]) -> None:
    """Have ``look(array, name)`` find what only scalars have; None says that it is nothing."""
    global _of_scalar
    _of_scalar = look


class ndarray(Methods):
    """An n-dimensional array whose every operation is counted.

    It is made by the functions of :mod:`flopscope.numpy`, and works as NumPy's: mutable, with views
    that alias, in-place operators and all forms of indexing. What NumPy would return as a scalar is a
    0-d array here; ``float()``, ``int()``, ``bool()``, ``item()`` and formatting read it.
    """

    __slots__ = ("__weakref__", "_v")
    __module__ = "flopscope.numpy"

    _v: Any

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

    device = "cpu"

    if not TYPE_CHECKING:  # a type checker is to say that there is no such name

        def __getattr__(self, name: str) -> Any:
            found = _of_scalar(self, name)
            if found is not None:
                return found
            raise absent("ndarray", name, "ndarray")
