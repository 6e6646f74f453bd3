"""The texts of functions that flopscope compiles from its table, which no file holds."""

from __future__ import annotations

import builtins
import re
from typing import Any

Sources = dict[str, list[str]]
"""Lines by file name. A function's is ``<flopscope ROW #NUMBER>``: a row may have several functions."""

_ARGUMENTS = re.compile(r"\(.+\)")
_FRAME = re.compile(r"\w+ \((<flopscope .+>):(\d+)\)")


def listen() -> Sources:
    """Keep the text of every function that is compiled from now on, under a name of its own."""
    sources: Sources = {}
    real = builtins.compile

    def compile_and_keep(source: Any, filename: Any, *rest: Any, **options: Any) -> Any:
        if str(filename).startswith("<flopscope ") and isinstance(source, str):
            filename = f"{filename.removesuffix('>')} #{len(sources)}>"
            sources[filename] = source.splitlines()
        return real(source, filename, *rest, **options)

    builtins.compile = compile_and_keep
    return sources


def text_of(function: Any, sources: Sources) -> str:
    """Give a compiled function's text."""
    return "\n".join(sources[function.__code__.co_filename])


def readable(frame: str, sources: Sources) -> str:
    """Give a frame's line, without arguments, so that a line that all rows have is one frame."""
    found = _FRAME.fullmatch(frame)
    if found is None:
        return frame
    line = sources[found[1]][int(found[2]) - 1].strip()
    return f"body: {_ARGUMENTS.sub('(...)', line)}"
