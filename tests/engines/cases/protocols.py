"""What Python does with an array: conversions, text, iteration, containers, attributes, aliases."""

from __future__ import annotations

from ..case import Case

_FREE = """
float(s)
int(s)
bool(s)
complex(s)
float(z)
float(A[0, 0])
float(C[0, 0])
complex(C[0, 0])
int(Z[2])
int(Z[3])
float(A)
int(v)
bool(v)
bool(E)
bool(fnp.array([[3]]))
bool(fnp.float64(float('nan')))
range(10)[I[0, 0]]
range(10)[s]
[10, 20, 30, 40][fnp.array(3)]
[10, 20][J]
float(fnp.array([2.5]).item())
len(A)
len(E)
len(z)
len(s)
list(v)
list(A)
[x.tolist() for x in A]
[float(x) for x in v]
list(z)
a, b, c2 = A; (a, c2)
x, y = A[:2, 0]; x
tuple(m)
max(v.tolist())
sum(J.tolist())
list(enumerate(w))
list(zip(w, [1, 2, 3]))
A.tolist()
E.tolist()
fnp.zeros((2, 0)).tolist()
fnp.zeros((0,)).tolist()
fnp.zeros((2, 0, 3)).tolist()
s.tolist()
z.tolist()
C.tolist()
H.tolist()
L.tolist()
M.tolist()
U.tolist()
c.tolist()
s.item()
z.item()
A.item(0)
A.item(5)
A.item(1, 2)
A.item((1, 2))
A.item(-1)
A.item(12)
A.item()
fnp.array([[7]]).item()
A.tobytes()
A.T.tobytes()
A.T.tobytes('F')
A.tobytes(order='F')
E.tobytes()
str(A)
repr(A)
str(I)
repr(F)
repr(E)
repr(M)
repr(C)
repr(H)
str(Z)
str(s)
repr(z)
str(fnp.float32(0.1))
str(fnp.zeros(2000))
repr(fnp.zeros((40, 60)))
f'{s}'
f'{s:.3f}'
f'{z:8.2e}'
f'{A}'
f'{v:.2f}'
f'{I[0, 0]:04d}'
f'{C[0, 0]:.1f}'
'%d %s %.2f' % (I[0, 0], s, s)
format(s, 'g')
'{:>10}'.format(s)
A.shape
A.ndim
A.size
A.itemsize
A.nbytes
A.dtype
A.dtype.name
A.dtype.kind
A.dtype.str
A.dtype == 'float64'
A.dtype == fnp.float64
A.dtype == float
F.dtype == fnp.float64
F.dtype.itemsize
str(F.dtype)
repr(F.dtype)
s.shape
s.dtype
C.real.shape
A.T.shape
fnp.shape(A)
fnp.shape([[1, 2]])
fnp.ndim(2)
fnp.size(A)
fnp.size(A, 0)
fnp.result_type(F, 2)
fnp.result_type(K, U)
fnp.result_type('float32', I)
fnp.dtype('i4')
fnp.dtype(float)
fnp.dtype('bool')
isinstance(s, fnp.float64)
isinstance(s, fnp.floating)
isinstance(s, fnp.integer)
isinstance(I[0, 0], fnp.integer)
isinstance(A, fnp.ndarray)
isinstance(A, fnp.generic)
isinstance(z, fnp.generic)
issubclass(fnp.float32, fnp.floating)
fnp.isscalar(2.5)
fnp.isscalar(s)
fnp.isscalar(A)
fnp.pi
fnp.inf
fnp.newaxis is None
hash(s) == hash(2.5)
hash(A)
bool(A is A)
x = A[0]; y = x[1:3]; y[0] = 99; A
x = A; x[0] = 0; A
x = A.T.T; x[0] = 0; A
x = A.reshape(-1)[::2]; x[...] = 0; A
x = A[1]; del A; x
x = A.T[1]; x[0] = 7; y = x.copy(); x[1] = 8; (y, A)
x = C.real; x[0] = 5; C
fnp.ravel(A)[0:2].tolist()
A.flatten() is A
A.real is A
"""

_COUNTED = {
    "2.5 in A": 12 + 11,
    "9.0 in A": 12 + 11,
    "x = A; x += 1; x is A": 12,
    "y = A[:, 1]; y += 1; A": 3,
    "y = A.T; y *= 2; A": 12,
    "x = fnp.zeros(3); x[1:] += 2; x": 2,
    "a = A.sum(); a += 1; a": 12,
    "v[v > 0]": 4,
    "v[v > 0].sum()": 4 + 2,
    "v[~(v > 0)] = 0; v": 8,
    "-v @ v": 4 + 7,
    "(A * 2 + 1).mean(axis=0)": 12 + 12 + 12,
    "fnp.exp(-(A - A.mean(axis=0)) ** 2 / 2)": 12 * 6,
    "x = v; x @= fnp.eye(4); x": 28,
    "x = I; x /= 2; x": 12,
    "[x + 1 for x in w]": 3,
    "divmod(7, 2) and 1 - w": 3,
    "sum(w)": 3,
    "max(w)": 2,
    "{s: 1}[fnp.float64(2.5)]": 1,
    "round(s)": 1,
    "round(s, 1)": 1,
    "round(I[0, 0])": 1,
    "w == w": 3,
    "abs(-w)": 6,
    "bool((w == w).all())": 5,
    "pow(w, 2)": 3,
}

CASES = [Case("", 0, line) for line in _FREE.strip().splitlines()]
CASES += [Case("", flops, source) for source, flops in _COUNTED.items()]
