"""``load`` and ``save`` on both engines: NumPy's very bytes, and no way in for a hostile file."""

from __future__ import annotations

import io
import struct
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from .conftest import Run

ARRAYS: dict[str, Any] = {
    "floats": np.arange(6.0).reshape(2, 3) / 7,
    "halves": np.array([0.5, np.nan, -np.inf], "f2"),
    "bytes": np.array([[1], [-2]], "i1"),
    "words": np.array([2**64 - 1], "u8"),
    "bools": np.array([True, False]),
    "singles": np.array([1 + 2j, -0.0 + 1j], "c8"),
    "doubles": np.array([[1 + 2j], [3 - 4j]]),
    "zero_d": np.array(2.5, "f4"),
    "empty": np.zeros((0, 3), "i2"),
}
MAKE = """
import io, sys
from pathlib import Path
import flopscope.numpy as fnp
nan, inf = fnp.nan, fnp.inf
arrays = {
    "floats": fnp.arange(6.0).reshape(2, 3) / 7,
    "halves": fnp.array([0.5, nan, -inf], "f2"),
    "bytes": fnp.array([[1], [-2]], "i1"),
    "words": fnp.array([2**64 - 1], "u8"),
    "bools": fnp.array([True, False]),
    "singles": fnp.array([1 + 2j, -0.0 + 1j], "c8"),
    "doubles": fnp.array([[1 + 2j], [3 - 4j]]),
    "zero_d": fnp.array(2.5, "f4"),
    "empty": fnp.zeros((0, 3), "i2"),
}
"""


def test_saves_the_bytes_that_numpy_saves(run: Run, tmp_path: Path) -> None:
    program = """
for name, a in arrays.items():
    fnp.save(name, a)
fnp.savez("all", arrays["floats"], **arrays)
fnp.savez_compressed("small.npz", **arrays)
"""
    run(MAKE + program, cwd=tmp_path)
    for name, array in ARRAYS.items():
        wanted = io.BytesIO()
        np.save(wanted, array)
        assert (tmp_path / f"{name}.npy").read_bytes() == wanted.getvalue(), name
    for name, write in (("all", np.savez), ("small", np.savez_compressed)):
        first = [ARRAYS["floats"]] if name == "all" else []
        target = io.BytesIO()
        write(target, *first, **ARRAYS)
        assert (tmp_path / f"{name}.npz").read_bytes() == target.getvalue()


def test_loads_what_numpy_saved(run: Run, tmp_path: Path) -> None:
    for name, array in ARRAYS.items():
        np.save(tmp_path / name, array)
        swapped = array.astype(array.dtype.newbyteorder(">"))
        np.save(tmp_path / f"{name}-big", swapped)
        np.save(tmp_path / f"{name}-columns", np.array(array, order="F"))
    np.savez(tmp_path / "all", **ARRAYS)
    np.savez_compressed(tmp_path / "small", **ARRAYS)
    program = """
def same(a, b):
    assert (a.dtype, a.shape, a.tobytes()) == (b.dtype, b.shape, b.tobytes()), (a, b)
for name, a in arrays.items():
    for form in (name, name + "-big", name + "-columns"):
        same(fnp.load(form + ".npy"), a)
        with open(form + ".npy", "rb") as file:
            same(fnp.load(file), a)
    for archive in ("all", "small"):
        with fnp.load(Path(archive + ".npz")) as npz:
            assert npz.files == list(arrays) == list(npz.keys())
            same(npz[name], a)
            same(npz[name + ".npy"], a)
            same(getattr(npz.f, name), a)
            assert "nothing" not in npz
print(len(fnp.load("floats.npy")))
"""
    assert run(MAKE + program, cwd=tmp_path) == "2\n"


def test_several_arrays_in_one_open_file(run: Run, tmp_path: Path) -> None:
    program = """
with open("two", "wb") as file:
    fnp.save(file, [1, 2])
    fnp.save(file, 3.5)
with open("two", "rb") as file:
    print(fnp.load(file).tolist(), fnp.load(file).tolist())
    try:
        fnp.load(file)
    except EOFError as error:
        print(error)
"""
    assert run(MAKE + program, cwd=tmp_path) == "[1, 2] 3.5\nNo data left in file\n"


def _header(text: str, version: tuple[int, int] = (1, 0)) -> bytes:
    body = text.encode()
    return b"\x93NUMPY" + bytes(version) + struct.pack("<H", len(body)) + body


def _objects() -> bytes:
    target = io.BytesIO()
    np.save(target, np.array([{}], dtype=object), allow_pickle=True)
    return target.getvalue()


def _zip(names: list[str], data: bytes = b"") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(name, data)
    return target.getvalue()


