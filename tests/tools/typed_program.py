"""A program that a type checker takes as it is, but for the lines that are marked."""

from __future__ import annotations

import flopscope as flops
import flopscope.numpy as fnp

x = fnp.zeros((3, 4))
y = fnp.sum(x, axis=0, keepdims=True)
z = x @ fnp.ones((4, 2)) + 1.5
u, s, vh = fnp.linalg.svd(x)
w = fnp.linalg.svd(x).S
rng = fnp.random.default_rng(1)
n = rng.normal(size=(3, 4))
arrays: list[fnp.ndarray] = [n, z, s, u, vh, w, x.T, y, fnp.unique(x), fnp.add.reduce(x)]
a = fnp.concatenate([x, x], axis=1)
b = fnp.where(x > 0, x, 0)
c = fnp.einsum("ij->ji", x)
f: float = float(fnp.mean(x))
for row in x:
    print(row.shape)
q = fnp.array([[1, 2], [3, 4]], dtype=fnp.float32).reshape(4).astype("float64")
parts = fnp.split(x, 3)
print(parts[0].sum(), -x, abs(x), x[0, :2], 2**x, x == y, divmod(x, 2))
x[0] = 1
x += 1
with flops.BudgetContext(10**6) as budget:
    budget.summary_dict()["flops_used"]


@flops.BudgetContext(10**6)
def solve(matrix: fnp.ndarray, right: fnp.ndarray) -> fnp.ndarray:
    return fnp.linalg.lstsq(matrix, right)[0]


spectrum: fnp.ndarray = fnp.fft.rfft(x, axis=1)
order: fnp.ndarray = fnp.argsort(x, axis=-1, kind="stable")
table = fnp.histogram([1.0, 2.0], bins=2)[0]
total: float = x.sum().item()
with flops.profile() as profile:
    masked = fnp.where(x > 0, fnp.sqrt(x), fnp.nan)
finite: bool = bool(fnp.isfinite(masked).all())
print(profile, finite)
print(solve(x, y[0]), spectrum.real, order.tolist(), table.dtype, total, flops.namespace("a"))

fnp.summ(x)  # mistake
fnp.sum(x, axes=0)  # mistake
fnp.zeros("abc")  # mistake
x.nosuch()  # mistake
fnp.sum(x, axis="0")  # mistake
fnp.linalg.svd(x, full_matrix=False)  # mistake
fnp.concatenate(x, axis=1.5)  # mistake
x.reshape("a")  # mistake
fnp.add(x)  # mistake
rng.normal(sise=3)  # mistake
fnp.fft.fft(x, norm=3, q=1)  # mistake
x + "a"  # mistake
fnp.zeros((2, 2), order="Z")  # mistake
fnp.linalg.nosuch(x)  # mistake
flops.BudgetContext(flops=3)  # mistake
