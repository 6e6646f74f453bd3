"""The docstring of a row, in NumPy's format.

The row's own text gives the summary and the price, and may have sections of its own: they win.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

from flopscope._help import failures, parameters, results
from flopscope._help.examples import example_of
from flopscope._help.recorded import RECORDED
from flopscope._table import REQUIRED, NoValue, Operation, Param

_ORDER = ("Parameters", "Returns", "Raises", "Notes")
_GVL = "Golub & Van Loan, Matrix Computations, 4th ed., "
_OPTIONS = {
    "subok": ("bool", "Accepted for NumPy's sake: flopscope has one array class."),
    "signature": (
        "str or tuple of dtype",
        "The loop to use, such as ``'dd->d'``; instead of ``dtype``.",
    ),
    "like": ("ndarray", "Accepted for NumPy's sake: flopscope has one array class."),
}
"""Parameters that a function has besides its row's."""


def docstring(op: Operation, params: Sequence[Param]) -> str:
    """The docstring of a function, method or operator of a row.

    Parameters
    ----------
    op : Operation
    params : sequence of Param
        Those of the signature. A method's ``self`` is left out.
    """
    head, own = _sections(op.doc)
    summary, price = _split_price(head)
    sections = {
        "Parameters": _parameters(op, params, own.get("Parameters", "")),
        "Returns": own.get("Returns") or _returns(op),
        "Raises": _raises(op, own.get("Raises", "")),
        "Notes": _notes(op, price or own.get("Notes", "")),
        "Examples": _example(op),
    }
    parts = [summary]
    parts += [f"{title}\n{'-' * len(title)}\n{text}" for title, text in sections.items() if text]
    return "\n\n".join(parts)


def _sections(text: str) -> tuple[str, dict[str, str]]:
    """A docstring's head, and its sections by title."""
    head: list[str] = []
    sections: dict[str, list[str]] = {}
    current = head
    lines = iter(text.splitlines())
    for line in lines:
        if line in _ORDER:
            next(lines, None)  # the rule below the title
            current = sections[line] = []
        else:
            current.append(line)
    return "\n".join(head).strip(), {k: "\n".join(v).strip() for k, v in sections.items()}


def _split_price(head: str) -> tuple[str, str]:
    """The summary, and everything from the price on."""
    place = head.find("FLOPs")
    return (head, "") if place < 0 else (head[:place].rstrip(), head[place:])


def _parameters(op: Operation, params: Sequence[Param], own: str) -> str:
    """The row's own entries, and one for each other parameter."""
    entries = [own] if own else []
    described = {n.strip(" *") for line in own.splitlines() for n in _names(line)}
    for p in params:
        if p.name in described or (
            p.name in ("self", "other") and p.kind.name in ("array", "generator")
        ):
            continue
        known = op.places.get(p.name) is not None
        kind, text = (
            parameters.text_of(op.name, op.chapter, p.name, p.kind.type_text)
            if known
            else _OPTIONS.get(p.name, (p.kind.type_text, ""))
        )
        star = "*" if p.style == "var" else ""
        entries.append(_entry(f"{star}{p.name} : {kind}{_optional(p)}", text))
    return "\n".join(entries)


def _names(line: str) -> list[str]:
    return [] if line[:1] == " " else line.partition(" : ")[0].split(",")


def _optional(p: Param) -> str:
    if p.default is REQUIRED or p.style == "var":
        return ""
    if (
        p.default is None
        or p.default is NoValue
        or p.kind.name == "out"
        or isinstance(p.default, type)
    ):
        return ", optional"
    return f", default: {p.default!r}"


def _entry(first: str, text: str) -> str:
    return f"{first}\n{_wrapped(text)}" if text else first


@functools.cache
def _wrapped(text: str) -> str:
    """Indented lines of at most 88 characters. (``textwrap`` takes long to import.)"""
    lines = ["   "]
    for word in text.split():
        if len(lines[-1]) + len(word) > 87:
            lines.append("   ")
        lines[-1] += f" {word}"
    return "\n".join(lines)


def _returns(op: Operation) -> str:
    return _entry(*results.text_of(op))


def _raises(op: Operation, own: str) -> str:
    entries = [own] if own else []
    entries += [_entry(*text) for text in failures.texts_of(op) if text[0] not in own]
    return "\n".join(entries)


def _notes(op: Operation, price: str) -> str:
    closing = f"Pricing class: {op.cls}."
    if op.source:
        closing += f"\n\nSource: {op.source.replace('GVL ', _GVL)}."
    return f"{price}\n\n{closing}" if price else closing


def _example(op: Operation) -> str:
    if op.name not in RECORDED:
        return ""
    shown, flops = RECORDED[op.name]
    shown = shown.replace("\n\n", "\n<BLANKLINE>\n")  # as doctest writes it
    lines = [f">>> {line}" for line in program(example_of(op)).splitlines()]
    lines = [line.replace(">>>     ", "...     ") for line in lines]
    head = [">>> import flopscope as flops", ">>> import flopscope.numpy as fnp"]
    price = [] if shown.startswith("Traceback") else [">>> budget.flops_used", str(flops)]
    return "\n".join([*head, *lines, *([shown] if shown else []), *price])


def program(text: str) -> str:
    """The lines of an example that come before its price; the last one shows the result.

    Parameters
    ----------
    text : str
        As :mod:`flopscope._help.examples` has it.

    >>> print(program("x = fnp.zeros(2)\\nx.fill(7.0) -> x"))
    x = fnp.zeros(2)
    with flops.BudgetContext(10**6) as budget:
        x.fill(7.0)
    x
    """
    *preparation, call = text.splitlines()
    if call[:2] == "! ":
        return "\n".join([*preparation, call[2:]])
    call, arrow, shown = call.partition(" -> ")
    inside = call if arrow else f"result = {call}"
    last = shown if arrow else "result"
    return "\n".join(
        [*preparation, "with flops.BudgetContext(10**6) as budget:", f"    {inside}", last]
    )
