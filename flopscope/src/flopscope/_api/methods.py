"""Methods of ``ndarray`` that are written out: conversions, text, iteration, views by property.

All others, and the operators, come from the table: an operation's row names its method.
"""

from __future__ import annotations

import math
import operator
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from flopscope._api import array_api, exchange, functions, ops, printing
from flopscope._api.display import array_html
from flopscope._arrays.array import ndarray, offer_scalar_attributes
from flopscope._base.dtypes import dtype as Dtype
from flopscope._base.dtypes import of as dtype_of
from flopscope._base.exceptions import ComplexWarning
from flopscope._engine import current as engine
from flopscope._table import TABLE
from flopscope.errors import UnsupportedFunctionError


class Flags:
    """The layout of an array's memory, by NumPy's names: ``x.flags.writeable``, ``x.flags["C_CONTIGUOUS"]``.

    ``x.flags.writeable = False`` protects the array; the other flags cannot be set.
    """

    __slots__ = ("_array", "_known")

    NAMES = ("c_contiguous", "f_contiguous", "owndata", "writeable", "aligned")

    def __init__(self, array: Any, known: tuple[bool, ...]) -> None:
        self._array = array
        self._known = dict(zip(self.NAMES, known, strict=True)) | {"writebackifcopy": False}

    @property
    def writeable(self) -> bool:
        """Whether elements can be assigned."""
        return self._known["writeable"]

    @writeable.setter
    def writeable(self, value: Any) -> None:
        self._array.setflags(write=bool(value))
        self._known["writeable"] = bool(value)

    c_contiguous = property(lambda self: self._known["c_contiguous"], doc="Row-major without gaps.")
    f_contiguous = property(
        lambda self: self._known["f_contiguous"], doc="Column-major without gaps."
    )
    owndata = property(
        lambda self: self._known["owndata"],
        doc="Whether the array owns its memory; a view does not.",
    )
    aligned = property(
        lambda self: self._known["aligned"], doc="Whether elements lie on boundaries."
    )
    writebackifcopy = property(lambda self: False, doc="Whether the array is a copy to write back.")
    contiguous = property(lambda self: self.c_contiguous, doc="Row-major without gaps.")
    fnc = property(
        lambda self: self.f_contiguous and not self.c_contiguous,
        doc="Column-major, and not row-major too.",
    )
    fortran = property(lambda self: self.fnc, doc="Alias of ``fnc``.")
    forc = property(
        lambda self: self.f_contiguous or self.c_contiguous, doc="Row-major or column-major."
    )
    behaved = property(lambda self: self.aligned and self.writeable, doc="Aligned and writeable.")
    carray = property(lambda self: self.behaved and self.c_contiguous, doc="Behaved and row-major.")
    farray = property(lambda self: self.behaved and self.fnc, doc="Behaved and column-major.")

    def __getitem__(self, name: Any) -> Any:
        return getattr(self, self._attribute(name))

    def __setitem__(self, name: Any, value: Any) -> None:
        setattr(self, self._attribute(name), value)

    @staticmethod
    def _attribute(name: Any) -> str:
        found = _FLAGS.get(name, name.lower()) if isinstance(name, str) else ""
        if found.startswith("_") or not isinstance(getattr(Flags, found, None), property):
            raise KeyError("Unknown flag")
        return found

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Flags) and self._known == other._known

    __hash__ = None  # type: ignore[assignment]  # flags change

    def __repr__(self) -> str:
        return (
            "\n".join(f"  {name.upper()} : {value}" for name, value in self._known.items()) + "\n"
        )

    def __str__(self) -> str:
        return repr(self)


_FLAGS = {
    "C": "c_contiguous",
    "F": "f_contiguous",
    "O": "owndata",
    "W": "writeable",
    "A": "aligned",
    "X": "writebackifcopy",
    "B": "behaved",
    "CA": "carray",
    "FA": "farray",
}
"""NumPy's short names."""


_OF_NUMBERS = {
    "is_integer": "iuf",
    "as_integer_ratio": "f",
    "hex": "f",
    "bit_count": "iu",
    "numerator": "iu",
    "denominator": "iu",
}
"""What scalars of some kinds of dtypes have besides an array's methods."""


def scalar_attribute(array: ndarray, name: str) -> Any:
    """An attribute that only scalars have; None if it is none of this array's."""
    kinds = _OF_NUMBERS.get(name, "")
    if array.dtype.kind not in kinds or not engine().is_scalar(array._v):
        return None
    if name == "hex" and array.dtype.name != "float64":  # a Python float, to NumPy
        return None
    if name == "numerator":
        return array
    if name == "is_integer" and array.dtype.kind != "f":  # Python's integers lack it before 3.12
        return lambda: True
    return getattr(engine().item(array._v), name)


