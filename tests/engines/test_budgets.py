"""Budgets: what is charged, what is refused, and what a program can read of it."""

from __future__ import annotations

import contextlib
import math
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

import flopscope as flops
import flopscope.numpy as fnp
from flopscope._ledger.log import LOG_LENGTH


@pytest.fixture
def ten() -> Any:
    """Ten elements: one FLOP each for an addition."""
    return fnp.arange(10.0)


@pytest.fixture
def fresh() -> Iterator[None]:
    """The process's (or session's) accounting, started anew."""
    flops.budget_reset()
    yield
    flops.budget_reset()


def test_the_reference_program() -> None:
    with flops.BudgetContext(flop_budget=10**6) as budget:
        x = fnp.zeros((256,))
        W = fnp.random.randn(256, 256)
        h = fnp.einsum("ij,j->i", W, x)
        text = budget.summary()
    assert h.shape == (256,)
    assert budget.flops_used == 65_536 + 130_816
    assert budget.flops_remaining == 803_648
    assert set(budget.summary_dict()["operations"]) == {"random.randn", "einsum"}
    assert text.startswith("flopscope FLOP Budget Summary\n")
    assert "803,648" in text


# --- refusals ----------------------------------------------------------------------------------


def test_a_refused_operation_neither_runs_nor_charges(ten: Any) -> None:
    before = ten.tolist()
    with flops.BudgetContext(14) as budget:
        ten[:5] += 1
        with pytest.raises(flops.BudgetExhaustedError) as refused:
            ten += 1
        assert budget.flops_used == 5
        assert budget.flops_remaining == 9
    assert (refused.value.op_name, refused.value.flop_cost) == ("add", 10)
    assert refused.value.flops_remaining == 9
    assert ten.tolist()[5:] == before[5:]


def test_a_refused_sample_leaves_the_random_state() -> None:
    rng, twin = fnp.random.default_rng(3), fnp.random.default_rng(3)
    with flops.BudgetContext(4), pytest.raises(flops.BudgetExhaustedError):
        rng.random(5)
    assert rng.random(4).tolist() == twin.random(4).tolist()


def test_a_program_may_catch_a_refusal_and_do_less(ten: Any) -> None:
    with flops.BudgetContext(7) as budget:
        with pytest.raises(flops.BudgetExhaustedError):
            ten + 1
        assert (ten[:7] + 1).tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert budget.flops_remaining == 0


def test_an_exhausted_budget_still_pays_for_what_is_free(ten: Any) -> None:
    with flops.BudgetContext(0) as budget:
        assert ten.reshape(2, 5)[1].tolist() == [5, 6, 7, 8, 9]
        with pytest.raises(flops.BudgetExhaustedError):
            ten[:1] + 1
    assert budget.flops_used == 0


def test_an_operation_refused_for_its_arguments_is_not_charged(ten: Any) -> None:
    with flops.BudgetContext(1000) as budget:
        with pytest.raises(ValueError, match="broadcast"):
            fnp.add(ten, [1, 2, 3])
        with pytest.raises(ValueError, match="broadcast"):
            fnp.clip(ten, 0, 1, out=fnp.zeros(3))
        with pytest.raises(fnp.exceptions.AxisError):
            ten.sum(axis=1)
        with pytest.raises(TypeError):
            fnp.bitwise_and(ten, 1)
    assert budget.flops_used == 0
    assert budget.summary_dict()["operations"] == {}


def test_a_singular_matrix_is_charged_since_finding_out_is_the_work() -> None:
    with flops.BudgetContext(1000) as budget, pytest.raises(fnp.linalg.LinAlgError):
        fnp.linalg.inv(fnp.zeros((3, 3)))
    assert budget.flops_used == 58


