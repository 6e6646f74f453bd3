"""Docstrings that are written when something first reads them.

Writing one takes as long as a small operation, and the texts behind it take milliseconds to load. Most
programs read none. Python offers no hook for a function's ``__doc__``, so the docstring itself waits.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flopscope._table import Operation, Param


class LazyDoc(str):
    """The docstring of a row's function, method or operator.

    As C code sees it, it is the row's own text: summary and price. All methods and operators work on the
    whole docstring, which has the parameters, results, errors and an example too.

    Parameters
    ----------
    op : Operation
    params : list of Param
        Those of the function's signature.
    """

    _op: Operation
    _params: list[Param]
    _whole: str | None

    def __new__(cls, op: Operation, params: list[Param]) -> LazyDoc:
        self = super().__new__(cls, op.doc)
        self._op, self._params, self._whole = op, params, None
        return self

    def _text(self) -> str:
        if self._whole is None:
            from flopscope._help.docstring import docstring  # see the module's docstring

            self._whole = docstring(self._op, self._params)
        return self._whole

    def __str__(self) -> str:
        return self._text()

    def __reduce_ex__(self, protocol: Any) -> tuple[type[str], tuple[str]]:
        return str, (self._text(),)


def _of_whole(name: str) -> Callable[..., Any]:
    method = getattr(str, name)

    def of_whole(self: LazyDoc, *args: Any, **options: Any) -> Any:
        return method(self._text(), *args, **options)

    of_whole.__name__ = name
    return of_whole


_OPERATORS = "add contains eq format ge getitem gt hash iter le len lt mod mul ne repr rmod rmul"
for _name in [*(f"__{n}__" for n in _OPERATORS.split()), *(n for n in dir(str) if n[0] != "_")]:
    if _name != "maketrans":  # static
        setattr(LazyDoc, _name, _of_whole(_name))