def _real(number: Any) -> Any:
    """A number without its imaginary part, with NumPy's warning at the program's statement."""
    if isinstance(number, complex):
        warnings.warn(
            "Casting complex values to real discards the imaginary part",
            ComplexWarning,
            stacklevel=3,
        )
        return number.real
    return number


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

    def __float__(self) -> float:
        found = self._number()
        return found if found.__class__ is float else float(_real(found))

    def __int__(self) -> int:
        return int(_real(self._number()))

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

    def _repr_html_(self) -> str | None:
        """What a notebook shows, besides the text; a number has no shape to show."""
        if self._v.shape == ():
            return None
        return array_html(repr(self), self.shape, self.dtype.name)

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
        if copy is False:
            raise ValueError("an array can only be copied out; use np.array(x) or np.asarray(x)")
        exchange.warn_of_computing_libraries()
        return exchange.numpy_copy(self, dtype)

    def __dlpack__(
        self,
        *,
        stream: Any = None,
        max_version: tuple[int, int] | None = None,
        dl_device: tuple[int, int] | None = None,
        copy: bool | None = None,
    ) -> Any:
        """A capsule with a copy of the elements, for ``np.from_dlpack(x)`` and ``torch.from_dlpack(x)``.

        Raises
        ------
        BufferError
            For ``copy=False``: what is shared could be computed with uncounted.
        ImportError
            Where there is no NumPy.
        """
        if copy is False:
            raise BufferError("an array can only be copied out; leave copy out, or give copy=True")
        exchange.warn_of_computing_libraries()
        return exchange.capsule(self, stream, max_version, dl_device)

    def __dlpack_device__(self) -> tuple[int, int]:
        """The processor's memory, whatever the engine: ``(1, 0)``."""
        return exchange.CPU

    def __reduce__(self) -> tuple[Any, ...]:
        return exchange.pickled(self)

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

    def conj(self) -> Any:
        """The complex conjugate: the array itself, where its elements are real."""
        return ops.conjugate(self) if self.dtype.kind == "c" else self

    conjugate = conj

    def __copy__(self) -> ndarray:
        return self.copy("K")  # the memory's layout too, as NumPy

    def __deepcopy__(self, memo: dict[int, Any]) -> ndarray:
        return self.copy("K")

    def view(self, dtype: Any = None, type: Any = None) -> Any:
        """The same memory, read as another dtype.

        Parameters
        ----------
        dtype : dtype, optional
        type : class, optional
            Of the view: only ``ndarray``, which may also be given as ``dtype``.

        Notes
        -----
        FLOPs: 0, a view. A view that splits elements costs 1 for each of its own.
        """
        if dtype is ndarray:
            dtype = None
        if type not in (None, ndarray):
            raise UnsupportedFunctionError(f"views are of class ndarray, on purpose; not {type!r}")
        return _call("ndarray.view")(self, dtype)

    def clip(self, min: Any = None, max: Any = None, out: Any = None, **options: Any) -> Any:
        """Elements limited to an interval; see :func:`flopscope.numpy.clip`."""
        return ops.clip(self, min, max, out, **options)

    def resize(self, *new_shape: Any, refcheck: bool = True) -> None:
        """Change the array's shape and size; new elements are 0.

        Parameters
        ----------
        *new_shape : int, or a tuple of int
        refcheck : bool, optional
            Accepted for NumPy's sake. Other arrays that view this one keep the elements that they had.
        """
        given = new_shape[0] if len(new_shape) == 1 else new_shape
        if given is None or given == ():
            return
        lengths = tuple(map(operator.index, given if isinstance(given, Sequence) else (given,)))
        if min(lengths) < 0:
            raise ValueError("negative dimensions not allowed")
        made = ops.zeros(math.prod(lengths), self.dtype)
        kept = min(made.size, self.size)
        made[:kept] = self.reshape(-1)[:kept]
        self._v = made.reshape(lengths)._v

    @property
    def shape(self) -> tuple[int, ...]:
        """Length of each dimension. Setting it reshapes the array in place, if its layout allows."""
        found: tuple[int, ...] = self._v.shape
        return found

    @shape.setter
    def shape(self, value: Any) -> None:
        try:
            self._v = ops.reshape(self, value, copy=False)._v
        except ValueError as error:
            if "creating a copy" not in str(error):
                raise
            raise AttributeError(
                "Incompatible shape for in-place modification. Use `.reshape()` to make a copy with "
                "the desired shape."
            ) from None

    @property
    def dtype(self) -> Dtype:
        """Type of the elements. Setting it shows the same memory as elements of another type."""
        return dtype_of(self._v)

    @dtype.setter
    def dtype(self, value: Any) -> None:
        self._v = self.view(value)._v

    @property
    def strides(self) -> tuple[int, ...]:
        """Bytes from an element to the next along each dimension."""
        found: tuple[int, ...] = _call("_layout")(self)[0]
        return found

    @property
    def flags(self) -> Flags:
        """The memory's layout."""
        return Flags(self, _call("_layout")(self)[1])

    def setflags(self, write: Any = None, align: Any = None, uic: Any = None) -> None:
        """Allow or forbid assigning elements; the other flags cannot be changed.

        Parameters
        ----------
        write : bool, optional
        align, uic : bool, optional
            Accepted where they ask for what is so already.

        Raises
        ------
        ValueError
            For ``write=True`` where the memory belongs to a read-only array, and for other changes.
        """
        if align is not None and not align:
            raise ValueError("an array's elements stay aligned here")
        if uic:
            raise ValueError("cannot set WRITEBACKIFCOPY flag to True")
        if write is not None:
            self._v = _call("_writeable_view")(self, bool(write))._v

    def tofile(self, fid: Any, sep: str = "", format: str = "%s") -> None:
        """Write the elements to a file: their bytes, or their text where there is a separator.

        Parameters
        ----------
        fid : file or path
        sep : str, optional
            Between elements; empty for the bytes themselves.
        format : str, optional
            Of an element's text.
        """
        data = self.tobytes()
        if sep:
            items = self.reshape(-1).tolist()
            data = sep.join(format % (v,) for v in items).encode()
        if hasattr(fid, "write"):
            is_text = isinstance(getattr(fid, "mode", None), str) and "b" not in fid.mode
            fid.write(data.decode() if is_text and sep else data)
        else:
            with open(fid, "wb") as stream:  # noqa: PTH123 - pathlib takes long to import
                stream.write(data)

    def __array_namespace__(self, *, api_version: str | None = None) -> Any:
        """The namespace of the array API standard: :mod:`flopscope.numpy`."""
        array_api.check_version(api_version)
        return _public

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
functions.add_methods(ndarray, set(vars(_Methods)))
offer_scalar_attributes(scalar_attribute)
