"""Assembles a root file system that holds Python, the wheels' contents, and nothing else.

Runs in the build stage of the images, with the base image's own interpreter. The final stage is
this folder alone on ``scratch``: no shell, no package manager, no program but the interpreter, and
of the shared libraries only those that it or an extension module needs.

usage: assemble.py ROOTFS           with the wheels' contents in it already
"""

import compileall
import py_compile
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

# Needs a terminal, a display or an index, or is the tests: of no use to a program in a sandbox.
STDLIB_LEFT_OUT = (
    "__pycache__", "_tkinter.*", "config-*", "dist-packages", "ensurepip", "idlelib", "lib2to3",
    "pydoc_data", "site-packages", "test", "tests", "tkinter", "turtle*", "venv",
)  # fmt: skip

# Libraries that are loaded by name at run time, so that no ELF header mentions them.
LOADED_BY_NAME = ("libgcc_s.so.1",)


def main(rootfs: Path) -> None:
    """Copy interpreter, standard library and shared libraries into `rootfs`, then compile."""
    interpreter = Path(sys.executable).resolve()
    stdlib = Path(sysconfig.get_path("stdlib"))
    copy(interpreter, rootfs)
    left_out = shutil.ignore_patterns(*STDLIB_LEFT_OUT)
    shutil.copytree(stdlib, rootfs / stdlib.relative_to("/"), ignore=left_out)
    for library in shared_libraries([interpreter, *rootfs.rglob("*.so*")]):
        # A wheel's own libraries are where they belong already.
        if not library.is_relative_to(rootfs):
            copy(library, rootfs)
    # It knows the folders that the loader does not search by itself.
    copy(Path("/etc/ld.so.cache"), rootfs)
    # The interpreter's path depends on the base image; the images' entry points do not.
    (rootfs / "opt/flopscope/python").symlink_to(interpreter)
    for mounted in ("dev", "etc", "proc", "run", "submission", "sys", "tmp"):
        (rootfs / mounted).mkdir(parents=True, exist_ok=True)
    # Runtimes give what is mounted there the mode of what lies beneath.
    (rootfs / "tmp").chmod(0o1777)
    # It runs on a read-only file system: what is not compiled now is compiled at every start.
    compiled = compileall.compile_dir(
        rootfs, quiet=1, stripdir=str(rootfs), workers=0, maxlevels=50,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH, force=True,
    )  # fmt: skip
    if not compiled:
        sys.exit("assemble: a module did not compile")


def shared_libraries(binaries: Iterable[Path]) -> list[Path]:
    """Give the libraries that `binaries` need, as the loader finds them."""
    found: set[Path] = set()
    for binary in binaries:
        ldd = subprocess.run(["ldd", binary], capture_output=True, text=True, check=False)
        if missing := re.findall(r"(\S+) => not found", ldd.stdout):
            sys.exit(f"assemble: {binary} needs {', '.join(missing)}, which the base image lacks")
        found.update(Path(path) for path in re.findall(r"(/\S+) \(0x", ldd.stdout))
    for name in LOADED_BY_NAME:
        found.update(beside for known in list(found) if (beside := known.parent / name).exists())
    return sorted(found)


def copy(source: Path, rootfs: Path) -> None:
    """Copy a file to its own path below `rootfs`, following links so that one file is enough."""
    target = rootfs / source.relative_to("/")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, target, follow_symlinks=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
