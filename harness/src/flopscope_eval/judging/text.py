"""Makes text of unknown origin safe to show, and numbers easy to read."""

from __future__ import annotations

import unicodedata
from decimal import Decimal


def harmless(text: str) -> str:
    r"""Make control characters visible, so that a terminal obeys none of them.

    Line ends and tabs stay. Characters that change the direction of writing are shown as well.

    Examples
    --------
    >>> print(harmless("red: \x1b[31m, title: \x1b]0;x\x07"))
    red: \x1b[31m, title: \x1b]0;x\x07
    """
    return "".join(_harmless(character) for character in text)


def _harmless(character: str) -> str:
    if character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co"):
        return character
    return character.encode("unicode_escape", "surrogatepass").decode()


def number(count: int) -> str:
    """Give a whole number, exactly as long as it can be read.

    Examples
    --------
    >>> number(1234567), number(10**400 - 1), number(25 * 10**29)
    ('1,234,567', 'about 1.000e+400', 'about 2.500e+30')
    """
    if abs(count) < 10**24:
        return f"{count:,}"
    # Through Decimal, since a float ends at 1e308.
    return f"about {Decimal(count):.3e}"


def size(count: float) -> str:
    """Give a number of bytes with a binary unit.

    Examples
    --------
    >>> size(2 * 2**30), size(1536), size(12)
    ('2 GiB', '1.5 KiB', '12 B')
    """
    for unit in ("B", "KiB", "MiB", "GiB"):
        if count < 1024:
            return f"{count:.4g} {unit}"
        count /= 1024
    return f"{count:.4g} TiB"
