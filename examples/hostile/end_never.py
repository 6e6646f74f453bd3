"""Comes to its end and does not end: at exit, and in a thread that the interpreter waits for.

expect: time_limit
flops: 10
stopped-by: score
arguments: --time-limit 1
prints: over
"""

import atexit
import threading
import time

import flopscope.numpy as fnp

(fnp.ones(10) + fnp.ones(10)).tolist()


def for_ever():
    while True:
        time.sleep(0.01)


threading.Thread(target=for_ever).start()
atexit.register(for_ever)
print("over", flush=True)
