"""The program's own statement: the first frame behind those of flopscope, and warnings there."""

from __future__ import annotations

import os
import warnings
from types import FrameType
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
