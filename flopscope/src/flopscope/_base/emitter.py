"""The one place where source text becomes a function.

Functions of rows have real signatures and straight-line bodies, so they are written as text and compiled.
The text stays: tracebacks, ``pdb``, coverage and ``inspect.getsource`` find it through :mod:`linecache`, and
``python -m flopscope._tools.show add`` prints it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from time import perf_counter
from typing import Any

from flopscope._base.code_cache import compiled

SOURCES: dict[str, str] = {}
"""The text of each function by its file name, such as ``<flopscope add>``."""

spent_s = 0.0
"""Seconds that compiling has taken in this process: the library's time, not the program's."""

_unregistered: list[str] = []


def emit(name: str, signature: str, lines: Iterable[str], scope: Mapping[str, Any], of: str) -> Any:
    """Compile a function.

    Parameters
    ----------
    name, signature : str
        As after ``def``.
    lines : iterable of str
        The body.
    scope : mapping
        Its globals.
    of : str
        What it belongs to, for the file name: ``"add"``, ``"server add"``.

    Returns
    -------
    function
    """
    global spent_s
    begun = perf_counter()
    file = _free(of)
    body = "".join(f"    {line}\n" for line in lines)
    SOURCES[file] = source = f"def {name}({signature}):\n{body}"
    _unregistered.append(file)
    if "linecache" in sys.modules:  # a client's start need not import it: see register()
        register()
    names = dict(scope)
    exec(compiled(source, file), names)
    spent_s += perf_counter() - begun
    return names[name]


def register() -> None:
    """Tell :mod:`linecache` of all sources; errors and debugging tools may ask for them."""
    import linecache

    while _unregistered:
        file = _unregistered.pop()
        text = SOURCES[file]
        linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)


def indented(lines: Iterable[str]) -> list[str]:
    """Lines one level deeper."""
    return [f"    {line}" for line in lines]


def _free(of: str) -> str:
    """A file name that no other function has: a row may have a function, a method and an operator."""
    file, number = f"<flopscope {of}>", 1
    while file in SOURCES:
        number += 1
        file = f"<flopscope {of} {number}>"
    return file
