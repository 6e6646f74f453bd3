"""What all engines show of symmetric tensors alike: results to the last bit, groups, prices, warnings, errors.

``python -m tests.symmetry.contract`` prints it as JSON, for the engine that the environment chooses.
"""

from __future__ import annotations

import json
import warnings
from typing import Any

import flopscope as flops
import flopscope.numpy as fnp
from flopscope.errors import SymmetryLossWarning

SOURCES = """
S
flops.as_symmetric(near, symmetry=(0, 1))
flops.as_symmetric(A, symmetry=(0, 1))
flops.as_symmetric(A, symmetry=(0, 5))
flops.as_symmetric(X, symmetry=(0, 1))
flops.as_symmetric(A, symmetry='ij')
flops.as_symmetric(A, symmetry=[])
flops.as_symmetric(fnp.full((3, 3), fnp.nan), symmetry=(0, 1))
flops.as_symmetric([[1, 2], [2, 3]], symmetry=(-2, -1))
flops.as_symmetric(E, symmetry=elastic)
flops.is_symmetric(A, symmetry=(0, 1))
flops.is_symmetric(near, symmetry=(0, 1))
flops.is_symmetric(near, symmetry=(0, 1), atol=0, rtol=0)
flops.is_symmetric(X, symmetry=(0, 1))
flops.symmetrize(A, symmetry=(0, 1))
flops.symmetrize(I, symmetry=(0, 1))
flops.symmetrize(Z, symmetry=(0, 1))
flops.symmetrize(A, symmetry=(0, 1), mode='mirror')
flops.symmetrize(cube, symmetry=flops.SymmetryGroup.cyclic(axes=(0, 1, 2)))
fnp.random.symmetric((4, 4), (0, 1))
fnp.random.symmetric((3, 3, 3), (0, 1, 2), 'uniform', low=1.0, high=2.0)
fnp.random.symmetric((3, 3), (0, 1), 'nonesuch')
S.symmetry.to_payload()
S.is_symmetric(), T.is_symmetric((0, 1)), E4.is_symmetric((0, 2))
type(S).__name__, isinstance(S, fnp.ndarray)
S + S
S + 1.5
2 * S
S - S.T
S + A
S + x
S * x[:, None]
A + A.T
A - A.T
A * A.T
x[:, None] * x
x[:, None] + x[None, :]
fnp.maximum(A, A.T)
fnp.exp(S)
fnp.sqrt(S * S + 1)
-S
abs(S)
S == S.T
fnp.where(S > 0, S, 0.0)
fnp.clip(S, -1.0, 1.0)
fnp.round(S, 1)
S.astype('float32')
S.astype(int)
S.copy()
S.T
S.mT
S.swapaxes(0, 1)
T.transpose(2, 0, 1)
fnp.moveaxis(T, 0, 2)
T[0]
T[1:, 1:, 1:]
T[1:, 1:]
T[..., 1]
T[None]
S[[0, 1]]
S[S > 0]
S.reshape(36)
S.reshape(1, 6, 6)
S.ravel()
S.flatten()
fnp.squeeze(S[None])
fnp.expand_dims(S, 1)
S.sum()
S.sum(axis=0)
T.sum(axis=0)
T.sum(axis=(0, 1), keepdims=True)
T.sum(axis=0, keepdims=True)
T.max(axis=0)
T.min()
T.prod(axis=2)
T.mean(axis=1)
T.var(axis=0)
S.std()
T.any(axis=0)
fnp.add.reduce(T, axis=1)
fnp.multiply.outer(x, x)
fnp.linalg.norm(S)
S @ S
S @ A
A @ S
S @ x
x @ S @ x
B.T @ B
B @ B.T
fnp.dot(B.T, B)
fnp.inner(A, A)
fnp.outer(x, x)
fnp.linalg.outer(x, x)
fnp.tensordot(A, A, ((0,), (0,)))
fnp.tensordot(T, x[:4], 1)
fnp.einsum('ij,ik->jk', A, A)
fnp.einsum('i,j,k->ijk', x, x, x)
fnp.einsum('i,ij,j->', x, S, x)
fnp.einsum('ijk,k->ij', T, x[:4])
fnp.einsum('ij,jk,kl->il', S, S, S)
fnp.einsum('ij,ik->jk', A, A, symmetry=(0, 1))
fnp.einsum('ij,ik->jk', A, A, symmetry=(0, 1)) + 1
fnp.einsum('ij,jk->ik', A, A, symmetry=(0, 1))
fnp.einsum('ij,jk->ik', A, A.T.copy(), symmetry=(0, 1))
fnp.einsum('ij,jk->ik', A, B, symmetry=(0, 1))
fnp.einsum('ij,jk->ik', S, S, symmetry=(0, 1))
fnp.einsum('ij,ik->jk', A, A, symmetry=(0, 1), out=A)
flops.einsum_accumulation_cost('ij,ik->jk', A, A)
flops.einsum_accumulation_cost('ij,jk->ik', A, A.T)
flops.einsum_accumulation_cost('i,ij,j->', x, S, x)
flops.einsum_accumulation_cost('i,j,k->ijk', x, x, x)
flops.reduction_accumulation_cost(T, axis=(1, 2))
fnp.matvec(T, x[:4])
fnp.linalg.multi_dot([B.T, B])
fnp.linalg.inv(S)
fnp.linalg.pinv(S)
fnp.linalg.matrix_power(S, 5)
fnp.linalg.matrix_power(S, -1)
fnp.linalg.eigvalsh(S)
fnp.linalg.solve(S, x)
fnp.cumsum(S, axis=0)
fnp.sort(S, axis=0)
fnp.concatenate([S, S])
fnp.asarray(S) is S
S.tolist()
repr(S)
(S.flags.writeable, S[0].flags.writeable, S.copy().flags.writeable)
S.__setitem__((0, 0), 1.0)
S.__iadd__(1.0)
S[0].__setitem__(1, 3.0)
S.T.__setitem__((0, 1), 3.0)
S.reshape(36).__setitem__(1, 3.0)
S.real.__setitem__((0, 1), 3.0)
fnp.add(A, A, out=S)
fnp.copyto(S, A)
fnp.fill_diagonal(S, 0.0)
fnp.add.at(S, (0, 1), 1.0)
fnp.asarray(S).__setitem__((0, 1), 1.0)
S.flat.__setitem__(3, 1.0)
S.fill(0.0)
S.sort()
S.resize(3, 3)
S.view('int64').__setitem__((0, 1), 7)
[S + S.T for S in [A]][0].__setitem__((0, 0), 1.0)
""".strip().splitlines()


