"""Makes text of unknown origin safe to show, and numbers easy to read."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from decimal import Decimal


def harmless(text: str) -> str:
    r"""Make control characters visible, so that a terminal obeys none of them.

    Line ends and tabs stay. Characters that change the direction of writing are shown as well.

    Examples
    --------
    >>> print(harmless("red: \x1b[31m, title: \x1b]0;x\x07"))
    red: \x1b[31m, title: \x1b]0;x\x07
    """
    if text.isprintable():  # nearly all text is, and this is a hundred times faster
        return text
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
    """Give a number of bytes in MiB.

    Examples
    --------
    >>> size(2 * 2**30), size(150_000), size(19), size(0)
    ('2,048 MiB', '0.143 MiB', '<0.001 MiB', '0 MiB')
    """
    return f"{_significant(count / 2**20)} MiB"


def seconds(count: float) -> str:
    """Give a time in seconds.

    Examples
    --------
    >>> seconds(300), seconds(1.23456), seconds(0.0001234)
    ('300 s', '1.23 s', '<0.001 s')
    """
    return f"{_significant(count)} s"


def _significant(value: float) -> str:
    if value >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.3g}" if value >= 0.001 else "<0.001"


def percentages(parts: Sequence[int], digits: int = 1) -> list[str]:
    """Give each part's percentage of the sum, rounded so that they add up to 100.

    The rounding errors go to the parts that they change least (the method of the largest remainder).

    Examples
    --------
    >>> percentages([1, 1, 1]), percentages([2, 1], digits=0), percentages([0, 0])
    (['33.4 %', '33.3 %', '33.3 %'], ['67 %', '33 %'], ['0.0 %', '0.0 %'])
    """
    total = sum(parts)
    steps = 100 * 10**digits
    if not total:
        return [f"{0:.{digits}f} %" for _ in parts]
    shares = [divmod(part * steps, total) for part in parts]
    rounded = [share for share, _ in shares]
    by_remainder = sorted(range(len(parts)), key=lambda i: (-shares[i][1], i))
    for i in by_remainder[: steps - sum(rounded)]:
        rounded[i] += 1
    return [f"{Decimal(share).scaleb(-digits):.{digits}f} %" for share in rounded]
