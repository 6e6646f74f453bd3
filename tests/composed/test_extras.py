"""``Module``, ``configure`` and ``budget_live`` on both engines."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from .conftest import Run


def test_module_saves_and_loads_its_numbers(run: Run, tmp_path: Path) -> None:
    program = """
import flopscope as flops
import flopscope.numpy as fnp

class Model(flops.Module):
    def __init__(self):
        self.W = fnp.arange(6.0, dtype="f4").reshape(2, 3)
        self.scale = fnp.float32(2.5)
        self.steps, self.rate, self.done, self.z = 7, 0.1, True, 1 - 2j
        self.name = "not saved"

Model().save("model")
back = Model.from_file("model.npz")
print(sorted(vars(back)))
print(type(back) is Model, back.W.dtype, back.W.tolist(), back.scale.dtype, float(back.scale))
print(repr((back.steps, back.rate, back.done, back.z)))
for make in (lambda: flops.Module().save("empty"), lambda: Model.from_file("other.npz")):
    try:
        make()
    except ValueError as error:
        print(error)
"""
    np.savez(tmp_path / "other.npz", W=np.zeros(2))
    assert run(program, cwd=tmp_path).splitlines() == [
        "['W', 'done', 'rate', 'scale', 'steps', 'z']",
        "True float32 [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]] float32 2.5",
        "(7, 0.1, True, (1-2j))",
        "Module has no numeric attributes to save",
        "other.npz was not written by Module.save",
    ]
    with np.load(tmp_path / "model.npz") as file:
        np.testing.assert_array_equal(file["W"], np.arange(6, dtype="f4").reshape(2, 3))


def test_configure(run: Run) -> None:
    program = """
import warnings
import flopscope as flops
import flopscope.numpy as fnp

flops.configure(check_nan_inf=True, einsum_path_cache_size=8)
try:
    (fnp.ones(2) / 0).tolist()
except FloatingPointError as error:
    print(type(error).__name__)
flops.configure(check_nan_inf=False)
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    (fnp.ones(2) / 0).tolist()
print([w.category.__name__ for w in caught])

for settings in ({"colour": 1}, {"check_nan_inf": 1}, {"einsum_path_cache_size": -1},
                 {"einsum_path_cache_size": 2.0}):
    try:
        flops.configure(**settings)
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)

with warnings.catch_warnings(record=True) as caught:
    flops.configure(symmetry_warnings=False)
    warnings.warn("lost", flops.SymmetryLossWarning)
    flops.configure(symmetry_warnings=True)
    warnings.warn("lost", flops.SymmetryLossWarning)
print(len(caught))
"""
    assert run(program).splitlines() == [
        "FloatingPointError",
        "['RuntimeWarning']",
        "ValueError there is no setting 'colour'; the settings are check_nan_inf, "
        "einsum_path_cache_size, symmetry_warnings",
        "TypeError check_nan_inf takes True or False, not 1",
        "ValueError einsum_path_cache_size is -1; it must be 0 or more",
        "TypeError einsum_path_cache_size takes a whole number, not 2.0",
        "1",
    ]


def test_budget_live_ends_with_the_summary(run: Run) -> None:
    program = """
import sys, io
sys.stderr = io.StringIO()
import time
import flopscope as flops
import flopscope.numpy as fnp
with flops.budget_live(refresh_s=0.01) as live:
    fnp.ones(123) + 1
    time.sleep(0.1)
    fnp.ones(77) + 1
print(sys.stderr.getvalue())
"""
    shown = run(program)
    assert shown.count("flopscope FLOP Budget Summary") == 1
    assert " 200 " in shown.replace(",", "")
    assert "add" in shown


def test_budget_live_shows_the_innermost_open_budget(run: Run) -> None:
    program = """
import sys, io
sys.stderr = io.StringIO()
import flopscope as flops
import flopscope.numpy as fnp
with flops.BudgetContext(10**6, quiet=True):
    fnp.ones(50) + 1
    with flops.BudgetContext(5000, quiet=True):
        fnp.ones(123) + 1
        with flops.budget_live(refresh_s=10):
            pass
print(sys.stderr.getvalue())
"""
    shown = run(program).replace(",", "")
    assert "5000" in shown
    assert " 123 " in shown
    assert " 173 " not in shown


def test_a_budget_says_what_is_used_and_left(run: Run) -> None:
    program = """
import flopscope as flops
import flopscope.numpy as fnp
budget = flops.BudgetContext(1000, quiet=True)
print(budget)
with budget:
    fnp.ones(10) + 1
    print(budget)
print(budget)
"""
    assert run(program).splitlines() == [
        "<BudgetContext of 1,000 FLOPs: 0 used, 1,000 left, new>",
        "<BudgetContext of 1,000 FLOPs: 10 used, 990 left, open>",
        "<BudgetContext of 1,000 FLOPs: 10 used, 990 left, closed>",
    ]


def test_import_star_gives_what_numpys_does(run: Run) -> None:
    program = """
from flopscope.numpy import *
print(int(sum(arange(5))), poly1d([1, 2]).order, ix_([0])[0].shape, polynomial.Legendre.__name__)
"""
    assert run(program) == "10 1 (1,) Legendre\n"


def test_flat_reads_and_writes(run: Run) -> None:
    program = """
import flopscope.numpy as fnp
x = fnp.arange(6).reshape(2, 3)
print([int(v) for v in x.flat], int(x.flat[4]), x.flat[1:3].tolist(), len(x.flat))
x.flat[4] = 40
x.T.flat[[0, 1]] = [-1, -2]
x.flat[::5] = 7
print(x.tolist(), (x.flat == x.ravel()).all())
x.flat = [1, 2]
print(x.tolist())
f = x.flat
next(f)
print(f.index, f.coords, f.base is x, f.copy().shape)
try:
    x.flat[6]
except IndexError as error:
    print(error)
"""
    expected = """
[0, 1, 2, 3, 4, 5] 4 [1, 2] 6
[[7, 1, 2], [-2, 40, 7]] True
[[1, 2, 1], [2, 1, 2]]
1 (0, 1) True (6,)
index 6 is out of bounds for size 6
"""
    assert run(program) == expected.lstrip()


def test_composed_functions_cost_what_they_call(run: Run) -> None:
    program = """
import flopscope as flops
import flopscope.numpy as fnp
from flopscope.numpy.polynomial import chebyshev, polynomial

def cost(call):
    with flops.BudgetContext(10**9) as budget:
        call()
    return budget.flops_used

x, c = fnp.linspace(0, 1, 10), fnp.ones(4)
print(cost(lambda: polynomial.polyval(x, c)))
print(cost(lambda: chebyshev.chebval(x, c)) > 60)
print(cost(lambda: fnp.apply_along_axis(fnp.sum, 1, fnp.ones((4, 8)))))
print(cost(lambda: fnp.select([x > 0.5], [x])) > 10)
print(cost(lambda: fnp.testing.assert_array_equal(x, x)) > 10)
print(cost(lambda: fnp.vectorize(lambda v: v * 2.0)([1.0, 2.0])))
"""
    # Horner: 3 products and sums a point, and a test a coefficient is none: polyval does not trim.
    assert run(program).split() == ["60", "True", "28", "True", "True", "1"]
