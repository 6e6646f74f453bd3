"""Cost queries give what the operations are charged, and run nothing."""

from __future__ import annotations

import inspect
import os
import subprocess
import sys

import pytest

import flopscope as flops
import flopscope.numpy as fnp
from flopscope import accounting

from .conftest import Run

CALLS = {
    "bartlett_cost(9)": "fnp.bartlett(9)",
    "blackman_cost(9)": "fnp.blackman(9)",
    "cholesky_cost(4)": "fnp.linalg.cholesky(S)",
    "cond_cost(5, 3)": "fnp.linalg.cond(A)",
    "det_cost(4)": "fnp.linalg.det(S)",
    "eig_cost(4)": "fnp.linalg.eig(S)",
    "eigh_cost(4)": "fnp.linalg.eigh(S)",
    "eigvals_cost(4)": "fnp.linalg.eigvals(S)",
    "eigvalsh_cost(4)": "fnp.linalg.eigvalsh(S)",
    "einsum_cost('ij,j->i', shapes=[(5, 3), (3,)])": "fnp.einsum('ij,j->i', A, w)",
    "einsum_cost('ij,jk,kl', [(5, 3), (3, 5), (5, 3)], True)": (
        "fnp.einsum('ij,jk,kl', A, A.T.copy(), A, optimize=True)"
    ),
    "fft_cost(12)": "fnp.fft.fft(v)",
    "fftn_cost((5, 3))": "fnp.fft.fftn(A)",
    "hamming_cost(9)": "fnp.hamming(9)",
    "hanning_cost(9)": "fnp.hanning(9)",
    "hfft_cost(12)": "fnp.fft.hfft(v[:7], 12)",
    "inv_cost(4)": "fnp.linalg.inv(S)",
    "kaiser_cost(9)": "fnp.kaiser(9, 14.0)",
    "lstsq_cost(5, 3)": "fnp.linalg.lstsq(A, A[:, :1], rcond=None)",
    "matrix_norm_cost((5, 3))": "fnp.linalg.matrix_norm(A)",
    "matrix_power_cost(4, 5)": "fnp.linalg.matrix_power(S, 5)",
    "matrix_rank_cost(5, 3)": "fnp.linalg.matrix_rank(A)",
    "multi_dot_cost([(5, 3), (3, 5), (5, 3)])": "fnp.linalg.multi_dot([A, A.T, A])",
    "norm_cost((5, 3), 'nuc')": "fnp.linalg.norm(A, 'nuc')",
    "pinv_cost(5, 3)": "fnp.linalg.pinv(A)",
    "pointwise_cost('exp', shape=(5, 3))": "fnp.exp(A)",
    "pointwise_cost('add', shapes=[(5, 3), (3,)])": "A + w",
    "poly_cost(3)": "fnp.poly(w)",
    "polyadd_cost(3, 12)": "fnp.polyadd(w, v)",
    "polyder_cost(12)": "fnp.polyder(v)",
    "polydiv_cost(12, 3)": "fnp.polydiv(v, w)",
    "polyfit_cost(12, 3)": "fnp.polyfit(v, v, 3)",
    "polyint_cost(12)": "fnp.polyint(v)",
    "polymul_cost(3, 12)": "fnp.polymul(w, v)",
    "polysub_cost(3, 12)": "fnp.polysub(w, v)",
    "polyval_cost(3, (5, 3))": "fnp.polyval(w, A)",
    "qr_cost(5, 3)": "fnp.linalg.qr(A)",
    "reduction_cost('sum', input_shape=(5, 3), axis=0)": "A.sum(axis=0)",
    "reduction_cost('var', (5, 3), ddof=1)": "A.var(ddof=1)",
    "rfft_cost(12)": "fnp.fft.rfft(v)",
    "rfftn_cost((5, 3))": "fnp.fft.rfftn(A)",
    "roots_cost(12)": "fnp.roots(v)",
    "slogdet_cost(4)": "fnp.linalg.slogdet(S)",
    "solve_cost(4, 2)": "fnp.linalg.solve(S, S[:, :2])",
    "svd_cost(5, 3)": "fnp.linalg.svd(A, full_matrices=False)",
    "svd_cost(5, 3, k=2)": "fnp.linalg.svd(A, full_matrices=False)",
    "svdvals_cost(5, 3)": "fnp.linalg.svdvals(A)",
    "tensorinv_cost((2, 2, 2, 2))": "fnp.linalg.tensorinv(S.reshape(2, 2, 2, 2))",
    "tensorsolve_cost((2, 2, 2, 2), (2, 2))": (
        "fnp.linalg.tensorsolve(S.reshape(2, 2, 2, 2), S[0].reshape(2, 2))"
    ),
    "trace_cost(4)": "fnp.trace(S)",
    "unwrap_cost(12)": "fnp.unwrap(v)",
    "vector_norm_cost(12)": "fnp.linalg.vector_norm(v)",
}


