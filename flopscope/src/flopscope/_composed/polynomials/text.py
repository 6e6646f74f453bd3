"""Series as text."""

from __future__ import annotations

import math
import os
from typing import Any

from flopscope._base.print_options import get_printoptions
from flopscope._composed.numbers import format_float_positional, format_float_scientific

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_style = "ascii" if os.name == "nt" else "unicode"


def set_default_printstyle(style: str) -> None:
    """Set how polynomials are printed: ``"unicode"`` or ``"ascii"``.

    Parameters
    ----------
    style : str

    Raises
    ------
    ValueError
        For another style.
    """
    global _style
    if style not in ("unicode", "ascii"):
        raise ValueError(
            f"Unsupported format string '{style}'. Valid options are 'ascii' and 'unicode'"
        )
    _style = style


def default_style() -> str:
    """The style in force."""
    return _style


def format_float(x: Any, parens: bool = False) -> str:
    """A coefficient as text."""
    if isinstance(x, complex):
        return str(x)
    options = get_printoptions()
    if not math.isfinite(x):
        return str(options["nanstr"] if math.isnan(x) else options["infstr"])
    precision = options["precision"]
    fixed = options["floatmode"] == "fixed"
    trim, unique, sign = "k" if fixed else "0", not fixed, options["sign"] == "+"
    if x != 0 and (abs(x) >= 1e8 or abs(x) < 10.0 ** min(0, -(precision - 1) // 2)):
        shown = format_float_scientific(x, precision, unique, trim, sign)
        return f"({shown})" if parens else shown
    return format_float_positional(x, precision, unique, True, trim, sign)


def _variable(symbol: str, offset: float, scale: float) -> str:
    """What the basis is evaluated at, where the domain is not the window."""
    if offset == 0 and scale == 1:
        return symbol
    if scale == 1:
        return f"({format_float(offset)} + {symbol})"
    scaled = f"{format_float(scale)}{symbol}"
    return f"({scaled})" if offset == 0 else f"({format_float(offset)} + {scaled})"


def _is_negative(c: Any) -> bool:
    if isinstance(c, complex):
        return (c.real, c.imag) < (0, 0)
    return not c >= 0


def series_text(
    coefficients: list[Any],
    symbol: str,
    offset: float,
    scale: float,
    basis_name: str | None,
    style: str,
) -> str:
    """A series as a sum of terms, wrapped at the line width of the print options."""
    width = max(1, get_printoptions()["linewidth"])
    variable = _variable(symbol, offset, scale)
    out = format_float(coefficients[0])
    last = len(coefficients) - 1
    for i, c in enumerate(coefficients[1:], 1):
        sign, size = ("-", -c) if _is_negative(c) else ("+", c)
        term = f"{sign} {format_float(size, parens=True)}{_term(i, variable, basis_name, style)}"
        length = len(out.rpartition("\n")[2]) + 1 + len(term) + (2 if i < last else 0)
        out += " " + (term.replace(" ", "\n", 1) if length >= width else term)
    return out


def _term(power: int, variable: str, basis_name: str | None, style: str) -> str:
    if style == "unicode":
        if basis_name is not None:
            return f"·{basis_name}{str(power).translate(_SUBSCRIPTS)}({variable})"
        return f"·{variable}" + ("" if power == 1 else str(power).translate(_SUPERSCRIPTS))
    if basis_name is not None:
        return f" {basis_name}_{power}({variable})"
    return f" {variable}" + ("" if power == 1 else f"**{power}")


def series_latex(
    coefficients: list[Any], symbol: str, offset: float, scale: float, basis_name: str | None
) -> str:
    """A series as LaTeX: terms of which nothing comes are grey."""
    shifted = f"{_latex(offset)} + " if offset else ""
    scaled = f"{_latex(scale)}{symbol}" if scale != 1 else symbol
    variable = f"{shifted}{scaled}"
    terms = []
    for i, c in enumerate(coefficients):
        shown = _latex_coefficient(i, c)
        power = _latex_power(i, variable, variable != symbol, basis_name)
        term = shown if power == "1" else rf"{shown}\,{power}"
        terms.append(rf"\color{{LightGray}}{{{term}}}" if c == 0 else term)
    return rf"${symbol} \mapsto {''.join(terms) or '0'}$"


def _latex(x: Any, parens: bool = False) -> str:
    return rf"\text{{{format_float(x, parens=parens)}}}"


def _latex_coefficient(place: int, c: Any) -> str:
    if not place:
        return _latex(c)
    if isinstance(c, complex):
        return f" + ({_latex(c)})"
    return f" + {_latex(c, parens=True)}" if c >= 0 else f" - {_latex(-c, parens=True)}"


def _latex_power(power: int, variable: str, has_parens: bool, basis_name: str | None) -> str:
    if basis_name is not None:
        return f"{{{basis_name}}}_{{{power}}}({variable})"
    shown = rf"\left({variable}\right)" if has_parens else variable
    return ("1", shown)[power] if power < 2 else f"{shown}^{{{power}}}"
