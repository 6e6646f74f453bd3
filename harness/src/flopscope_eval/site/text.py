"""Makes text of unknown origin safe in pages, scripts and tables."""

from __future__ import annotations

import json
from typing import Any

from flopscope_eval.judging.text import harmless

_IN_SCRIPTS = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}

_SEPARATORS = {0x2028: "\\u2028", 0x2029: "\\u2029"}
"""Line ends that are no control characters."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def visible(text: str) -> str:
    r"""Show control characters, and those that turn the direction of writing, as escapes.

    Examples
    --------
    >>> visible("safe\u202egnp.exe"), visible("two\nlines")
    ('safe\\u202egnp.exe', 'two\nlines')
    """
    return harmless(text.replace("\r\n", "\n")).translate(_SEPARATORS)


def one_line(text: str) -> str:
    r"""Show text on one line.

    Examples
    --------
    >>> one_line("two\nlines")
    'two\\nlines'
    """
    return visible(text).replace("\n", "\\n").replace("\t", "\\t")


def script_json(data: Any) -> str:
    r"""Write plain data as JSON that ends no script and starts no comment.

    Examples
    --------
    >>> script_json({"name": "</script>"})
    '{"name":"\\u003c/script\\u003e"}'
    """
    text = json.dumps(data, allow_nan=False, separators=(",", ":"))
    return text.translate(_IN_SCRIPTS)


def csv_cell(value: Any) -> Any:
    """Let no spreadsheet take a text for a formula.

    Examples
    --------
    >>> csv_cell("=1+1"), csv_cell(-1.5), csv_cell("a")
    ("'=1+1", -1.5, 'a')
    """
    if not isinstance(value, str):
        return value
    shown = one_line(value)
    return f"'{shown}" if value.startswith(_FORMULA) else shown
