"""Has its output not wait for its reader, and ends while the pipe is full.

The flag belongs to the pipe, so it holds for a supervisor that writes there as well, whose last word would
be lost.

expect: ok
flops: 10
stopped-by: capture
"""

import contextlib
import os
import sys

import flopscope.numpy as fnp

fnp.ones(10) + fnp.ones(10)
sys.stdout.flush()
for descriptor in (1, 2):
    os.set_blocking(descriptor, False)
for _ in range(3000):
    for descriptor in (1, 2):
        with contextlib.suppress(BlockingIOError):
            os.write(descriptor, b"x" * 65536)
os._exit(0)
