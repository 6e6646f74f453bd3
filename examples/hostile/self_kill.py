"""Kills itself as the kernel would for memory.

expect: submission_error
flops: 10
stopped-by: score
"""

import os
import signal

import flopscope.numpy as fnp

fnp.ones(10) + fnp.ones(10)
os.kill(os.getpid(), signal.SIGKILL)
