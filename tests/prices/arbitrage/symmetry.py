"""Declared symmetry and twins: no embedding, detour or form of a product is cheaper than what it computes."""

from typing import Any

import flopscope as flops
import flopscope.numpy as fnp

from .pair import Chapter, fair


def sym(a: Any, axes: Any = (0, 1)) -> Any:
    """A declared symmetric tensor; the comparison is paid for."""
    return flops.as_symmetric(a, symmetry=axes)


def stacked(a: Any, b: Any) -> Any:
    """The Gram matrix of both: what it costs to get one product out of a symmetric one."""
    both = fnp.concatenate([a, b.T])
    return (both @ both.T)[: len(a), len(a) :]


def bordered(a: Any) -> Any:
    """``[[0, a], [a.T, 0]]``, declared symmetric."""
    m, n = a.shape
    block = fnp.zeros((m + n, m + n))
    block[:m, m:] = a
    block[m:, :m] = a.T
    return sym(block)


def below(a: Any, b: Any) -> Any:
    """``[[0, a], [b.T, 0]]``."""
    n = len(a)
    block = fnp.zeros((2 * n, 2 * n))
    block[:n, n:] = a
    block[n:, :n] = b.T
    return block


def twice(a: Any, b: Any, combine: Any) -> Any:
    """Two arrays combined by combining one with its own transpose."""
    block = below(a, b)
    return combine(block, block.T)[: len(a), len(a) :]


pair = Chapter(
    "symmetry",
    {
        "flops": flops,
        "sym": sym,
        "stacked": stacked,
        "bordered": bordered,
        "below": below,
        "twice": twice,
    },
)

# --- embeddings ---------------------------------------------------------------------------------------
pair("product out of a Gram matrix", "A @ S", "stacked(A, S)")
pair("product of thin ones out of a Gram matrix", "B.T @ A", "stacked(B.T, A)")
pair("product with a bordered matrix", "A @ v", "(bordered(A) @ fnp.concatenate([v * 0, v]))[:24]")
pair("exponentials in a bordered matrix", "fnp.exp(A)", "fnp.exp(bordered(A))[:24, 24:]")
pair("sum of a bordered matrix", "A.sum()", "bordered(A).sum() / 2")
pair("sum by a matrix and its transpose", "A + S", "twice(A, S, fnp.add)")
pair("product by a matrix and its transpose", "A * S", "twice(A, S, fnp.multiply)")
pair(
    "outer product out of a longer one",
    "fnp.outer(x, y)",
    "(lambda w: fnp.outer(w, w))(fnp.concatenate([x, y]))[:240, 240:]",
)
pair("square out of a bordered one", "A @ A.T", "(lambda M: (M @ M)[:24, :24])(bordered(A))")

# --- declaring ----------------------------------------------------------------------------------------
pair(
    "declared exponentials",
    "fnp.exp(S)",
    "fnp.exp(sym(S))",
    under={"energy45": fair("an evaluation takes more than 6 comparisons")},
)
pair("declared sum", "S.sum()", "sym(S).sum()")
pair("declared norm", "fnp.linalg.norm(S)", "fnp.linalg.norm(sym(S))")
pair("declared matrix times another", "S @ A", "sym(S) @ A")
pair("declared matrix times a vector", "S @ v", "sym(S) @ v")
pair("declared quadratic form", "v @ S @ v", "fnp.einsum('i,ij,j->', v, sym(S), v)")
pair("declared inverse", "fnp.linalg.inv(S)", "fnp.linalg.inv(sym(S))")
pair(
    "declared square",
    "S @ S",
    "(lambda D: D @ D)(sym(S))",
    allowed=1.8,
    fair="the data are symmetric, which costs 6 per dependent entry to show",
)
pair("declared twice", "sym(S) + 1.0", "sym(sym(S)) + 1.0")
pair(
    "made symmetric",
    "(S + S.T) * 0.5",
    "flops.symmetrize(S, symmetry=(0, 1))",
    allowed=1.7,
    fair="the product by hand is of an ordinary array, whose symmetry nobody declared",
)
pair("made symmetric by hand", "flops.symmetrize(A, symmetry=(0, 1))", "(A + A.T) * 0.5")
pair("declared to be copied", "S * 2.0", "sym(S).copy() * 2.0")

# --- forms of one product ----------------------------------------------------------------------------
pair("Gram matrix by inner", "A @ A.T", "fnp.inner(A, A)")
pair("Gram matrix by matmul", "fnp.inner(A, A)", "A @ A.T")
pair("Gram matrix by einsum", "A @ A.T", "fnp.einsum('ij,kj->ik', A, A)")
pair("Gram matrix by tensordot", "fnp.tensordot(B, B, ((0,), (0,)))", "B.T @ B")
pair("Gram matrix by dot", "fnp.dot(B.T, B)", "B.T @ B")
pair("Gram matrix by multi_dot", "fnp.linalg.multi_dot([B.T, B])", "B.T @ B")
pair(
    "Gram matrix by broadcasting",
    "(A[:, None] * A).sum(axis=-1)",
    "A @ A.T",
    allowed=2.2,
    fair="sums of a general array, which no rule looks into",
)
pair("covariance by a Gram matrix", "fnp.cov(C.T)", "(lambda D: D.T @ D / 99)(C - C.mean(axis=0))")
pair("square of a vector by multiply.outer", "fnp.multiply.outer(x, x)", "fnp.outer(x, x)")
pair("square of a vector by einsum", "fnp.einsum('i,j->ij', x, x)", "fnp.outer(x, x)")
pair("square of a vector by broadcasting", "x[:, None] * x", "fnp.outer(x, x)")
pair(
    "square of a vector by kron",
    "fnp.kron(x[:, None], x)",
    "fnp.outer(x, x)",
    allowed=2.0,
    fair="the outer product's symmetry is of axes, which a Kronecker product joins",
)
pair("sums of all pairs", "fnp.add.outer(x, x)", "x[:, None] + x")

# --- what a symmetric tensor is asked for, by name and composed ------------------------------------------
for _name, _by_name, _composed in (
    ("mean", "sym(S).mean()", "sym(S).sum() / 576"),
    ("variance", "sym(S).var()", "(lambda D: ((D - D.mean()) ** 2).sum() / 576)(sym(S))"),
    ("norm", "fnp.linalg.norm(sym(S))", "fnp.sqrt((lambda D: (D * D).sum())(sym(S)))"),
    (
        "cube",
        "fnp.linalg.matrix_power(sym(S), 3)",
        "(lambda D: fnp.einsum('ij,jk,kl->il', D, D, D))(sym(S))",
    ),
    ("row sums", "sym(S).sum(axis=0)", "fnp.einsum('ij->j', sym(S))"),
    ("largest", "sym(S).max()", "fnp.maximum.reduce(sym(S), axis=None)"),
):
    pair(f"{_name}, composed", _by_name, _composed)
    pair(f"{_name}, by name", _composed, _by_name)
