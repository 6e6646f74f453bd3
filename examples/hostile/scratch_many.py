"""Makes a million empty files.

expect: output_limit
expect-docker: submission_error
differs: scratch space full
flops: 10
stopped-by: scratch size
"""

import os
import tempfile

import flopscope.numpy as fnp

fnp.ones(10) + fnp.ones(10)
folder = tempfile.gettempdir()
for number in range(1_000_000):
    os.close(os.open(f"{folder}/{number}", os.O_CREAT))
print("BREACH")
