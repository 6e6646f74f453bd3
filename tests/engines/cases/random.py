"""Random numbers: NumPy's own bit streams for the same seeds, one FLOP a sample."""

from __future__ import annotations

from ..case import Case

_ARGUMENTS = {
    "normal": "1.0, 2.0",
    "uniform": "-1, 1",
    "exponential": "2.0",
    "laplace": "0.5, 2.0",
    "logistic": "0.5, 2.0",
    "lognormal": "0.5, 2.0",
    "gumbel": "0.5, 2.0",
    "gamma": "2.0, 0.5",
    "beta": "0.5, 2.0",
    "chisquare": "3",
    "standard_t": "3",
    "poisson": "2.5",
    "binomial": "10, 0.3",
    "geometric": "0.3",
}

_STREAMS = {
    "random": "fnp.random.seed(7); fnp.random",
    "random.Generator": "rng",
    "random.RandomState": "rs",
}
"""Rows of a kind of stream, and how a source gets at one."""


def _streams(name: str, flops: int, call: str) -> list[Case]:
    return [Case(f"{row}.{name}", flops, f"{at}.{call}") for row, at in _STREAMS.items()]


CASES: list[Case] = []
for _name, _given in _ARGUMENTS.items():
    CASES += _streams(_name, 12, f"{_name}({_given}, size=(3, 4))")
    CASES += _streams(_name, 5, f"{_name}({_given}, 5)")
    CASES += _streams(_name, 1, f"{_name}({_given})")
    CASES += _streams(_name, 0, f"{_name}({_given}, size=-1)")
CASES += [
    *_streams("normal", 4, "normal(J)"),
    *_streams("normal", 12, "normal(A, 1.0)"),
    *_streams("normal", 4, "normal([1, 2, 3, 4], 1)"),
    *_streams("normal", 12, "normal(loc=v, scale=1.0, size=(3, 4))"),
    *_streams("normal", 3, "normal(size=fnp.int64(3))"),
    *_streams("normal", 1, "normal(0, -1.0)"),
    *_streams("permutation", 5, "permutation(5)"),
    *_streams("permutation", 12, "permutation(I)"),
    *_streams("permutation", 3, "permutation([1, 2, 3])"),
    *_streams("shuffle", 12, "shuffle(A); A"),
    *_streams("shuffle", 4, "shuffle(J); J"),
    *_streams("choice", 3, "choice(5, 3)"),
    *_streams("choice", 4, "choice(v, 3, replace=False)"),
    *_streams("choice", 1, "choice([1, 2, 3])"),
    *_streams("choice", 17, "choice(3, size=(2, 2), p=[0.2, 0.3, 0.5])"),
    *_streams("choice", 9, "choice(3, 9, False)"),
    *_streams("random", 6, "random((2, 3))"),
    *_streams("random", 1, "random()"),
    *_streams("standard_normal", 6, "standard_normal((2, 3))"),
    *_streams("standard_normal", 1, "standard_normal()"),
]
for _row in ("random", "random.RandomState"):
    _at = _STREAMS[_row]
    CASES += [
        Case(f"{_row}.rand", 6, f"{_at}.rand(2, 3)"),
        Case(f"{_row}.rand", 1, f"{_at}.rand()"),
        Case(f"{_row}.randn", 6, f"{_at}.randn(2, 3)"),
        Case(f"{_row}.randn", 1, f"{_at}.randn()"),
        Case(f"{_row}.randn", 0, f"{_at}.randn(-2)"),
        Case(f"{_row}.random_sample", 6, f"{_at}.random_sample(6)"),
        Case(f"{_row}.randint", 6, f"{_at}.randint(10, size=6)"),
        Case(f"{_row}.randint", 6, f"{_at}.randint(-3, 3, (2, 3))"),
        Case(f"{_row}.randint", 6, f"{_at}.randint(0, 200, 6, dtype='uint8')"),
        Case(f"{_row}.randint", 1, f"{_at}.randint(5)"),
        Case(f"{_row}.randint", 1, f"{_at}.randint(5, 5)"),
    ]
CASES += [
    Case("random.seed", 1, "fnp.random.seed(3); fnp.random.rand()"),
    Case("random.seed", 1, "fnp.random.seed([1, 2, 3]); fnp.random.rand()"),
    Case("random.seed", 1, "fnp.random.seed(U); fnp.random.rand()"),
    Case("random.seed", 0, "fnp.random.seed(-1)"),
    Case("random.RandomState.seed", 1, "rs.seed(3); rs.rand()"),
    Case("random.RandomState", 1, "fnp.random.RandomState(3).rand()"),
    Case("random.RandomState", 0, "fnp.random.RandomState(-1)"),
    Case("random.default_rng", 3, "fnp.random.default_rng(3).random(3)"),
    Case("random.default_rng", 3, "fnp.random.default_rng([1, 2]).random(3)"),
    Case("random.default_rng", 3, "fnp.random.default_rng(2**100).random(3)"),
    Case("random.default_rng", 0, "fnp.random.default_rng(-1)"),
    Case("random.default_rng", 0, "fnp.random.default_rng('text')"),
    Case("random.default_rng", 3, "x = fnp.random.default_rng(rng); x.random(3)"),
    Case("random.Generator.random", 3, "rng.random(3, dtype='float32')"),
    Case("random.Generator.random", 3, "out = fnp.zeros(3); (rng.random(out=out) is out, out)"),
    Case("random.Generator.random", 1, "rng.random(dtype=fnp.float32)"),
    Case("random.Generator.standard_normal", 3, "rng.standard_normal(3, 'float32')"),
    Case("random.Generator.standard_exponential", 3, "rng.standard_exponential(3)"),
    Case("random.Generator.standard_exponential", 3, "rng.standard_exponential(3, method='inv')"),
    Case("random.Generator.integers", 6, "rng.integers(10, size=6)"),
    Case("random.Generator.integers", 12, "rng.integers(-3, 3, (2, 3), endpoint=True)"),
    Case("random.Generator.integers", 6, "rng.integers(0, 200, 6, dtype='uint8')"),
    Case("random.Generator.integers", 1, "rng.integers(5)"),
    Case("random.Generator.integers", 4, "rng.integers([5, 6, 7, 8])"),
    Case("random.Generator.permutation", 16, "rng.permutation(A, axis=1)"),
    Case("random.Generator.permuted", 24, "rng.permuted(A, axis=1)"),
    Case("random.Generator.permuted", 24, "rng.permuted(A, axis=1, out=A) is A"),
    Case("random.Generator.shuffle", 16, "rng.shuffle(A, axis=1); A"),
    Case("random.Generator.choice", 8, "rng.choice(A, 2, axis=1, shuffle=False)"),
]
