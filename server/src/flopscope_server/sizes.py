"""Memory sizes as people write them."""

from __future__ import annotations

import re

_UNITS = {
    "": 1,
    "b": 1,
    "k": 1000,
    "kb": 1000,
    "m": 1000**2,
    "mb": 1000**2,
    "g": 1000**3,
    "gb": 1000**3,
}
_UNITS |= {
    "kib": 1 << 10,
    "mib": 1 << 20,
    "gib": 1 << 30,
    "ki": 1 << 10,
    "mi": 1 << 20,
    "gi": 1 << 30,
}


def parse_size(text: str) -> int:
    """Bytes from text such as ``2GiB``, ``500MB`` or ``1048576``.

    Raises
    ------
    ValueError
        If it is not a size.

    Examples
    --------
    >>> parse_size("2GiB")
    2147483648
    """
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([a-zA-Z]*)", text.strip())
    unit = _UNITS.get(found[2].lower()) if found else None
    if found is None or unit is None or float(found[1]) == 0:
        raise ValueError(f"{text!r} is not a size: give a number and a unit, such as 2GiB or 500MB")
    return int(float(found[1]) * unit)
