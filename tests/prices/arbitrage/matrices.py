"""Products, einsum, factorizations, systems."""

from .pair import Chapter

pair = Chapter("matrices", {})

pair("product by einsum", "A @ B", "fnp.einsum('ij,jk->ik', A, B)")
pair(
    "product by an empty path",
    "A @ B",
    "fnp.einsum('ij,jk->ik', A, B, optimize=['einsum_path'])",
    refused=True,
)
pair(
    "product by half a path",
    "A @ A @ B",
    "fnp.einsum('ij,jk,kl->il', A, A, B, optimize=['einsum_path', (0, 1)])",
    refused=True,
)
pair("chain by einsum", "fnp.einsum('ij,jk,kl->il', A, A, B)", "A @ A @ B")
pair(
    "chain by multi_dot",
    "A @ A @ v",
    "fnp.linalg.multi_dot([A, A, v])",
    allowed=20.0,
    fair="a better order",
)
pair("bilinear forms", "fnp.einsum('ij,ia,jb->ab', A, B, B)", "B.T @ A @ B")
pair("product by tensordot", "A @ B", "fnp.tensordot(A, B, 1)")
pair("product by inner", "A @ B", "fnp.inner(A, B.T)")
pair("product by broadcasting", "A @ B", "(A[:, :, None] * B).sum(axis=1)")
pair("product by vecdot", "fnp.vecdot(A, A)", "fnp.einsum('ij,ij->i', A, A)")
pair("vecdot over the first axis", "fnp.vecdot(A, A, axis=0)", "(A * A).sum(axis=0)")
pair("vecdot over named axes", "fnp.vecdot(A, A, axes=[0, 0, ()])", "(A * A).sum(axis=0)")
pair("matvec over named axes", "fnp.matvec(A, v, axes=[(1, 0), 0, 0])", "A.T @ v")
pair("matvec over the first axis of vectors", "fnp.matvec(A, A, axes=[(0, 1), 0, 0])", "A @ A")
pair("vecmat", "fnp.vecmat(v, A)", "v @ A")
pair("outer product by broadcasting", "fnp.outer(x, y)", "x[:, None] * y")
pair("outer product by a matrix product", "fnp.outer(x, y)", "x[:, None] @ y[None]")
pair(
    "Kronecker product by broadcasting",
    "fnp.kron(A, B)",
    "(A[:, None, :, None] * B[None, :, None]).reshape(576, 384)",
)
pair(
    "trace of a product",
    "fnp.trace(A @ S)",
    "(A * S.T).sum()",
    allowed=25.0,
    fair="no product is needed",
)
pair(
    "diagonal of a product",
    "fnp.diagonal(A @ S)",
    "fnp.einsum('ij,ji->i', A, S)",
    allowed=25.0,
    fair="only the diagonal is computed",
)
pair("trace by einsum", "fnp.trace(A)", "fnp.einsum('ii', A)")
pair("row sums by a product", "A.sum(axis=1)", "A @ fnp.ones(24)")
pair("scaling by a diagonal product", "A * v", "A @ fnp.diag(v)")
pair("square by power", "A @ A", "fnp.linalg.matrix_power(A, 2)")
pair(
    "eighth power",
    "A @ A @ A @ A @ A @ A @ A @ A",
    "fnp.linalg.matrix_power(A, 8)",
    allowed=3.0,
    fair="repeated squaring",
)
pair(
    "cross products",
    "fnp.stack([X[:, 1] * Y[:, 2] - X[:, 2] * Y[:, 1], X[:, 2] * Y[:, 0] - X[:, 0] * Y[:, 2],"
    " X[:, 0] * Y[:, 1] - X[:, 1] * Y[:, 0]], axis=1)",
    "fnp.cross(X[:, :3], Y[:, :3])",
)
pair("sum of squares by a Gram matrix", "(X * X).sum(axis=0)", "fnp.diagonal(X.T @ X)")
pair(
    "covariance from its definition",
    "(lambda d: d.T @ d / 31)(X - X.mean(axis=0))",
    "fnp.cov(X, rowvar=False)",
)
pair(
    "convolution by windows",
    "fnp.convolve(x, y[:8], 'valid')",
    "fnp.lib.stride_tricks.sliding_window_view(x, 8) @ y[:8][::-1]",
)
pair(
    "convolution by FFT",
    "fnp.convolve(x, y)",
    "fnp.fft.irfft(fnp.fft.rfft(x, 512) * fnp.fft.rfft(y, 512), 512)[:479]",
    allowed=8.0,
    fair="the convolution theorem",
)
pair(
    "correlation by convolution", "fnp.correlate(x, y[:8])", "fnp.convolve(x, y[:8][::-1], 'valid')"
)

