"""NumPy's warnings, at the program's own statement.

NumPy warns at the line that called it, which is one of flopscope's: the same for all of a program's
statements, so that Python's default filter would show the first warning only, with a place that tells
nothing. Every warning that Python shows or records comes through one function. There, those that
NumPy gave at a frame of its own or of flopscope's are given again, at the statement of the program, under
the filters and the memory of its module. A call that does not warn pays nothing.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import numpy as np

from flopscope._base import patches
from flopscope._base.place import OWN_FILES, Place

_INNER = (*OWN_FILES, str(Path(np.__file__).parent) + os.sep)


def install() -> None:
    """Give warnings at the program's statements from now on; once for the process."""
    patches.show_warnings_by(_show)


def _show(
    shown: Callable[[warnings.WarningMessage], None], message: warnings.WarningMessage
) -> None:
    if not message.filename.startswith(_INNER):
        shown(message)
        return
    warned = sys._getframe(1)
    place = Place.of(warned, _INNER)
    if place[:2] == (message.filename, message.lineno) or not _is_ours(warned):
        shown(message)
        return
    _forget(message, warned)
    place.warn(message.message, message.category)


def _is_ours(warned: FrameType) -> bool:
    """Whether it was flopscope that called NumPy there, and not the program itself."""
    frame: FrameType | None = warned
    while frame is not None and frame.f_code.co_filename.startswith(_INNER):
        if frame.f_code.co_filename.startswith(OWN_FILES):
            return True
        frame = frame.f_back
    return False


def _forget(message: warnings.WarningMessage, warned: FrameType) -> None:
    """Have the inner frame's module forget the warning: the program's module remembers it."""
    frame: FrameType | None = warned
    while frame is not None and frame.f_code.co_filename != message.filename:
        frame = frame.f_back
    registry = frame.f_globals.get("__warningregistry__", {}) if frame is not None else {}
    text = str(message.message)
    for key in (
        (text, message.category, message.lineno),
        (text, message.category, 0),
        (text, message.category),
    ):
        registry.pop(key, None)
