"""Wants results that cost no FLOPs and more memory than the server may give.

expect: ok
flops: 10
stopped-by: server memory
arguments: --server-memory 64MiB
prints: done
"""

import flopscope.numpy as fnp

(fnp.ones(10) + fnp.ones(10)).tolist()


def uploads():
    return [fnp.array([0.0] * 100_000) for _ in range(100)][-1].tolist()


ATTEMPTS = {
    "zeros": lambda: fnp.zeros((10**6, 10**6)).sum().tolist(),
    "beyond addresses": lambda: fnp.zeros((10**9, 10**9, 10**9)).tolist(),
    "arange": lambda: fnp.arange(10**12).tolist(),
    "a copy of a view": lambda: fnp.broadcast_to(fnp.ones(1), (10**5, 10**5)).copy().tolist(),
    "tile": lambda: fnp.tile(fnp.zeros(10), 10**9).tolist(),
    "repeat": lambda: fnp.repeat(fnp.zeros(10), 10**9).tolist(),
    "pad": lambda: fnp.pad(fnp.zeros(10), 10**9).tolist(),
    "eye": lambda: fnp.eye(10**6).tolist(),
    "many": lambda: [fnp.zeros(10**6) for _ in range(100)][-1].tolist(),
    "uploads": uploads,
}
for name, attempt in ATTEMPTS.items():
    try:
        attempt()
    except (MemoryError, ValueError) as error:
        print("denied", name, error)
    else:
        print("BREACH", name)
print("done")
