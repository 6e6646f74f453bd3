"""The ``.npy`` format: a header in plain text, and the elements' bytes. Never a pickle.

The format is documented with NumPy (``numpy.lib.format``): the magic bytes, a version, the header's
length, and a dictionary literal of ``descr``, ``fortran_order`` and ``shape``.
"""

from __future__ import annotations

import ast
import math
import re
import struct
from typing import Any, BinaryIO, Final, NamedTuple

from flopscope._api.exchange import from_bytes
from flopscope._arrays.array import ndarray
from flopscope._base.dtypes import dtype as Dtype
from flopscope._composed.buffers import swapped
from flopscope.errors import UnsupportedDtypeError

MAGIC: Final = b"\x93NUMPY"
_LENGTHS: Final = {(1, 0): "<H", (2, 0): "<I", (3, 0): "<I"}
"""How each version writes its header's length."""
_MAX_HEADER: Final = 10_000
_ALIGNMENT: Final = 64
_GROWTH: Final = 21
"""Digits that NumPy leaves room for, so that the first dimension can grow in place."""
_CHUNK: Final = 1 << 20


class Header(NamedTuple):
    """What a file says of its array.

    Attributes
    ----------
    descr : str
        NumPy's dtype text, with byte order.
    fortran_order : bool
        Whether the elements are in column-major order.
    shape : tuple of int
    """

    descr: str
    fortran_order: bool
    shape: tuple[int, ...]


def written_header(header: Header) -> bytes:
    """The bytes before the elements, as NumPy writes them."""
    items = "".join(f"'{key}': {value!r}, " for key, value in header._asdict().items())
    text = "{" + items + "}"
    if header.shape:
        grows = header.shape[-1 if header.fortran_order else 0]
        text += " " * (_GROWTH - len(repr(grows)))
    version = (1, 0) if len(text) + _ALIGNMENT < 2**16 else (2, 0)
    prefix = len(MAGIC) + 2 + struct.calcsize(_LENGTHS[version])
    padding = _ALIGNMENT - (prefix + len(text) + 1) % _ALIGNMENT
    body = (text + " " * padding + "\n").encode("latin1")
    return MAGIC + bytes(version) + struct.pack(_LENGTHS[version], len(body)) + body


def write(file: BinaryIO, array: ndarray) -> None:
    """Write an array, in row-major order."""
    file.write(written_header(Header(array.dtype.str, False, array.shape)))
    file.write(array.tobytes())


def read(file: BinaryIO, size: int | None = None) -> ndarray:
    """Read an array.

    Parameters
    ----------
    file : binary file
    size : int, optional
        Bytes that there are, where that is known: a header that promises more is refused before
        anything is read.

    Raises
    ------
    ValueError
        If it is not a file of this format, is cut short, or holds Python objects.
    UnsupportedDtypeError
        If its dtype is none of ours.
    """
    header, used = read_header(file)
    dtype, swap = _dtype_of(header.descr)
    wanted = math.prod(header.shape) * dtype.itemsize
    if size is not None and wanted > size - used:
        raise ValueError(
            f"the header promises {wanted} bytes of elements, and {size - used} are there"
        )
    data = exactly(file, wanted, "array data")
    if swap:
        data = swapped(data, dtype.itemsize // (2 if dtype.kind == "c" else 1))
    if not header.fortran_order:
        return from_bytes(data, dtype, header.shape)
    return from_bytes(data, dtype, header.shape[::-1]).transpose()


def read_header(file: BinaryIO) -> tuple[Header, int]:
    """The header, and the number of bytes that it took.

    Raises
    ------
    ValueError
        If it is not one.
    """
    magic = exactly(file, len(MAGIC) + 2, "magic string")
    if not magic.startswith(MAGIC):
        raise ValueError(f"the magic string is not correct; expected {MAGIC!r}, got {magic[:6]!r}")
    version = (magic[-2], magic[-1])
    if version not in _LENGTHS:
        raise ValueError(f"format versions 1.0, 2.0 and 3.0 are supported, not {version}")
    form = _LENGTHS[version]
    (length,) = struct.unpack(form, exactly(file, struct.calcsize(form), "array header length"))
    if length > _MAX_HEADER:
        raise ValueError(f"the header has {length} bytes; at most {_MAX_HEADER} are read")
    text = exactly(file, length, "array header")
    used = len(magic) + struct.calcsize(form) + length
    return _parsed(text.decode("utf-8" if version == (3, 0) else "latin1")), used


def _parsed(text: str) -> Header:
    try:
        found = ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError) as error:
        raise ValueError(f"cannot parse header: {text[:100]!r}") from error
    if not isinstance(found, dict) or set(found) != set(Header._fields):
        raise ValueError(f"the header has not the keys {', '.join(Header._fields)}: {text[:100]!r}")
    shape = found["shape"]
    if not isinstance(shape, tuple) or not all(type(n) is int and n >= 0 for n in shape):
        raise ValueError(f"shape is not valid: {shape!r}")
    if not isinstance(found["fortran_order"], bool):
        raise ValueError(f"fortran_order is not a valid bool: {found['fortran_order']!r}")
    return Header(found["descr"], found["fortran_order"], shape)


def _dtype_of(descr: Any) -> tuple[Dtype, bool]:
    """Our dtype, and whether the file has its bytes in the other order."""
    if not isinstance(descr, str):
        raise UnsupportedDtypeError(
            f"the file holds a structured array ({descr!r}); save its fields one by one"
        )
    if "O" in descr:
        raise ValueError("Object arrays cannot be loaded: they are pickles, which can run any code")
    match = re.fullmatch(r"([<>|=]?)([biufc]\d+)", descr)
    if match is None:
        raise UnsupportedDtypeError(f"the file holds an array of dtype {descr!r}, not supported")
    return Dtype(match[2]), match[1] == ">"


def exactly(file: BinaryIO, count: int, what: str) -> bytes:
    """So many bytes, read piece by piece, so that a false length allocates nothing.

    Raises
    ------
    ValueError
        If the file ends before.
    """
    pieces = []
    missing = count
    while missing:
        piece = file.read(min(missing, _CHUNK))
        if not piece:
            raise ValueError(f"EOF: reading {what}, expected {count} bytes got {count - missing}")
        pieces.append(piece)
        missing -= len(piece)
    return b"".join(pieces)
