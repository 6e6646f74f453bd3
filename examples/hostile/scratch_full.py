"""Fills its temporary folder with files that are deleted already.

expect: output_limit
expect-docker: submission_error
differs: scratch space full
flops: 10
stopped-by: scratch size
arguments: --scratch 16MiB
"""

import tempfile
import time

import flopscope.numpy as fnp

fnp.ones(10) + fnp.ones(10)
kept = []
for _ in range(40):
    file = tempfile.TemporaryFile()
    file.write(b"x" * 2**20)
    file.flush()
    kept.append(file)
time.sleep(1)
print("BREACH", len(kept), "MiB")
