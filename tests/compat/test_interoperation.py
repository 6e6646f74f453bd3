"""Other libraries on the local engine: what they take, what they give back, and what nobody counts."""

from __future__ import annotations

import copy
import multiprocessing
import os
import pickle
import warnings
from collections.abc import Callable
from typing import Any

import joblib
import numpy as np
import pandas as pd
import pytest
import scipy.optimize
from hypothesis import given
from hypothesis import strategies as st

import flopscope as flops
import flopscope.numpy as fnp
from flopscope._base.dtypes import BY_NAME

pytestmark = pytest.mark.filterwarnings("ignore::flopscope.UncountedWarning")


@st.composite
def arrays(draw: st.DrawFn) -> Any:
    """One of our arrays: any dtype and small shape, and one of the layouts that views have."""
    shape = tuple(draw(st.lists(st.integers(0, 3), max_size=3)))
    name = draw(st.sampled_from(sorted(BY_NAME)))
    x = fnp.asarray(np.arange(int(np.prod(shape, dtype=int))).reshape(shape).astype(name))
    return draw(
        st.sampled_from([lambda a: a, lambda a: a.T, lambda a: a[..., ::-1] if a.ndim else a])
    )(x)


# --- dtypes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_numpy_takes_our_dtypes(name: str) -> None:
    assert np.dtype(fnp.dtype(name)) == np.dtype(name)
    assert np.zeros(2, fnp.dtype(name)).dtype == np.dtype(name)
    assert fnp.dtype(np.dtype(fnp.dtype(name))) is fnp.dtype(name)


# --- exchange of elements ---------------------------------------------------------------------------


@given(arrays())
def test_elements_go_out_and_in_through_dlpack(x: Any) -> None:
    plain = np.from_dlpack(x)
    assert plain.dtype == np.dtype(x.dtype)
    assert plain.shape == x.shape
    assert plain.tobytes() == x.tobytes()
    back = fnp.from_dlpack(plain)
    assert type(back) is fnp.ndarray
    assert (back.dtype, back.shape, back.tobytes()) == (x.dtype, x.shape, x.tobytes())


def test_what_goes_out_is_a_copy() -> None:
    x = fnp.zeros(3)
    np.from_dlpack(x)[:] = 1 if np.from_dlpack(x).flags.writeable else 0
    np.asarray(x)[:] = 1
    assert x.tolist() == [0.0, 0.0, 0.0]
    with pytest.raises(BufferError, match="copied"):
        x.__dlpack__(copy=False)


def test_what_comes_in_is_a_copy() -> None:
    plain = np.zeros(3)
    x = fnp.from_dlpack(plain)
    x[0] = 1.0
    assert plain.tolist() == [0.0, 0.0, 0.0]
    with pytest.raises(ValueError, match="copied"):
        fnp.from_dlpack(plain, copy=False)
    with pytest.raises(ValueError, match="'cpu'"):
        fnp.from_dlpack(plain, device="cuda:0")


@given(arrays(), st.integers(2, pickle.HIGHEST_PROTOCOL))
def test_a_pickle_keeps_an_array(x: Any, protocol: int) -> None:
    back = pickle.loads(pickle.dumps(x, protocol))
    assert type(back) is fnp.ndarray
    assert (back.dtype, back.shape, back.tobytes()) == (x.dtype, x.shape, x.tobytes())
    theirs = pickle.loads(pickle.dumps(np.asarray(x, order="A"), protocol)).flags
    if x.flags.c_contiguous or x.flags.f_contiguous:
        assert (back.flags.c_contiguous, back.flags.f_contiguous) == (
            x.flags.c_contiguous,
            x.flags.f_contiguous,
        )
    else:
        assert back.flags.c_contiguous == theirs.c_contiguous
    assert back.flags.writeable


def test_a_pickled_scalar_stays_one() -> None:
    back = pickle.loads(pickle.dumps(fnp.sum(fnp.arange(4.0))))
    assert hash(back) == hash(6.0)
    assert repr(back) == repr(fnp.float64(6.0))


def test_pickling_is_charged_as_moving() -> None:
    x = fnp.arange(1000.0)
    with flops.BudgetContext(10**6) as budget:
        pickle.loads(pickle.dumps(x))
    assert budget.summary_dict()["operations"] == {}
    assert copy.deepcopy(x).tolist() == x.tolist()


