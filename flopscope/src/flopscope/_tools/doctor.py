"""``python -m flopscope doctor``: what this installation is, and which settings it reads."""

from __future__ import annotations

import importlib.metadata
import os
import platform

from flopscope import _version
from flopscope._base import choice
from flopscope._base.environment import VARIABLES
from flopscope.errors import EngineUnavailableError

_PARTS = (
    "flopscope",
    "flopscope-client",
    "flopscope-server",
    "flopscope-eval",
    "numpy",
    "opt_einsum",
)


def main() -> int:
    """Print the report; the exit code is 1 where no engine can be used."""
    try:
        engine, code = choice.name(), 0
    except EngineUnavailableError as error:
        engine, code = f"none: {error}", 1
    print(
        f"flopscope {_version.__version__}, Python {platform.python_version()}, {platform.platform()}"
    )
    print(f"engine: {engine}\n\ninstalled:")
    for part in _PARTS:
        print(f"  {part:<16}  {_installed(part)}")
    print("\nenvironment (* is set):")
    width = max(len(variable.name) for variable in VARIABLES)
    for variable in VARIABLES:
        value = os.environ.get(variable.name)
        mark, shown = (" ", variable.default) if value is None else ("*", value)
        print(f"{mark} {variable.name:<{width}}  {variable.meaning} ({variable.reader}): {shown}")
    return code


def _installed(distribution: str) -> str:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"
