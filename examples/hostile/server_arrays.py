"""Has the server hold more and more arrays, so small that their bytes hardly count.

expect: ok
flops: 10
stopped-by: server arrays
arguments: --arrays 2000
prints: done
"""

import flopscope.numpy as fnp

(fnp.ones(10) + fnp.ones(10)).tolist()
kept = []


def many(make):
    for _ in range(3000):
        kept.append(make())
    kept[-1].tolist()


base = fnp.zeros(3000)
ATTEMPTS = {
    "arrays": lambda: many(lambda: fnp.zeros(1)),
    "views": lambda: many(lambda: base[:1]),
    "at once": lambda: kept.extend(fnp.split(base, 3000)),
    "generators": lambda: many(lambda: fnp.random.default_rng(1)),
}
for name, attempt in ATTEMPTS.items():
    kept.clear()
    try:
        attempt()
    except MemoryError as error:
        print("denied", name, error)
    else:
        print("BREACH", name)
kept.clear()
base[:2].tolist()
print("done")
