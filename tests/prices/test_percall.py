"""Policies that price each call by its sizes, and a contest's list as one of them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flopscope._pricing.expressions import Expression, ExpressionError
from flopscope._pricing.files import load
from flopscope._pricing.policy import Policy
from flopscope._pricing.sizes import SIZES
from flopscope._table import ORDERED, TABLE, Spec
from flopscope._table.sizes import CallSizes
from flopscope.errors import PolicyError

ARC = load("arc-whitebox-2026")


def charged(policy: Policy, name: str, *args: Any, **options: Any) -> int:
    """The cost of a call."""
    op = TABLE[name]
    full = [*args, *op.defaults[len(args) :]]
    for option, value in options.items():
        full[op.places[option]] = value
    return policy.price(op, tuple(full)).cost


def a(*shape: int, dtype: str = "float64") -> Spec:
    return Spec(shape, dtype)


F32 = {"dtype": "float32"}
LIST: list[tuple[int, str, tuple[Any, ...], dict[str, Any]]] = [
    # the dtype that prices
    (160, "exp", (a(10, **F32),), {}),
    (320, "exp", (a(10),), {}),
    (320, "exp", (a(10, dtype="int32"),), {}),
    (160, "exp", (a(10, dtype="int16"),), {}),
    (320, "exp", (a(10, **F32),), {"out": a(10)}),
    (32, "sum", (a(4, 5, dtype="int32"), 1), {}),
    (32, "sum", (a(4, 5, dtype="bool"), 1), {}),
    (16, "sum", (a(4, 5, **F32), 1), {}),
    (240, "fft.fft", (a(8),), {}),
    (120, "fft.fft", (a(8, dtype="complex64"),), {}),
    (240, "fft.fft", (a(8, dtype="int8"),), {}),
    # complex factors
    (496, "exp", (a(10, dtype="complex64"),), {}),
    (20, "add", (a(10, dtype="complex64"), a(10, dtype="complex64")), {}),
    (60, "multiply", (a(10, dtype="complex64"), a(10, dtype="complex64")), {}),
    (13312, "linalg.svd", (a(4, 4, dtype="complex128"),), {}),
    # contractions of complex numbers are exact: 6 for each product and 2 for each sum
    (2 * (6 * 24 + 2 * 16), "matmul", (a(2, 3, dtype="complex128"), a(3, 4)), {}),
    (8 * 3 - 2, "vdot", (a(3, dtype="complex64"), a(3, dtype="complex64")), {}),
    # methods of ufuncs inherit
    (32, "add.reduce", (a(4, 5), 1), {}),
    (512, "power.reduce", (a(4, 5), 1), {}),
    (32, "add.accumulate", (a(4, 5), 1), {}),
    # families
    (256, "divmod", (a(4), a(4)), {}),
    (48, "isclose", (a(4), a(4)), {}),
    (40, "mean", (a(4, 5), 1), {}),
    (40, "average", (a(4, 5), 1), {}),
    (2 * (60 - 4), "average", (a(4, 5), 1), {"weights": a(5)}),
    (168, "std", (a(4, 5), 1), {}),
    (40, "median", (a(4, 5), 1), {}),
    (72, "ptp", (a(4, 5), 1), {}),
    (32, "cumsum", (a(4, 5), 1), {}),
    (624, "percentile", (a(100), a(3)), {}),
    (44, "convolve", (a(5), a(3)), {}),
    (46, "correlate", (a(5), a(3)), {"mode": "full"}),
    (30, "convolve", (a(5), a(3)), {"mode": "valid"}),
    # all products of a covariance count, though the row counts those that are equal once
    (480, "cov", (a(3, 10),), {}),
    (2 * (80 + 16 * 19 + 16), "cov", (a(10, 3),), {"y": a(10, 1), "rowvar": False}),
    (2 * (240 + 9 + 60), "cov", (a(3, 10),), {"aweights": a(10)}),
    (4 * 480, "cov", (a(3, 10, dtype="complex128"),), {}),
    (480 + 2 * (3 + 36), "corrcoef", (a(3, 10),), {}),
    (20, "clip", (a(5), 0, 1), {}),
    (80, "matmul", (a(2, 3), a(3, 4)), {}),
    (72, "einsum", (("ij,j->i", a(4, 5), a(5)),), {}),
    (24, "outer", (a(3), a(4)), {}),
    (42, "linalg.cholesky", (a(4, 4),), {}),
    (256, "linalg.inv", (a(4, 4),), {}),
    (26, "linalg.solve", (a(2, 2), a(2)), {}),
    (2 * 25 * 27, "linalg.eig", (a(3, 3),), {}),
    (80, "linalg.norm", (a(4, 5),), {}),
    (1600, "fft.fft2", (a(4, 8),), {}),
    (120, "fft.rfft", (a(8),), {}),
    (192, "sort", (a(8),), {}),
    (192, "unique", (a(8),), {}),
    (64, "partition", (a(8), 3), {}),
    (120, "searchsorted", (a(8), a(5)), {}),
    (80, "bincount", (a(10, dtype="int64"),), {}),
    (32, "where", (a(4, dtype="bool"), a(4), a(4)), {}),
    (0, "ndarray.__getitem__", (a(5), 2), {}),
    (24, "ndarray.__getitem__", (a(5), a(3, dtype="int64")), {}),
    (10, "copy", (a(5),), {}),
    (8, "reshape", (a(4), (2, 2)), {}),
    (16, "concatenate", ([a(4), a(4)],), {}),
    (0, "transpose", (a(4, 4),), {}),
    (0, "zeros", ((4,),), {}),
    (8, "ones", ((4,),), {}),
    (20, "arange", (10,), {}),
    (200, "linspace", (0, 1), {}),
    (20, "triu", (a(4, 4),), {}),
    (6, "diag", (a(3),), {}),
    (8, "eye", (4,), {}),
    (80, "blackman", (1,), {}),
    (120, "polyval", (a(4), a(10)), {}),
    (320, "random.Generator.normal", (None,), {"size": (10,)}),
    (60, "random.Generator.uniform", (None,), {"size": (10,)}),
    # the floor
    (1, "sum", (a(1, **F32),), {}),
]


@pytest.mark.parametrize(
    ("cost", "name", "args", "options"), LIST, ids=[f"{i}-{row[1]}" for i, row in enumerate(LIST)]
)
def test_the_contest_s_list(cost: int, name: str, args: Any, options: Any) -> None:
    assert charged(ARC, name, *args, **options) == cost


def test_the_list_names_only_operations() -> None:
    ARC.check_names(TABLE)
    assert not ARC.is_linear


def test_every_row_tells_its_sizes() -> None:
    """Whatever a row is, no size raises for plain operands: 0 where it has none."""
    told = 0
    for op in ORDERED:
        if any(p.kind.name not in ("array", "out", "mask", "dtype", "plain") for p in op.params):
            continue
        if any(p.kind.is_plain and not p.source for p in op.params):
            continue
        args = tuple(a(3, 3) if p.kind.is_array and not p.source else p.default for p in op.params)
        call = op.called(args)
        try:
            op.units_of(call)
        except Exception:  # noqa: BLE001 - the row refuses these operands
            continue
        sizes = dict(CallSizes(op, call))
        assert sizes.keys() == SIZES.keys()
        assert all(type(n) is int and n >= 0 for n in sizes.values()), (op.name, sizes)
        told += 1
    assert told > 150


# --- the language ------------------------------------------------------------------------------------

EXPRESSIONS = st.recursive(
    st.integers(0, 50).map(str) | st.sampled_from(["n", "m", "size"]),
    lambda inner: (
        st.tuples(inner, st.sampled_from(["+", "-", "*"]), inner).map(lambda t: f"({' '.join(t)})")
        | st.tuples(st.sampled_from(["min", "max"]), inner, inner).map(
            lambda t: f"{t[0]}({t[1]}, {t[2]})"
        )
    ),
    max_leaves=12,
)


@given(EXPRESSIONS, st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
@settings(max_examples=60)
def test_values_are_those_of_python(text: str, n: int, m: int, size: int) -> None:
    sizes = {"n": n, "m": m, "size": size}
    wanted = eval(text, {"min": min, "max": max} | sizes)
    assert Expression(text)(sizes) == wanted


@pytest.mark.parametrize("n", [1, 2, 3, 1023, 1024, 1025, 2**200, 2**200 + 1])
def test_logarithms_and_quotients_are_exact(n: int) -> None:
    up = Expression("ceil(log2(n))")({"n": n})
    assert 2**up >= n > 2**up // 2 or n == 1
    assert Expression("floor(log2(n))")({"n": n}) == n.bit_length() - 1
    assert Expression("n * n * n / 3")({"n": n}) == n**3 // 3
    assert Expression("ceil(n / 7)")({"n": n}) == -(-n // 7)


@pytest.mark.parametrize(
    "text",
    [
        *"n ** n|n.real|n[0]|lambda: 1|__import__('os')|log2(n)|1.5|'n'|n if n else 1".split("|"),
        *"min(n)|ceil(n, 1)|n & 1|[n]|f(n)|(n := 3)|n < 2|ceil(log2(n, 2))".split("|"),
        "ceil(x=n)",
        "",
        "10**9",
        "9999999999999999999",
        "n + " * 200 + "n",
        "(" * 90 + "n" + ")" * 90 + "]",
    ],
)
def test_what_is_not_of_the_language_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        Expression(text)


def test_a_quotient_by_nothing_says_so() -> None:
    with pytest.raises(ExpressionError, match="divides by 0"):
        Expression("m / n")({"m": 1, "n": 0})


# --- files -------------------------------------------------------------------------------------------


def own(**calls: Any) -> Policy:
    return Policy(json.dumps({"name": "own", "calls": calls}), "own")


@pytest.mark.parametrize(
    ("calls", "problem"),
    [
        ({"counts": {"n * length": ["add"]}}, "reads 'length', which no row tells"),
        ({"counts": {"n": "add"}}, "must be a list of operations"),
        ({"counts": {"n": ["add"], "m": ["add"]}}, "has 'add' twice"),
        ({"weights": {"-1": ["add"]}}, "is not a weight"),
        ({"rates": {"float128": 4}}, "'float128' is not a dtype"),
        ({"floor": 0.5}, "must be a whole number"),
        ({"prices": {}}, "must be an object of"),
    ],
)
def test_wrong_calls_are_refused(calls: dict[str, Any], problem: str) -> None:
    with pytest.raises(PolicyError, match=problem):
        own(**calls)


def test_calls_and_units_are_not_mixed() -> None:
    with pytest.raises(PolicyError, match="give 'calls' or 'rates', not both"):
        Policy(json.dumps({"name": "own", "calls": {}, "rates": {}}), "own")


@given(st.integers(0, 10**6), st.sampled_from(["2.25", "3.1", "11/2"]), st.integers(0, 99))
@settings(max_examples=40)
def test_costs_are_truncated_once(n: int, factor: str, weight: int) -> None:
    policy = own(counts={"out": ["exp"]}, weights={str(weight): ["exp"]}, complex={factor: ["exp"]})
    whole = Policy(json.dumps({"name": "x", "calls": {"weights": {factor: ["exp"]}}}), "x")
    ratio = whole.calls.weight(("exp",))  # type: ignore[union-attr]
    wanted = n * weight * ratio.over // ratio.under
    assert charged(policy, "exp", a(n, dtype="complex64")) == wanted