def inputs() -> dict[str, Any]:
    """Fresh operands: the same numbers on every engine."""
    rng = fnp.random.default_rng(7)
    A = rng.normal(size=(6, 6))
    fnp.random.seed(3)
    made = {
        "A": A,
        "B": rng.normal(size=(6, 5)),
        "X": rng.normal(size=(6, 5)),
        "x": rng.normal(size=6),
        "I": rng.integers(0, 9, (3, 3)),
        "Z": rng.normal(size=(3, 3)) + 1j * rng.normal(size=(3, 3)),
        "cube": rng.normal(size=(3, 3, 3)),
        "E": fnp.ones((3, 3, 3, 3)),
        "elastic": flops.SymmetryGroup((1, 0, 2, 3), (0, 1, 3, 2), (2, 3, 0, 1)),
        "near": A + A.T + 1e-9 * A,
        "S": flops.symmetrize(A, symmetry=(0, 1)),
        "T": flops.symmetrize(rng.normal(size=(4, 4, 4)), symmetry=(0, 1, 2)),
    }
    made["E4"] = flops.symmetrize(rng.normal(size=(3, 3, 3, 3)), symmetry=made["elastic"])
    return made


def shown(value: Any) -> Any:
    """A result as plain data, to the last bit."""
    if isinstance(value, fnp.ndarray):
        group = getattr(value, "symmetry", None)
        return [
            type(value).__name__,
            str(value.dtype),
            list(value.shape),
            value.tobytes().hex(),
            None if group is None else sorted(map(list, group.elements())),
        ]
    return [type(value).__name__, repr(value)]


def observed(source: str, scope: dict[str, Any]) -> dict[str, Any]:
    """All that a source shows."""
    with (
        warnings.catch_warnings(record=True) as caught,
        flops.BudgetContext(10**9, quiet=True) as budget,
    ):
        warnings.simplefilter("always", SymmetryLossWarning)
        try:
            result = eval(source, {"flops": flops, "fnp": fnp, **scope})
        except Exception as error:  # noqa: BLE001 - whatever it raises is to be the same
            found: Any = [type(error).__name__, str(error)]
        else:
            found = result
    spent = budget.flops_used
    lost = [str(w.message) for w in caught if issubclass(w.category, SymmetryLossWarning)]
    return {
        "shown": found if isinstance(found, list) else shown(found),
        "flops": spent,
        "lost": lost,
    }


def everything() -> dict[str, Any]:
    """What each source shows on this engine."""
    scope = inputs()  # once: nothing writes to them
    return {source: observed(source, scope) for source in SOURCES}


if __name__ == "__main__":
    print(json.dumps(everything()))
