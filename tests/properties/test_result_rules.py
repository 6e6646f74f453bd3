"""A rule's shape, dtype and scalar-ness are NumPy's, for every row that has a rule.

And what the remote engine queues because of such a rule does not fail.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, settings
from hypothesis import given as hypothesis_given
from hypothesis import strategies as st

from flopscope._table import TABLE

from . import strategies as own
from .rules import check

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.filterwarnings("ignore")
examples = settings(max_examples=60, deadline=None)


def ruled(*wanted: str) -> list[str]:
    """The rows with a result rule whose parameters are called so."""
    return [
        row.name
        for row in TABLE.values()
        if row.has_result_rule
        and [p.name for p in row.params[: len(wanted)]] == list(wanted)
        and all(p.source or p.style == "var" for p in row.params[len(wanted) :])
    ]


REDUCTIONS = [
    name
    for name in ruled("a")
    if {"axis", "keepdims"} <= {p.name for p in TABLE[name].params} and "." not in name
]


def test_what_is_checked_is_really_called() -> None:
    assert check("add", x1=np.ones(2), x2=1)
    assert check("exp", x=np.ones(2))
    assert check("sum", a=np.ones((2, 3)), axis=1, keepdims=True, dtype="float32")
    assert check("einsum", operands=("ij,j", np.ones((2, 3)), np.ones(3)))
    assert check("ndarray.__getitem__", a=np.ones((2, 3)), key=(0, slice(1, None)))
    assert not check("add", x1=np.ones(2), x2=np.ones(3))


@pytest.mark.parametrize("name", ruled("x1", "x2"))
@examples
@hypothesis_given(data=st.data())
def test_two_operands(name: str, data: Any) -> None:
    x1, x2 = data.draw(own.broadcastable(2))
    check(name, x1=x1, x2=x2)


@pytest.mark.parametrize("name", ["add", "divide", "power", "less", "hypot", "bitwise_and"])
@examples
@hypothesis_given(data=st.data())
def test_two_operands_with_dtype_where_and_out(name: str, data: Any) -> None:
    x1, x2, where = data.draw(own.broadcastable(3))
    # NumPy 2.4 crashes on less(2**40, uint32(0), where=True_).
    assume(all(type(x) is not int or abs(x) <= 127 for x in (x1, x2)))
    options: dict[str, Any] = {"where": where}
    if data.draw(st.booleans()):
        options["dtype"] = data.draw(own.dtypes)
    if data.draw(st.booleans()):
        options["out"] = data.draw(own.arrays())
    check(name, x1=x1, x2=x2, **options)


@pytest.mark.parametrize("name", ruled("x"))
@examples
@hypothesis_given(x=own.operands)
def test_one_operand(name: str, x: Any) -> None:
    check(name, x=x)


@pytest.mark.parametrize("name", REDUCTIONS)
@examples
@hypothesis_given(data=st.data())
def test_reductions(name: str, data: Any) -> None:
    a = data.draw(own.arrays())
    options: dict[str, Any] = {"axis": data.draw(own.axes(a.ndim))}
    if data.draw(st.booleans()):
        options["keepdims"] = data.draw(st.booleans())
    if "dtype" in {p.name for p in TABLE[name].params} and data.draw(st.booleans()):
        options["dtype"] = data.draw(own.dtypes)
    check(name, a=a, **options)


@pytest.mark.parametrize("name", ["cumsum", "cumprod", "sort", "argsort"])
@examples
@hypothesis_given(data=st.data())
def test_along_an_axis(name: str, data: Any) -> None:
    a = data.draw(own.arrays())
    check(name, a=a, axis=data.draw(own.axis(a.ndim)))


@settings(max_examples=500, deadline=None)
@hypothesis_given(a=own.arrays(), key=own.keys)
def test_basic_indices(a: Any, key: Any) -> None:
    check("ndarray.__getitem__", a=a, key=key)


@settings(max_examples=500, deadline=None)
@hypothesis_given(a=own.arrays(), key=own.keys, data=st.data())
def test_written(a: Any, key: Any, data: Any) -> None:
    values = st.one_of(own.operands, own.part_of(a.shape))
    check("ndarray.__setitem__", a=a, key=key, value=data.draw(values))
    check("fill_diagonal", a=a, val=data.draw(values), wrap=data.draw(st.booleans()))
    if isinstance(a, np.ndarray):
        check("ndarray.fill", a=a, value=data.draw(values))


@settings(max_examples=200, deadline=None)
@hypothesis_given(a=own.arrays(), value=own.operands, data=st.data())
def test_written_by_mask(a: Any, value: Any, data: Any) -> None:
    count = data.draw(st.integers(0, a.ndim))
    check("ndarray.__setitem__", a=a, key=own.array(a.shape[:count], "bool"), value=value)
    check("ndarray.__setitem__", a=a, key=own.array(data.draw(own.shapes), "bool"), value=value)


@examples
@hypothesis_given(data=st.data())
def test_three_operands(data: Any) -> None:
    first, *others = data.draw(own.broadcastable(3))
    check("where", condition=first, x=others[0], y=others[1])
    for bounds in (others, [others[0], None], [None, others[1]], [None, None]):
        check("clip", a=first, a_min=bounds[0], a_max=bounds[1])


@pytest.mark.parametrize("name", ["dot", "inner", "outer", "vdot", "kron"])
@examples
@hypothesis_given(a=own.arrays(), b=own.arrays(), data=st.data())
def test_products(name: str, a: Any, b: Any, data: Any) -> None:
    check(name, a=a, b=b)
    check(name, a=a, b=data.draw(own.arrays(st.just(a.shape))))


@pytest.mark.parametrize("name", ["trace", "diagonal", "diag", "tril", "triu"])
@examples
@hypothesis_given(a=own.arrays(), k=st.integers(-5, 5), data=st.data())
def test_diagonals(name: str, a: Any, k: int, data: Any) -> None:
    first, *others = TABLE[name].params
    places = st.integers(-a.ndim - 1, a.ndim)
    moved = {p.name: data.draw(places) for p in others if p.name.startswith("axis")}
    check(name, **{first.name: a, others[0].name: k})
    check(name, **{first.name: a, others[0].name: k}, **moved)


@examples
@hypothesis_given(p=own.arrays(), x=own.operands, n=st.integers(0, 4), dtype=own.dtypes)
def test_polynomials(p: Any, x: Any, n: int, dtype: str) -> None:
    check("polyval", p=p, x=x)
    check("polyval", p=own.array((n,), dtype), x=x)


@pytest.mark.parametrize("name", ["flip", "fliplr", "flipud", "roll", "moveaxis", "ndarray.copy"])
@examples
@hypothesis_given(a=own.arrays(), shift=st.integers(-9, 9), data=st.data())
def test_rearranged(name: str, a: Any, shift: int, data: Any) -> None:
    options: dict[str, Any] = {TABLE[name].params[0].name: a}
    if name in ("flip", "roll"):
        options["axis"] = data.draw(own.axes(a.ndim))
    if name == "roll":
        options["shift"] = data.draw(st.one_of(st.just(shift), st.tuples(st.just(shift))))
    if name == "moveaxis":
        place = own.axes(a.ndim).filter(lambda axis: axis is not None)
        options |= {"source": data.draw(place), "destination": data.draw(place)}
    check(name, **options)


@examples
@hypothesis_given(data=st.data())
def test_matmul(data: Any) -> None:
    lengths = st.integers(1, 3)
    n, k, m = (data.draw(lengths) for _ in range(3))
    left, right = data.draw(own.broadcastable(2))
    stack = [x.shape if hasattr(x, "shape") else () for x in (left, right)]
    x1 = own.array((*stack[0][:2], n, k), data.draw(own.dtypes))
    x2 = own.array((*stack[1][:2], k, m), data.draw(own.dtypes))
    check("matmul", x1=x1, x2=x2)
    check("matmul", x1=x1, x2=own.array((k,), "float32"))
    check("matmul", x1=own.array((k,), "int8"), x2=x2)


@examples
@hypothesis_given(data=st.data())
def test_tensordot(data: Any) -> None:
    a, b = data.draw(own.arrays()), data.draw(own.arrays())
    axes = data.draw(
        st.one_of(st.integers(0, 3), st.tuples(st.integers(-2, 2), st.integers(-2, 2)))
    )
    check("tensordot", a=a, b=b, axes=axes)


@examples
@hypothesis_given(data=st.data())
def test_einsum(data: Any) -> None:
    sizes = {c: data.draw(st.integers(0, 3)) for c in "abcd"}
    terms = data.draw(st.lists(st.text("abcd", max_size=3), min_size=1, max_size=3))
    operands = [own.array(tuple(sizes[c] for c in t), data.draw(own.dtypes)) for t in terms]
    labels = sorted(set("".join(terms)))
    output = "".join(data.draw(st.permutations(labels)))[: data.draw(st.integers(0, 4))]
    text = ",".join(terms) + data.draw(st.sampled_from(["", "->" + output]))
    check("einsum", operands=(text, *operands))


@pytest.mark.parametrize("name", ["reshape", "broadcast_to"])
@examples
@hypothesis_given(data=st.data())
def test_to_a_shape(name: str, data: Any) -> None:
    a = data.draw(own.arrays())
    wanted = data.draw(st.lists(st.integers(-1, 4), max_size=4).map(tuple))
    check(name, **{"a" if name == "reshape" else "array": a, "shape": wanted})


@examples
@hypothesis_given(data=st.data())
def test_axes_moved(data: Any) -> None:
    a = data.draw(own.arrays())
    order = data.draw(st.one_of(st.none(), st.permutations(range(a.ndim)), own.axes(a.ndim)))
    check("transpose", a=a, axes=order if order is None else tuple(_sequence(order)))
    check("swapaxes", a=a, axis1=data.draw(st.integers(-3, 3)), axis2=data.draw(st.integers(-3, 3)))
    check("squeeze", a=a, axis=data.draw(own.axes(a.ndim)))
    check("expand_dims", a=a, axis=data.draw(own.axes(a.ndim).filter(lambda x: x is not None)))
    check("ravel", a=a)


def _sequence(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


@pytest.mark.parametrize("name", ["fft.fft", "fft.ifft", "fft.rfft", "fft.irfft"])
@examples
@hypothesis_given(data=st.data())
def test_fourier(name: str, data: Any) -> None:
    a = data.draw(own.arrays())
    n = data.draw(st.one_of(st.none(), st.integers(-1, 5)))
    check(name, a=a, n=n, axis=data.draw(own.axis(a.ndim).filter(lambda axis: axis is not None)))


@pytest.mark.parametrize("name", ["vstack", "hstack", "dstack", "column_stack"])
@examples
@hypothesis_given(data=st.data())
def test_beside_each_other(name: str, data: Any) -> None:
    shape = data.draw(own.shapes)
    kinds = st.one_of(own.arrays(st.just(shape)), own.arrays(st.just(shape[1:])), own.arrays())
    check(name, tup=data.draw(st.lists(kinds, max_size=3)))
    check(name, tup=data.draw(own.arrays()))


@pytest.mark.parametrize("name", ["concatenate", "stack"])
@examples
@hypothesis_given(data=st.data())
def test_joined(name: str, data: Any) -> None:
    shape = data.draw(own.shapes)
    joined = [data.draw(own.arrays(st.just(shape))) for _ in range(data.draw(st.integers(0, 3)))]
    if data.draw(st.integers(0, 3)) == 0:
        joined.append(data.draw(own.arrays()))
    check(name, arrays=joined, axis=data.draw(own.axis(len(shape))))


@examples
@hypothesis_given(data=st.data())
def test_made(data: Any) -> None:
    shape, dtype = data.draw(own.shapes), data.draw(own.dtypes)
    for name in ("zeros", "ones", "empty"):
        check(name, shape=shape, dtype=dtype)
        like = {TABLE[name + "_like"].params[0].name: own.array(shape, dtype)}
        check(name + "_like", **like, dtype=data.draw(own.dtypes))
    filling = data.draw(st.one_of(own.operands, own.part_of(shape)))
    check("full", shape=shape, fill_value=filling)
    check("full", shape=shape, fill_value=filling, dtype=dtype)
    check("full_like", a=data.draw(own.arrays()), fill_value=filling)
    check("full_like", a=own.array(shape, dtype), fill_value=filling)
    check("ndarray.astype", a=data.draw(own.arrays()), dtype=dtype)
    check("array", object=data.draw(own.arrays()), ndmin=data.draw(st.integers(0, 3)))
    check("asarray", a=data.draw(own.arrays()), dtype=dtype)


@examples
@hypothesis_given(
    start=st.one_of(st.integers(-9, 9), st.floats(-9, 9)),
    stop=st.one_of(st.none(), st.integers(-9, 9), st.floats(-9, 9)),
    step=st.one_of(st.none(), st.integers(-3, 3), st.sampled_from([0.5, -0.1, 0.3])),
)
def test_counted_up(start: Any, stop: Any, step: Any) -> None:
    check("arange", start=start, stop=stop, step=step)


@pytest.mark.parametrize(
    "name", [n for n in ruled("a") + ruled("x") + ruled("a", "b") if n.startswith("linalg.")]
)
@examples
@hypothesis_given(data=st.data())
def test_linear_algebra(name: str, data: Any) -> None:
    stack = data.draw(st.lists(st.integers(0, 2), max_size=2).map(tuple))
    n = data.draw(st.integers(1, 3))
    m = n if data.draw(st.integers(0, 2)) else data.draw(st.integers(1, 3))
    dtype = data.draw(own.dtypes)
    a = own.array((*stack, m, n), dtype) + np.eye(m, n, dtype=dtype) * np.array(7, dtype)
    first, *others = [p for p in TABLE[name].params if p.kind.is_array and not p.source]
    options = {p.name: own.array((m,), dtype) for p in others}
    check(name, **{first.name: a.astype(dtype)}, **options)


def test_all_that_the_contract_calls() -> None:
    """Every call of every case of the engines' contract, and all that the cases' programs call."""
    script = Path(__file__).with_name("corpus.py")
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(script)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["broken"] == []
    assert found["kept"] > 2000
    queueable = {op.name for op in TABLE.values() if op.queueable is not None}
    assert queueable - set(found["queued"]) == set()
