"""Cost queries: for any operation, dtype, batch, option and policy, and equal to the charge."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import flopscope as flops
import flopscope.numpy as fnp
from flopscope import accounting
from flopscope_eval.commands.explain import command as explain
from flopscope_eval.commands.explain import parsed
from flopscope_eval.commands.prices import command as prices

CALLS: list[tuple[str, list[tuple[int, ...]], dict[str, Any]]] = [
    ("add", [(3, 1), (4,)], {}),
    ("exp", [(5, 2)], {}),
    ("matmul", [(2, 3, 4), (4, 5)], {}),
    ("dot", [(3, 4), (4,)], {}),
    ("tensordot", [(3, 4), (4, 2)], {"axes": 1}),
    ("sum", [(3, 4, 5)], {"axis": (0, 2)}),
    ("std", [(6, 4)], {"axis": 0, "ddof": 1}),
    ("median", [(6, 4)], {"axis": 1}),
    ("cov", [(3, 10)], {}),
    ("cov", [(3, 10)], {"rowvar": False}),
    ("corrcoef", [(3, 10)], {}),
    ("convolve", [(9,), (4,)], {"mode": "same"}),
    ("sort", [(3, 16)], {"axis": 0}),
    ("argsort", [(30,)], {}),
    ("unique", [(30,)], {"return_counts": True}),
    ("searchsorted", [(30,), (4,)], {}),
    ("cumsum", [(4, 5)], {"axis": 1}),
    ("diff", [(9, 3)], {"n": 2, "axis": 0}),
    ("clip", [(9,)], {"min": 0.5, "max": 2.0}),
    ("where", [(3, 4), (4,), (3, 1)], {}),
    ("kron", [(2, 3), (4, 5)], {}),
    ("fft.fft", [(3, 12)], {}),
    ("fft.rfft", [(16,)], {"n": 32}),
    ("fft.fft2", [(4, 8)], {}),
    ("linalg.svd", [(7, 3)], {"full_matrices": False}),
    ("linalg.svd", [(2, 3, 7)], {"compute_uv": False}),
    ("linalg.qr", [(7, 3)], {"mode": "r"}),
    ("linalg.inv", [(2, 4, 4)], {}),
    ("linalg.solve", [(4, 4), (4, 2)], {}),
    ("linalg.eigh", [(4, 4)], {}),
    ("linalg.norm", [(4, 5)], {"ord": 1}),
    ("linalg.matrix_power", [(3, 3)], {"n": 5}),
    ("percentile", [(20,)], {"q": 30}),
    ("histogram", [(20,)], {"bins": 7}),
    ("concatenate", [[(3, 4), (2, 4)]], {}),  # type: ignore[list-item]
    ("polyval", [(4,), (6,)], {}),
    ("interp", [(6,), (4,), (4,)], {}),
    ("outer", [(3,), (4,)], {}),
    ("nansum", [(3, 4)], {"axis": 0}),
]


def value(shape: Any, dtype: str) -> Any:
    if isinstance(shape, list):
        return [value(s, dtype) for s in shape]
    count = 1
    for n in shape:
        count *= n
    made = fnp.arange(1.0, count + 1).reshape(shape)
    if len(shape) > 1 and shape[-1] == shape[-2]:
        made = made + fnp.eye(shape[-1]) * count  # not singular
    return made.astype(dtype)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize(
    ("name", "shapes", "options"), CALLS, ids=[f"{i}-{c[0]}" for i, c in enumerate(CALLS)]
)
def test_a_query_is_what_is_charged(
    name: str, shapes: list[Any], options: dict[str, Any], dtype: str
) -> None:
    operands = [value(s, dtype) for s in shapes]
    function: Any = fnp
    path = name.split(".")
    if path[0] == "ndarray":
        function, operands = getattr(operands[0], path[1]), operands[1:]
    else:
        for part in path:
            function = getattr(function, part)
    with flops.BudgetContext(10**9, quiet=True) as budget:
        function(*operands, **options)
    assert accounting.cost(name, *shapes, **options, dtype=dtype) == budget.flops_used
    with flops.BudgetContext(0, quiet=True) as nothing:
        accounting.cost(name, *shapes, **options)
    assert nothing.flops_used == 0


@given(
    st.sampled_from(["exp", "sqrt", "sum", "sort", "cumsum", "mean"]),
    st.lists(st.integers(0, 5), min_size=1, max_size=3),
    st.sampled_from(["int8", "float16", "float32", "int64", "complex64"]),
)
@settings(max_examples=40, deadline=None)
def test_random_calls_cost_what_is_asked(name: str, shape: list[int], dtype: str) -> None:
    if name == "mean" and 0 in shape:
        return  # NumPy warns
    x = fnp.zeros(shape, dtype=dtype)
    with flops.BudgetContext(10**9, quiet=True) as budget:
        getattr(fnp, name)(x)
    assert accounting.cost(name, tuple(shape), dtype=dtype) == budget.flops_used


def test_policies_dtypes_and_batches() -> None:
    one = accounting.cost("matmul", (32, 784), (784, 128))
    assert accounting.cost("matmul", (32, 784), (784, 128), batch=(2, 3)) == 6 * one
    assert accounting.cost("matmul", (8, 4), (4, 2), policy="contest") == 2 * accounting.cost(
        "matmul", (8, 4), (4, 2), policy="contest", dtype="float32"
    )
    assert accounting.svd_cost(20, 4, batch=3, policy="fma") == 3 * accounting.svd_cost(
        20, 4, policy="fma"
    )
    assert accounting.cost("exp", (10,), policy="contest", dtype="float32") == 160


def test_every_operation_has_a_query_of_its_own() -> None:
    assert accounting.sort_cost((1000,)) == accounting.cost("sort", (1000,))
    assert accounting.normal_cost(size=(10,)) == 10
    assert accounting.eye_cost(4, policy="metered") > 0
    with pytest.raises(AttributeError, match=r"accounting.cost\(name"):
        accounting.fnord_cost  # noqa: B018
    with pytest.raises(TypeError, match="has no parameter 'sideways'"):
        accounting.cost("sort", (3,), sideways=True)
    with pytest.raises(ValueError, match="there is no operation"):
        accounting.cost("sorted", (3,))


def test_explanations_add_up() -> None:
    for policy in ("flops", "fma", "contest", "energy45"):
        found = accounting.explain("linalg.svd", (6, 3), policy=policy)
        total = sum(n * int(found.weights[unit]) for unit, n in found.units.items())
        assert total == found.cost
        assert found.formula.startswith("FLOPs")
        assert found.source


# --- commands ---------------------------------------------------------------------------------------


def test_explain_prints_units_formula_and_source() -> None:
    done = CliRunner().invoke(explain, ["exp((10,))", "--dtype", "int32", "--policy", "contest"])
    assert done.exit_code == 0
    assert "320 under policy contest" in done.output
    assert "computed in float64" in done.output
    assert "evaluations" in done.output
    as_json = CliRunner().invoke(explain, ["matmul((2, 3), (3, 4))", "--batch", "5", "--json"])
    assert json.loads(as_json.output)["cost"] == 200


@pytest.mark.parametrize(
    "call",
    ["", "exp", "exp(x)", "exp(*[1])", "exp(**{})", "exp(open('f'))", "sorted((3,))", "exp((1,), 2, 3, 4, 5)"],
)  # fmt: skip
def test_what_is_no_call_is_wrong_usage(call: str) -> None:
    done = CliRunner().invoke(explain, [call])
    assert done.exit_code == 2
    assert "Traceback" not in done.output


def test_an_index_array_in_a_call() -> None:
    name, args, _ = parsed("ndarray.__getitem__((5, 4), (array((3,), 'int64'), slice(0, 2)))")
    assert name == "ndarray.__getitem__"
    assert args[0] == (5, 4)
    assert args[1][0].shape == (3,)
    assert args[1][1] == slice(0, 2)


def test_lists_of_prices_are_compared(tmp_path: Path) -> None:
    runner = CliRunner()
    new = tmp_path / "new.json"
    new.write_text(runner.invoke(prices, ["list"]).output)
    assert runner.invoke(prices, ["diff", str(new)]).exit_code == 0
    document = json.loads(new.read_text())
    assert sum(bool(row["prices"]) for row in document["rows"].values()) > 700
    document["rows"]["exp"]["prices"]["(7,) float64"] = {"evaluations": 8}
    del document["rows"]["sin"]
    old = tmp_path / "old.json"
    old.write_text(json.dumps(document))
    done = runner.invoke(prices, ["diff", str(old), str(new), "--json"])
    assert done.exit_code == 1
    assert [row["operation"] for row in json.loads(done.output)] == ["exp", "sin"]
    old.write_text("[]")
    assert runner.invoke(prices, ["diff", str(old), str(new)]).exit_code == 2
