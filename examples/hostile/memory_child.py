"""Has a child take the memory and die of it, and ends well itself. There can be no child.

expect: ok
flops: 10
stopped-by: processes
arguments: --memory 200MiB
prints: done
"""

import os

import flopscope.numpy as fnp

(fnp.ones(10) + fnp.ones(10)).tolist()


def child():
    kept = []
    while True:
        kept.append(bytearray(2**20))


try:
    if (pid := os.fork()) == 0:
        child()
    os.waitpid(pid, 0)
except OSError as error:
    print("denied", error.errno)
else:
    print("BREACH a child")
print("done")
