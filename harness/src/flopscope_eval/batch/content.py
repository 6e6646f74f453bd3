"""Names the content that decides a run's result on this host: versions and hashes, no times."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib.util
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from flopscope_eval._run.progress import Quiet
from flopscope_eval.sandbox.interface import SandboxUnavailable

_DISTRIBUTIONS = ("flopscope", "flopscope-client", "flopscope-server", "flopscope-eval")
_SOURCES = ("flopscope", "flopscope_client", "flopscope_server", "flopscope_eval")


@functools.cache
def here() -> dict[str, str]:
    """Describe this host's content; equal descriptions give equal results.

    Packages are found, and not imported: what they do on import must not reach the harness.
    """
    described = {name: _version(name) for name in _DISTRIBUTIONS}
    described |= {f"{name} files": _hash_sources(name) for name in _SOURCES}
    described["python"] = platform.python_version()
    described["machine"] = platform.machine()
    described |= _numpy()
    return described


@functools.cache
def of(sandbox: str) -> dict[str, str]:
    """Describe what decides a result in one kind of sandbox: `here`, and the images of Docker.

    Images are built where they are missing, as the first run would do.

    Raises
    ------
    SandboxUnavailable
        There is no engine, or the images cannot be built.
    """
    return here() | (_images() if sandbox == "docker" else {})


def _images() -> dict[str, str]:
    """Name the images by their tags, which are hashes of everything that went into them."""
    # Docker's SDK takes longer to import than a run in the process sandbox.
    from flopscope_eval.images import build, engine
    from flopscope_eval.images.errors import ImageError

    try:
        with contextlib.closing(engine.connect()) as client:
            images = build.ensure_images(client, Quiet())
    except (engine.NoEngine, ImageError) as error:
        raise SandboxUnavailable(str(error)) from error
    return {f"image {name}": image.tag for name, image in images.items()}


def differences(expected: dict[str, str], found: dict[str, str]) -> list[str]:
    """Say in words what differs, by name."""
    return [
        f"{name} is {found.get(name, 'absent')}, not {expected.get(name, 'absent')}"
        for name in sorted(expected.keys() | found.keys())
        if expected.get(name) != found.get(name)
    ]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"


def _folder(package: str) -> Path | None:
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations)))


def _hash_sources(package: str) -> str:
    folder = _folder(package)
    return (
        "absent"
        if folder is None
        else _hash(folder, [*folder.rglob("*.py"), *folder.rglob("*.json")])
    )


def _numpy() -> dict[str, str]:
    """Describe NumPy and its BLAS by what is loaded: compiled modules and bundled libraries."""
    folder = _folder("numpy")
    if folder is None:
        return {"numpy": "absent"}
    compiled = [*folder.rglob("*.so"), *folder.rglob("*.pyd")]
    bundled = [
        path
        for libraries in (folder.with_name("numpy.libs"), folder / ".dylibs")
        if libraries.is_dir()
        for path in libraries.iterdir()
    ]
    return {
        "numpy": _hash(folder, [folder / "version.py"]),
        "numpy compiled": _hash(folder, compiled),
        "blas": _hash(folder.parent, bundled) if bundled else "of the system",
    }


def _hash(folder: Path, paths: list[Path]) -> str:
    total = hashlib.sha256()
    for path in sorted(paths):
        if path.is_file() and "__pycache__" not in path.parts:
            name = path.relative_to(folder).as_posix().encode()
            total.update(len(name).to_bytes(4, "big") + name)
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]
