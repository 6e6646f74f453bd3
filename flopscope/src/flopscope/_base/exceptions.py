"""NumPy's exception classes: its own where it computes here, equal ones where it is absent.

A program that catches ``fnp.linalg.LinAlgError`` or ``fnp.exceptions.AxisError`` then works on both
engines, and locally also catches what NumPy itself raises.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopscope._base import choice

if TYPE_CHECKING or choice.name() == "remote":

    class AxisError(ValueError, IndexError):
        """An axis outside the array's dimensions.

        Parameters
        ----------
        axis : int or str
            The axis, or the whole message.
        ndim : int, optional
            The number of dimensions.
        msg_prefix : str, optional
        """

        def __init__(
            self, axis: int | str, ndim: int | None = None, msg_prefix: str | None = None
        ) -> None:
            self._msg = axis if ndim is None else msg_prefix
            self.axis = None if ndim is None else axis
            self.ndim = ndim

        def __str__(self) -> str:
            if self.axis is None:
                return str(self._msg)
            text = f"axis {self.axis} is out of bounds for array of dimension {self.ndim}"
            return f"{self._msg}: {text}" if self._msg else text

    class LinAlgError(ValueError):
        """A linear algebra operation that its matrix does not allow (a singular matrix ...)."""

    class ComplexWarning(RuntimeWarning):
        """An imaginary part was discarded in a cast."""

    class DTypePromotionError(TypeError):
        """Dtypes without a common one."""

    class ModuleDeprecationWarning(DeprecationWarning):
        """A module that is going away."""

    class RankWarning(RuntimeWarning):
        """A polynomial fit is poorly conditioned."""

    class TooHardError(RuntimeError):
        """A problem that would take too long to decide."""

    class UFuncTypeError(TypeError):
        """Operands for which a ufunc has no loop, or that cannot be cast for it."""

    class VisibleDeprecationWarning(UserWarning):
        """A use that is going away and that end users should see."""

    for _class in (
        AxisError,
        ComplexWarning,
        DTypePromotionError,
        ModuleDeprecationWarning,
        RankWarning,
        TooHardError,
        VisibleDeprecationWarning,
    ):
        _class.__module__ = "flopscope.numpy.exceptions"
    LinAlgError.__module__ = "flopscope.numpy.linalg"

else:
    from numpy._core._exceptions import UFuncTypeError
    from numpy.exceptions import (
        AxisError,
        ComplexWarning,
        DTypePromotionError,
        ModuleDeprecationWarning,
        RankWarning,
        TooHardError,
        VisibleDeprecationWarning,
    )
    from numpy.linalg import LinAlgError

__all__ = [
    "AxisError",
    "ComplexWarning",
    "DTypePromotionError",
    "LinAlgError",
    "ModuleDeprecationWarning",
    "RankWarning",
    "TooHardError",
    "UFuncTypeError",
    "VisibleDeprecationWarning",
]
