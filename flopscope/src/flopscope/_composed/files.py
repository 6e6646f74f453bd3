"""``load``, ``save``, ``savez`` and ``savez_compressed`` of the caller's own files."""

from __future__ import annotations

import os
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, nullcontext
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Final, cast

from flopscope._api import ops
from flopscope._arrays.array import ndarray
from flopscope._composed import npy
from flopscope.errors import UnsupportedFunctionError

_ZIPPED: Final = (b"PK\x03\x04", b"PK\x05\x06")
_DAMAGE: Final = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, struct.error)
"""What the standard library raises for an archive that is damaged (NotImplementedError among them)."""
MAX_MEMBERS: Final = 10_000
MAX_MEMBER_BYTES: Final = 1 << 33
"""What an ``.npz`` may hold; a compressed member may claim a thousand times its own size."""


def save(file: Any, arr: Any, allow_pickle: bool = True, fix_imports: Any = None) -> None:
    """Write an array to a ``.npy`` file.

    Parameters
    ----------
    file : path or binary file
        A path gets the suffix ``.npy`` if it lacks it.
    arr : array_like
    allow_pickle, fix_imports : optional
        Accepted for NumPy's sake; nothing is ever pickled.

    Notes
    -----
    FLOPs: 0.
    """
    array = ops.asarray(arr)
    with _opened(file, "wb", ".npy") as target:
        npy.write(target, array)


def savez(file: Any, *args: Any, allow_pickle: bool = True, **kwds: Any) -> None:
    """Write several arrays to an ``.npz`` file, which is a zip of ``.npy`` files.

    Parameters
    ----------
    file : path or binary file
        A path gets the suffix ``.npz`` if it lacks it.
    *args : array_like
        Named ``arr_0``, ``arr_1``, ...
    allow_pickle : bool, optional
        Accepted for NumPy's sake; nothing is ever pickled.
    **kwds : array_like
        By name.

    Raises
    ------
    ValueError
        If a name is used twice.

    Notes
    -----
    FLOPs: 0.
    """
    _save_all(file, args, kwds, zipfile.ZIP_STORED)


def savez_compressed(file: Any, *args: Any, allow_pickle: bool = True, **kwds: Any) -> None:
    """As :func:`savez`, compressed."""
    _save_all(file, args, kwds, zipfile.ZIP_DEFLATED)


def _save_all(file: Any, args: tuple[Any, ...], named: dict[str, Any], compression: int) -> None:
    given = dict(named)
    for i, value in enumerate(args):
        name = f"arr_{i}"
        if name in given:
            raise ValueError(f"Cannot use un-named variables and keyword {name}")
        given[name] = value
    arrays = {name: ops.asarray(value) for name, value in given.items()}
    with (
        _opened(file, "wb", ".npz") as target,
        zipfile.ZipFile(target, "w", compression, allowZip64=True) as archive,
    ):
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
                npy.write(cast(BinaryIO, member), array)


def load(
    file: Any,
    mmap_mode: str | None = None,
    allow_pickle: bool = False,
    fix_imports: bool = True,
    encoding: str = "ASCII",
    *,
    max_header_size: int = 10_000,
) -> Any:
    """Read a ``.npy`` or ``.npz`` file; what is in it is recognized by its first bytes.

    Parameters
    ----------
    file : path or binary file
    mmap_mode : None
        Memory maps are not supported.
    allow_pickle, fix_imports, encoding, max_header_size : optional
        Accepted for NumPy's sake; pickles are never read.

    Returns
    -------
    ndarray or NpzFile
        An :class:`NpzFile` should be closed, as by ``with``.

    Raises
    ------
    EOFError
        If the file is empty.
    ValueError
        If it is neither format, is damaged, or holds pickled objects.

    Notes
    -----
    FLOPs: 0 under the default policy; one move an element.
    """
    if mmap_mode is not None:
        raise UnsupportedFunctionError(
            "memory maps are not supported: arrays may be on a server; call load without mmap_mode"
        )
    with ExitStack() as stack:
        source = stack.enter_context(_opened(file, "rb", ""))
        start = source.read(len(npy.MAGIC))
        if not start:
            raise EOFError("No data left in file")
        source.seek(-len(start), os.SEEK_CUR)
        if start.startswith(_ZIPPED):
            return NpzFile(source, stack.pop_all())
        if start != npy.MAGIC:
            raise ValueError(
                "this is neither a .npy nor an .npz file; pickled data are never loaded, since "
                "they can run any code"
            )
        return npy.read(source, _bytes_left(source))


