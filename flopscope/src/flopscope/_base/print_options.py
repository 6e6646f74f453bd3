"""Print options: how arrays are shown, as plain data that an engine's printing takes.

The state belongs to a context (thread or asyncio task), as in NumPy.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from flopscope.errors import UnsupportedFunctionError

Options = tuple[tuple[str, Any], ...]
Formatter = Mapping[str, Callable[[Any], str] | None]

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
_formatter: ContextVar[Formatter | None] = ContextVar("flopscope_print_formatter", default=None)


def get_printoptions() -> dict[str, Any]:
    """The options in force.

    Returns
    -------
    dict
        ``precision``, ``threshold``, ``edgeitems``, ``linewidth``, ``suppress``, ``nanstr``,
        ``infstr``, ``sign``, ``floatmode``, ``formatter``; ``legacy`` is False.
    """
    others = {"formatter": _formatter.get(), "legacy": False, "override_repr": None}
    return DEFAULTS | dict(_current.get()) | others


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
    formatter : dict of str to callable, optional
        Functions from a Python number to text, under ``"bool"``, ``"int"``, ``"float"``,
        ``"complexfloat"``, ``"int_kind"``, ``"float_kind"``, ``"complex_kind"`` or ``"all"``. Left out,
        there is none.
    legacy, override_repr : None
        Not supported.

    Raises
    ------
    ValueError
        If a value is out of range.
    TypeError
        If a value is of another type.
    UnsupportedFunctionError
        For a legacy mode or ``override_repr``.

    Notes
    -----
    FLOPs: 0.
    """
    if legacy not in (None, False) or override_repr is not None:
        raise UnsupportedFunctionError(
            "printing has no legacy modes and no override_repr; use the other options, or formatter"
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
    _current.set(merged(given))
    _formatter.set(formatter)


def merged(given: dict[str, Any]) -> Options:
    """The options in force with those given, each checked; None stands for one that is not given."""
    changed = {name: checked(name, v) for name, v in given.items() if v is not None}
    options = dict(_current.get()) | changed
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
    options, formatter = _current.set(_current.get()), _formatter.set(None)
    try:
        set_printoptions(*args, **kwargs)
        yield get_printoptions()
    finally:
        _current.reset(options)
        _formatter.reset(formatter)


def current() -> Options:
    """The options in force, as far as they differ from :data:`DEFAULTS`."""
    return _current.get()


def current_formatter() -> Formatter | None:
    """The functions in force that turn an element into text."""
    return _formatter.get()
