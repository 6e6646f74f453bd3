"""What a cheat would try with symmetry: to declare what is not so, and to write to it later."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import flopscope as flops
import flopscope.numpy as fnp
from flopscope._local.session import Session
from flopscope.errors import SymmetryError, SymmetryLossWarning

from .test_derived import groups, spent

RNG = np.random.default_rng(5)


def square(n: int = 8) -> Any:
    return fnp.array(RNG.normal(size=(n, n)))


def symmetric(n: int = 8) -> Any:
    return flops.symmetrize(square(n), symmetry=(0, 1))


def test_data_beyond_the_tolerance_are_refused_and_charged() -> None:
    data = np.asarray(symmetric())
    data[5, 2] += 0.01
    with flops.BudgetContext(10**6, quiet=True) as budget:
        with pytest.raises(SymmetryError, match=r"\(5, 2\) differs by 0\.01 ") as caught:
            flops.as_symmetric(data, symmetry=(0, 1))
        assert budget.flops_used == 6 * 28
    assert "symmetrize" in str(caught.value)


def test_what_is_within_the_tolerance_is_mirrored() -> None:
    """A second matrix in the last digits is gone: nobody pays for one and uses the other."""
    data = np.asarray(symmetric())
    noise = np.tril(RNG.uniform(1e-7, 9e-7, (8, 8)), -1)
    made = np.asarray(flops.as_symmetric(data + noise, symmetry=(0, 1)))
    assert np.array_equal(made, data)
    assert np.array_equal(made, made.T)


def test_a_declaration_is_of_a_new_array() -> None:
    data = fnp.array(np.asarray(symmetric()))
    made = flops.as_symmetric(data, symmetry=(0, 1))
    before = np.asarray(made).copy()
    data[0, 1] = 99.0
    assert np.array_equal(np.asarray(made), before)


@given(st.data())
def test_declaring_costs_6_per_dependent_entry(data: st.DataObject) -> None:
    ndim, length = data.draw(st.integers(2, 4)), data.draw(st.integers(1, 3))
    group = data.draw(groups(ndim))
    ones = fnp.ones((length,) * ndim)
    free = group.burnside_unique_count(dict.fromkeys(range(ndim), length))
    with flops.BudgetContext(10**6, quiet=True) as budget:
        flops.as_symmetric(ones, symmetry=group)
    assert budget.flops_used == 6 * (length**ndim - free)
    with flops.BudgetContext(10**6, quiet=True) as budget:
        assert flops.is_symmetric(ones, symmetry=group)
    assert budget.flops_used == 6 * (length**ndim - free)


def test_too_small_a_budget_refuses_the_declaration_before_it_looks() -> None:
    with flops.BudgetContext(100, quiet=True) as budget:
        with pytest.raises(flops.BudgetExhaustedError):
            flops.as_symmetric(square(), symmetry=(0, 1))
        assert budget.flops_used == 0


def test_equal_data_are_no_twins() -> None:
    data = square()
    _, shared = spent("A @ A.T", {"A": data})
    _, copied = spent("A @ B.T", {"A": data, "B": data.copy()})
    _, overlapping = spent("A[:4] @ A[1:5].T", {"A": data})
    assert shared == 36 * 15
    assert copied == 64 * 15
    assert overlapping == 16 * 15


def test_reversed_and_strided_views_are_no_twins_of_their_base() -> None:
    data = square()
    assert spent("A @ A[:, ::-1].T", {"A": data})[1] == 64 * 15
    assert spent("A[::2] @ A[1::2].T", {"A": data})[1] == 16 * 15
    assert spent("A[::2] @ A[::2].T", {"A": data})[1] == 10 * 15
    assert spent("A + A[::-1].T", {"A": data})[1] == 64


def test_a_twin_changed_between_calls_is_priced_as_it_is() -> None:
    data = square()
    first = fnp.array(np.asarray(data @ data.T))
    data[0, 0] = 7.0
    again = np.asarray(data @ data.T)
    assert not np.array_equal(np.asarray(first), again)
    assert np.allclose(again, np.asarray(data) @ np.asarray(data).T)


def test_results_of_twins_are_ordinary_arrays() -> None:
    data = square()
    gram = data @ data.T
    assert type(gram) is fnp.ndarray
    assert np.array_equal(np.asarray(gram), np.asarray(gram).T)
    gram += fnp.eye(8)
    gram[0, 1] = 5.0
    assert float(gram[0, 1]) == 5.0


def test_an_embedding_has_more_free_numbers_than_what_is_embedded() -> None:
    n = 8
    block = fnp.zeros((2 * n, 2 * n))
    a = square(n)
    block[:n, n:] = a
    block[n:, :n] = a.T
    group = flops.SymmetryGroup.symmetric(axes=(0, 1))
    assert group.burnside_unique_count({0: 2 * n, 1: 2 * n}) > a.size
    whole = flops.as_symmetric(block, symmetry=(0, 1))
    for source in ("fnp.exp(X)", "X + X", "X.sum()"):
        assert spent(source, {"X": whole})[1] > 2 * spent(source, {"X": a})[1]


@pytest.mark.filterwarnings("ignore")
def test_masks_and_outputs_get_no_discount() -> None:
    tensor = symmetric()
    out = fnp.zeros((8, 8))
    assert spent("fnp.add(S, S, out=out)", {"S": tensor, "out": out})[1] == 64
    mask = fnp.array(RNG.integers(0, 2, (8, 8)).astype(bool))
    assert spent("fnp.add(S, S, where=mask)", {"S": tensor, "mask": mask})[1] == 128
    assert spent("S.sum(initial=3.0)", {"S": tensor})[1] == 64


def test_a_lost_symmetry_warns_once_and_can_be_silenced() -> None:
    tensor, vector = symmetric(), fnp.ones(8)
    with pytest.warns(SymmetryLossWarning, match="result of add has no symmetry") as caught:
        tensor + vector
    assert caught[0].filename == __file__
    flops.configure(symmetry_warnings=False)
    try:
        import warnings

        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter("ignore", SymmetryLossWarning)
            tensor + vector
        assert seen == []
    finally:
        flops.configure(symmetry_warnings=True)


def test_a_session_without_marks_does_not_look_for_them() -> None:
    assert Session.has_marks is False


def test_groups_that_are_none_are_refused_before_they_are_worked_out() -> None:
    from flopscope._table.declaring import declared

    for payload in (None, (1, 2), ((0, 1),), ((0, 1, 2), ((1, 0, 2),)), ((0, 1), ((1, 0),) * 17)):
        with pytest.raises(ValueError, match="symmetry"):
            declared(payload, (3, 3))