HOSTILE = {
    "objects": (_objects(), "Object arrays cannot be loaded"),
    "pickle": (b"\x80\x04}.", "pickled data are never loaded"),
    "code": (_header("__import__('os').system('touch pwned')"), "cannot parse header"),
    "lambda": (_header("(lambda: 0)()"), "cannot parse header"),
    "deep": (_header("[" * 5000), "cannot parse header"),
    "long header": (b"\x93NUMPY\x02\x00" + struct.pack("<I", 2**31), "at most 10000"),
    "promise": (
        _header("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000,), }"),
        "promises 8000000000000 bytes",
    ),
    "negative": (_header("{'descr': '<f8', 'fortran_order': False, 'shape': (-1,)}"), "shape is"),
    "bool shape": (
        _header("{'descr': '<f8', 'fortran_order': False, 'shape': (True,)}"),
        "shape is",
    ),
    "keys": (_header("{'descr': '<f8', 'shape': ()}"), "has not the keys"),
    "order": (_header("{'descr': '<f8', 'fortran_order': 2, 'shape': ()}"), "fortran_order is"),
    "version": (_header("{}", (9, 9)), "format versions"),
    "cut": (b"\x93NUMPY\x01", "EOF"),
    "traversal": (_zip(["../../etc/passwd.npy"]), "leads elsewhere"),
    "absolute": (_zip(["/etc/passwd.npy"]), "leads elsewhere"),
    "drive": (_zip(["C:\\x.npy"]), "leads elsewhere"),
    "many": (_zip([f"{i}.npy" for i in range(10_001)]), "at most 10000"),
    "broken zip": (b"PK\x03\x04" + b"\0" * 40, "not a readable .npz"),
}


def test_refuses_hostile_files(run: Run, tmp_path: Path) -> None:
    for name, (data, _) in HOSTILE.items():
        (tmp_path / name).write_bytes(data)
    program = """
for name in sys.argv[1:]:
    try:
        print(name, fnp.load(name))
    except ValueError as error:
        print(" ".join(str(error).split()))
"""
    lines = run(MAKE + program, *HOSTILE, cwd=tmp_path).splitlines()
    for (name, (_, message)), line in zip(HOSTILE.items(), lines, strict=True):
        assert message in line, name
    assert {p.name for p in tmp_path.iterdir()} == set(HOSTILE)


def test_a_compressed_bomb_is_refused_by_its_header(run: Run, tmp_path: Path) -> None:
    promise = _header("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000,), }")
    (tmp_path / "bomb.npz").write_bytes(_zip(["a.npy"], promise + b"\0" * 1000))
    program = """
try:
    fnp.load("bomb.npz")["a"]
except ValueError as error:
    print(error)
"""
    assert "promises 8000000000000 bytes" in run(MAKE + program, cwd=tmp_path)


def test_unsupported_dtypes_say_so(run: Run, tmp_path: Path) -> None:
    np.save(tmp_path / "text", np.array(["a"]))
    np.save(tmp_path / "times", np.array(["2020-01-01"], dtype="M8[D]"))
    np.save(tmp_path / "fields", np.zeros(1, dtype=[("a", "f8")]))
    np.save(tmp_path / "long", np.zeros(1, dtype=np.longdouble))
    program = """
for name in ("text", "times", "fields", "long"):
    try:
        fnp.load(name + ".npy")
    except TypeError as error:
        print(type(error).__name__)
"""
    assert run(MAKE + program, cwd=tmp_path) == "UnsupportedDtypeError\n" * 4


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_file_is_closed_after_it_was_read(run: Run, tmp_path: Path) -> None:
    np.save(tmp_path / "a", np.zeros(3))
    np.savez(tmp_path / "b", np.zeros(3))
    program = """
import os
before = len(os.listdir("/proc/self/fd"))
fnp.load("a.npy")
fnp.load("b.npz").close()
print(len(os.listdir("/proc/self/fd")) - before)
"""
    first = "fnp.zeros(1).tolist()\n"  # the remote engine opens its socket
    assert run(MAKE + first + program, cwd=tmp_path) == "0\n"


def test_frombuffer(run: Run) -> None:
    data = bytes(range(16))
    program = """
data = bytes(range(16))
print(fnp.frombuffer(data, "f2", 3, 2).tobytes().hex())
print(fnp.frombuffer(data, complex).tobytes().hex())
print(fnp.frombuffer(bytearray(data), dtype=fnp.int32).tolist())
for wrong in ((data, "i8", 3), (data, "i8", -1, 3), (data, "i8", 1, 17)):
    try:
        fnp.frombuffer(*wrong)
    except ValueError:
        print("refused")
"""
    lines = run(MAKE + program).splitlines()
    assert lines[0] == np.frombuffer(data, "f2", 3, 2).tobytes().hex()
    assert lines[1] == data.hex()
    assert lines[2] == str(np.frombuffer(data, "i4").tolist())
    assert lines[3:] == ["refused"] * 3
