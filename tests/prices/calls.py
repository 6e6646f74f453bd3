"""Random calls of every row: mutually broadcastable operands, all dtypes, all options.

A call is a row's name and arguments that can be given to any engine: arrays are NumPy's, or descriptions.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from flopscope._table import TABLE, Operation
from flopscope._table.pointwise import ufunc_arity

DTYPES = (
    "bool int8 uint8 int16 uint16 int32 uint32 int64 uint64 float16 float32 float64 complex64 complex128"
).split()
LENGTHS = (0, 1, 1, 2, 3, 5)


class Drawn(NamedTuple):
    """One call: the public function's path, positional and keyword arguments."""

    name: str
    args: tuple[Any, ...]
    options: dict[str, Any]

    def __str__(self) -> str:
        given = [*map(_shown, self.args), *(f"{k}={_shown(v)}" for k, v in self.options.items())]
        return f"{self.name}({', '.join(given)})"


def _shown(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"{value.dtype.name}{value.shape}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_shown, value))}]"
    return repr(value)


def array(rng: random.Random, shape: tuple[int, ...], dtype: str | None = None) -> Any:
    """An array of elements that are all different where the dtype has as many."""
    kind = dtype or rng.choice(DTYPES)
    count = int(np.prod(shape))
    values = np.array([rng.uniform(0.3, 3.7) for _ in range(count)])
    if np.dtype(kind).kind in "iu":
        values = np.array([rng.randint(0, 3) for _ in range(count)])
    elif kind == "bool":
        values = np.array([rng.random() < 0.5 for _ in range(count)])
    elif np.dtype(kind).kind == "c":
        values = values + 1j * np.array([rng.uniform(0.3, 3.7) for _ in range(count)])
    return values.astype(kind).reshape(shape)


def full_shape(rng: random.Random) -> tuple[int, ...]:
    """Up to three dimensions, often of length one, sometimes empty."""
    return tuple(rng.choice(LENGTHS) for _ in range(rng.randint(0, 3)))


def part(rng: random.Random, shape: tuple[int, ...]) -> tuple[int, ...]:
    """A shape that broadcasts to another."""
    kept = shape[rng.randint(0, len(shape)) :]
    return tuple(1 if rng.random() < 0.25 else n for n in kept)


def operand(rng: random.Random, shape: tuple[int, ...], kinds: str = "biufc") -> Any:
    """An array that broadcasts to a shape, or a number."""
    if rng.random() < 0.12:
        return rng.choice([0, 2, 1.5, True])
    dtype = rng.choice([d for d in DTYPES if np.dtype(d).kind in kinds])
    return array(rng, part(rng, shape), dtype)


def axis_of(rng: random.Random, ndim: int) -> Any:
    """An axis, none, all, or several."""
    axes = list(range(ndim))
    return rng.choice([None, (), *axes, tuple(axes[:2]), *(a - ndim for a in axes)])


def _ufunc(rng: random.Random, row: Operation) -> Drawn:
    arity, outs = ufunc_arity(row) or (1, 1)
    shape = full_shape(rng)
    args = tuple(operand(rng, shape) for _ in range(arity))
    options: dict[str, Any] = {}
    made = np.broadcast_shapes(*(np.shape(a) for a in args))
    if rng.random() < 0.3:
        options["where"] = array(rng, part(rng, made), "bool")
    if rng.random() < 0.25 and outs == 1:
        options["out"] = array(rng, made)
        options["casting"] = "unsafe"
    if rng.random() < 0.2:
        options["dtype"] = rng.choice(DTYPES)
        options["casting"] = "unsafe"
    return Drawn(row.name, args, options)


def _method(rng: random.Random, row: Operation) -> Drawn:
    shape = tuple(rng.choice(LENGTHS) for _ in range(rng.randint(1, 3)))
    a = array(rng, shape)
    leaf = row.leaf
    if leaf == "outer":
        return Drawn(row.name, (a, array(rng, full_shape(rng))), {})
    if leaf == "at":
        index = [rng.randrange(max(1, shape[0])) for _ in range(3)]
        others = (2,) if "b" in row.places else ()
        return Drawn(row.name, (a, index, *others), {})
    if leaf == "reduceat":
        axis = rng.randrange(len(shape))
        index = [rng.randrange(max(1, shape[axis])) for _ in range(3)]
        return Drawn(row.name, (a, index), {"axis": axis})
    options: dict[str, Any] = {"axis": rng.randrange(len(shape))}
    if leaf == "reduce":
        options["axis"] = axis_of(rng, len(shape))
        if rng.random() < 0.4:
            options["initial"] = 2
        if rng.random() < 0.3:
            options["where"] = array(rng, part(rng, shape), "bool")
            options.setdefault("initial", 1)
    if rng.random() < 0.3:
        options["dtype"] = rng.choice(DTYPES)
    return Drawn(row.name, (a,), options)


def _fold(rng: random.Random, row: Operation) -> Drawn:
    shape = full_shape(rng)
    options: dict[str, Any] = {"axis": axis_of(rng, len(shape))}
    if "dtype" in row.places and rng.random() < 0.3:
        options["dtype"] = rng.choice(DTYPES)
    if "initial" in row.places and rng.random() < 0.4:
        options["initial"] = 2
    if "where" in row.places and rng.random() < 0.3:
        options["where"] = array(rng, part(rng, shape), "bool")
        if "initial" in row.places:
            options.setdefault("initial", 1)
    if "keepdims" in row.places and rng.random() < 0.3:
        options["keepdims"] = True
    return Drawn(row.name, (array(rng, shape),), options)


_FOLDS = frozenset(
    """
    sum prod max min all any mean var std argmax argmin cumsum cumprod median count_nonzero ptp nansum
    nanprod nanmax nanmin nanmean nanvar nanstd nancumsum nancumprod nanmedian cumulative_sum
    cumulative_prod average
    """.split()
)


def _square(rng: random.Random) -> Any:
    n = rng.randint(1, 4)
    batch = tuple(rng.choice((1, 2)) for _ in range(rng.randint(0, 2)))
    a = array(rng, (*batch, n, n), rng.choice(["float32", "float64", "complex128"]))
    return a + 4 * np.eye(n, dtype=a.dtype)


def _matrix(rng: random.Random) -> Any:
    kind = rng.choice(["float32", "float64", "complex128"])
    return array(rng, (rng.randint(1, 4), rng.randint(1, 4)), kind)


def _vector(rng: random.Random, kinds: str = "iufc") -> Any:
    dtype = rng.choice([d for d in DTYPES if np.dtype(d).kind in kinds])
    return array(rng, (rng.randint(1, 6),), dtype)


Maker = Callable[[random.Random], tuple[tuple[Any, ...], dict[str, Any]]]


def _indices(rng: random.Random, n: int) -> Any:
    return np.array([rng.randrange(n) for _ in range(rng.randint(0, 5))], int)


def _pair_of(rng: random.Random) -> tuple[Any, Any]:
    m, k, n = (rng.randint(1, 4) for _ in range(3))
    return array(rng, (m, k)), array(rng, (k, n))


def _product(rng: random.Random) -> tuple[tuple[Any, ...], dict[str, Any]]:
    return _pair_of(rng), {}


def _of(make: Callable[[random.Random], Any], **choices: list[Any]) -> Maker:
    """A call of one array with options drawn from lists."""

    def call(rng: random.Random) -> tuple[tuple[Any, ...], dict[str, Any]]:
        return (make(rng),), {k: rng.choice(v) for k, v in choices.items() if rng.random() < 0.6}

    return call


def _anything(rng: random.Random) -> Any:
    return array(rng, full_shape(rng))


def _lists(rng: random.Random) -> tuple[tuple[Any, ...], dict[str, Any]]:
    shape = (rng.randint(0, 3), rng.randint(1, 3))
    arrays = [array(rng, shape) for _ in range(rng.randint(1, 3))]
    options = {}
    if rng.random() < 0.4:
        options = {"dtype": rng.choice(DTYPES), "casting": "unsafe"}
    return (arrays,), options


def _taken(rng: random.Random) -> tuple[tuple[Any, ...], dict[str, Any]]:
    a = array(rng, (rng.randint(1, 5), rng.randint(1, 3)))
    mode = rng.choice(["raise", "wrap", "clip"])
    return (a, _indices(rng, a.shape[0])), {"axis": 0, "mode": mode}


def _cast(rng: random.Random) -> tuple[tuple[Any, ...], dict[str, Any]]:
    return (_anything(rng), rng.choice(DTYPES)), {}


def _padded(rng: random.Random) -> tuple[tuple[Any, ...], dict[str, Any]]:
    a = array(rng, tuple(rng.randint(1, 4) for _ in range(rng.randint(1, 2))), "float64")
    modes = "constant edge mean median maximum minimum linear_ramp reflect symmetric wrap".split()
    mode = rng.choice(modes)
    options = (
        {"reflect_type": "odd"} if mode in ("reflect", "symmetric") and rng.random() < 0.5 else {}
    )
    return (a, rng.choice([1, 2, (1, 0), (0, 2)]), mode), options


def _close(rng: random.Random) -> tuple[tuple[Any, ...], dict[str, Any]]:
    shape = full_shape(rng)
    tolerances = {
        k: array(rng, part(rng, shape), "float64") for k in ("rtol", "atol") if rng.random() < 0.4
    }
    return (operand(rng, shape), operand(rng, shape)), tolerances


def _system(rng: random.Random) -> tuple[tuple[Any, ...], dict[str, Any]]:
    a = _square(rng)
    b = array(
        rng, (rng.choice((1, 3)),) * rng.randint(0, 1) + (a.shape[-1], rng.randint(1, 3)), "float64"
    )
    return (a, b), {}


def _scale(rng: random.Random) -> tuple[tuple[Any, ...], dict[str, Any]]:
    shape = full_shape(rng)
    ends = tuple(array(rng, part(rng, shape), "float64") for _ in range(2))
    return ends, {"num": rng.randint(0, 4)}


def _logspace(rng: random.Random) -> tuple[tuple[Any, ...], dict[str, Any]]:
    shape = full_shape(rng)
    return (1.0, 2.0), {"num": rng.randint(0, 3), "base": array(rng, shape, "float64")}


def _einsum(rng: random.Random) -> tuple[tuple[Any, ...], dict[str, Any]]:
    text = rng.choice(
        ["ij,jk->ik", "ij->j", "ii->i", "ij,ij->", "i,j->ij", "ij,jk,kl->il", "i,i,i->i", "ij->ij"]
    )
    sizes = {c: rng.randint(1, 4) for c in "ijkl"}
    terms = text.split("->")[0].split(",")
    return (text, *(array(rng, tuple(sizes[c] for c in t)) for t in terms)), {}


def _interp(rng: random.Random) -> tuple[tuple[Any, ...], dict[str, Any]]:
    n = rng.randint(1, 5)
    return (_vector(rng, "f"), np.arange(float(n)), array(rng, (n,), "float64")), {}


def _quantile(rng: random.Random) -> tuple[tuple[Any, ...], dict[str, Any]]:
    q = rng.choice([0.5, [0.1, 0.9]])
    return (array(rng, (4, 3), "float64"), q), {"axis": rng.choice([None, 0, 1])}


def _raveled(rng: random.Random) -> tuple[tuple[Any, ...], dict[str, Any]]:
    columns = np.array([rng.randrange(3) for _ in range(4)])
    return ((rng.randrange(2), columns), (2, 3)), {"mode": rng.choice(["raise", "wrap", "clip"])}


def _clipped(rng: random.Random) -> tuple[tuple[Any, ...], dict[str, Any]]:
    shape = full_shape(rng)
    return tuple(operand(rng, shape, "iuf") for _ in range(3)), {}


def _trapezoid(rng: random.Random) -> tuple[tuple[Any, ...], dict[str, Any]]:
    n = rng.randint(2, 4)
    width = array(rng, (rng.choice((1, 5)), 1), "float64") if rng.random() < 0.5 else 0.5
    return (array(rng, (n,), "float64"),), {"dx": width}


def _written(rng: random.Random) -> tuple[tuple[Any, ...], dict[str, Any]]:
    a = array(rng, (rng.randint(1, 5),))
    key = rng.choice([slice(None), np.arange(len(a)), np.ones(len(a), bool), 0])
    return (a, key, rng.choice([2, 1.5, array(rng, (1,))])), {}


def _read(rng: random.Random) -> tuple[tuple[Any, ...], dict[str, Any]]:
    a = array(rng, (rng.randint(1, 4), rng.randint(1, 3)))
    rows = _indices(rng, a.shape[0])
    key = rng.choice(
        [rows, (rows, 0), a > 1 if a.dtype.kind != "c" else rows, slice(0, 1), (None, 0)]
    )
    return (a, key), {}


def _sampled(*values: float) -> Maker:
    def call(rng: random.Random) -> tuple[tuple[Any, ...], dict[str, Any]]:
        shape = full_shape(rng)
        given = tuple(np.full(part(rng, shape), v) if rng.random() < 0.6 else v for v in values)
        return given, {}

    return call


MAKERS: dict[str, Maker] = {
    "matmul": _product,
    "dot": _product,
    "linalg.matmul": _product,
    "inner": lambda rng: ((array(rng, (3, 2)), array(rng, (rng.randint(1, 4), 2))), {}),
    "outer": lambda rng: ((_vector(rng), _vector(rng)), {}),
    "kron": lambda rng: ((_matrix(rng), _matrix(rng)), {}),
    "vdot": lambda rng: ((lambda a: (a, a))(_vector(rng)), {}),
    "vecdot": lambda rng: ((array(rng, (3, 2)), array(rng, (3, 2))), {"axis": rng.choice([0, 1, -1])}),
    "tensordot": lambda rng: (_pair_of(rng), {"axes": 1}),
    "trace": _of(_matrix, dtype=DTYPES),
    "cross": lambda rng: ((array(rng, (2, 3)), array(rng, (3,))), {}),
    "einsum": _einsum,
    **dict.fromkeys(
        "linalg.det linalg.slogdet linalg.inv linalg.eigh linalg.eigvalsh linalg.eig linalg.eigvals".split(),
        _of(_square),
    ),
    **dict.fromkeys("linalg.qr linalg.svdvals linalg.pinv linalg.matrix_rank".split(), _of(_matrix)),
    "linalg.svd": _of(_matrix, full_matrices=[True, False], compute_uv=[True, False]),
    "linalg.norm": _of(_matrix, ord=[None, 1, 2, "fro", np.inf]),
    "linalg.vector_norm": _of(_matrix, ord=[0, 1, 2, 3, np.inf], axis=[0, 1, None]),
    "linalg.matrix_power": lambda rng: ((_square(rng), rng.randint(-1, 5)), {}),
    "linalg.solve": _system,
    **dict.fromkeys(
        "fft.fft fft.ifft".split(), _of(_vector, n=[1, 2, 3, 7, 8], norm=["ortho", "forward", "backward"])
    ),
    **dict.fromkeys("fft.rfft fft.ihfft".split(), _of(lambda rng: _vector(rng, "f"), n=[1, 4, 5])),
    **dict.fromkeys("fft.irfft fft.hfft".split(), _of(_vector, n=[1, 4, 5], norm=["ortho"])),
    **dict.fromkeys("sort argsort unique unique_all unique_counts flatnonzero".split(), _of(_vector)),
    "partition": lambda rng: ((_vector(rng), 0), {}),
    "nonzero": _of(lambda rng: array(rng, (2, 3))),
    "searchsorted": lambda rng: ((np.sort(_vector(rng, "f")), _anything(rng)), {}),
    "isin": lambda rng: ((_anything(rng), _vector(rng)), {}),
    "quantile": _quantile,
    "cov": _of(lambda rng: array(rng, (2, 3))),
    "bincount": lambda rng: ((array(rng, (rng.randint(1, 6),), "int64"),), {}),
    "digitize": lambda rng: ((_vector(rng, "f"), np.array([1.0, 2.0])), {}),
    "convolve": lambda rng: ((_vector(rng), _vector(rng), rng.choice(["full", "same", "valid"])), {}),
    "correlate": lambda rng: ((_vector(rng), _vector(rng), rng.choice(["full", "same", "valid"])), {}),
    "diff": _of(_vector, n=[1, 2, 3]),
    "ediff1d": _of(_vector),
    "gradient": _of(lambda rng: array(rng, (4,), "float64")),
    "interp": _interp,
    "trapezoid": _trapezoid,
    "unwrap": _of(lambda rng: array(rng, (4,), "float64")),
    "polyval": lambda rng: ((_vector(rng), _anything(rng)), {}),
    "polyadd": lambda rng: ((_vector(rng), _vector(rng)), {}),
    "polymul": lambda rng: ((_vector(rng), _vector(rng)), {}),
    "polyder": _of(_vector),
    "polyint": _of(_vector),
    "poly": _of(lambda rng: _vector(rng, "f")),
    "vander": _of(_vector, N=[1, 2, 4]),
    "take": _taken,
    "ndarray.__getitem__": _read,
    "ndarray.__setitem__": _written,
    "tril": _of(lambda rng: array(rng, (3, 2))),
    "triu": _of(lambda rng: array(rng, (3, 2))),
    "tri": lambda rng: ((rng.randint(0, 4),), {"M": rng.randint(0, 4), "dtype": rng.choice(DTYPES)}),
    "indices": lambda rng: (((rng.randint(0, 3), rng.randint(1, 3)),), {"sparse": rng.random() < 0.5}),
    "tril_indices": lambda rng: ((rng.randint(0, 4),), {}),
    "diag_indices": lambda rng: ((rng.randint(0, 4),), {}),
    "unravel_index": lambda rng: ((np.array([rng.randrange(6) for _ in range(4)]), (2, 3)), {}),
    "ravel_multi_index": _raveled,
    "where": lambda rng: (lambda s: ((operand(rng, s), operand(rng, s), operand(rng, s)), {}))(full_shape(rng)),
    "clip": _clipped,
    "round": _of(_anything, decimals=[0, 1, -1, 2]),
    "isclose": _close,
    "allclose": _close,
    "array_equal": lambda rng: ((lambda a: (a, a))(_anything(rng)), {}),
    "nan_to_num": _of(_anything),
    "angle": _of(_anything, deg=[True, False]),
    "concatenate": _lists,
    "stack": _lists,
    "hstack": _lists,
    "append": lambda rng: ((_vector(rng), _vector(rng)), {}),
    "repeat": lambda rng: (lambda a: ((a, rng.choice([2, [rng.randint(0, 2) for _ in a]])), {}))(_vector(rng)),
    "insert": lambda rng: (lambda a: ((a, rng.choice([0, [0, 0]]), 1.5), {}))(_vector(rng)),
    "delete": lambda rng: (lambda a: ((a, rng.choice([0, [0]])), {}))(_vector(rng)),
    "compress": lambda rng: (lambda a: ((np.array([rng.random() < 0.5 for _ in a]), a), {}))(_vector(rng)),
    "extract": lambda rng: (lambda a: ((np.array([rng.random() < 0.5 for _ in a]), a), {}))(_vector(rng)),
    "choose": lambda rng: ((np.array([0, 1, 1]), [array(rng, (3,)), array(rng, (3,))]), {}),
    "pad": _padded,
    "astype": _cast,
    "ndarray.astype": _cast,
    "full": lambda rng: (((3, 2), array(rng, (rng.choice((1, 2)),))), {"dtype": rng.choice(DTYPES)}),
    "linspace": _scale,
    "geomspace": _scale,
    "logspace": _logspace,
    "arange": lambda rng: ((rng.randint(0, 5),), {"dtype": rng.choice([None, "float32"])}),
    "packbits": _of(lambda rng: array(rng, (rng.randint(0, 9),), "bool")),
    "unpackbits": _of(lambda rng: array(rng, (rng.randint(0, 3),), "uint8")),
    "random.normal": _sampled(0.5, 2.0),
    "random.uniform": _sampled(0.5, 2.0),
    "random.lognormal": _sampled(0.5, 0.25),
    "random.exponential": _sampled(2.0),
    "random.gamma": _sampled(2.0, 0.5),
    "random.laplace": _sampled(0.5, 2.0),
    "sinc": _of(_anything),
    "i0": _of(lambda rng: array(rng, full_shape(rng), "float64")),
    "hanning": lambda rng: ((rng.randint(0, 6),), {}),
    "kaiser": lambda rng: ((rng.randint(0, 6), 2.0), {}),
    "fft.fftfreq": lambda rng: ((rng.randint(1, 6),), {}),
}  # fmt: skip
"""Arguments of the rows that are neither ufuncs, their methods nor folds."""


def covered() -> list[str]:
    """The rows that :func:`draw` knows."""
    ufuncs = [n for n, row in TABLE.items() if ufunc_arity(row) and row.cls != "contraction"]
    methods = [n for n, row in TABLE.items() if row.chapter == "ufunc_methods"]
    refused = {"ldexp.accumulate", "ldexp.reduceat"}  # there is no loop whose result is its operand
    return sorted({*ufuncs, *methods, *(f for f in _FOLDS if f in TABLE), *MAKERS} - refused)


def draw(rng: random.Random, name: str) -> Drawn:
    """A random call of a row; NumPy may refuse it."""
    row = TABLE[name]
    if name in MAKERS:
        return Drawn(name, *MAKERS[name](rng))
    if row.chapter == "ufunc_methods":
        return _method(rng, row)
    if name in _FOLDS:
        return _fold(rng, row)
    return _ufunc(rng, row)
