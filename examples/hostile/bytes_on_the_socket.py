"""Writes bytes that are no messages to the descriptor of the client's connection.

expect: ok
flops: 10
stopped-by: wire
prints: done
"""

import os
import stat

import flopscope.numpy as fnp

(fnp.ones(10) + fnp.ones(10)).tolist()
written = 0
for descriptor in range(3, 256):
    try:
        if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
            written += os.write(descriptor, b"\xff" * 4096)
    except OSError as error:
        print("denied", descriptor, error.errno)
print("done", written)
