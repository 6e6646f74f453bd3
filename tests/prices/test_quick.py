"""Prices are closed forms: pricing a call of any size takes under a millisecond and allocates nothing."""

from __future__ import annotations

import contextlib
import gc
import random
import time
import tracemalloc
from typing import Any

import numpy as np
import pytest

from flopscope._table import TABLE, Operation, Spec

from .calls import covered, draw
from .recorded import chapters, priced_calls, sources

LARGE = 10**12
LIMIT_S = 1e-3


def _grown(value: Any, length: int) -> Any:
    """A drawn argument with its longest axis as long as wanted, as a description without elements."""
    if isinstance(value, np.ndarray):
        shape = list(value.shape)
        if shape and all(shape):
            shape[shape.index(max(shape))] = length
        return Spec(shape, value.dtype.name)
    if isinstance(value, list) and any(isinstance(v, np.ndarray) for v in value):
        return [_grown(v, length) for v in value]
    return value


def _arguments(row: Operation, call: Any, length: int) -> tuple[Any, ...]:
    given = list(row.defaults)
    places = list(row.places)
    if row.params and row.params[0].style == "var":
        given[0] = tuple(_grown(a, length) for a in call.args)
    else:
        for i, arg in enumerate(call.args):
            given[i] = _grown(arg, length)
    for name, value in call.options.items():
        given[places.index(name)] = _grown(value, length)
    return tuple(given)


@pytest.mark.parametrize("name", covered())
def test_a_rule_takes_under_a_millisecond(name: str) -> None:
    row, rng = TABLE[name], random.Random(f"{name} quick")
    best = []
    for _ in range(3):
        args = _arguments(row, draw(rng, name), LARGE)
        try:
            row.units(args)  # imports and caches of tables are not part of a price
        except Exception:  # noqa: BLE001 - shapes that do not fit are refused
            continue
        took = []
        for _ in range(5):
            began = time.perf_counter()
            row.units(args)
            took.append(time.perf_counter() - began)
        best.append(min(took))
    assert max(best, default=0.0) < LIMIT_S


def _large(value: Any) -> Any:
    """An argument as a rule sees it, arrays as descriptions with a long axis."""
    if isinstance(value, np.ndarray | np.generic):
        return _grown(np.asarray(value), LARGE)
    if isinstance(value, list | tuple) and any(isinstance(v, np.ndarray) for v in value):
        return type(value)(map(_large, value))
    return value


@pytest.mark.parametrize("chapter", chapters())
def test_a_rule_of_a_row_that_is_not_drawn_takes_under_a_millisecond(chapter: str) -> None:
    for name in set(chapters()[chapter]) - set(covered()):
        for source in sources()[name][:2]:
            for op, args in priced_calls(source):
                if op.name == name:
                    assert _seconds(op, tuple(map(_large, args))) < LIMIT_S, source


def _seconds(op: Operation, args: tuple[Any, ...]) -> float:
    """What a rule takes at its best; the first time it imports, and fills tables."""
    took = []
    for _ in range(6):
        began = time.perf_counter()
        with contextlib.suppress(Exception):  # shapes that do not fit are refused, soon
            op.units(args)
        took.append(time.perf_counter() - began)
    return min(took)


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("convolve", (Spec((LARGE,)), Spec((LARGE,)), "full")),
        ("correlate", (Spec((LARGE,)), Spec((10**9,)), "same")),
        ("diff", (Spec((LARGE,)), 10**6)),
        ("polyder", (Spec((LARGE,)), 10**6)),
        ("linalg.matrix_power", (Spec((10**6, 10**6)), 10**9)),
        ("fft.fft", (Spec((999_999_937,)),)),
        ("fft.fftn", (Spec((10**6, 10**6)),)),
        ("tril_indices", (10**6,)),
        ("partition", (Spec((LARGE,)), list(range(100)))),
        ("unique", (Spec((LARGE,)),)),
        ("pad", (Spec((10**6, 10**6)), 10**5, "mean")),
        ("histogram", (Spec((LARGE,)), 10**6)),
        ("einsum", (("ij,ia,jb->ab", *[Spec((10**6, 10**6))] * 3),)),
        ("random.choice", (Spec((LARGE,)), LARGE)),
    ],
)
def test_a_price_of_much_work_is_no_work(name: str, args: tuple[Any, ...]) -> None:
    row = TABLE[name]
    whole = (*args, *row.defaults[len(args) :])
    row.units(whole)
    gc.collect()
    tracemalloc.start()
    took = []
    for _ in range(5):
        began = time.perf_counter()
        units = row.units(whole)
        took.append(time.perf_counter() - began)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert units.operations > 10**9
    assert min(took) < 10 * LIMIT_S  # traced memory makes it several times as slow
    assert peak < 2**20


def test_an_axis_whose_factors_take_too_long_is_refused() -> None:
    row = TABLE["fft.fft"]
    with pytest.raises(ValueError, match="too long"):
        row.units((Spec((10**10,)), *row.defaults[1:]))


def test_a_path_of_many_operands_is_refused_or_soon_planned() -> None:
    row = TABLE["einsum"]
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJ"
    for count in (5, 12, 32):
        terms = [letters[i] + letters[i + 1] for i in range(count)]
        text = ",".join(terms) + f"->{letters[0]}{letters[count]}"
        args = ((text, *[Spec((64, 64))] * count), *row.defaults[1:])
        row.units(args) if count == 5 else None  # imports opt_einsum
        began = time.process_time()
        row.units(args)
        assert time.process_time() - began < 0.25  # 50 ms on a machine that does nothing else
    many = ",".join("ab" for _ in range(40)) + "->ab"
    with pytest.raises(ValueError, match="too long"):
        row.units(((many, *[Spec((2, 2))] * 40), *row.defaults[1:]))
