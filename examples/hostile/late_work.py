"""Computes after its end: at exit, in a destructor, in a thread. All of it counts.

expect: ok
flops: 40
stopped-by: ledger
"""

import atexit
import threading
import time

import flopscope.numpy as fnp


def work():
    (fnp.ones(10) + fnp.ones(10)).tolist()


class Late:
    def __del__(self):
        work()


def later():
    time.sleep(0.2)
    work()


late = Late()
atexit.register(work)
threading.Thread(target=later).start()
work()
del late
