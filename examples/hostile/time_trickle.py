"""Prints a dot now and then, for ever, and ignores SIGTERM.

expect: time_limit
flops: 10
stopped-by: score
arguments: --time-limit 1
"""

import signal
import time

import flopscope.numpy as fnp

fnp.ones(10) + fnp.ones(10)
signal.signal(signal.SIGTERM, signal.SIG_IGN)
while True:
    print(".", end="", flush=True)
    time.sleep(0.05)
