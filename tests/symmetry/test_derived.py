"""A mark never lies, and nothing that differs is left uncounted: random tensors, expressions and twins."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import flopscope as flops
import flopscope.numpy as fnp
from flopscope._table import TABLE, Spec, symmetries
from flopscope._table.spec import unique
from flopscope.accounting._pricing import cheapest

SymmetryGroup = flops.SymmetryGroup


@st.composite
def groups(draw: st.DrawFn, ndim: int) -> SymmetryGroup:
    """A group on some of a tensor's axes."""
    axes = draw(st.permutations(range(ndim)))[: draw(st.integers(2, ndim))]
    generators = draw(st.lists(st.permutations(range(len(axes))), min_size=1, max_size=2))
    return SymmetryGroup(*generators, axes=axes)


@st.composite
def tensors(draw: st.DrawFn) -> Any:
    """A symmetric tensor of generic numbers: entries are equal only where they must be."""
    ndim, length = draw(st.integers(2, 4)), draw(st.integers(2, 3))
    rng = np.random.default_rng(draw(st.integers(0, 9)))
    data = fnp.array(rng.uniform(1, 2, (length,) * ndim))
    return flops.symmetrize(data, symmetry=draw(groups(ndim)))


UNARY = [
    "-T",
    "fnp.exp(T)",
    "T * 2.0",
    "1.0 / T",
    "T ** 2",
    "T.astype('float32')",
    "fnp.round(T, 2)",
]
VIEWS = [
    "T.T", "T.swapaxes(0, -1)", "fnp.moveaxis(T, 0, -1)", "T[0]", "T[..., 1]", "T[1:]", "T[1:, 1:]",
    "T[0, 0]", "T[None]", "T[:, ::-1]", "T[-1]", "fnp.expand_dims(T, 1)", "T[0, ..., 0]", "T[1:, ..., 1:]",
]  # fmt: skip
FOLDS = [
    "T.sum(axis=0)", "T.sum(axis=(0, -1))", "T.mean(axis=-1)", "T.max(axis=0)", "T.prod(axis=-1)",
    "T.var(axis=0)", "T.sum(axis=0, keepdims=True)", "fnp.add.reduce(T, axis=1)", "(T > 1.5).any(axis=0)",
]  # fmt: skip
PAIRS = [
    "T + T.T", "T * T.swapaxes(0, 1)", "T - T.T", "T + T[0]", "T * T[..., :1]", "fnp.maximum(T, T.T)",
    "T + v", "T * v[:, None]", "(T == T.T)", "fnp.where(T > 1.5, T, T.T)",
]  # fmt: skip
PRODUCTS = [
    "T @ T", "T @ T.swapaxes(-1, -2)", "fnp.tensordot(T, T, 1)", "fnp.tensordot(T, T, T.ndim - 1)", "T @ v",
    "fnp.inner(T, T)", "fnp.tensordot(T, v, 1)", "fnp.multiply.outer(v, v)", "fnp.outer(v, v)",
    "fnp.einsum('a,b,c->abc', v, v, v)", "v[:, None] + v", "fnp.einsum('...a,a->...', T, v)",
    "fnp.einsum('a,ab,b->', v, T.reshape(len(v), -1)[:, :len(v)], v)",
]  # fmt: skip
SOURCES = UNARY + VIEWS + FOLDS + PAIRS + PRODUCTS


def spent(source: str, scope: dict[str, Any]) -> tuple[Any, int]:
    with flops.BudgetContext(10**12, quiet=True) as budget:
        result = eval(source, {"fnp": fnp, **scope})
    return result, budget.flops_used


def images(group: SymmetryGroup, array: np.ndarray) -> Iterator[np.ndarray]:
    for element in group.elements():
        order = list(range(array.ndim))
        for i, image in enumerate(element):
            order[group.axes[i]] = group.axes[image]
        yield array.transpose(order)


