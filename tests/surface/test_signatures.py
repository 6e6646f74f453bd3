"""Functions take NumPy's parameters: the same names, in the same order, optional where they are."""

from __future__ import annotations

import inspect
from functools import reduce
from typing import Any

import numpy as np
import pytest

from flopscope._table import REQUIRED, TABLE, Operation

KINDS = {
    "positional": inspect.Parameter.POSITIONAL_ONLY,
    "standard": inspect.Parameter.POSITIONAL_OR_KEYWORD,
    "var": inspect.Parameter.VAR_POSITIONAL,
    "keyword": inspect.Parameter.KEYWORD_ONLY,
}

MEANINGLESS = {"like", "subok", "signature", "device"}
"""Parameters for subclasses and other array libraries, which rows may leave out."""

GAPS = {
    "arange": "NumPy's help calls `start` by both of its meanings",
    "array": "ndmax is new in 2.4",
    "clip": "NumPy passes further keywords to its ufunc",
    "einsum": "NumPy's are in **kwargs",
    "einsum_path": "einsum_call is for NumPy itself",
    "matmul": "axes, axis and keepdims are not offered; move the axes first",
    "ndarray.view": "a type= would be a subclass",
    "pad": "NumPy's are in **kwargs",
    "where": "the form with the condition alone is written above the row",
}
"""Rows that differ, and why."""


def _callables() -> list[Operation]:
    return [
        op
        for op in TABLE.values()
        if op.leaf[0] != "_" and op.chapter != "ufunc_methods" and _signature(op) is not None
    ]


def _signature(op: Operation) -> Any:
    try:
        found = reduce(getattr, op.name.split("."), np)
        return None if isinstance(found, type) else inspect.signature(found)  # type: ignore[arg-type]
    except (AttributeError, ValueError, TypeError):  # a newer name, or one without a signature
        return None


@pytest.mark.parametrize("op", _callables(), ids=lambda op: op.name)
def test_the_parameters_are_numpys(op: Operation) -> None:
    numpys = [
        (_named(p.name, p.kind), p.kind, p.default is not p.empty)
        for p in _signature(op).parameters.values()
        if p.name not in MEANINGLESS
    ]
    ours = [
        (_named(p.name, KINDS[p.style]), KINDS[p.style], p.default is not REQUIRED)
        for p in op.params
        if p.name not in MEANINGLESS
    ]
    if op.name.count(".") == 2 or op.name.startswith("ndarray."):  # methods: `self` by any name
        numpys, ours = numpys[1:], ours[1:]
    if op.name in GAPS:
        assert ours != numpys, "this gap is closed: take it out of the list"
    else:
        assert ours == numpys


def _named(name: str, kind: Any) -> str:
    """Nobody can see the name of ``*args``."""
    return "*" if kind is inspect.Parameter.VAR_POSITIONAL else name


def test_enough_functions_can_be_compared() -> None:
    assert len(_callables()) > 300
