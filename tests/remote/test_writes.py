"""What is written to an array, on both engines: the same arrays, and errors at the same statements."""

from __future__ import annotations

import subprocess
import sys

import pytest

from .serving import RunningServer, environment

READ_ONLY = """
fnp.broadcast_to(fnp.ones(3), (2, 3))
fnp.broadcast_to(fnp.ones(3), (2, 3))[1]
fnp.broadcast_to(fnp.ones(3), (2, 3)).T
fnp.broadcast_to(fnp.ones(3), (2, 3))[:, None].swapaxes(0, 1)
fnp.diagonal(fnp.ones((3, 3)))
fnp.diagonal(fnp.ones((3, 3)))[::-1]
fnp.diag(fnp.ones((3, 3)))
fnp.expand_dims(fnp.diag(fnp.ones((3, 3))), 0)
fnp.einsum("ii->i", fnp.broadcast_to(fnp.ones(3), (3, 3)))
fnp.imag(fnp.ones(3))
fnp.flip(fnp.broadcast_to(fnp.ones(3), (2, 3)), 0)
fnp.moveaxis(fnp.broadcast_to(fnp.ones(3), (2, 3)), 0, 1)
""".strip().splitlines()
WRITABLE = """
fnp.ones(3)
fnp.ones((2, 3))[1]
fnp.ones((2, 3)).T[::-1]
fnp.broadcast_to(fnp.ones(3), (2, 3)) * 1
fnp.broadcast_to(fnp.ones(3), (2, 3)).copy()
fnp.einsum("ii->i", fnp.ones((3, 3)))
fnp.diag(fnp.ones(3))
fnp.array([1.0, 2.0])
fnp.arange(3.0)
fnp.split(fnp.ones(4), 2)[0]
fnp.linspace(0, 1, 3).reshape(3, 1)
fnp.real(fnp.ones(3) + 1j)
fnp.vstack([fnp.ones(3), fnp.zeros(3)])
fnp.ones(()) + fnp.ones(1)
""".strip().splitlines()
WRITES = """
x += 1
x[...] = 2
x[0] = 3
x.fill(4)
x[x > 0] = 5
fnp.multiply(x, 2, out=x)
""".strip().splitlines()
SIZES = """
x[5] = 1
x[-3:] = fnp.ones(3)
x[:2] = fnp.ones(3)
x[:2] = fnp.ones((1, 1, 2))
x[0] = fnp.ones(1)
x[0] = fnp.ones(2)
x[1, 1] = 1
x[None] = 7
x[[0, 1]] = 7
x[fnp.array([True, False, True])] = 9
x[fnp.array([True, False, True])] = fnp.ones(2)
x[fnp.array([True, False, True])] = fnp.ones(3)
x[fnp.array([True, False])] = 9
x[fnp.array(True)] = 9
x[True] = 9
x[0] = 300
x[0] = -1
x[0] = 2**70
x[0] = 1.5
x[0] = fnp.inf
x[0] = 1e300
x[0] = 1j
x[0] = fnp.ones(3)[0] * 1j
x[0] = None
x[0] = "a"
x[:] = [1.0, 2.0, 3.0]
x[:] = [1.0, 2.0]
x[:] = fnp.array([1.5, fnp.nan, 300])
x[1:] = x[:-1]
x.fill(fnp.ones(2))
x.fill(-1)
fnp.fill_diagonal(x, 1)
fnp.fill_diagonal(x[:, None] * x, 1)
fnp.fill_diagonal(x[:, None] * x, fnp.ones(0))
fnp.full(2, fnp.ones(3))
fnp.full(2, fnp.nan, dtype=x.dtype)
fnp.full_like(x, 300)
fnp.full_like(x, [1.0, 2.0])
fnp.arange(3), fnp.arange(3.0), fnp.arange(True)
x.astype("int8") + x.astype(fnp.float32) + x.astype(complex).imag
x.astype("nonsense")
fnp.concatenate([x, x], axis=False)
fnp.clip(x, 1, [2.0, 3.0, 4.0])
fnp.clip(x, -1, 300)
""".strip().splitlines()
"""Done to arrays ``x`` of three elements."""
PROGRAM = """
import sys, warnings
import flopscope.numpy as fnp

warnings.simplefilter("always")
fnp.zeros(1).tolist()  # what is left of the budget is known from here on


def do(made, work, **scope):
    scope["fnp"] = fnp
    try:
        exec(f"x = {made}", scope)
        y = scope["x"][()] if scope["x"].ndim else scope["x"]
        exec(work, scope)
        said = "done"
    except Exception as error:
        said = f"{type(error).__name__}: {error}"
    x = scope["x"]
    print(made, "|", work, "|", said, x.dtype, x.shape, x.tolist(), y.tolist())
"""


def shown(program: str, url: str, engine: str, queue: str) -> list[str]:
    """What a program prints."""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment(url, FLOPSCOPE_ENGINE=engine, FLOPSCOPE_QUEUE=queue),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.parametrize("queue", ["1", "0"], ids=["queued", "each at once"])
def test_views_are_written_to_where_they_can_be(queue: str, shared: RunningServer) -> None:
    work = [(made, write) for made in [*READ_ONLY, *WRITABLE] for write in WRITES]
    program = PROGRAM + "".join(f"do({made!r}, {write!r})\n" for made, write in work)
    local = shown(program, shared.url, "local", "1")
    assert len(local) == len(work)
    refused = [line for line in local if "read-only" in line]
    assert len(refused) == len(READ_ONLY) * len(WRITES)
    assert shown(program, shared.url, "remote", queue) == local


@pytest.mark.parametrize("queue", ["1", "0"], ids=["queued", "each at once"])
def test_a_write_that_does_not_fit_fails_where_it_stands(queue: str, shared: RunningServer) -> None:
    kinds = ("float64", "float32", "float16", "int64", "int8", "uint8", "bool", "complex64")
    work = [(f"fnp.ones(3, dtype={kind!r})", write) for kind in kinds for write in SIZES]
    program = PROGRAM + "".join(f"do({made!r}, {write!r})\n" for made, write in work)
    local = shown(program, shared.url, "local", "1")
    assert len(local) == len(work)
    assert sum("Error" in line for line in local) > len(kinds) * 10
    assert shown(program, shared.url, "remote", queue) == local
