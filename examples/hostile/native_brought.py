"""Brings native code: a copy of a shared object in its temporary folder, and one where it lies.

expect: ok
flops: 10
stopped-by: native code
prints: done
"""

import ctypes
import glob
import importlib.machinery
import importlib.util
import os
import shutil
import sys
import tempfile

import flopscope.numpy as fnp

fnp.ones(10) + fnp.ones(10)


def attempt(what, action):
    try:
        action()
    except (OSError, ImportError) as error:
        print("denied", what, error)
    else:
        print("BREACH", what)


def load_as_module(path):
    loader = importlib.machinery.ExtensionFileLoader("_json", path)
    spec = importlib.util.spec_from_loader("_json", loader)
    importlib.util.module_from_spec(spec)


folders = [path for path in sys.path if path.endswith("lib-dynload")]
there = [path for folder in folders for path in glob.glob(f"{folder}/*.so")]
copies = []
for source in there[:3]:
    copies.append(shutil.copyfile(source, f"{tempfile.gettempdir()}/{os.path.basename(source)}"))
    attempt(f"make {copies[-1]} executable", lambda: os.chmod(copies[-1], 0o755))
for path in copies:
    attempt(f"load {path}", lambda: ctypes.CDLL(path))
    attempt(f"import {path}", lambda: load_as_module(path))
# Those that were left out because nothing needs them are out of reach as well.
for path in [path for path in there if "/_ssl." in path or "/_asyncio." in path]:
    attempt(f"load {path}", lambda: ctypes.CDLL(path))
print("done")
