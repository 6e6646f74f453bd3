"""How arrays are shown: the options, as plain data that the engine's printing takes.

The state belongs to a context (thread or asyncio task), as in NumPy.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from flopscope._engine import current as engine
from flopscope.errors import UnsupportedFunctionError

Options = tuple[tuple[str, Any], ...]

DEFAULTS: Final[dict[str, Any]] = {
    "precision": 8,
    "threshold": 1000,
    "edgeitems": 3,
    "linewidth": 75,
    "suppress": False,
    "nanstr": "nan",
    "infstr": "inf",
    "sign": "-",
    "floatmode": "maxprec",
}
_WORDS: Final = {
    "sign": ("-", "+", " "),
    "floatmode": ("fixed", "unique", "maxprec", "maxprec_equal"),
}
_LIMITS: Final = {"precision": 1000, "linewidth": 1_000_000}
_current: ContextVar[Options] = ContextVar("flopscope_print_options", default=())


def current() -> Options:
    """The options that differ from the defaults."""
    return _current.get()


def get_printoptions() -> dict[str, Any]:
    """The options in force.

    Returns
    -------
    dict
        ``precision``, ``threshold``, ``edgeitems``, ``linewidth``, ``suppress``, ``nanstr``,
        ``infstr``, ``sign``, ``floatmode``; ``formatter`` (None) and ``legacy`` (False) as in NumPy.
    """
    return DEFAULTS | dict(current()) | {"formatter": None, "legacy": False, "override_repr": None}


def set_printoptions(
    precision: int | None = None,
    threshold: int | None = None,
    edgeitems: int | None = None,
    linewidth: int | None = None,
    suppress: bool | None = None,
    nanstr: str | None = None,
    infstr: str | None = None,
    formatter: Any = None,
    sign: str | None = None,
    floatmode: str | None = None,
    *,
    legacy: Any = None,
    override_repr: Any = None,
) -> None:
    """Set how arrays are shown; what is None stays as it is.

    Parameters
    ----------
    precision : int, optional
        Digits after the point; default 8.
    threshold : int, optional
        Elements from which an array is summarized; default 1000.
    edgeitems : int, optional
        Elements shown at each end of a summary; default 3.
    linewidth : int, optional
        Characters a line; default 75.
    suppress : bool, optional
        Show small numbers as 0, never in scientific notation.
    nanstr, infstr : str, optional
    sign : {"-", "+", " "}, optional
    floatmode : {"fixed", "unique", "maxprec", "maxprec_equal"}, optional
    formatter, legacy, override_repr : None
        Not supported.

    Raises
    ------
    ValueError
        If a value is out of range.
    TypeError
        If a value is of another type.
    UnsupportedFunctionError
        For a formatter, since arrays may be shown where the function is not.

    Notes
    -----
    FLOPs: 0.
    """
    if formatter is not None or legacy not in (None, False) or override_repr is not None:
        raise UnsupportedFunctionError(
            "printing takes no functions and no legacy modes: a server may do it; "
            "format the numbers of x.tolist() instead"
        )
    given = {
        "precision": precision,
        "threshold": threshold,
        "edgeitems": edgeitems,
        "linewidth": linewidth,
        "suppress": suppress,
        "nanstr": nanstr,
        "infstr": infstr,
        "sign": sign,
        "floatmode": floatmode,
    }
    _current.set(_merged(given))


def _merged(given: dict[str, Any]) -> Options:
    changed = {name: checked(name, v) for name, v in given.items() if v is not None}
    options = dict(current()) | changed
    return tuple((name, v) for name, v in options.items() if v != DEFAULTS[name])


def checked(name: str, value: Any) -> Any:
    """A print option's value as NumPy takes it.

    Raises
    ------
    TypeError, ValueError
        If it is none, or out of range.
    """
    if name not in DEFAULTS:
        raise TypeError(f"there is no print option {name!r}; they are {', '.join(DEFAULTS)}")
    if name in _WORDS:
        if value not in _WORDS[name]:
            raise ValueError(f"{name} option must be one of {_WORDS[name]}, not {value!r}")
        return value
    if name == "suppress":
        return bool(value)
    if name in ("nanstr", "infstr"):
        return str(value)[:100]
    if name == "threshold" and isinstance(value, float):
        if value != value:
            raise ValueError("threshold must be non-NAN, try sys.maxsize for untruncated")
        return int(min(value, 2**62))
    try:
        number = operator.index(value)
    except TypeError:
        raise TypeError(f"{name} must be an integer, not {value!r}") from None
    if number < 0:
        raise ValueError(f"{name} must be non-negative, not {number}")
    return min(number, _LIMITS.get(name, 2**62))


@contextmanager
def printoptions(*args: Any, **kwargs: Any) -> Iterator[dict[str, Any]]:
    """Show arrays in another way inside a block; arguments are those of :func:`set_printoptions`.

    Yields
    ------
    dict
        The options in force.
    """
    token = _current.set(current())
    try:
        set_printoptions(*args, **kwargs)
        yield get_printoptions()
    finally:
        _current.reset(token)


def _shown(array: Any, form: str, layout: Options = (), **options: Any) -> str:
    from flopscope import numpy as fnp  # it has arrays, which are shown by this module

    return engine().text(fnp.asarray(array)._v, form, _merged(options) + layout)


def array2string(
    a: Any,
    max_line_width: int | None = None,
    precision: int | None = None,
    suppress_small: bool | None = None,
    separator: str = " ",
    prefix: str = "",
    *,
    formatter: Callable[..., str] | None = None,
    threshold: int | None = None,
    edgeitems: int | None = None,
    sign: str | None = None,
    floatmode: str | None = None,
    suffix: str = "",
    legacy: Any = None,
) -> str:
    """An array as text.

    Parameters
    ----------
    a : array_like
    max_line_width, precision, suppress_small, threshold, edgeitems, sign, floatmode : optional
        As the options of :func:`set_printoptions`, for this call.
    separator : str, optional
        Between elements.
    prefix, suffix : str, optional
        What will stand around the text: only their lengths count.
    formatter, legacy : None
        Not supported.

    Returns
    -------
    str

    Notes
    -----
    FLOPs: 0.
    """
    if formatter is not None or legacy is not None:
        set_printoptions(formatter=formatter, legacy=legacy)
    layout = (("separator", str(separator)), ("prefix", str(prefix)), ("suffix", str(suffix)))
    return _shown(
        a,
        "array2string",
        layout,
        linewidth=max_line_width,
        precision=precision,
        suppress=suppress_small,
        threshold=threshold,
        edgeitems=edgeitems,
        sign=sign,
        floatmode=floatmode,
    )


def array_repr(
    arr: Any,
    max_line_width: int | None = None,
    precision: int | None = None,
    suppress_small: bool | None = None,
) -> str:
    """An array's ``repr``; the options are those of :func:`set_printoptions`, for this call."""
    return _shown(
        arr, "repr", linewidth=max_line_width, precision=precision, suppress=suppress_small
    )


def array_str(
    a: Any,
    max_line_width: int | None = None,
    precision: int | None = None,
    suppress_small: bool | None = None,
) -> str:
    """An array's ``str``; the options are those of :func:`set_printoptions`, for this call."""
    return _shown(a, "str", linewidth=max_line_width, precision=precision, suppress=suppress_small)
