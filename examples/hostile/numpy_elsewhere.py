"""Looks for a NumPy or a BLAS: by import, on the disk, through the C library.

expect: ok
flops: 10
stopped-by: files, native code
prints: done
"""

import ctypes
import glob
import importlib
import os
import sys
import sysconfig

import flopscope.numpy as fnp

fnp.ones(10) + fnp.ones(10)

PLACES = [
    os.path.join(os.path.dirname(os.__file__), "site-packages"),
    os.path.join(os.path.dirname(os.__file__), "dist-packages"),
    "/usr/lib/python3/dist-packages",
    "/usr/local/lib/python3.11/site-packages",
    sysconfig.get_path("purelib"),
    sysconfig.get_path("platlib"),
]
sys.path[:0] = PLACES
for name in ("numpy", "scipy", "torch", "pandas", "numpy.core", "flopscope_server"):
    try:
        importlib.import_module(name)
    except ImportError as error:
        print("denied", error)
    else:
        print("BREACH", name)

for pattern in ("**/numpy/__init__.py", "**/libopenblas*", "**/libblas*"):
    for root in (*PLACES, "/usr/lib", "/opt"):
        for path in glob.glob(f"{root}/{pattern}", recursive=True):
            if not path.endswith("/flopscope/numpy/__init__.py"):  # what every submission imports
                print("BREACH", path)

for library in ("libopenblas.so.0", "libblas.so.3", "libcblas.so.3", "libmkl_rt.so", "libgsl.so"):
    try:
        ctypes.CDLL(library)
    except OSError:
        print("denied", library)
    else:
        print("BREACH", library)
print("done")
