"""Looks for descriptors that were left open, then opens until there is none.

expect: submission_error
flops: 10
stopped-by: resources
prints: none inherited
"""

import os
import stat

import flopscope.numpy as fnp

fnp.ones(10) + fnp.ones(10)

PLAIN = {0, 1, 2}
for descriptor in range(3, 4096):
    try:
        mode = os.fstat(descriptor).st_mode
    except OSError:
        continue
    # The client's connection is a socket; ZeroMQ's threads wake each other through anonymous files.
    if stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_ISFIFO(mode) or stat.S_ISCHR(mode):
        print("BREACH", descriptor, oct(mode))
print("none inherited", flush=True)

while True:
    os.open("/dev/null", os.O_RDONLY)
