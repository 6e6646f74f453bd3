"""How functions and classes show themselves in help, errors and ``repr``: under their public names."""

from __future__ import annotations

from collections.abc import Iterable
from types import FunctionType
from typing import Any


def present(value: Any, module: str) -> Any:
    """A function or class as a public module offers it: of that module, with an even docstring.

    Python keeps the indentation of docstrings before 3.13, and names the file where something is defined.
    """
    if isinstance(value, type | FunctionType) and value.__module__.startswith("flopscope"):
        if "._" in value.__module__:
            value.__module__ = module
        if value.__doc__:
            value.__doc__ = dedented(value.__doc__)
    return value


def present_all(namespace: dict[str, Any], names: Iterable[str]) -> None:
    """:func:`present` what a public module has under these names, where it has it already.

    Parameters
    ----------
    namespace : dict
        The module's globals.
    names : iterable of str
    """
    for name in names:
        present(namespace.get(name), namespace["__name__"])


def dedented(text: str) -> str:
    r"""A docstring without its indentation, as ``inspect.cleandoc`` gives it (which takes long to import).

    >>> dedented("One.\n\n    Two.\n    ")
    'One.\n\nTwo.'
    """
    first, *rest = text.splitlines()
    margin = min((len(line) - len(line.lstrip()) for line in rest if line.strip()), default=0)
    return "\n".join([first.strip(), *(line[margin:].rstrip() for line in rest)]).strip()