@pytest.mark.parametrize(
    "make",
    [
        lambda: fnp.random.default_rng(7),
        lambda: fnp.random.RandomState(7),
        lambda: fnp.random.Generator(fnp.random.MT19937(7)),
    ],
)
def test_a_pickled_generator_goes_on_where_it_was(make: Callable[[], Any]) -> None:
    rng = make()
    rng.normal(size=5)
    assert pickle.loads(pickle.dumps(rng)).normal(size=5).tolist() == rng.normal(size=5).tolist()


def test_joblib_spreads_work_on_arrays() -> None:
    tasks = [joblib.delayed(fnp.sqrt)(fnp.arange(n * 1.0)) for n in (2, 3)]
    roots = joblib.Parallel(n_jobs=2)(tasks)
    assert [r.tolist() for r in roots] == [fnp.sqrt(fnp.arange(n * 1.0)).tolist() for n in (2, 3)]


# --- libraries that compute -------------------------------------------------------------------------


def test_scipy_optimizes_functions_written_with_ours() -> None:
    root = scipy.optimize.root(lambda v: fnp.cos(fnp.array(v)) - v, fnp.zeros(2))
    fit = scipy.optimize.least_squares(lambda v: fnp.array(v) ** 2 - 2, fnp.ones(2))
    at = fnp.linspace(0, 1, 9)
    (slope, start), _ = scipy.optimize.curve_fit(
        lambda t, a, b: a * fnp.array(t) + b, at, 3 * at + 1
    )
    least = scipy.optimize.minimize(
        lambda v: (fnp.sum((fnp.array(v) - 1) ** 2), 2 * (fnp.array(v) - 1)), fnp.zeros(3), jac=True
    )
    np.testing.assert_allclose(root.x, 0.7390851332, rtol=1e-8)
    np.testing.assert_allclose(fit.x, 2**0.5, rtol=1e-6)
    np.testing.assert_allclose([slope, start], [3, 1], rtol=1e-6)
    np.testing.assert_allclose(least.x, 1, rtol=1e-6)


def test_pandas_computes_with_our_arrays_and_scalars() -> None:
    series = pd.Series([1.0, 2.0, 3.0])
    assert (series + fnp.ones(3)).tolist() == [2.0, 3.0, 4.0]
    assert (fnp.ones(3) + series).tolist() == [2.0, 3.0, 4.0]
    assert (series * fnp.float64(2)).tolist() == [2.0, 4.0, 6.0]
    assert pd.DataFrame(fnp.arange(6.0).reshape(2, 3)).to_numpy().tolist() == [[0, 1, 2], [3, 4, 5]]


def test_elements_that_leave_for_uncounted_work_warn_once_with_the_programs_line() -> None:
    series = pd.Series([1.0, 2.0])
    with warnings.catch_warnings(record=True) as given_warnings:
        warnings.simplefilter("default")
        for _ in range(3):
            line = _line() + 1
            series + fnp.ones(2)
        np.asarray(fnp.ones(2))  # NumPy alone is the program's own way out
    (warning,) = given_warnings
    assert warning.category is flops.UncountedWarning
    assert "pandas" in str(warning.message)
    assert (warning.filename, warning.lineno) == (__file__, line)


def _line() -> int:
    import sys

    return sys._getframe(1).f_lineno


# --- children ---------------------------------------------------------------------------------------


def _work(n: int) -> str:
    try:
        fnp.ones(n) + 1
    except flops.FlopscopeError as error:
        return type(error).__name__
    return "counted"


def _in_child(work: Callable[[], str]) -> str:
    """What a forked child's work gives."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(write, work().encode())
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as stream:
        text = stream.read()
    os.waitpid(child, 0)
    return text


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_pool_cannot_spend_a_budget_once_a_worker() -> None:
    with flops.BudgetContext(2500) as budget:
        fnp.ones(100) + 1
        with multiprocessing.get_context("fork").Pool(2) as pool:
            assert set(pool.map(_work, [1000] * 4)) == {"ForkedBudgetError"}
    assert budget.flops_used == 100


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_child_has_its_own_ledger_where_no_context_was_open() -> None:
    def work() -> str:
        with flops.BudgetContext(10) as budget:
            return f"{_work(6)} {budget.flops_used} {_work(6)}"

    assert _in_child(work) == "counted 6 BudgetExhaustedError"


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_child_of_a_profile_is_refused_and_a_context_of_its_own_does_not_help() -> None:
    def work() -> str:
        with flops.BudgetContext(10):
            return _work(6)

    with flops.profile() as profile:
        assert _in_child(work) == "ForkedBudgetError"
        assert _work(3) == "counted"
    assert profile.flops == 3
