"""A program with known FLOPs: what each line spends stands beside it."""

import contextlib

import flopscope as flops
import flopscope.numpy as fnp


def layer(x):
    return fnp.sin(x) * 2.0  # 2 * 100


def model(x):
    for _ in range(3):
        x = layer(x)
    with flops.namespace("head"):
        return layer(x)


def main():
    x = fnp.zeros(100)
    y = model(x)
    with flops.BudgetContext(10_000, quiet=True, namespace="check"):
        total = float(fnp.sum(y))  # 99
    rows = fnp.apply_along_axis(lambda row: row + row, 1, fnp.zeros((4, 5)))  # 4 * 5
    with contextlib.suppress(ValueError):
        y @ fnp.zeros(99)
    return total, rows


if __name__ == "__main__":
    main()
