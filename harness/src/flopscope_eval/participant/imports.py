"""Loads what a submission may import, while native code can still be mapped.

Once the seccomp filter denies new executable memory, no extension module can be loaded: neither one
that a submission brings, nor one of the standard library. So the latter are loaded before, all but
those that a computation has no use for, and those that are withheld. That takes about 60 ms; with asyncio's,
Tk's and nis's it would be 220.
"""

from __future__ import annotations

import importlib
import importlib.machinery
import os
import sys
from collections.abc import Collection, Iterator
from pathlib import Path

TRUSTED = ("flopscope", "flopscope.numpy", "flopscope_client", "zmq", "msgpack")
"""Loaded from the private import path, so that no file of a submission can stand in for them."""

WITHHELD = ("_hashlib", "_sqlite3", "_ssl")
"""Modules that bring native arithmetic which no FLOP counts: big numbers of libcrypto, a database's sums.

Without them, ``hashlib`` works by the interpreter's own functions. ``_ctypes`` is not among them: the launcher
needs it to confine itself.
"""

_USELESS_HERE = frozenset(
    ("_asyncio", "_crypt", "_curses", "_curses_panel", "_dbm", "_gdbm", "_posixshmem")
) | frozenset(
    ("_tkinter", "audioop", "nis", "ossaudiodev", "readline", "spwd", "syslog", "termios")
)


def import_everything(allowed: Collection[str] = ()) -> None:
    """Import the trusted packages, then the standard library's extension modules.

    Parameters
    ----------
    allowed
        Modules that are withheld from others. Once the filter is in force, no other of them can be loaded,
        whatever becomes of its mark in ``sys.modules``.

    Raises
    ------
    ImportError
        A trusted package is missing from the private import path, or broken.
    """
    withheld = {name for name in WITHHELD if name not in allowed}
    for name in withheld:
        sys.modules[name] = None  # type: ignore[assignment]  # an import raises ModuleNotFoundError
    for name in TRUSTED:
        importlib.import_module(name)
    for name in _extension_modules():
        try:
            importlib.import_module(name)
        except ImportError:  # withheld, or built, but without a library that this machine lacks
            continue


def readable_paths() -> tuple[list[str], list[str]]:
    """Give what the interpreter needs to read: whole trees, and folders to be listed only.

    The standard library is given entry by entry, because the ``site-packages`` within it must stay
    closed: that is where a NumPy would be.
    """
    stdlib = Path(os.__file__).parent
    trees = [path for path in sys.path if path and path != str(stdlib)]
    trees += [str(entry) for entry in stdlib.iterdir() if entry.name not in _PACKAGE_FOLDERS]
    return trees, [str(stdlib)]


_PACKAGE_FOLDERS = {"site-packages", "dist-packages"}


def _extension_modules() -> Iterator[str]:
    for folder in (path for path in map(Path, sys.path) if path.name == "lib-dynload"):
        for file in sorted(folder.iterdir()):
            name, dot, suffix = file.name.partition(".")
            if dot + suffix in importlib.machinery.EXTENSION_SUFFIXES and _is_useful(name):
                yield name


def _is_useful(name: str) -> bool:
    return name not in _USELESS_HERE and not name.startswith(("_test", "_xx", "_ctypes_test"))
