"""Loads files that run code, claim a size that they have not, or name a place outside their folder.

expect: ok
flops: 10
stopped-by: engine
prints: done
"""

import io
import os
import pickle
import tempfile
import zipfile

import flopscope.numpy as fnp

(fnp.ones(10) + fnp.ones(10)).tolist()


class Bomb:
    def __reduce__(self):
        return (print, ("BREACH a pickle ran",))


def npy(dtype, shape, data):
    header = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}, }}".encode()
    header += b" " * (117 - len(header)) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + data


def npz(name, data):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return buffer.getvalue()


OUTSIDE = "../" * 8 + tempfile.gettempdir().lstrip("/") + "/outside.npy"
FILES = {
    "pickle": pickle.dumps(Bomb()),
    "pickled objects": npy("|O", "(1,)", pickle.dumps([Bomb()])),
    "a size it has not": npy("<f8", "(1000000000000,)", b"\x00" * 64),
    "a negative size": npy("<f8", "(-1,)", b"\x00" * 64),
    "code for a header": npy("<f8", "(open('x', 'w'),)", b""),
    "an archive of objects": npz("a.npy", npy("|O", "(1,)", pickle.dumps([Bomb()]))),
    "an archive that leads elsewhere": npz(OUTSIDE, npy("<f8", "(1,)", bytes(8))),
    "an archive of nothing": npz("a.npy", b""),
}
for name, data in FILES.items():
    try:
        loaded = fnp.load(io.BytesIO(data))
        loaded["a"].tolist() if hasattr(loaded, "files") else loaded.tolist()
    except (ValueError, EOFError, OSError) as error:
        print("denied", name, error)
    else:
        print("BREACH", name)

if os.path.exists(os.path.join(tempfile.gettempdir(), "outside.npy")):
    print("BREACH an archive wrote a file")
print("done")
