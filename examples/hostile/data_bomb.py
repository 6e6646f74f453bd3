"""Loads archives that are a thousandth of what they unpack to.

expect: memory_limit
flops: 10
stopped-by: resources
stopped-by-docker: memory
differs: memory
arguments: --memory 200MiB
prints: unpacked what was claimed
"""

import io
import zipfile

import flopscope.numpy as fnp

(fnp.ones(10) + fnp.ones(10)).tolist()


def bomb(claimed, mebibytes):
    """Zeros that say they are so many numbers."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("a.npy", "w") as member:
            header = f"{{'descr': '<f8', 'fortran_order': False, 'shape': ({claimed},), }}".encode()
            header += b" " * (117 - len(header)) + b"\n"
            member.write(b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header)
            for _ in range(mebibytes):
                member.write(bytes(2**20))
    return io.BytesIO(buffer.getvalue())


# No more is unpacked than the array claims to need.
if fnp.load(bomb(1, 500))["a"].tolist() != [0.0]:
    print("BREACH an archive gave more than it said")
print("unpacked what was claimed", flush=True)
fnp.load(bomb(500 * 2**17, 500))["a"].tolist()
print("BREACH")
