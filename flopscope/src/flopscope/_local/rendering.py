"""Arrays as NumPy's text, under options that may come from a stranger."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from flopscope._base import print_options

MAX_SHOWN: Final = 100_000
"""Elements that one text may show."""
MAX_LAYOUT: Final = 1000
"""Characters of a separator, prefix or suffix."""
FORMS: Final = ("str", "repr", "array2string")
_LAYOUT: Final = ("separator", "prefix", "suffix")


def render(value: Any, form: str, options: Any = ()) -> str:
    """NumPy's ``str``, ``repr`` or ``array2string``; a scalar's repr without the module.

    Parameters
    ----------
    value : numpy.ndarray or numpy.generic
    form : str
        One of :data:`FORMS`.
    options : sequence of (str, object)
        Those of :mod:`flopscope._base.print_options`; ``separator``, ``prefix`` and ``suffix``; and
        ``words``, the texts of the elements that are shown, in order.

    Raises
    ------
    ValueError, TypeError
        If the form or an option is none, or more than :data:`MAX_SHOWN` elements would be shown.
    """
    if form not in FORMS:
        raise ValueError(f"the form must be one of {', '.join(FORMS)}")
    if not options and form != "array2string" and np.size(value) <= 1000:
        return _plain(value, form)
    given = dict(options)
    words = given.pop("words", None)
    if words is not None:
        given_words = iter(map(_layout, words))
        formatter: Any = {"all": lambda _: next(given_words, "?")}
    else:
        formatter = None
    layout: dict[str, Any] = {name: _layout(given.pop(name)) for name in _LAYOUT if name in given}
    checked = {name: print_options.checked(name, v) for name, v in given.items()}
    with np.printoptions(**(print_options.DEFAULTS | checked), formatter=formatter):
        _check_size(value.shape, np.get_printoptions())
        if form == "array2string":
            return np.array2string(np.asarray(value), **layout)
        return _plain(value, form)


def _plain(value: Any, form: str) -> str:
    return str(value) if form == "str" else repr(value).removeprefix("np.")


def _layout(text: Any) -> str:
    if not isinstance(text, str) or len(text) > MAX_LAYOUT:
        raise ValueError(f"separators and prefixes are text of at most {MAX_LAYOUT} characters")
    return text


def _check_size(shape: tuple[int, ...], options: Any) -> None:
    shown = math.prod(shape)
    if shown > options["threshold"]:
        shown = math.prod(min(n, 2 * options["edgeitems"] + 1) for n in shape)
    if shown > MAX_SHOWN:
        raise ValueError(
            f"this would show {shown:,} elements; at most {MAX_SHOWN:,} are shown: "
            "lower threshold or edgeitems, or show a part of the array"
        )