@pytest.fixture(scope="module")
def names() -> dict[str, object]:
    v = fnp.arange(12.0) + 1
    return {
        "fnp": fnp,
        "A": fnp.sin(fnp.arange(15.0)).reshape(5, 3),
        "S": fnp.eye(4) * 3 + fnp.ones((4, 4)),
        "v": v,
        "w": v[:3],
    }


@pytest.mark.parametrize("query", CALLS)
def test_query_gives_what_is_charged(query: str, names: dict[str, object]) -> None:
    with flops.BudgetContext(10**9) as budget:
        eval(CALLS[query], names)
    with flops.BudgetContext(0) as nothing:
        found = eval(f"accounting.{query}", {"accounting": accounting})
    assert type(found) is int
    assert found == budget.flops_used > 0
    assert not nothing.summary_dict()["operations"]


def test_every_query_is_compared() -> None:
    compared = {query.partition("(")[0] for query in CALLS}
    queries = {n for n in accounting.__all__ if n.endswith("_cost") and "accumulation" not in n}
    assert queries == compared


def test_every_query_has_help() -> None:
    for name in accounting.__all__:
        assert inspect.getdoc(getattr(accounting, name)), name


def test_accumulation_costs_have_totals() -> None:
    A, v = fnp.ones((5, 3)), fnp.ones(3)
    found = flops.einsum_accumulation_cost("ij,j->i", A, v)
    assert (found.total, found.multiplications, found.additions) == (25, 15, 10)
    assert flops.einsum_accumulation_cost("i,i->i", v, [1, 2, 3]).total == 3
    assert flops.reduction_accumulation_cost(A).total == 14
    assert flops.reduction_accumulation_cost(A, axis=0, op_name="max").total == 12


def test_weights_are_the_policys() -> None:
    assert accounting.get_weight("exp") == 1
    assert accounting.get_weight("reshape") == 0
    assert accounting.get_weight("linalg.svd") == 1


def test_mistakes_are_named() -> None:
    with pytest.raises(ValueError, match="no operation 'nonsense'"):
        accounting.get_weight("nonsense")
    with pytest.raises(ValueError, match="could not be broadcast"):
        accounting.pointwise_cost("add", shapes=[(2,), (3,)])
    with pytest.raises(TypeError, match="either shape or shapes"):
        accounting.pointwise_cost("add")
    with pytest.raises(TypeError, match="2 operands"):
        accounting.pointwise_cost("add", shapes=[(2,)])
    with pytest.raises(TypeError, match="no parameter 'colour'"):
        accounting.reduction_cost("sum", (2,), colour=1)
    with pytest.raises(ValueError, match="between 1 and"):
        accounting.svd_cost(5, 3, k=4)
    with pytest.raises(ValueError, match="names 2 operands"):
        accounting.einsum_cost("i,i", [(3,)])


def test_queries_are_the_same_on_both_engines(run: Run) -> None:
    program = """
import flopscope as flops
from flopscope import accounting
with flops.BudgetContext(0):
    print(accounting.einsum_cost("ij,j->i", shapes=[(256, 256), (256,)]), accounting.svd_cost(8, 4))
    print(accounting.einsum_cost("ij,jk,kl", [(5, 3), (3, 5), (5, 3)], True))
"""
    assert run(program) == f"130816 {accounting.svd_cost(8, 4)}\n156\n"


def test_queries_follow_the_policy() -> None:
    program = """
import flopscope as flops, flopscope.numpy as fnp
from flopscope import accounting
x = fnp.ones((4, 8), dtype="f4")
with flops.BudgetContext(10**6) as budget:
    fnp.copy(x.astype(float))
print(budget.summary_dict()["operations"]["copy"]["flop_cost"], accounting.pointwise_cost("copy", (4, 8)))
print(accounting.get_weight("copy"))
"""
    environment = {**os.environ, "FLOPSCOPE_POLICY": "metered", "FLOPSCOPE_ENGINE": "local"}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    charged, asked, weight = map(int, done.stdout.split())
    assert charged == asked > 0
    assert weight > 0


@pytest.mark.parametrize("optimize", [{}, {"optimize": True}, {"optimize": False}])
def test_three_operands_are_planned_unless_told_otherwise(optimize: dict[str, bool]) -> None:
    shapes = [(8, 16), (8, 4), (16, 5)]
    arrays = [fnp.ones(shape) for shape in shapes]
    query = flops.accounting.einsum_cost("ij,ia,jb->ab", shapes=shapes, **optimize)
    with flops.BudgetContext(10**9) as budget:
        fnp.einsum("ij,ia,jb->ab", *arrays, **optimize)
    assert budget.flops_used == query
    at_once = 4 * 5 * (8 * 16 * 2 + 8 * 16 - 1)
    assert (query == at_once) == (optimize == {"optimize": False})
