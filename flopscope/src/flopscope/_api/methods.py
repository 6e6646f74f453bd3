"""Methods of ``ndarray`` that are written out: conversions, text, iteration, views by property.

All others, and the operators, come from the table: an operation's row names its method.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from typing import Any

from flopscope._api import functions, printing
from flopscope._arrays.array import ndarray
from flopscope._base.exceptions import ComplexWarning
from flopscope._engine import current as engine
from flopscope._table import TABLE


class _Methods(ndarray):
    """What :class:`~flopscope._arrays.array.ndarray` is given below."""

    __slots__ = ()

    # --- views --------------------------------------------------------------------------------

    @property
    def T(self) -> Any:
        """The array with its axes reversed."""
        return self.transpose()

    @property
    def mT(self) -> ndarray:
        """The array with its last two axes exchanged."""
        if self.ndim < 2:
            raise ValueError("matrix transpose with ndim < 2 is undefined")
        return self.swapaxes(-1, -2)

    @property
    def real(self) -> ndarray:
        """The real part, a view."""
        return _call("real")(self)

    @real.setter
    def real(self, value: Any) -> None:
        _call("real")(self)[...] = value

    @property
    def imag(self) -> ndarray:
        """The imaginary part, a view."""
        return _call("imag")(self)

    @imag.setter
    def imag(self, value: Any) -> None:
        _call("imag")(self)[...] = value

    # --- reading ------------------------------------------------------------------------------

    def item(self, *args: Any) -> Any:
        """One element as a Python number: the only one, or that at an index (flat or full)."""
        if not args:
            if self.size != 1:
                raise ValueError("can only convert an array of size 1 to a Python scalar")
            return engine().item(self._v)
        key = args[0] if len(args) == 1 else args
        if isinstance(key, tuple):
            return self[key].item()
        if isinstance(key, int) and not -self.size <= key < self.size:
            raise IndexError(f"index {key} is out of bounds for size {self.size}")
        return self.reshape(-1)[key].item()

    def tolist(self) -> Any:
        """The elements as nested lists of Python numbers."""
        return engine().tolist(self._v)

    def tobytes(self, order: str = "C") -> bytes:
        """The elements' bytes, in row-major (``"C"``) or column-major (``"F"``) order."""
        return engine().tobytes((self.T if order == "F" else self)._v)

    def _number(self) -> Any:
        if self._v.shape != ():
            raise TypeError("only 0-dimensional arrays can be converted to Python scalars")
        return engine().item(self._v)

    def _real_number(self) -> Any:
        found = self._number()
        if isinstance(found, complex):
            warnings.warn(
                "Casting complex values to real discards the imaginary part",
                ComplexWarning,
                stacklevel=3,
            )
            return found.real
        return found

    def __float__(self) -> float:
        return float(self._real_number())

    def __int__(self) -> int:
        return int(self._real_number())

    def __complex__(self) -> complex:
        return complex(self._number())

    def __bool__(self) -> bool:
        if self.size != 1:
            what, instead = (
                ("an array with more than one element", "a.any() or a.all()")
                if self.size
                else ("an empty array", "`array.size > 0` to check that an array is not empty.")
            )
            raise ValueError(f"The truth value of {what} is ambiguous. Use {instead}")
        return bool(engine().item(self._v))

    def __index__(self) -> int:
        if self._v.shape != () or self.dtype.kind not in "iu":
            raise TypeError("only integer scalar arrays can be converted to a scalar index")
        found: int = engine().item(self._v)
        return found

    def __round__(self, ndigits: int | None = None) -> Any:
        if not engine().is_scalar(self._v):
            raise TypeError("type numpy.ndarray doesn't define __round__ method")
        found = self.round(0 if ndigits is None else ndigits)
        return int(found) if ndigits is None else found

    def __len__(self) -> int:
        if not self._v.shape:
            raise TypeError("len() of unsized object")
        return int(self._v.shape[0])

    def __iter__(self) -> Iterator[ndarray]:
        if not self._v.shape:
            raise TypeError("iteration over a 0-d array")
        return (self[i] for i in range(len(self)))

    def __contains__(self, value: Any) -> bool:
        return bool((self == value).any())

    def __str__(self) -> str:
        return printing.text(self, "str")

    def __repr__(self) -> str:
        return printing.text(self, "repr")

    def __format__(self, spec: str) -> str:
        if self._v.shape == ():
            return format(engine().item(self._v), spec) if spec else str(self)
        if spec:
            raise TypeError("unsupported format string passed to ndarray.__format__")
        return str(self)

    def __hash__(self) -> int:
        if not engine().is_scalar(self._v):
            raise TypeError("unhashable type: 'ndarray'")
        return hash(engine().item(self._v))

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        """A plain NumPy array with a copy of the elements: the explicit way out, for plots and files.

        Raises
        ------
        ImportError
            Where there is no NumPy.
        """
        import numpy as np

        if copy is False:
            raise ValueError("an array can only be copied out; use np.array(x) or np.asarray(x)")
        plain = np.frombuffer(bytearray(self.tobytes()), self.dtype.name).reshape(self.shape)
        return plain if dtype is None else plain.astype(dtype)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        """``np.add(x, y)`` on our arrays is the counted operation."""
        name = ufunc.__name__ if method == "__call__" else f"{ufunc.__name__}.{method}"
        return _counted(name, inputs, options)

    def __array_function__(
        self, function: Any, types: Any, args: tuple[Any, ...], options: dict[str, Any]
    ) -> Any:
        """``np.mean(x)`` on our arrays is the counted operation."""
        module = function.__module__.removeprefix("numpy").removeprefix(".")
        return _counted(f"{module}.{function.__name__}".lstrip("."), args, options)

    def __copy__(self) -> ndarray:
        return self.copy()

    def __deepcopy__(self, memo: dict[int, Any]) -> ndarray:
        return self.copy()

    def to_device(self, device: str, /, *, stream: Any = None) -> ndarray:
        """The array itself; the only device is ``"cpu"``."""
        if device != "cpu" or stream is not None:
            raise ValueError(f"device {device!r} is not available: arrays are on 'cpu'")
        return self


_public: Any = None


def offer(namespace: Any) -> None:
    """Send ``np.f(x)`` on our arrays to the function ``f`` of this namespace: the public module."""
    global _public
    _public = namespace


def _counted(name: str, args: tuple[Any, ...], options: dict[str, Any]) -> Any:
    """Call the public function of that name below :mod:`flopscope.numpy`."""
    found = _public
    for part in name.split("."):
        found = getattr(found, part, None)
        if found is None:
            raise TypeError(
                f"np.{name} is not counted by flopscope; use a function of flopscope.numpy"
            )
    out = options.get("out")
    if isinstance(out, tuple) and len(out) == 1:
        options["out"] = out[0]
    return found(*args, **options)


def _call(name: str) -> Callable[..., Any]:
    return functions.bound(TABLE[name])


def _rename(member: Any, name: str) -> None:
    """Name a method, and the functions of a property, as those of ``ndarray``."""
    parts = (member.fget, member.fset) if isinstance(member, property) else (member,)
    for part in parts:
        if part is not None:
            part.__qualname__ = f"ndarray.{name}"


for _name, _member in vars(_Methods).items():
    if callable(_member) or isinstance(_member, property):
        _rename(_member, _name)
        setattr(ndarray, _name, _member)
functions.add_methods(ndarray)
