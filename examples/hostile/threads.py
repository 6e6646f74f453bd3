"""Starts threads until it cannot.

expect: submission_error
flops: 10
stopped-by: resources
stopped-by-docker: threads
differs: threads
arguments: --memory 256MiB
"""

import os
import threading
import time

import flopscope.numpy as fnp

fnp.ones(10) + fnp.ones(10)
try:
    for _ in range(100_000):
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
except (RuntimeError, MemoryError) as error:
    print("denied", error, flush=True)
    os._exit(3)
print("BREACH")
