"""Floating-point errors: whether a division by zero, overflow, ... is ignored, warned of or raised.

The state is the calling code's own: locally NumPy's, remotely the session's.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import TracebackType
from typing import ParamSpec, TypeVar

from flopscope._base.error_modes import KINDS, MODES
from flopscope._engine import current as engine

P = ParamSpec("P")
R = TypeVar("R")


def geterr() -> dict[str, str]:
    """How floating-point errors are handled now: ``divide``, ``over``, ``under``, ``invalid``."""
    return dict(engine().errors())


def seterr(
    all: str | None = None,
    divide: str | None = None,
    over: str | None = None,
    under: str | None = None,
    invalid: str | None = None,
) -> dict[str, str]:
    """Set how floating-point errors are handled.

    Parameters
    ----------
    all, divide, over, under, invalid : {"ignore", "warn", "raise"}, optional
        ``all`` is for those that are not given.

    Returns
    -------
    dict
        How they were handled before.

    Raises
    ------
    ValueError
        For another mode. ``"call"``, ``"print"`` and ``"log"`` are not supported: a server computes, and
        what it finds comes back as warnings or errors.
    """
    before = geterr()
    given = {"divide": divide, "over": over, "under": under, "invalid": invalid}
    wanted = {kind: given[kind] or all or before[kind] for kind in KINDS}
    for kind, mode in wanted.items():
        if mode not in MODES:
            raise ValueError(f"{kind}={mode!r}: floating-point errors can be {', '.join(MODES)}")
    engine().set_errors(wanted)
    return before


class errstate:
    """Handle floating-point errors in another way inside a block, or a decorated function.

    Parameters
    ----------
    all, divide, over, under, invalid : {"ignore", "warn", "raise"}, optional

    Examples
    --------
    >>> import flopscope.numpy as fnp
    >>> with fnp.errstate(divide="ignore"):
    ...     print(fnp.ones(1) / 0)
    [inf]
    """

    def __init__(self, **modes: str | None) -> None:
        unknown = set(modes) - {"all", *KINDS}
        if unknown:
            raise TypeError(
                f"errstate takes all, {', '.join(KINDS)}; not {', '.join(sorted(unknown))}"
            )
        self._modes = modes
        self._before: dict[str, str] | None = None

    def __enter__(self) -> None:
        if self._before is not None:
            raise TypeError("Cannot enter `np.errstate` twice.")
        self._before = seterr(**self._modes)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        assert self._before is not None
        engine().set_errors(self._before)

    def __call__(self, function: Callable[P, R]) -> Callable[P, R]:
        """Decorate ``function``."""

        @functools.wraps(function)
        def inside(*args: P.args, **kwargs: P.kwargs) -> R:
            with errstate(**self._modes):
                return function(*args, **kwargs)

        return inside


__all__ = ["errstate", "geterr", "seterr"]
