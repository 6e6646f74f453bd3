"""Indexing: all of NumPy's forms, read and written."""

from __future__ import annotations

from ..case import Case

_KEYS = """
0
-1
3
-4
()
...
None
1, 2
1, -1
0, 9
1, 2, 0
slice(None)
:
::-1
1:
:, 1
:, -1:
::2, ::-2
5:9
:, None
None, ..., None
..., 0
0, ...
0, 1, ...
..., ...
[0, 2]
[2, 0], [1, 3]
[[0, 1], [2, 0]]
[0, 1], :
:, [3, 0, 3]
[0, 2], 1:3
[[0], [2]], [1, 3]
0, [1, 2]
[0, 5]
[]
fnp.array([0, 2])
fnp.array([2, -1]), fnp.array([0, 0])
fnp.array([[0, 1]]), None
fnp.array(1)
fnp.int64(1)
fnp.int64(1), fnp.int8(2)
fnp.array([0.5, 1.5])
(fnp.array([0, 1]),)
M
m
m, :
m, 1
m, [0, 1, 0, 1]
[True, False, True]
fnp.array([True, False])
M[:, :2]
:, [True, False, True, False]
True
False
fnp.array(True)
None, True, 0
0.5
'text'
{}
2**70
[0, 1], None, [1, 2]
[0, 1], ..., [1, 2]
fnp.array([0, 1], dtype='uint8')
range(2)
""".strip().splitlines()

CASES = [Case("ndarray.__getitem__", 0, f"A[{key}]") for key in _KEYS]
CASES += [Case("ndarray.__setitem__", 0, f"A[{key}] = 7; A") for key in _KEYS]
CASES += [
    Case("ndarray.__getitem__", 0, source)
    for source in (
        "v[1]",
        "v[1:3]",
        "v[...]",
        "z[()]",
        "z[...]",
        "z[None]",
        "z[0]",
        "s[()]",
        "s[...]",
        "s[None]",
        "s[0]",
        "D[:, 0, [0, 1]]",
        "D[0, :, [0, 1, 1]]",
        "D[[0, 1], :, [1, 0]]",
        "E[0]",
        "E[:, 0]",
        "E[[]]",
        "x = A[1]; x[0] = 99; A",
        "x = A[1:, ::2]; x[...] = 99; A",
        "x = A[[0, 1]]; x[0] = 99; A",
        "x = A[m]; x[0] = 99; A",
        "x = A[0]; y = x[1:]; del x; y[0] = 99; A",
    )
]
CASES += [
    Case("ndarray.__setitem__", 0, source)
    for source in (
        "A[0] = v; A",
        "A[:, 0] = w; A",
        "A[1] = [1, 2, 3, 4]; A",
        "A[m] = v; A",
        "A[M] = 0; A",
        "A[[0, 2]] = A[[2, 0]]; A",
        "A[0, 0] = s; A",
        "A[[0, 0], [1, 1]] = [5, 6]; A",
        "A[...] = 1j; A",
        "I[0] = 2.9; I",
        "I[0, 0] = float('nan'); I",
        "U[0] = 300; U",
        "U[0] = -1; U",
        "K[:] = U; K",
        "m[0] = 2; m",
        "A[0] = w; A",
        "A[0] = [1, 2]; A",
        "A[5] = 1; A",
        "A['x'] = 1; A",
        "A[0] = 'text'; A",
        "A[0] = None; A",
        "z[()] = 3; z",
        "z[...] = 3; z",
        "s[...] = 3; s",
        "s[()] = 3; s",
        "A[1:] = A[:-1]; A",
        "A[:, ::-1] = A; A",
        "A[0, 1:3] = 5; A",
        "E[...] = 1; E",
        "C.real[0] = 9; C",
        "A.T[0] = w; A",
        "x = fnp.ravel(A); x[5] = 0; A",
    )
]
CASES += [
    Case("add", 4, "A[0] += 1; A"),
    Case("greater", 24, "A[I > 3]"),
    Case("greater", 24, "A[I > 3] = 0; A"),
    Case("greater", 16, "A[:, J > 0]"),
    Case("multiply", 6, "A[:, 1:3] *= 2; A"),
    Case("add", 6, "A[[0, 1], [1, 2]] += 1; A"),
    Case("add", 12, "x = A[::-1]; x += 1; A"),
    Case("add", 12, "A += A[0]; A"),
    Case("take", 1, "fnp.take(A, 3)"),
    Case("take", 6, "fnp.take(A, [0, 2], axis=1)"),
    Case("take", 12, "A.take([[0, 1], [2, 3]], 1)"),
    Case("take", 0, "fnp.take(A, [0, 20])"),
    Case("take", 4, "fnp.take(A, [0, 20], mode='clip')"),
    Case("take", 10, "fnp.take(A, [0, 20], mode='wrap')"),
    Case("take", 0, "fnp.take(A, 0, axis=5)"),
    Case("take_along_axis", 36, "fnp.take_along_axis(A, fnp.argsort(I, axis=1), axis=1)"),
    Case("diag", 0, "fnp.diag(w)"),
    Case("diag", 0, "fnp.diag(w, 1)"),
    Case("diag", 0, "fnp.diag(A)"),
    Case("diag", 0, "fnp.diag(A, -1)"),
    Case("diag", 0, "fnp.diag(D)"),
    Case("diagonal", 0, "fnp.diagonal(A)"),
    Case("diagonal", 0, "A.diagonal(1)"),
    Case("diagonal", 0, "D.diagonal(0, 1, 2)"),
    Case("tril", 12, "fnp.tril(A)"),
    Case("tril", 8, "fnp.tril(D, -1)"),
    Case("tril", 9, "fnp.tril(w)"),
    Case("triu", 12, "fnp.triu(A, 1)"),
    Case("triu", 9, "fnp.triu(S)"),
]
