"""The texts of functions that flopscope compiles from its table, which no file holds."""

from __future__ import annotations

import re
from collections.abc import Mapping

_ARGUMENTS = re.compile(r"\(.+\)")
_FRAME = re.compile(r"\w+ \((<flopscope .+>):(\d+)\)")


def readable(frame: str, sources: Mapping[str, str]) -> str:
    """Give a frame's line, without arguments, so that a line that all rows have is one frame.

    Parameters
    ----------
    frame : str
        As a profiler shows it.
    sources : mapping
        Texts by file name: `flopscope._base.emitter.SOURCES`.
    """
    found = _FRAME.fullmatch(frame)
    if found is None:
        return frame
    line = sources[found[1]].splitlines()[int(found[2]) - 1].strip()
    return f"body: {_ARGUMENTS.sub('(...)', line)}"