def _bytes_left(source: BinaryIO) -> int:
    here = source.tell()
    end = source.seek(0, os.SEEK_END)
    source.seek(here)
    return end - here


def _opened(file: Any, mode: str, suffix: str) -> AbstractContextManager[Any]:
    """The file at a path, to be closed; a caller's file is left open."""
    if hasattr(file, "read" if mode == "rb" else "write"):
        return nullcontext(file)
    name = os.fspath(file)
    return Path(name if name.endswith(suffix) else name + suffix).open(mode)


class NpzFile(Mapping[str, Any]):
    """The arrays of an ``.npz`` file by name, each read when it is asked for.

    Attributes
    ----------
    files : list of str
        The names.

    Raises
    ------
    ValueError
        If the archive is damaged, encrypted, has too many members or names that lead elsewhere.
    """

    def __init__(self, source: BinaryIO, owner: ExitStack) -> None:
        self._owner = owner
        try:
            self._archive = zipfile.ZipFile(source)
            self._members = {m.filename.removesuffix(".npy"): m for m in self._checked()}
        except (*_DAMAGE, ValueError) as error:
            owner.close()
            raise ValueError(f"not a readable .npz file: {error}") from error
        self.files = list(self._members)

    def _checked(self) -> list[zipfile.ZipInfo]:
        members = self._archive.infolist()
        if len(members) > MAX_MEMBERS:
            raise ValueError(f"it has {len(members)} members; at most {MAX_MEMBERS} are read")
        for member in members:
            parts = member.filename.replace("\\", "/").split("/")
            if ".." in parts or not parts[0] or ":" in parts[0]:
                raise ValueError(f"the member name {member.filename!r} leads elsewhere")
            if member.flag_bits & 1:
                raise ValueError(f"the member {member.filename!r} is encrypted")
            if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise ValueError(f"the member {member.filename!r} is compressed in another way")
            if member.file_size > MAX_MEMBER_BYTES:
                raise ValueError(
                    f"the member {member.filename!r} has {member.file_size:,} bytes; "
                    f"at most {MAX_MEMBER_BYTES:,} are read"
                )
        return members

    def __getitem__(self, key: str) -> ndarray:
        member = self._members.get(key) or self._members.get(key.removesuffix(".npy"))
        if member is None:
            raise KeyError(f"{key} is not a file in the archive")
        try:
            with self._archive.open(member) as source:
                return npy.read(cast(BinaryIO, source), member.file_size)
        except _DAMAGE as error:
            raise ValueError(f"the member {key!r} cannot be read: {error}") from error

    def __iter__(self) -> Iterator[str]:
        return iter(self.files)

    def __len__(self) -> int:
        return len(self.files)

    @property
    def f(self) -> Any:
        """The arrays as attributes."""
        return _Attributes(self)

    def close(self) -> None:
        """Close the file."""
        self._archive.close()
        self._owner.close()

    def __enter__(self) -> NpzFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        shown = ", ".join(self.files[:5]) + (", ..." if len(self.files) > 5 else "")
        return f"NpzFile with keys: {shown}"


class _Attributes:
    def __init__(self, file: NpzFile) -> None:
        self._npz = file

    def __getattr__(self, name: str) -> ndarray:
        try:
            return self._npz[name]
        except KeyError:
            raise AttributeError(name) from None

    def __dir__(self) -> list[str]:
        return self._npz.files