@pytest.mark.parametrize(
    "call",
    [
        lambda n: fnp.arange(n) + 1,
        lambda n: fnp.linspace(0, 1, n) + 1,
        lambda n: fnp.random.permutation(n),
        lambda n: fnp.random.default_rng(1).permutation(n),
        lambda n: fnp.random.default_rng(1).choice(n, n, replace=False),
        lambda n: fnp.random.choice(n, 5, False),
        lambda n: fnp.random.randint(n, size=n),
        lambda n: fnp.random.default_rng(1).integers(n, size=(n, 2)),
        lambda n: fnp.histogram([1.0, 2.0], n),
        lambda n: fnp.histogram2d([1.0, 2.0], [1.0, 2.0], [n, 3]),
        lambda n: fnp.histogram2d([1.0, 2.0], [1.0, 2.0], fnp.array([n, 3])),
        lambda n: fnp.histogramdd(fnp.ones((2, 2)), fnp.array([n, 3])),
        lambda n: fnp.hanning(n),
        lambda n: fnp.vander([1.0, 2.0], n),
        lambda n: fnp.fft.fft([1.0, 2.0], n),
        lambda n: fnp.diff(fnp.arange(200.0), n),
        lambda n: fnp.linalg.matrix_power(fnp.eye(3), n),
        lambda n: fnp.ones(n).reshape(n, 1) + fnp.ones(n),
        lambda n: fnp.ones((2, 100))[:, fnp.array([True, False] * 50)][:, :n].sum(axis=0),
    ],
)
def test_a_number_is_priced_by_its_value_whatever_its_class(call: Any) -> None:
    def cost(n: Any) -> int:
        with flops.BudgetContext(10**9) as budget:
            call(n)
        return budget.flops_used

    few, many = cost(6), cost(37)
    assert few != many
    for made in (fnp.int64, fnp.int16, fnp.uint8):
        assert (cost(made(6)), cost(made(37)), cost(made(6))) == (few, many, few)


# --- budgets -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        -1,
        -1.0,
        math.nan,
        math.inf,
        -math.inf,
        0.5,
        1e-300,
        "100",
        b"1",
        None,
        True,
        [1],
        1j,
        object,
    ],
    ids=repr,
)
def test_what_is_no_budget_is_refused(value: object) -> None:
    with pytest.raises(flops.InvalidBudgetError, match="flop_budget"):
        flops.BudgetContext(value)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="flop_budget"):
        flops.BudgetContext(flop_budget=value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "value", [10, 10.0, 1e6, 2**63, 2**64 + 1, 10**30, 10**400], ids=lambda n: str(n)[:25]
)
def test_budgets_are_exact_at_any_size(value: int, ten: Any) -> None:
    with flops.BudgetContext(value) as budget:
        ten + 1
        assert budget.flops_remaining == int(value) - 10
    assert budget.summary_dict()["flops_remaining"] == int(value) - 10
    assert f"{int(value) - 10:,}" in budget.summary()


def test_an_integer_array_scalar_is_a_budget(ten: Any) -> None:
    with flops.BudgetContext(fnp.int64(10)) as budget:
        ten + 1
    assert budget.flops_remaining == 0


@pytest.mark.parametrize("value", [0, -1, math.nan, math.inf, "1", True], ids=repr)
def test_what_is_no_time_limit_is_refused(value: object) -> None:
    with pytest.raises(flops.InvalidBudgetError, match="wall_time_limit_s"):
        flops.BudgetContext(10, wall_time_limit_s=value)  # type: ignore[arg-type]


def test_a_time_limit_refuses_what_comes_after_it(ten: Any) -> None:
    with flops.BudgetContext(100, wall_time_limit_s=0.2) as budget:
        ten + 1
        time.sleep(0.25)
        with pytest.raises(flops.TimeExhaustedError, match=r"0\.2 s"):
            (ten + 1).tolist()
    assert budget.flops_used == 10
    assert budget.elapsed_s >= 0.25


# --- contexts ----------------------------------------------------------------------------------


