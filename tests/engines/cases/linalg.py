"""Linear algebra; the counts are worked out from the formulas of the rows' help."""

from __future__ import annotations

from ..case import Case

_LU3 = 13  # 3 divisions, 5 multiply-subtracts of 2
_LU2 = 1 + 2
_QR43_R = 3 + 4 * (12 + 6 + 2)  # three reflectors, applied to what is left of (4, 3)
_QR34_R = 2 + 4 * (12 + 6)
_SVD43 = {
    "none": 4 * 4 * 9 - 4 * 9,
    "thin": 14 * 4 * 9 + 8 * 27,
    "full": 4 * 16 * 3 + 8 * 4 * 9 + 9 * 27,
}

CASES = [
    Case("linalg.inv", _LU3 + 3 * 15, "fnp.linalg.inv(S)"),
    Case("linalg.inv", 2 * (_LU2 + 2 * 6), "fnp.linalg.inv(D)"),
    Case("linalg.inv", 67, "fnp.linalg.inv(S.astype('float32'))"),
    Case("linalg.inv", _LU2 + 2 * 6, "fnp.linalg.inv([[1, 2], [3, 4]])"),
    Case("linalg.inv", 0, "fnp.linalg.inv(A)"),
    Case("linalg.inv", 0, "fnp.linalg.inv(v)"),
    Case("linalg.inv", 9, "fnp.linalg.inv(S.astype('float16'))"),
    Case("linalg.solve", _LU3 + 15, "fnp.linalg.solve(S, w)"),
    Case("linalg.solve", _LU3 + 4 * 15, "fnp.linalg.solve(S, A)"),
    Case("linalg.solve", 2 * (_LU2 + 2 * 6), "fnp.linalg.solve(D, D)"),
    Case("linalg.solve", 0, "fnp.linalg.solve(S, v)"),
    Case("linalg.solve", 0, "fnp.linalg.solve(A, w)"),
    Case("linalg.det", _LU3 + 2, "fnp.linalg.det(S)"),
    Case("linalg.det", 2 * (_LU2 + 1), "fnp.linalg.det(D)"),
    Case("linalg.slogdet", 23, "fnp.linalg.slogdet(S)"),
    Case("linalg.slogdet", 18, "fnp.linalg.slogdet(D).logabsdet"),
    Case("linalg.cholesky", 14, "fnp.linalg.cholesky(S)"),
    Case("linalg.cholesky", 14, "fnp.linalg.cholesky(S, upper=True)"),
    Case("linalg.qr", _QR43_R + 4 * (12 + 6 + 2), "fnp.linalg.qr(A.T)"),
    Case("linalg.qr", _QR43_R, "fnp.linalg.qr(A.T, mode='r')"),
    Case("linalg.qr", _QR43_R + 4 * (16 + 9 + 4), "fnp.linalg.qr(A.T, 'complete')"),
    Case("linalg.qr", _QR34_R + 4 * (9 + 4), "q, r = fnp.linalg.qr(A); (q, r)"),
    Case("linalg.qr", 0, "fnp.linalg.qr(v)"),
    Case("linalg.svd", _SVD43["full"], "fnp.linalg.svd(A)"),
    Case("linalg.svd", _SVD43["thin"], "fnp.linalg.svd(A, full_matrices=False)"),
    Case("linalg.svd", 378, "fnp.linalg.svd(A, compute_uv=False)"),
    Case("linalg.svd", _SVD43["thin"], "fnp.linalg.svd(A.T, False).Vh"),
    Case("linalg.svd", 0, "fnp.linalg.svd(v)"),
    Case("linalg.svdvals", 378, "fnp.linalg.svdvals(A)"),
    Case("linalg.svdvals", 288, "fnp.linalg.svdvals(D)"),
    Case("linalg.eigh", 513, "fnp.linalg.eigh(S)"),
    Case("linalg.eigh", 513, "fnp.linalg.eigh(S, UPLO='U').eigenvalues"),
    Case("linalg.eigvalsh", 320, "fnp.linalg.eigvalsh(S)"),
    Case("linalg.eig", 945, "fnp.linalg.eig(S)"),
    Case("linalg.eig", 640, "fnp.linalg.eig(D)"),
    Case("linalg.eigvals", 540, "fnp.linalg.eigvals(G)"),
    Case(
        "linalg.lstsq",
        360,
        "fnp.linalg.lstsq(A.T, v)",
    ),
    Case(
        "linalg.pinv",
        802,
        "fnp.linalg.pinv(A)",
    ),
    Case("linalg.matrix_rank", 384, "fnp.linalg.matrix_rank(A)"),
    Case("linalg.matrix_rank", 4, "fnp.linalg.matrix_rank(v)"),
    Case("linalg.matrix_power", 3 * 45, "fnp.linalg.matrix_power(S, 5)"),
    Case("linalg.matrix_power", 0, "fnp.linalg.matrix_power(S, 0)"),
    Case("linalg.matrix_power", _LU3 + 45, "fnp.linalg.matrix_power(S, -1)"),
    Case("linalg.matrix_power", 45 + _LU3 + 45, "fnp.linalg.matrix_power(S, -2)"),
    Case("linalg.matrix_power", 0, "fnp.linalg.matrix_power(S, 1.5)"),
    Case("linalg.norm", 2 * 4, "fnp.linalg.norm(v)"),
    Case("linalg.norm", 2 * 12, "fnp.linalg.norm(A)"),
    Case("linalg.norm", 3 * 2 * 4, "fnp.linalg.norm(A, axis=1)"),
    Case("linalg.norm", 2 * 12, "fnp.linalg.norm(A, 'fro', keepdims=True)"),
    Case("linalg.norm", 2 * 12 - 1, "fnp.linalg.norm(A, 1)"),
    Case("linalg.norm", 2 * 4 - 1, "fnp.linalg.norm(v, fnp.inf)"),
    Case("linalg.norm", 380, "fnp.linalg.norm(A, 2)"),
    Case("linalg.norm", 380, "fnp.linalg.norm(A, 'nuc')"),
    Case("linalg.norm", 24, "fnp.linalg.norm(C)"),
    Case("linalg.norm", 2 * 12, "fnp.linalg.norm(I)"),
    Case("linalg.norm", 2 * 6, "fnp.linalg.norm(F)"),
    Case("linalg.norm", 2 * 2 * 4, "fnp.linalg.norm(D, axis=(1, 2))"),
    Case("linalg.norm", 3 * 4, "fnp.linalg.norm(v, 3)"),
    Case("linalg.norm", 0, "fnp.linalg.norm(A, axis=5)"),
]
