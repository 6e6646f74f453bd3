"""Sleeps.

expect: time_limit
flops: 10
stopped-by: score
arguments: --time-limit 1
"""

import time

import flopscope.numpy as fnp

fnp.ones(10) + fnp.ones(10)
time.sleep(10**6)