def test_contexts_nest(ten: Any) -> None:
    with flops.BudgetContext(100) as outer:
        ten + 1
        with flops.BudgetContext(1000) as inner:
            assert flops.current_budget() is inner
            ten + 1
            with pytest.raises(flops.BudgetExhaustedError) as refused:
                fnp.zeros(81) + 1  # the inner could pay, the outer cannot
        assert flops.current_budget() is outer
    assert flops.current_budget() is None
    assert (inner.flops_used, outer.flops_used) == (10, 20)
    assert refused.value.flops_remaining == 80


def test_a_context_ends_with_its_block_whatever_happens(ten: Any) -> None:
    budget = flops.budget(100)
    with contextlib.suppress(KeyError), budget:
        ten + 1
        raise KeyError
    ten + 1
    assert flops.current_budget() is None
    assert budget.flops_used == 10
    wall = budget.wall_time_s
    time.sleep(0.01)
    assert budget.wall_time_s == wall


def test_an_open_context_cannot_be_entered_again() -> None:
    with flops.BudgetContext(100) as budget, pytest.raises(RuntimeError, match="open already"):
        budget.__enter__()


def test_a_closed_context_starts_anew(ten: Any) -> None:
    budget = flops.BudgetContext(10)
    for _ in range(3):
        with budget:
            ten + 1
        assert budget.flops_remaining == 0


def test_a_context_that_was_never_entered_has_nothing_to_show() -> None:
    budget = flops.BudgetContext(10)
    assert (budget.flops_used, budget.flops_remaining, budget.op_log) == (0, 10, [])
    with pytest.raises(flops.NoBudgetContextError):
        budget.summary()


def test_each_call_of_a_decorated_function_has_its_own_budget(ten: Any) -> None:
    @flops.BudgetContext(10, namespace="step")
    def step(x: Any, *, by: float = 1.0) -> Any:
        """Add."""
        return x + by

    assert step.__name__ == "step"
    assert step.__doc__ == "Add."
    with flops.BudgetContext(100) as budget:
        assert step(step(ten), by=2.0)[0] == 3.0
        with pytest.raises(flops.BudgetExhaustedError):
            step(fnp.zeros(11))
    assert budget.summary_dict(by_namespace=True)["by_namespace"]["step"]["flops_used"] == 20


def test_a_decorated_function_may_call_itself(ten: Any) -> None:
    @flops.budget(30)
    def down(n: int) -> int:
        ten + 1
        return 0 if n == 0 else 1 + down(n - 1)

    assert down(2) == 2
    with pytest.raises(flops.BudgetExhaustedError):
        down(3)


def test_threads_charge_what_is_around_all_contexts(ten: Any, fresh: None) -> None:
    def work() -> None:
        with flops.BudgetContext(10**6):
            for _ in range(100):
                ten + 1

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert flops.budget_summary_dict()["flops_used"] == 4 * 100 * 10


def total(summary: dict[str, Any]) -> int:
    """The FLOPs of a summary's operations, which must be all."""
    return sum(row["flop_cost"] for row in summary["operations"].values())


def test_a_pools_thread_charges_what_is_still_open_around_it(ten: Any, fresh: None) -> None:
    with ThreadPoolExecutor(1) as pool, flops.BudgetContext(10**6, namespace="outer") as outer:
        with flops.BudgetContext(25, namespace="inner") as inner:
            pool.submit(lambda: ten + 1).result()
            assert pool.submit(flops.current_budget).result() is inner
        pool.submit(lambda: ten * 2).result()
        pool.submit(lambda: ten * 2).result()  # more than the inner could pay
        assert pool.submit(flops.current_budget).result() is outer
    pool_of_closed = outer.summary_dict(by_namespace=True)
    assert (inner.flops_used, outer.flops_used) == (10, 30)
    assert total(inner.summary_dict()) == 10
    assert total(pool_of_closed) == 30
    assert pool_of_closed["by_namespace"]["outer.inner"]["flops_used"] == 30
    assert [r.op_name for r in inner.op_log] == ["add"]


