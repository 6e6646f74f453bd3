"""Ends while the server still works for it, and with a message half sent.

expect: ok
flops: 10
stopped-by: wire
"""

import os
import stat

import flopscope.numpy as fnp

(fnp.ones(10) + fnp.ones(10)).tolist()
for descriptor in range(3, 256):
    try:
        if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
            os.write(descriptor, b"\x02" + (2**62).to_bytes(8, "big"))  # a frame of 4 EiB follows
    except OSError:
        continue
os._exit(0)
