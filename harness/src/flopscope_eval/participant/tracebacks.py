"""Tracebacks as a submission's author needs them: own lines under their own file's name."""

from __future__ import annotations

import linecache
import sys
import traceback
from types import TracebackType

_LIBRARY = ("flopscope", "flopscope_client", "zmq", "msgpack")


def register(source: bytes, name: str) -> None:
    """Have tracebacks find the lines of the submission under a name that no file here has."""
    lines = source.decode(errors="replace").splitlines(keepends=True)
    linecache.cache[name] = (len(source), None, lines, name)


def show(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Print an exception without the library's frames; stands in for ``sys.excepthook``."""
    try:
        report = traceback.TracebackException(kind, error, trace)
        _leave_out_the_library(report, set())
        lines = list(report.format())
    except Exception:  # noqa: BLE001 - an exception's own __str__ may do anything
        sys.__excepthook__(kind, error, trace)
        return
    sys.stderr.writelines(lines)
    sys.stderr.flush()


def _leave_out_the_library(report: traceback.TracebackException, seen: set[int]) -> None:
    if id(report) in seen:
        return
    seen.add(id(report))
    own = [frame for frame in report.stack if not _is_ours(frame.filename)]
    report.stack[:] = own or report.stack[-1:]
    related = [report.__cause__, report.__context__, *(getattr(report, "exceptions", None) or ())]
    for one in related:
        if one is not None:
            _leave_out_the_library(one, seen)


def _is_ours(filename: str) -> bool:
    if filename.startswith("<flopscope"):
        return True
    parts = filename.split("/")
    return any(name in parts[:-1] for name in _LIBRARY) and filename.startswith("/")
