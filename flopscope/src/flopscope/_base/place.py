"""The program's own statement: the first frame behind those of flopscope, and warnings there."""

from __future__ import annotations

import os
import warnings
from types import FrameType, TracebackType
from typing import Any, NamedTuple

OWN_FILES = ("<flopscope ", __file__.rsplit(os.sep, 2)[0] + os.sep)
"""What the files of flopscope's frames start with: compiled functions, and the package."""


def program_frame(frame: FrameType, own: tuple[str, ...] = OWN_FILES) -> FrameType:
    """The first of a frame and its callers that is not one of ``own`` files."""
    while frame.f_code.co_filename.startswith(own) and frame.f_back is not None:
        frame = frame.f_back
    return frame


class Place(NamedTuple):
    """Where a statement is: file, line, and the globals of its module."""

    filename: str
    line: int
    scope: dict[str, Any]

    @classmethod
    def of(cls, frame: FrameType, own: tuple[str, ...] = OWN_FILES) -> Place:
        """The program's statement that a frame is at, or was called by."""
        frame = program_frame(frame, own)
        return cls(frame.f_code.co_filename, frame.f_lineno, frame.f_globals)

    def warn(self, message: Warning | str, category: type[Any]) -> None:
        """Give a warning here, as ``warnings.warn`` in that statement would."""
        module = self.scope.get("__name__") or "<string>"
        registry = self.scope.setdefault("__warningregistry__", {})
        warnings.warn_explicit(message, category, self.filename, self.line, module, registry)


_FULL = os.environ.get("FLOPSCOPE_TRACEBACK") == "full"
_LIBRARIES = (
    f"{os.sep}flopscope_client{os.sep}",
    f"numpy{os.sep}",
    f"opt_einsum{os.sep}",
    f"{os.sep}functools.py",
)
"""Parts of the paths of what our frames call."""


def trimmed(error: Exception) -> Exception:
    """An error as the program should see it: its own statement, and one frame of flopscope.

    This drops the frames behind that one, and an error that was handled in them. It keeps them if the program's
    own code is among them (an object's ``__array__``, say), or under ``FLOPSCOPE_TRACEBACK=full``.
    """
    behind = error.__traceback__.tb_next if error.__traceback__ is not None else None
    if _FULL or _is_program_among(behind):
        return error
    context = error.__context__ if error.__cause__ is None else None
    if context is not None and not _is_program_among(context.__traceback__):
        error.__context__ = None
    return error.with_traceback(None)


def _is_program_among(traceback: TracebackType | None) -> bool:
    """Whether a frame of a traceback is neither ours nor of another library that we call."""
    while traceback is not None:
        file = traceback.tb_frame.f_code.co_filename
        if not file.startswith(OWN_FILES) and not any(part in file for part in _LIBRARIES):
            return True
        traceback = traceback.tb_next
    return False
