"""``Module``: an object whose numeric attributes are saved to a file and read back."""

from __future__ import annotations

import json
import os
from typing import Any, Final, Self

from flopscope._arrays.array import ndarray
from flopscope._composed.buffers import frombuffer
from flopscope._composed.files import load, savez

_NUMBERS: Final = "__numbers__"
"""The file's entry that names the attributes that are Python numbers, as JSON text."""


class Module:
    """Base class of objects that keep their state in numeric attributes.

    Attributes that are arrays or Python numbers are saved; others are not, and are left to the class
    (:meth:`from_file` does not call ``__init__``).

    Examples
    --------
    >>> import tempfile, pathlib
    >>> import flopscope as flops
    >>> import flopscope.numpy as fnp
    >>> class Line(flops.Module):
    ...     def __init__(self, slope, offset):
    ...         self.slope, self.offset = fnp.asarray(slope), offset
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     Line([1.0, 2.0], 3).save(pathlib.Path(folder) / "line.npz")
    ...     line = Line.from_file(pathlib.Path(folder) / "line.npz")
    >>> line.slope.tolist(), line.offset
    ([1.0, 2.0], 3)
    """

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the numeric attributes to an ``.npz`` file.

        Parameters
        ----------
        path : path
            It gets the suffix ``.npz`` if it lacks it.

        Raises
        ------
        ValueError
            If there is none.
        UnsupportedDtypeError
            If an attribute is an integer of more than 64 bits.
        """
        found = vars(self)
        arrays = {k: v for k, v in found.items() if isinstance(v, ndarray)}
        numbers = {k: v for k, v in found.items() if isinstance(v, int | float | complex)}
        if not arrays and not numbers:
            raise ValueError(f"{type(self).__name__} has no numeric attributes to save")
        names = frombuffer(json.dumps(sorted(numbers)).encode(), "u1")
        entries: dict[str, Any] = {**arrays, **numbers, _NUMBERS: names}
        savez(path, **entries)

    @classmethod
    def from_file(cls, path: str | os.PathLike[str]) -> Self:
        """An object with the attributes that :meth:`save` wrote.

        Parameters
        ----------
        path : path

        Raises
        ------
        ValueError
            If the file is not one that :meth:`save` wrote.
        """
        made = cls.__new__(cls)
        with load(path) as file:
            if _NUMBERS not in file:
                raise ValueError(f"{os.fspath(path)} was not written by Module.save")
            numbers = set(json.loads(file[_NUMBERS].tobytes()))
            for name in file:
                if name != _NUMBERS:
                    value: Any = file[name]
                    setattr(made, name, value.item() if name in numbers else value)
        return made
