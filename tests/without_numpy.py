"""Import paths on which NumPy is nowhere to be found, for interpreters that are started with ``-S``."""

from __future__ import annotations

import importlib.util
from pathlib import Path

PARTICIPANT = ("flopscope", "flopscope_client", "zmq", "msgpack")
"""The packages that a participant has."""


def without_numpy_path(folder: Path, *more: str) -> Path:
    """A new folder of links to a participant's packages and to ``more``, and to nothing else."""
    folder.mkdir()
    for name in (*PARTICIPANT, *more):
        found = importlib.util.find_spec(name)
        assert found is not None, name
        assert found.origin is not None, name
        source = Path(found.origin)
        if found.submodule_search_locations:
            source = source.parent
        (folder / source.name).symlink_to(source)
        if name == "zmq":
            (folder / "pyzmq.libs").symlink_to(source.parent / "pyzmq.libs")
    return folder
