"""A wheel made of an installed distribution, for a flopscope-eval that runs outside a checkout."""

from __future__ import annotations

import base64
import hashlib
import re
import zipfile
from importlib.metadata import Distribution, PackageNotFoundError, PackagePath, distribution
from pathlib import Path

from flopscope_eval.images.errors import SourcesMissing

_NOT_SHIPPED = ("INSTALLER", "RECORD", "REQUESTED", "direct_url.json")
"""What an installer writes beside a wheel's own metadata."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""Every file's time, so that the same installation always gives the same wheel."""


def repacked(name: str, folder: Path) -> Path:
    """Write the wheel that an installed distribution came from.

    Parameters
    ----------
    name
        The distribution's.
    folder
        Where the wheel goes.

    Raises
    ------
    SourcesMissing
        It is not installed, is an editable install, or its files differ from what was installed.
    """
    try:
        found = distribution(name)
    except PackageNotFoundError:
        raise SourcesMissing(f"{name} is not installed: install it from its wheel") from None
    wheel = folder / f"{name.replace('-', '_')}-{found.version}-py3-none-any.whl"
    contents = {str(file): _content(name, file) for file in _files(found)}
    if not any(path.endswith("/__init__.py") for path in contents):
        raise SourcesMissing(
            f"{name} is an editable install outside its checkout: install it from its wheel"
        )
    [metadata] = {path.split("/")[0] for path in contents if path.endswith(".dist-info/METADATA")}
    contents[f"{metadata}/RECORD"] = _record(contents, f"{metadata}/RECORD")
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in contents.items():
            archive.writestr(zipfile.ZipInfo(path, _EPOCH), data, zipfile.ZIP_DEFLATED)
    return wheel


def _files(found: Distribution) -> list[PackagePath]:
    """What the wheel had: neither scripts nor bytecode, which installing makes."""
    return sorted(
        file
        for file in found.files or []
        if ".." not in file.parts
        and "__pycache__" not in file.parts
        and not (re.search(r"\.dist-info$", file.parts[0]) and file.name in _NOT_SHIPPED)
    )


def _content(name: str, file: PackagePath) -> bytes:
    """A file's bytes, which must be those that were installed."""
    try:
        data = Path(str(file.locate())).read_bytes()
    except OSError as error:
        raise SourcesMissing(f"{name} is damaged ({error}): install it again") from None
    if file.hash is not None and _hash(data, file.hash.mode) != file.hash.value:
        raise SourcesMissing(f"{name} is changed since its installation ({file}): install it again")
    return data


def _hash(data: bytes, mode: str) -> str:
    return base64.urlsafe_b64encode(hashlib.new(mode, data).digest()).decode().rstrip("=")


def _record(contents: dict[str, bytes], own: str) -> bytes:
    lines = [f"{p},sha256={_hash(data, 'sha256')},{len(data)}\n" for p, data in contents.items()]
    return "".join([*lines, f"{own},,\n"]).encode()