pair(
    "system by the inverse",
    "fnp.linalg.inv(A) @ v",
    "fnp.linalg.solve(A, v)",
    allowed=4.0,
    fair="no inverse is needed",
)
pair("inverse by a system", "fnp.linalg.inv(A)", "fnp.linalg.solve(A, fnp.eye(24))")
pair(
    "systems of broadcast stacks",
    "fnp.linalg.solve(fnp.broadcast_to(stack[:, None], (6, 5, 8, 8)),"
    " fnp.broadcast_to(fnp.ones((5, 8, 3)), (6, 5, 8, 3)))",
    "fnp.linalg.solve(stack[:, None], fnp.ones((5, 8, 3)))",
)
pair(
    "definite system",
    "fnp.linalg.solve(S, v)",
    "(lambda c: fnp.linalg.solve_triangular(c.T, fnp.linalg.solve_triangular(c, v, lower=True)))"
    "(fnp.linalg.cholesky(S))",
    allowed=2.5,
    fair="Cholesky for a definite matrix",
)
pair(
    "determinant by logarithms",
    "fnp.linalg.det(A)",
    "(lambda r: r[0] * fnp.exp(r[1]))(fnp.linalg.slogdet(A))",
)
pair(
    "logarithm of a determinant", "fnp.log(fnp.abs(fnp.linalg.det(A)))", "fnp.linalg.slogdet(A)[1]"
)
pair(
    "determinant of size one",
    "fnp.linalg.solve(x[:, None, None], fnp.ones((240, 1, 1)))[:, 0, 0]",
    "1 / x",
)
pair(
    "determinant by a factorization",
    "fnp.linalg.det(S)",
    "(fnp.diagonal(fnp.linalg.cholesky(S)).prod()) ** 2",
    allowed=2.5,
    fair="Cholesky for a definite matrix",
)
pair(
    "determinant of two",
    "fnp.linalg.det(stack[:, :2, :2])",
    "stack[:, 0, 0] * stack[:, 1, 1] - stack[:, 0, 1] * stack[:, 1, 0]",
    allowed=1.7,
    fair="the formula needs no division",
)
pair(
    "thin vectors of a tall matrix",
    "fnp.linalg.svd(C, full_matrices=False)[1]",
    "fnp.linalg.svd(fnp.linalg.qr(C)[1], full_matrices=False)[1]",
    allowed=3.0,
    fair="no left vectors are formed",
)
pair(
    "thin vectors from full ones",
    "fnp.linalg.svd(C, full_matrices=False)[1]",
    "fnp.linalg.svd(C)[1]",
)
pair(
    "thin vectors of a square", "fnp.linalg.svd(A, full_matrices=False)[1]", "fnp.linalg.svd(A)[1]"
)
pair(
    "singular values of a tall matrix",
    "fnp.linalg.svdvals(C)",
    "fnp.linalg.svdvals(fnp.linalg.qr(C, 'r'))",
)
pair(
    "singular values of a wide matrix",
    "fnp.linalg.svdvals(T)",
    "fnp.linalg.svdvals(fnp.linalg.qr(T.T, 'r'))",
)
pair(
    "singular values by eigenvalues",
    "fnp.linalg.svdvals(C)",
    "fnp.sqrt(fnp.linalg.eigvalsh(C.T @ C)[::-1])",
    allowed=2.5,
    fair="the normal equations; half the digits",
)
pair(
    "least squares by QR",
    "fnp.linalg.lstsq(C, C[:, 0] * 2 + 1)[0]",
    "(lambda q, r: fnp.linalg.solve(r, q.T @ (C[:, 0] * 2 + 1)))(*fnp.linalg.qr(C))",
    allowed=1.9,
    fair="Householder QR, for matrices of full rank",
)
pair(
    "least squares by the normal equations",
    "fnp.linalg.lstsq(C, C[:, 0] * 2 + 1)[0]",
    "fnp.linalg.solve(C.T @ C, C.T @ (C[:, 0] * 2 + 1))",
    allowed=4.0,
    fair="half the digits",
)
pair(
    "least squares of a square",
    "fnp.linalg.lstsq(A, v)[0]",
    "fnp.linalg.solve(A, v)",
    allowed=60.0,
    fair="elimination, for a matrix of full rank",
)
pair(
    "pseudo-inverse by the normal equations",
    "fnp.linalg.pinv(C)",
    "fnp.linalg.solve(C.T @ C, C.T)",
    allowed=4.0,
    fair="half the digits",
)
pair(
    "symmetric pseudo-inverse",
    "fnp.linalg.pinv(S, hermitian=True)",
    "fnp.linalg.inv(S)",
    allowed=8.0,
    fair="elimination, for a matrix of full rank",
)
pair(
    "symmetric singular values",
    "fnp.linalg.svd(S, compute_uv=False, hermitian=True)",
    "fnp.sort(fnp.abs(fnp.linalg.eigvalsh(S)))[::-1]",
)
pair(
    "symmetric rank",
    "fnp.linalg.matrix_rank(S, hermitian=True)",
    "(lambda e: (e > e.max() * 24 * 2.3e-16).sum())(fnp.abs(fnp.linalg.eigvalsh(S)))",
)
pair(
    "rank",
    "fnp.linalg.matrix_rank(C)",
    "(lambda e: (e > e.max() * 100 * 2.3e-16).sum())(fnp.linalg.svdvals(C))",
)
pair("condition number", "fnp.linalg.cond(A)", "(lambda e: e[0] / e[-1])(fnp.linalg.svdvals(A))")
pair("spectral norm", "fnp.linalg.norm(A, 2)", "fnp.linalg.svdvals(A)[0]")
pair("nuclear norm", "fnp.linalg.norm(A, 'nuc')", "fnp.linalg.svdvals(A).sum()")
pair("Frobenius norm", "fnp.linalg.norm(A)", "fnp.sqrt((A * A).sum())")
pair("largest column sum", "fnp.linalg.norm(A, 1)", "fnp.abs(A).sum(axis=0).max()")
pair(
    "third norm",
    "fnp.linalg.norm(x, 3)",
    "(x**3).sum() ** (1 / 3)",
    allowed=1.6,
    fair="without magnitudes",
)
pair(
    "eigenvalues of a symmetric matrix",
    "fnp.sort(fnp.linalg.eigvals(S).real)",
    "fnp.linalg.eigvalsh(S)",
    allowed=9.0,
    fair="a symmetric matrix",
)
pair(
    "eigenvalues with vectors",
    "fnp.linalg.eigh(S)[0]",
    "fnp.linalg.eigvalsh(S)",
    allowed=8.0,
    fair="no vectors are formed",
)
pair(
    "eigenvalues of two",
    "fnp.linalg.eigvalsh((stack + stack.transpose(0, 2, 1))[:, :2, :2])[:, 1]",
    "(lambda m: (m[:, 0, 0] + m[:, 1, 1]) / 2 + fnp.hypot((m[:, 0, 0] - m[:, 1, 1]) / 2, m[:, 0, 1]))"
    "(stack + stack.transpose(0, 2, 1))",
    allowed=60.0,
    fair="the quadratic formula",
)
pair(
    "tensor equation",
    "fnp.linalg.tensorsolve(A.reshape(4, 6, 24), v.reshape(4, 6))",
    "fnp.linalg.solve(A, v)",
)
pair(
    "tensor inverse",
    "fnp.linalg.tensorinv(A.reshape(4, 6, 24), 2)",
    "fnp.linalg.inv(A).reshape(24, 4, 6)",
)
