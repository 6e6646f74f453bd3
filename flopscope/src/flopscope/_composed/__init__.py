"""What is composed of other operations: written once, above the engine, for both engines.

Callbacks run where the caller is, and Python-level objects (``r_``, ``mgrid``, ``nditer``, ``load``) are
Python. Nothing here computes on elements by itself: every step is an operation of
:mod:`flopscope._api.ops`, priced by its own row, so a composed function costs what it calls.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, Final

_MODULES: Final = {
    "callbacks": "apply_along_axis apply_over_axes fromfunction fromiter mask_indices piecewise",
    "buffers": "frombuffer from_dlpack",
    "numbers": "base_repr binary_repr format_float_positional format_float_scientific",
    "types": (
        "ScalarType can_cast common_type iscomplexobj isdtype isfortran isrealobj issubdtype iterable "
        "little_endian min_scalar_type mintypecode promote_types sctypeDict typecodes typename"
    ),
    "files": "load save savez savez_compressed",
    "vectorized": "vectorize",
    "pyfunc": "frompyfunc",
    "legacy": "poly poly1d polyadd polyder polydiv polyint polymul polysub polyval roots",
    "grids": "c_ index_exp ix_ mgrid ogrid r_ s_",
    "iteration": "broadcast broadcast_shapes flatiter ndenumerate ndindex",
    "nditer": "nditer",
}
EXPORTS: Final = {name: module for module, names in _MODULES.items() for name in names.split()}
"""The module of this package that has a public name of :mod:`flopscope.numpy`."""


class Names(Mapping[str, Any]):
    """Names of a public module: those given, and the composed ones, imported when asked for.

    Parameters
    ----------
    own : mapping
    """

    def __init__(self, own: Mapping[str, Any]) -> None:
        self._own = own

    def __getitem__(self, name: str) -> Any:
        if name in self._own:
            return self._own[name]
        return getattr(import_module(f"{__name__}.{EXPORTS[name]}"), name)

    def __contains__(self, name: object) -> bool:
        return name in self._own or name in EXPORTS

    def __iter__(self) -> Iterator[str]:
        yield from self._own
        yield from EXPORTS

    def __len__(self) -> int:
        return len(self._own) + len(EXPORTS)