def test_a_thread_that_outlives_all_contexts_charges_the_default(ten: Any, fresh: None) -> None:
    with ThreadPoolExecutor(1) as pool:
        with flops.BudgetContext(25) as budget:
            pool.submit(lambda: ten + 1).result()
        pool.submit(lambda: ten * 2).result()
        assert pool.submit(flops.current_budget).result() is None
        found = flops.budget_summary_dict()
        assert (found["flops_used"], total(found)) == (20, 20)
        flops.budget_reset()
        pool.submit(lambda: ten * 2).result()
        with pytest.raises(flops.BudgetExhaustedError):
            pool.submit(flops.budget(5)(lambda: ten - 1)).result()
        pool.submit(flops.budget(10)(lambda: ten - 1)).result()
    found = flops.budget_summary_dict()
    assert (found["flops_used"], total(found)) == (20, 20)
    assert budget.flops_used == 10


def test_a_threads_context_stays_inside_the_one_that_it_was_opened_in(
    ten: Any, fresh: None
) -> None:
    opened, closed = threading.Event(), threading.Event()
    seen: list[flops.BudgetContext] = []

    def work() -> None:
        with flops.BudgetContext(25) as own:
            ten + 1
            seen.append(own)
            opened.set()
            closed.wait(10)
            ten + 1
            with pytest.raises(flops.BudgetExhaustedError):
                ten + 1
        ten + 1

    with flops.BudgetContext(20) as outer:
        thread = threading.Thread(target=work)
        thread.start()
        assert opened.wait(10)
    closed.set()
    thread.join()
    found = flops.budget_summary_dict()
    assert [b.flops_used for b in (outer, *seen)] == [20, 20]
    assert [total(b.summary_dict()) for b in (outer, *seen)] == [20, 20]
    assert (found["flops_used"], total(found)) == (30, 30)


def test_sums_hold_while_contexts_close_around_a_pool(ten: Any, fresh: None) -> None:
    def work() -> None:
        ten + 1
        with contextlib.suppress(ValueError):
            fnp.add(ten, [1, 2, 3])

    contexts = []
    with ThreadPoolExecutor(4) as pool:
        for _ in range(20):
            with flops.BudgetContext(10**6) as budget:
                tasks = [pool.submit(work) for _ in range(8)]
                contexts.append(budget)
        for task in tasks:
            task.result()
    found = flops.budget_summary_dict()
    assert (found["flops_used"], found["operations"]["add"]["calls"]) == (1600, 160)
    assert total(found) == 1600
    for budget in contexts:
        assert budget.flops_used == total(budget.summary_dict())


# --- what can be read --------------------------------------------------------------------------


def test_namespaces_join_with_dots(ten: Any) -> None:
    with flops.BudgetContext(1000, namespace="run") as budget:
        ten + 1
        with flops.namespace("layer") as outer, fnp.namespace("inner") as inner:
            assert (outer, inner) == ("run.layer", "run.layer.inner")
            ten * 2
            ten * 2
        ten - 1
    found = budget.summary_dict(by_namespace=True)["by_namespace"]
    assert {name: (group["flops_used"], group["calls"]) for name, group in found.items()} == {
        "run": (20, 2),
        "run.layer.inner": (20, 2),
    }
    assert found["run.layer.inner"]["operations"]["multiply"]["calls"] == 2
    assert "Namespace run.layer.inner: 20 FLOPs, 2 calls" in budget.summary(by_namespace=True)
    assert "Namespace" not in budget.summary()


@pytest.mark.parametrize("name", ["", None, 3])
def test_a_namespace_is_a_name(name: object) -> None:
    with pytest.raises(TypeError), flops.namespace(name):  # type: ignore[arg-type]
        pass


