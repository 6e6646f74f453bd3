"""Record what each operation's example prints and costs: ``python -m flopscope._tools.examples``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import flopscope as flops
import flopscope.numpy as fnp
from flopscope import _help
from flopscope._help.docstring import program
from flopscope._help.examples import example_of
from flopscope._table import TABLE, Operation

FILE = Path(_help.__file__).with_name("recorded.py")

HEAD = '''# ruff: noqa: E501
"""What the operations' examples print, and their price. Made by ``make docs``; do not edit."""

from typing import Final

RECORDED: Final[dict[str, tuple[str, int]]] = {
'''


def public(op: Operation) -> bool:
    """Whether a row is a function, class or method that has a page."""
    return op.leaf[0] != "_" or op.leaf.endswith("__")


def run(op: Operation) -> tuple[str, int]:
    """What a row's example prints, and its FLOPs.

    Parameters
    ----------
    op : Operation

    Raises
    ------
    RuntimeError
        If the example fails.
    """
    names: dict[str, Any] = {"flops": flops, "fnp": fnp}
    text = example_of(op)
    *lines, last = program(text).splitlines()
    if "! " in text:
        return _failure(lines, last, names), 0
    try:
        exec("\n".join(lines), names)
        shown = eval(last, names)
    except Exception as error:
        raise RuntimeError(f"the example of {op.name} fails: {text}") from error
    return ("" if shown is None else repr(shown)), names["budget"].flops_used


def _failure(lines: list[str], last: str, names: dict[str, Any]) -> str:
    """The traceback of an example that shows a refusal, as a doctest writes it."""
    exec("\n".join(lines), names)
    try:
        eval(last, names)
    except TypeError as error:
        return f"Traceback (most recent call last):\n    ...\n{type(error).__name__}: {error}"
    raise RuntimeError(f"the example {last} does not fail")


def recorded() -> str:
    """The text of ``recorded.py``."""
    rows = ((op.name, *run(op)) for op in TABLE.values() if public(op))
    entries = (f"    {name!r}: ({shown!r}, {cost}),\n" for name, shown, cost in rows)
    return HEAD + "".join(entries) + "}  # fmt: skip\n"


if __name__ == "__main__":
    FILE.write_text(recorded(), encoding="utf-8")
    print(f"wrote {FILE}", file=sys.stderr)
