"""What the two processes run from: folders with the packages that each may import, no more.

They are copies, kept in a cache under a hash of what they were copied from. Links would not do:
Landlock looks at where a link leads, so the folder with every other package would have to be
readable too.
"""

from __future__ import annotations

import compileall
import hashlib
import importlib.util
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from flopscope_eval.sandbox.folders import cache_folder

_OURS_FOR_PARTICIPANT = ("flopscope", "flopscope_client", "flopscope_eval.participant")
_OURS_FOR_SERVER = ("flopscope", "flopscope_server", "flopscope_eval.participant")
_OTHERS_FOR_PARTICIPANT = ("zmq", "msgpack")
_OTHERS_FOR_SERVER = ("zmq", "msgpack", "numpy", "opt_einsum", "click")

_LIBRARIES = {"zmq": "pyzmq.libs", "numpy": "numpy.libs"}
"""Shared libraries that a wheel puts beside its package, where its extension modules look."""

_STALE_AFTER_S = 14 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Runtime:
    """An interpreter, and the folders of its import path (beside its standard library)."""

    python: Path
    path: tuple[Path, ...]

    @property
    def environment(self) -> dict[str, str]:
        """What every process that runs from here is told."""
        told = {"LANG": "C.UTF-8"}
        if self.python.is_relative_to(cache_folder()):
            # A copy that is linked with libpython would look for it where it came from.
            told["LD_LIBRARY_PATH"] = str(self.python.parent.parent / "lib")
        return told


def for_participant() -> Runtime:
    """Give what the participant runs from: flopscope, its client, pyzmq and msgpack, no NumPy."""
    return _runtime(_OURS_FOR_PARTICIPANT, _OTHERS_FOR_PARTICIPANT)


def for_server() -> Runtime:
    """Give what the server runs from."""
    return _runtime(_OURS_FOR_SERVER, _OTHERS_FOR_SERVER)


def remove_stale() -> list[str]:
    """Remove copies that no run has used for two weeks; say which."""
    removed = []
    for folder in cache_folder().iterdir():
        if time.time() - folder.stat().st_mtime > _STALE_AFTER_S:
            shutil.rmtree(folder, ignore_errors=True)
            removed.append(f"cached copy {folder.name}")
    return removed


def _runtime(ours: Iterable[str], others: Iterable[str]) -> Runtime:
    # Apart, so that an edit of this project does not copy NumPy again.
    return Runtime(_interpreter(), (_packages(ours), _packages(others)))


def _packages(names: Iterable[str]) -> Path:
    sources: dict[str, Path] = {}
    for name in names:
        folder = _package_folder(name)
        sources[folder.name] = folder
        libraries = folder.parent / _LIBRARIES.get(name, "")
        if name in _LIBRARIES and libraries.is_dir():
            sources[libraries.name] = libraries
    return _cached("packages", sources)


def _package_folder(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"the package {name} is not installed beside flopscope-eval")
    return Path(next(iter(spec.submodule_search_locations)))


def _interpreter() -> Path:
    """Give an interpreter that the processes can run.

    Root gives its own rights up for them, so an interpreter below root's home, say, is out of their
    reach. It is copied then, with its standard library and without any installed package.
    """
    python = Path(getattr(sys, "_base_executable", sys.executable)).resolve()
    stdlib = Path(os.__file__).resolve().parent
    if os.geteuid() != 0 or (_open_to_all(python) and _open_to_all(stdlib)):
        return python
    # Found by the interpreter itself, relative to where it lies.
    shared = stdlib.parent.glob("libpython*.so*")
    sources = {f"lib/{path.name}": path for path in (stdlib, *shared)}
    prefix = _cached("python", {f"bin/{python.name}": python, **sources})
    return prefix / "bin" / python.name


def _open_to_all(path: Path) -> bool:
    readable = path.stat().st_mode & 0o005 == 0o005
    return readable and all(folder.stat().st_mode & 0o001 for folder in path.parents)


def _cached(kind: str, sources: Mapping[str, Path]) -> Path:
    """Give a folder with copies of ``sources`` under their names, made now or before."""
    final = cache_folder() / f"{kind}-{_fingerprint(sources)}"
    if not final.is_dir():
        made = Path(tempfile.mkdtemp(prefix="making-", dir=final.parent))
        try:
            for name, source in sources.items():
                _copy(source, made / name)
            compileall.compile_dir(made, quiet=2, stripdir=str(made))
            _open_to_other_users(made)
            _rename(made, final)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    os.utime(final)
    return final


def _open_to_other_users(root: Path) -> None:
    """Let others read what was copied, and pass through its folders, whatever the umask is."""
    for parent, _, files in os.walk(root):
        Path(parent).chmod(0o755)
        for name in files:
            path = Path(parent) / name
            executable = path.stat().st_mode & 0o100
            path.chmod(0o755 if executable else 0o644)


def _rename(made: Path, final: Path) -> None:
    try:
        made.rename(final)
    except OSError:
        if not final.is_dir():  # otherwise another run was first
            raise


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_file():
        shutil.copy2(source, target)
        return
    # Modification times are kept: by them, compiled files that come along are known to be good.
    shutil.copytree(source, target, ignore=shutil.ignore_patterns(*_LEFT_OUT), symlinks=False)


_LEFT_OUT = (
    *("site-packages", "dist-packages", "config-*", "making-*"),
    *("test", "tests", "idlelib", "tkinter", "turtledemo", "ensurepip", "lib2to3"),
    *("*.pyi", "*.pyx", "*.pxd", "*.h", "*.a"),
)


def _fingerprint(sources: Mapping[str, Path]) -> str:
    """Hash names, sizes and modification times: editing or reinstalling a package changes it."""
    total = hashlib.sha256(f"{sys.version} {_LEFT_OUT}".encode())
    for name, source in sorted(sources.items()):
        for path in sorted(_sources(source)):
            status = path.stat()
            total.update(f"{name} {path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return total.hexdigest()[:20]


def _sources(source: Path) -> Iterator[Path]:
    if source.is_file():
        yield source
    for parent, folders, files in os.walk(source):
        folders[:] = [name for name in folders if name not in ("__pycache__", *_LEFT_OUT)]
        yield from (Path(parent) / name for name in files if not name.endswith(".pyc"))