@pytest.mark.filterwarnings("ignore::flopscope.SymmetryLossWarning")
@given(tensors(), st.lists(st.sampled_from(SOURCES), min_size=3, max_size=3, unique=True))
def test_a_mark_never_lies_and_never_costs_more(tensor: Any, sources: list[str]) -> None:
    v = fnp.array(np.linspace(1.0, 1.7, tensor.shape[0]))
    for source in sources:
        marked, cheaper = spent(source, {"T": tensor, "v": v})
        plain, full = spent(source, {"T": tensor.copy(), "v": v})
        assert np.allclose(np.asarray(marked), np.asarray(plain), rtol=1e-12, atol=0), source
        assert cheaper <= full, source
        if isinstance(marked, flops.SymmetricTensor):
            array = np.asarray(marked)
            assert all(np.array_equal(image, array) for image in images(marked.symmetry, array)), (
                source
            )
            with pytest.raises(ValueError, match="immutable"):
                marked[...] = 0


ELEMENTWISE = [s for s in UNARY + PAIRS[:6] if "astype" not in s and "round" not in s]


@pytest.mark.filterwarnings("ignore::flopscope.SymmetryLossWarning")
@given(tensors(), st.sampled_from(ELEMENTWISE))
def test_every_element_that_may_differ_is_counted(tensor: Any, source: str) -> None:
    """Of generic numbers, an elementwise result has as many different ones as are computed, or fewer."""
    result, cost = spent(source, {"T": tensor})
    different = len(np.unique(np.asarray(result).round(12)))
    assert cost >= min(different, result.size), source


@pytest.mark.filterwarnings("ignore::flopscope.SymmetryLossWarning")
@given(tensors())
def test_derived_groups_are_all_that_numbers_show(tensor: Any) -> None:
    """Transposing, slicing and folding keep every symmetry that generic numbers have.

    Where an axis is shorter than there are axes, indices repeat, and numbers may show a larger group.
    """
    for source in ("T.T", "T[0]", "T[..., 1]", "T.sum(axis=0)", "fnp.exp(T)"):
        result, _ = spent(source, {"T": tensor})
        array = np.asarray(result)
        known = getattr(result, "symmetry", SymmetryGroup(axes=range(array.ndim)))
        shown = {
            p
            for p in itertools.permutations(range(array.ndim))
            if np.allclose(array.transpose(p), array, rtol=1e-13, atol=0)
        }
        whole = SymmetryGroup.direct_product(
            known, SymmetryGroup(axes=[a for a in range(array.ndim) if a not in known.axes])
        )
        carried = {tuple(_order(whole, g, array.ndim)) for g in whole.elements()}
        if source != "T.sum(axis=0)":
            assert carried == shown or tensor.shape[0] < tensor.ndim, source
        assert carried <= shown, source


def _order(group: SymmetryGroup, element: tuple[int, ...], ndim: int) -> list[int]:
    order = list(range(ndim))
    for i, image in enumerate(element):
        order[group.axes[i]] = group.axes[image]
    return order


POLICIES = ["flops", "fma", "contest", "energy45", "matmul", "bytes", "metered"]
CALLS = {
    "add": 2, "multiply": 2, "exp": 1, "sum": 1, "max": 1, "mean": 1, "var": 1, "matmul": 2, "linalg.norm": 1,
    "linalg.inv": 1, "linalg.matrix_power": (1, 3), "ndarray.astype": (1, "float32"), "round": 1,
}  # fmt: skip


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("length", [1, 2, 3, 17])
def test_symmetry_costs_no_more_under_any_policy(policy: str, name: str, length: int) -> None:
    from flopscope._base import dtypes
    from flopscope._pricing import files

    row, loaded = TABLE[name], files.load(policy, TABLE)
    group = symmetries.interned(SymmetryGroup.symmetric(axes=(0, 1)))
    spec = CALLS[name]
    count, *more = spec if isinstance(spec, tuple) else (spec,)
    more = [dtypes.dtype(m) if isinstance(m, str) else m for m in more]
    marked = [Spec((length, length), group=group) for _ in range(count)]
    rest = row.defaults[count + len(more) :]
    args = (*marked, *more, *rest)
    full = loaded.price(row, tuple(map(symmetries.bare, args)))
    assert cheapest(loaded, row, args).cost <= full.cost


@pytest.mark.parametrize("k", range(2, 9))
def test_large_groups_are_priced_at_once(k: int) -> None:
    group = symmetries.interned(SymmetryGroup.symmetric(axes=range(k)))
    assert group is not None
    spec = Spec((3,) * k, group=group)
    assert unique(spec) == math.comb(3 + k - 1, k)
    row = TABLE["sum"]
    found = row.units_of(row.called((spec, None, *row.defaults[2:]))).operations
    assert unique(spec) <= found < spec.size
