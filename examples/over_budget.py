"""Spends more than it has: the operation that does not fit is refused, and nothing is charged for it.

With `--budget 1e6` the run ends as `budget_exhausted`, after 600,000 FLOPs.
"""

import flopscope.numpy as fnp

if __name__ == "__main__":
    x = fnp.ones(100_000)
    for step in range(6):
        x = x * 1.01
        print(f"step {step}: 100,000 FLOPs")
    a = fnp.ones((512, 512))
    print("multiplying two 512 x 512 matrices: 268,173,312 FLOPs")
    print(float((a @ a)[0, 0]))
