"""Computes for ever in C, in several threads, deaf to signals: the CPU time runs out first.

expect: time_limit
flops: 10
stopped-by: resources
arguments: --time-limit 60 --cpu-limit 1
"""

import hashlib
import signal
import threading

import flopscope.numpy as fnp

fnp.ones(10) + fnp.ones(10)
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGXCPU, signal.SIGALRM, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)


def burn():
    hashlib.pbkdf2_hmac("sha256", b"", b"", 10**9)


for _ in range(3):
    threading.Thread(target=burn).start()
burn()