def test_the_summary_as_a_dictionary(ten: Any) -> None:
    with flops.BudgetContext(1000) as budget:
        ten + 1
        (ten + 1).reshape(2, 5) @ fnp.ones(5)
        found = budget.summary_dict()
    assert set(found) == {
        "flop_budget",
        "flops_used",
        "flops_remaining",
        "operations",
        "wall_time_s",
        "flopscope_backend_time_s",
        "flopscope_overhead_time_s",
        "residual_wall_time_s",
    }
    assert (found["flop_budget"], found["flops_used"], found["flops_remaining"]) == (1000, 38, 962)
    operations = {k: (v["flop_cost"], v["calls"]) for k, v in found["operations"].items()}
    assert operations == {"add": (20, 2), "matmul": (18, 1)}
    parts = ("flopscope_backend_time_s", "flopscope_overhead_time_s", "residual_wall_time_s")
    assert sum(found[p] for p in parts) == pytest.approx(found["wall_time_s"])
    assert all(found[p] >= 0 for p in parts)


def test_the_summary_as_text(ten: Any) -> None:
    with flops.BudgetContext(40) as budget:
        ten + 1
        fnp.exp(ten) * 2
    head = budget.summary().splitlines()[:10]
    assert head == [
        "flopscope FLOP Budget Summary",
        "=============================",
        "Total budget:                 40",
        "Used:                         30  (75.0%)",
        "Remaining:                    10  (25.0%)",
        "",
        "By operation:",
        "  add                         10   33.3%         1 calls",
        "  exp                         10   33.3%         1 calls",
        "  multiply                    10   33.3%         1 calls",
    ]


def test_the_operation_log(ten: Any) -> None:
    with flops.BudgetContext(1000, namespace="run") as budget:
        x = ten + 1
        fnp.einsum("i,i->", x, ten)
        x.astype("float32").reshape(5, 2)
        log = budget.op_log
    assert [r.op_name for r in log] == ["add", "einsum", "ndarray.astype", "reshape"]
    assert [r.flop_cost for r in log] == [10, 19, 10, 0]
    assert [r.cumulative for r in log] == [10, 29, 39, 39]
    assert {r.namespace for r in log} == {"run"}
    assert log[1].subscripts == "i,i->"
    assert log[1].shapes == ((10,), (10,))
    assert [r.resolved_dtype for r in log] == ["float64", "float64", "float32", "float32"]
    starts = [r.flopscope_context_start_offset_s for r in log]
    assert starts == sorted(starts)
    assert starts[0] >= 0


def test_the_log_forgets_the_oldest() -> None:
    one = fnp.ones(1)
    with flops.BudgetContext(10**6) as budget:
        for _ in range(LOG_LENGTH + 5):
            one + 1
        assert len(budget.op_log) == LOG_LENGTH
        assert budget.op_log[0].cumulative == 6
    assert budget.flops_used == LOG_LENGTH + 5


def test_without_a_context_the_default_budget_is_charged(ten: Any, fresh: None) -> None:
    ten + 1
    found = flops.budget_summary_dict()
    assert (found["flop_budget"], found["flops_used"]) == (10**15, 10)
    assert found["operations"]["add"]["calls"] == 1


def test_the_process_summary_has_all_contexts(
    ten: Any, fresh: None, capsys: pytest.CaptureFixture[str]
) -> None:
    ten + 1
    with flops.BudgetContext(100, namespace="a"):
        ten + 1
        open_too = flops.budget_summary_dict(by_namespace=True)
    assert open_too["flops_used"] == 20
    assert {n: g["flops_used"] for n, g in open_too["by_namespace"].items()} == {None: 10, "a": 10}
    text = flops.budget_summary()
    assert capsys.readouterr().out == text + "\n"
    flops.budget_reset()
    assert flops.budget_summary_dict()["flops_used"] == 0


def test_a_reset_does_not_refill_an_open_context(ten: Any, fresh: None) -> None:
    with flops.BudgetContext(15) as budget:
        ten + 1
        flops.budget_reset()
        with pytest.raises(flops.BudgetExhaustedError):
            ten + 1
    assert budget.flops_used == 10
